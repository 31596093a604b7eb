/* format_internal.h - what the format*.c files share. */
#ifndef KRAIT_RUNTIME_FORMAT_INTERNAL_H
#define KRAIT_RUNTIME_FORMAT_INTERNAL_H

#include "runtime/error.h"
#include "runtime/format.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str_internal.h"

/* [[fill]align][sign][z][#][0][width][grouping][.precision][type] */
typedef struct format_spec {
    uint32_t fill;
    char align;    /* '<', '>', '^', '=' or 0 */
    char sign;     /* '+', '-', ' ' or 0 */
    char grouping; /* ',', '_' or 0 */
    bool alternate, no_negative_zero;
    bool align_given, fill_given;
    int64_t width;     /* -1: none */
    int64_t precision; /* -1: none */
    uint32_t type;     /* 0: none */
} format_spec;

/* Parses spec for a value of the type; default_type and default_align stand in for what it leaves out. */
bool format_spec_parse(rt_thread *t, Value v, Value spec, uint32_t default_type, char default_align,
                       format_spec *out);
Value format_raise_unknown(rt_thread *t, const format_spec *spec, Value v);

/* A number in parts, ASCII: sign, prefix, digits before the point (to be grouped), the rest. */
typedef struct format_number {
    char sign; /* 0: none */
    const char *prefix, *digits, *rest;
    size_t prefix_length, digits_length, rest_length;
    char grouping; /* 0: none */
    int interval;
} format_number;
/* Appends the number padded to the spec's width. */
void format_number_put(rt_str_builder *b, const format_spec *spec, const format_number *number);
/* Appends text padded to the width. */
void format_pad_put(rt_str_builder *b, const format_spec *spec, Value text, size_t start,
                    size_t end);
/* The sign to show: c for the value's, by the spec. */
static inline char format_sign(const format_spec *spec, bool negative) {
    return negative ? '-' : spec->sign == '+' || spec->sign == ' ' ? spec->sign : 0;
}
/* The text of a finite or special double without its sign for presentation type 'e', 'f', 'g', 'r' (repr) or 0;
 * malloc memory, NULL: out of memory. uppercase: E, F, G. */
char *format_double_digits(double d, uint32_t type, int64_t precision, bool alternate);

/* ---- templates of str.format ---- */
typedef struct format_field {
    size_t name_end, spec, spec_end; /* spec == spec_end: none */
    size_t after;                    /* behind the closing brace */
    uint32_t conversion;             /* 0: none */
} format_field;
/* The field that begins at `start`, behind its opening brace. false: ValueError. */
bool format_field_scan(rt_thread *t, const rt_str *s, size_t start, size_t end, format_field *f);
/* A decimal index; -1: not one, -2: too large (ValueError pending). */
int64_t format_index_of(rt_thread *t, const rt_str *s, size_t start, size_t end);

#endif
