/* lex_number.c - the extent of number literals and what is wrong with bad ones.
 *
 * Their values are worked out later (parse_number.c): here only the shape counts.
 */
#include "interp/lex_internal.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/* A number directly followed by letters: allowed, with a warning, when they begin a keyword that
 * may follow an expression; else an error at the first letter. */
static bool check_end(lexer *lx, const char *kind) {
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "not", "or"};
    char c = *lx->cur;
    if (!(lex_class[(uint8_t)c] & LEX_C_ID)) return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        /* `if`, `in` and `is` need only begin a word */
        size_t len = strlen(words[i]);
        bool whole = !(lex_class[(uint8_t)lx->cur[strnlen(lx->cur, len)]] & LEX_C_ID);
        if (strncmp(lx->cur, words[i], len) == 0 && (whole || words[i][0] == 'i')) {
            char *copy = arena_printf(lx->names->memory, "invalid %s literal", kind);
            lx->out_of_memory |= !copy;
            lex_warn(lx, copy);
            return copy != NULL;
        }
    }
    return lex_fail(lx, "invalid %s literal", kind);
}

/* Digits with single underscores between them; the first digit has been seen. */
static bool decimal_tail(lexer *lx) {
    for (;;) {
        while (is_digit(*lx->cur))
            lx->cur++;
        if (*lx->cur != '_') return true;
        lx->cur++;
        if (!is_digit(*lx->cur)) return lex_fail(lx, "invalid decimal literal");
    }
}

static bool in_base(char c, int base) {
    return base == 16 ? is_hex(c) : c >= '0' && c < '0' + base;
}

/* After `0x`, `0o` or `0b`. */
static bool based_number(lexer *lx, int base, const char *kind) {
    do {
        if (*lx->cur == '_') lx->cur++;
        if (!in_base(*lx->cur, base)) {
            if (base != 16 && is_digit(*lx->cur)) {
                char digit = *lx->cur++;
                return lex_fail(lx, "invalid digit '%c' in %s literal", digit, kind);
            }
            return lex_fail(lx, "invalid %s literal", kind);
        }
        while (in_base(*lx->cur, base))
            lx->cur++;
    } while (*lx->cur == '_');
    if (base != 16 && is_digit(*lx->cur)) {
        char digit = *lx->cur++;
        return lex_fail(lx, "invalid digit '%c' in %s literal", digit, kind);
    }
    return check_end(lx, kind);
}

static bool imaginary(lexer *lx) {
    lx->cur++;
    return check_end(lx, "imaginary");
}

/* At `e`, `j` or the end, after the digits of a decimal number. */
static bool exponent(lexer *lx) {
    if ((*lx->cur | 0x20) == 'e') {
        const char *e = lx->cur++;
        bool sign = *lx->cur == '+' || *lx->cur == '-';
        if (sign) lx->cur++;
        if (!is_digit(*lx->cur)) {
            if (sign) return lex_fail(lx, "invalid decimal literal");
            lx->cur = e;
            return check_end(lx, "decimal");
        }
        if (!decimal_tail(lx)) return false;
    }
    if ((*lx->cur | 0x20) == 'j') return imaginary(lx);
    return check_end(lx, "decimal");
}

/* After the point. */
static bool fraction(lexer *lx) {
    if (is_digit(*lx->cur) && !decimal_tail(lx)) return false;
    return exponent(lx);
}

static bool fail_leading_zeros(lexer *lx, const char *zeros_end) {
    int first = (int)(lx->start - lx->line_start) + 1; /* this one counts bytes */
    int last = (int)(zeros_end - lx->line_start);
    (void)lex_fail(lx, "leading zeros in decimal integer literals are not permitted; use an 0o "
                       "prefix for octal integers");
    lx->out->error.offset = first;
    lx->out->error.end_offset = last + 1;
    return false;
}

/* After a leading 0 that is not a base prefix: only zeros make an integer. */
static bool after_zero(lexer *lx) {
    bool nonzero = false;
    for (;;) {
        if (*lx->cur == '_') {
            lx->cur++;
            if (!is_digit(*lx->cur)) return lex_fail(lx, "invalid decimal literal");
        }
        if (*lx->cur != '0') break;
        lx->cur++;
    }
    const char *zeros_end = lx->cur;
    if (is_digit(*lx->cur)) {
        nonzero = true;
        if (!decimal_tail(lx)) return false;
    }
    char c = *lx->cur;
    if (c == '.') {
        lx->cur++;
        return fraction(lx);
    }
    if ((c | 0x20) == 'e') return exponent(lx);
    if ((c | 0x20) == 'j') return imaginary(lx);
    if (nonzero) return fail_leading_zeros(lx, zeros_end);
    return check_end(lx, "decimal");
}

bool lex_number(lexer *lx, char first) {
    if (first == '.') return fraction(lx);
    if (first == '0') {
        switch (*lx->cur | 0x20) {
        case 'x': lx->cur++; return based_number(lx, 16, "hexadecimal");
        case 'o': lx->cur++; return based_number(lx, 8, "octal");
        case 'b': lx->cur++; return based_number(lx, 2, "binary");
        default: return after_zero(lx);
        }
    }
    if (!decimal_tail(lx)) return false;
    if (*lx->cur == '.') {
        lx->cur++;
        return fraction(lx);
    }
    return exponent(lx);
}
