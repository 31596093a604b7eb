/* unparse_constant.c - constants as Python writes them, without the runtime.
 *
 * Owns: nothing. Threads: any. */
#include "interp/unparse_constant.h"

#include <gmp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/unicode/unicode.h"

void unparse_put(unparse_text *t, const char *s, size_t len) {
    if (t->len + len > t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 64;
        while (cap < t->len + len)
            cap *= 2;
        char *bigger = arena_alloc(t->memory, cap);
        if (!bigger) {
            t->failed = true;
            return;
        }
        if (t->len) memcpy(bigger, t->text, t->len);
        t->text = bigger;
        t->cap = cap;
    }
    if (len) memcpy(t->text + t->len, s, len);
    t->len += len;
}

static void put(unparse_text *t, const char *s) { unparse_put(t, s, strlen(s)); }

/* ---- strings -------------------------------------------------------------------------------- */

static char quote_for(const char *s, size_t len) {
    return memchr(s, '\'', len) && !memchr(s, '"', len) ? '"' : '\'';
}

/* The code point at s, of *n bytes; the text is well-formed WTF-8. */
static uint32_t decode(const char *s, size_t len, size_t *n) {
    uint8_t c = (uint8_t)s[0];
    *n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    if (*n > len) *n = 1;
    uint32_t cp = *n == 1 ? c : c & (0x7fu >> *n);
    for (size_t i = 1; i < *n; i++)
        cp = cp << 6 | ((uint8_t)s[i] & 0x3f);
    return cp;
}

/* Writes the escape that repr uses for cp, if it uses one. */
static bool put_escape(unparse_text *t, uint32_t cp, char quote) {
    char text[16];
    if (cp == (uint8_t)quote || cp == '\\')
        snprintf(text, sizeof text, "\\%c", (int)cp);
    else if (cp == '\n')
        strcpy(text, "\\n");
    else if (cp == '\r')
        strcpy(text, "\\r");
    else if (cp == '\t')
        strcpy(text, "\\t");
    else if (cp < 32 || cp == 127)
        snprintf(text, sizeof text, "\\x%02x", cp);
    else if (cp < 127 || rt_uc_is_printable(cp))
        return false;
    else
        snprintf(text, sizeof text,
                 cp < 0x100     ? "\\x%02x"
                 : cp < 0x10000 ? "\\u%04x"
                                : "\\U%08x",
                 cp);
    put(t, text);
    return true;
}

void unparse_str(unparse_text *t, const char *s, size_t len) {
    char quote = len ? quote_for(s, len) : '\'';
    unparse_put(t, &quote, 1);
    for (size_t i = 0, n; i < len; i += n) {
        uint32_t cp = decode(s + i, len - i, &n);
        if (!put_escape(t, cp, quote)) unparse_put(t, s + i, n);
    }
    unparse_put(t, &quote, 1);
}

static void put_bytes(unparse_text *t, const char *s, size_t len) {
    char quote = quote_for(s, len), text[8];
    put(t, "b");
    unparse_put(t, &quote, 1);
    for (size_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)s[i];
        if (c >= 0x80) {
            snprintf(text, sizeof text, "\\x%02x", c);
            put(t, text);
        } else if (!put_escape(t, c, quote)) {
            unparse_put(t, s + i, 1);
        }
    }
    unparse_put(t, &quote, 1);
}

/* ---- numbers -------------------------------------------------------------------------------- */

static void put_bigint(unparse_text *t, const ast_const *k) {
    mpz_t z;
    mpz_init_set_str(z, k->text, k->base);
    char *text = mpz_get_str(NULL, 10, z);
    if (k->negative) put(t, "-");
    put(t, text);
    void (*release)(void *, size_t);
    mp_get_memory_functions(NULL, NULL, &release);
    release(text, strlen(text) + 1);
    mpz_clear(z);
}

/* The shortest digits that read back as d, with the exponent where repr has one. */
static void put_float(unparse_text *t, double d, bool point) {
    char text[64];
    if (isinf(d)) {
        put(t, d < 0 ? "-1e309" : "1e309");
        return;
    }
    if (isnan(d)) {
        put(t, "nan");
        return;
    }
    int digits = 1;
    for (; digits < 17; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, d);
        if (strtod(text, NULL) == d) break;
    }
    snprintf(text, sizeof text, "%.*e", digits - 1, d);
    int exponent = atoi(strchr(text, 'e') + 1);
    if (exponent >= -4 && exponent < 16) {
        int decimals = digits - 1 - exponent;
        snprintf(text, sizeof text, "%.*f", decimals > 0 ? decimals : 0, d);
        put(t, text);
        if (decimals <= 0 && point) put(t, ".0");
        return;
    }
    put(t, text); /* printf writes two exponent digits at least, as repr does */
}

static void put_complex(unparse_text *t, double re, double im) {
    if (re == 0 && !signbit(re)) {
        put_float(t, im, false);
        put(t, "j");
        return;
    }
    put(t, "(");
    put_float(t, re, false);
    if (!signbit(im) || isnan(im)) put(t, "+");
    put_float(t, im, false);
    put(t, "j)");
}

/* ---- all kinds ------------------------------------------------------------------------------ */

static void put_items(unparse_text *t, const char *open, const ast_const *k, const char *close) {
    put(t, open);
    for (uint32_t i = 0; i < k->n; i++) {
        if (i) put(t, ", ");
        unparse_constant(t, &k->items[i]);
    }
    if (k->n == 1 && k->kind == AST_CONST_TUPLE) put(t, ",");
    put(t, close);
}

void unparse_constant(unparse_text *t, const ast_const *k) {
    char text[32];
    switch (k->kind) {
    case AST_CONST_NONE: put(t, "None"); break;
    case AST_CONST_TRUE: put(t, "True"); break;
    case AST_CONST_FALSE: put(t, "False"); break;
    case AST_CONST_ELLIPSIS: put(t, "..."); break;
    case AST_CONST_INT:
        snprintf(text, sizeof text, "%lld", (long long)k->i);
        put(t, text);
        break;
    case AST_CONST_BIGINT: put_bigint(t, k); break;
    case AST_CONST_FLOAT: put_float(t, k->re, true); break;
    case AST_CONST_COMPLEX: put_complex(t, k->re, k->im); break;
    case AST_CONST_STR: unparse_str(t, k->text, k->len); break;
    case AST_CONST_BYTES: put_bytes(t, k->text, k->len); break;
    case AST_CONST_TUPLE: put_items(t, "(", k, ")"); break;
    case AST_CONST_FROZENSET: put_items(t, "frozenset({", k, "})"); break;
    case AST_CONST_OTHER: break; /* not in a tree that is valid */
    }
}
