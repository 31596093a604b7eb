/* ast_print.c - see ast_print.h. Driven by the class table of interp/ast.h. */
#include "tests/tools/ast_print.h"

#include <gmp.h>
#include <math.h>
#include <stdlib.h>

#include "interp/lex.h"
#include "runtime/unicode/unicode.h"

/* ---- constants ---- */

static char quote_for(const char *text, size_t len) {
    return memchr(text, '\'', len) && !memchr(text, '"', len) ? '"' : '\'';
}

static void print_code_point(FILE *out, uint32_t cp, const char *utf8, int len, char quote) {
    if (cp == '\\' || cp == (uint32_t)quote)
        fprintf(out, "\\%c", (char)cp);
    else if (cp == '\n' || cp == '\r' || cp == '\t')
        fprintf(out, "\\%c", cp == '\n' ? 'n' : cp == '\r' ? 'r' : 't');
    else if (cp < 0x80 ? cp >= 0x20 && cp < 0x7F : rt_uc_is_printable(cp))
        fwrite(utf8, 1, (size_t)len, out);
    else if (cp < 0x100)
        fprintf(out, "\\x%02x", cp);
    else if (cp < 0x10000)
        fprintf(out, "\\u%04x", cp);
    else
        fprintf(out, "\\U%08x", cp);
}

void ast_print_str(FILE *out, const char *text, size_t len) {
    char quote = quote_for(text, len);
    fputc(quote, out);
    for (const char *s = text; s < text + len;) {
        int n;
        uint32_t cp = lex_code_point(s, &n);
        print_code_point(out, cp, s, n, quote);
        s += n;
    }
    fputc(quote, out);
}

static void print_bytes(FILE *out, const char *text, size_t len) {
    char quote = quote_for(text, len);
    fprintf(out, "b%c", quote);
    for (size_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)text[i];
        if (c < 0x80)
            print_code_point(out, c, &text[i], 1, quote);
        else
            fprintf(out, "\\x%02x", c);
    }
    fputc(quote, out);
}

/* repr(float): the shortest digits that read back as the same number. */
static void print_float(FILE *out, double value, bool dot) {
    char digits[40];
    int precision = 0;
    if (isinf(value)) {
        fputs("inf", out);
        return;
    }
    do
        snprintf(digits, sizeof digits, "%.*e", precision, value);
    while (strtod(digits, NULL) != value && precision++ < 17);
    int exponent = atoi(strchr(digits, 'e') + 1);
    if (exponent < -4 || exponent >= 16) {
        *strchr(digits, 'e') = '\0';
        fprintf(out, "%se%c%02d", digits, exponent < 0 ? '-' : '+', abs(exponent));
    } else {
        int decimals = precision - exponent;
        fprintf(out, "%.*f", decimals > 0 ? decimals : 0, value);
        if (decimals <= 0 && dot) fputs(".0", out);
    }
}

static void print_big(FILE *out, const ast_const *c) {
    mpz_t z;
    if (mpz_init_set_str(z, c->text, c->base) != 0) abort();
    mpz_out_str(out, 10, z);
    mpz_clear(z);
}

static void print_const(FILE *out, const ast_const *c) {
    switch (c->kind) {
    case AST_CONST_NONE: fputs("None", out); break;
    case AST_CONST_TRUE: fputs("True", out); break;
    case AST_CONST_FALSE: fputs("False", out); break;
    case AST_CONST_ELLIPSIS: fputs("Ellipsis", out); break;
    case AST_CONST_INT: fprintf(out, "%lld", (long long)c->i); break;
    case AST_CONST_BIGINT: print_big(out, c); break;
    case AST_CONST_FLOAT: print_float(out, c->re, true); break;
    case AST_CONST_COMPLEX:
        print_float(out, c->im, false);
        fputc('j', out);
        break;
    case AST_CONST_STR: ast_print_str(out, c->text, c->len); break;
    case AST_CONST_BYTES: print_bytes(out, c->text, c->len); break;
    case AST_CONST_TUPLE:
    case AST_CONST_FROZENSET:
    case AST_CONST_OTHER: fputs("?", out); break;
    }
}

/* ---- nodes ---- */

static void print_ident(FILE *out, const ast_ident *name) {
    if (name)
        ast_print_str(out, name->utf8, name->len);
    else
        fputs("None", out);
}

static void print_node(FILE *out, const ast_node *node) {
    if (node)
        ast_print(out, node);
    else
        fputs("None", out);
}

static void print_list(FILE *out, const ast_field_info *f, const void *at) {
    const ast_seq *seq = *(ast_seq *const *)at;
    const ast_int_seq *ints = *(ast_int_seq *const *)at;
    fputc('[', out);
    for (int32_t i = 0; i < seq->n; i++) {
        if (i) fputs(", ", out);
        if (f->kind == AST_FIELD_ENUM)
            fprintf(out, "%s()", ast_enum_name(f, ints->items[i]));
        else if (f->kind == AST_FIELD_IDENT)
            print_ident(out, (const ast_ident *)(const void *)seq->items[i]);
        else
            print_node(out, seq->items[i]);
    }
    fputc(']', out);
}

static void print_value(FILE *out, const ast_field_info *f, const void *at) {
    switch (f->kind) {
    case AST_FIELD_IDENT:
    case AST_FIELD_STRING: print_ident(out, *(const ast_ident *const *)at); break;
    case AST_FIELD_INT: fprintf(out, "%d", *(const int32_t *)at); break;
    case AST_FIELD_CONST: print_const(out, at); break;
    case AST_FIELD_ENUM: fprintf(out, "%s()", ast_enum_name(f, *(const uint8_t *)at)); break;
    case AST_FIELD_NODE: print_node(out, *(ast_node *const *)at); break;
    }
}

static bool omitted(const ast_field_info *f, const void *at) {
    return f->count == AST_COUNT_OPT && f->kind != AST_FIELD_INT && *(void *const *)at == NULL;
}

void ast_print(FILE *out, const ast_node *node) {
    const ast_class_info *info = &ast_classes[node->kind];
    const char *separator = "";
    fprintf(out, "%s(", info->name);
    for (int i = 0; i < info->n_fields; i++) {
        const ast_field_info *f = &info->fields[i];
        const void *at = (const char *)node + f->offset;
        if (omitted(f, at)) continue;
        fprintf(out, "%s%s=", separator, f->name);
        separator = ", ";
        if (f->count == AST_COUNT_SEQ)
            print_list(out, f, at);
        else
            print_value(out, f, at);
    }
    if (info->attributes)
        fprintf(out, "%slineno=%d, col_offset=%d, end_lineno=%d, end_col_offset=%d", separator,
                node->lineno, node->col_offset, node->end_lineno, node->end_col_offset);
    fputc(')', out);
}
