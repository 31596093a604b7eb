/* parse_number.c - the values of number literals. */
#define _GNU_SOURCE /* strtod_l: the decimal point is '.' in every locale */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>

#include "interp/parse_internal.h"

enum { MAX_DECIMAL_DIGITS = 4300 }; /* sys.get_int_max_str_digits() */

/* The literal without underscores, NUL-terminated. */
static char *digits_of(parser *p, const lex_token *t, size_t *len) {
    const char *s = p->source.text + t->start;
    size_t n = t->end - t->start, kept = 0;
    char *out = parse_alloc(p, n + 1);
    for (size_t i = 0; i < n; i++)
        if (s[i] != '_') out[kept++] = s[i];
    out[kept] = '\0';
    *len = kept;
    return out;
}

static double to_double(parser *p, const char *text) {
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!c) parse_no_memory(p);
    double value = strtod_l(text, NULL, c);
    freelocale(c);
    return value;
}

static void check_size(parser *p, const lex_token *t, size_t n_digits) {
    if (n_digits <= MAX_DECIMAL_DIGITS) return;
    const char *message = arena_printf(
        p->memory,
        "Exceeds the limit (%d digits) for integer string conversion: value has %zu "
        "digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for "
        "huge integer literals to avoid decimal conversion limits.",
        MAX_DECIMAL_DIGITS, n_digits);
    if (!message) parse_no_memory(p);
    parse_raise(p, message, t->lineno, -1, t->end_lineno, -1);
}

static ast_const integer(parser *p, const lex_token *t, char *text, size_t len) {
    int base = 10;
    if (text[0] == '0' && len > 1) {
        char c = (char)(text[1] | 0x20);
        base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
        if (base != 10) text += 2, len -= 2;
    }
    while (len > 1 && *text == '0')
        text++, len--;
    errno = 0;
    long long value = strtoll(text, NULL, base);
    if (errno == 0) return (ast_const){.kind = AST_CONST_INT, .i = value};
    if (base == 10) check_size(p, t, len);
    return (ast_const){.kind = AST_CONST_BIGINT, .base = (uint8_t)base, .text = text, .len = len};
}

ast_node *parse_number(parser *p) {
    parse_pos start = parse_here(p);
    const lex_token *t = parse_next(p);
    size_t len;
    char *text = digits_of(p, t, &len);
    bool based = text[0] == '0' && len > 1 && (text[1] | 0x20) >= 'a' && (text[1] | 0x20) != 'e' &&
                 (text[1] | 0x20) != 'j';
    ast_const value;
    if (!based && (text[len - 1] | 0x20) == 'j') {
        text[len - 1] = '\0';
        value = (ast_const){.kind = AST_CONST_COMPLEX, .im = to_double(p, text)};
    } else if (!based && strpbrk(text, ".eE")) {
        value = (ast_const){.kind = AST_CONST_FLOAT, .re = to_double(p, text)};
    } else {
        value = integer(p, t, text, len);
    }
    return NODE(p, Constant, start, .value = value);
}
