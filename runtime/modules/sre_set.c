/* sre_set.c - regular expressions: characters, categories, sets.
 * Owns: nothing. Threads: any; the locale's tables are the process's. */
#include <ctype.h>

#include "runtime/modules/sre_internal.h"
#include "runtime/unicode/ctype.h"

uint32_t sre_lower_ascii(uint32_t c) { return c - 'A' < 26 ? c + 32 : c; }
static uint32_t lower_locale(uint32_t c) { return c < 256 ? (uint32_t)tolower((int)c) : c; }
static uint32_t upper_locale(uint32_t c) { return c < 256 ? (uint32_t)toupper((int)c) : c; }

uint32_t sre_lower(uint32_t op, uint32_t c) {
    switch (op) {
    case SRE_GROUPREF_IGNORE:
    case SRE_IN_IGNORE:
    case SRE_LITERAL_IGNORE:
    case SRE_NOT_LITERAL_IGNORE: return sre_lower_ascii(c);
    case SRE_GROUPREF_UNI_IGNORE:
    case SRE_IN_UNI_IGNORE:
    case SRE_LITERAL_UNI_IGNORE:
    case SRE_NOT_LITERAL_UNI_IGNORE: return rt_uni_lower(c);
    case SRE_GROUPREF_LOC_IGNORE: return lower_locale(c);
    default: return c;
    }
}

static bool is_digit(uint32_t c) { return c - '0' < 10; }
static bool is_space(uint32_t c) { return c == ' ' || c - '\t' < 5; }
static bool is_word(uint32_t c) {
    return c < 128 && (is_digit(c) || (c | 32) - 'a' < 26 || c == '_');
}
static bool is_uni_word(uint32_t c) {
    if (c < 128) return is_word(c);
    return (rt_uni_flags_of(c) & (RT_UNI_ALPHA | RT_UNI_DECIMAL | RT_UNI_DIGIT | RT_UNI_NUMERIC)) !=
           0;
}

bool sre_category(uint32_t category, uint32_t c) {
    switch (category) { /* pairs: the category, then its complement */
    case 0:
    case 1: return is_digit(c) != (category & 1);
    case 2:
    case 3: return is_space(c) != (category & 1);
    case 4:
    case 5: return is_word(c) != (category & 1);
    case 6:
    case 7: return (c == '\n') != (category & 1);
    case 8:
    case 9: return (c < 256 && (isalnum((int)c) || c == '_')) != (category & 1);
    case 10:
    case 11: return (rt_uni_decimal(c) >= 0) != (category & 1);
    case 12:
    case 13: return rt_uni_is_space(c) != (category & 1);
    case 14:
    case 15: return is_uni_word(c) != (category & 1);
    case 16:
    case 17: return rt_uni_is_linebreak(c) != (category & 1);
    default: return false;
    }
}

static bool bit_of(const uint32_t *bits, uint32_t i) { return bits[i / 32] >> (i % 32) & 1; }

static bool big_has(const uint32_t *set, uint32_t c) {
    if (c >= 65536) return false;
    uint32_t block = ((const uint8_t *)(set + 1))[c >> 8]; /* the words' bytes, little-endian */
    return bit_of(set + 65 + block * 8, c & 255);
}

bool sre_set_has(const uint32_t *set, uint32_t c) {
    bool yes = true, here;
    for (;;) {
        switch (*set++) {
        case SRE_NEGATE: yes = !yes; continue;
        case SRE_LITERAL: here = c == set[0], set += 1; break;
        case SRE_CATEGORY: here = sre_category(set[0], c), set += 1; break;
        case SRE_CHARSET: here = c < 256 && bit_of(set, c), set += 8; break;
        case SRE_BIGCHARSET: here = big_has(set, c), set += 65 + set[0] * 8; break;
        case SRE_RANGE: here = set[0] <= c && c <= set[1], set += 2; break;
        case SRE_RANGE_UNI_IGNORE:
            here = set[0] <= c && c <= set[1];
            if (!here) {
                uint32_t upper = rt_uni_upper(c);
                here = set[0] <= upper && upper <= set[1];
            }
            set += 2;
            break;
        default: return !yes; /* FAILURE: the end */
        }
        if (here) return yes;
    }
}

bool sre_in(uint32_t op, const uint32_t *set, uint32_t c) {
    if (op != SRE_IN_LOC_IGNORE) return sre_set_has(set, sre_lower(op, c));
    uint32_t lower = lower_locale(c), upper = upper_locale(c);
    return sre_set_has(set, lower) || (upper != lower && sre_set_has(set, upper));
}

bool sre_literal_loc(uint32_t literal, uint32_t c) {
    return literal == c || (c < 256 && (lower_locale(c) == literal || upper_locale(c) == literal));
}
