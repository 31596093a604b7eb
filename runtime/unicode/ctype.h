/* ctype.h - what the Unicode Character Database 14.0.0 says of a code point (as unicodedata of python3.11).
 * The tables are made at build time by tools/gen_ctype.py. Pure functions; any code point below 0x110000. */
#ifndef KRAIT_RUNTIME_UNICODE_CTYPE_H
#define KRAIT_RUNTIME_UNICODE_CTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Flags of one code point. */
enum rt_uni_flags {
    RT_UNI_ALPHA = 1 << 0, /* Lm, Lt, Lu, Ll, Lo */
    RT_UNI_DECIMAL = 1 << 1,
    RT_UNI_DIGIT = 1 << 2,
    RT_UNI_NUMERIC = 1 << 3,
    RT_UNI_LOWER = 1 << 4, /* Lowercase */
    RT_UNI_UPPER = 1 << 5, /* Uppercase */
    RT_UNI_TITLE = 1 << 6, /* Lt */
    RT_UNI_SPACE = 1 << 7,
    RT_UNI_PRINTABLE = 1 << 8,
    RT_UNI_LINEBREAK = 1 << 9,
    RT_UNI_CASED = 1 << 10,
    RT_UNI_CASE_IGNORABLE = 1 << 11,
    RT_UNI_ID_START = 1 << 12, /* may begin an identifier; `_` included */
    RT_UNI_ID_CONTINUE = 1 << 13,
};

uint32_t rt_uni_flags_of(uint32_t c);
static inline bool rt_uni_is_alpha(uint32_t c) { return rt_uni_flags_of(c) & RT_UNI_ALPHA; }
static inline bool rt_uni_is_space(uint32_t c) { return rt_uni_flags_of(c) & RT_UNI_SPACE; }
static inline bool rt_uni_is_printable(uint32_t c) { return rt_uni_flags_of(c) & RT_UNI_PRINTABLE; }
static inline bool rt_uni_is_linebreak(uint32_t c) { return rt_uni_flags_of(c) & RT_UNI_LINEBREAK; }
int rt_uni_decimal(uint32_t c); /* 0 to 9, or -1 */
int rt_uni_digit(uint32_t c);   /* 0 to 9, or -1 */

enum rt_uni_case { RT_UNI_TO_LOWER, RT_UNI_TO_UPPER, RT_UNI_TO_TITLE, RT_UNI_TO_FOLD };
/* The full mapping of c: one to three code points in out; returns how many. */
size_t rt_uni_map(uint32_t c, enum rt_uni_case which, uint32_t out[3]);
/* The simple mapping, one code point. */
uint32_t rt_uni_lower(uint32_t c);
uint32_t rt_uni_upper(uint32_t c);

#endif
