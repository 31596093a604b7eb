/* format_number.c - format() of int, float and complex.
 * Owns: nothing. Threads: any. */
#include "runtime/format_internal.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/objects/int_internal.h"
#include "runtime/protocol.h"

/* ---- int ---- */

static Value format_int_char(rt_thread *t, Value v, const format_spec *spec) {
    int64_t c;
    if (spec->sign != 0)
        return rt_raise_value_error(t, "Sign not allowed with integer format specifier 'c'");
    if (spec->alternate)
        return rt_raise_value_error(
            t, "Alternate form (#) not allowed with integer format specifier 'c'");
    if (!rt_int_get(v, &c))
        return rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C long");
    if (c < 0 || c > 0x10ffff)
        return rt_raise(t, &rt_exc_OverflowError, "%%c arg not in range(0x110000)");
    Value text = rt_str_from_char(t, (uint32_t)c);
    if (rt_is_null(text)) return RT_NULL;
    format_spec padded = *spec;
    if (padded.align == '=') padded.align = '>';
    rt_str_builder b;
    rt_sb_init(&b);
    format_pad_put(&b, &padded, text, 0, 1);
    return rt_sb_finish(t, &b);
}

static int base_of(uint32_t type) {
    return type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
}

static Value format_int_digits(rt_thread *t, Value v, const format_spec *spec) {
    int base = base_of(spec->type);
    Value text = rt_int_text(t, v, base);
    if (rt_is_null(text)) return RT_NULL;
    const rt_str *s = rt_as_str(text);
    bool negative = rt_int_sign(v) < 0;
    char prefix[2] = {'0', (char)spec->type};
    format_number f = {
        .sign = format_sign(spec, negative),
        .prefix = prefix,
        .prefix_length = spec->alternate && base != 10 ? 2 : 0,
        .digits = (const char *)s->data + negative,
        .digits_length = s->length - negative,
        .grouping = spec->grouping,
        .interval = base == 10 ? 3 : 4,
    };
    char *upper = NULL;
    if (spec->type == 'X') {
        upper = malloc(f.digits_length);
        if (upper == NULL) return rt_raise_memory_error(t);
        for (size_t i = 0; i < f.digits_length; i++)
            upper[i] = (char)toupper((unsigned char)f.digits[i]);
        f.digits = upper;
    }
    rt_str_builder b;
    rt_sb_init(&b);
    format_number_put(&b, spec, &f);
    free(upper);
    return rt_sb_finish(t, &b);
}

/* An empty specification means str(). */
static Value format_plain(rt_thread *t, Value v) {
    Value (*repr)(rt_thread *, Value) = rt_type_of(v)->slots.repr;
    bool exact = !rt_is_obj(v) || rt_is_exact(v, &rt_int_type) || rt_is_exact(v, &rt_float_type) ||
                 rt_is_exact(v, &rt_complex_type);
    return exact ? repr(t, v) : rt_to_str(t, v);
}

static Value format_double_spec(rt_thread *t, Value v, double d, const format_spec *spec);

Value rt_format_int(rt_thread *t, Value v, Value spec_text) {
    format_spec spec;
    if (rt_as_str(spec_text)->length == 0) return format_plain(t, v);
    if (!format_spec_parse(t, v, spec_text, 'd', '>', &spec)) return RT_NULL;
    switch (spec.type) {
    case 'b':
    case 'c':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
    case 'n':
        if (spec.precision >= 0)
            return rt_raise_value_error(t, "Precision not allowed in integer format specifier");
        if (spec.no_negative_zero)
            return rt_raise_value_error(
                t, "Negative zero coercion (z) not allowed in integer format specifier");
        return spec.type == 'c' ? format_int_char(t, v, &spec) : format_int_digits(t, v, &spec);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case '%': {
        bool ok;
        double d = rt_int_to_double(t, v, &ok);
        return ok ? format_double_spec(t, v, d, &spec) : RT_NULL;
    }
    default: return format_raise_unknown(t, &spec, v);
    }
}

/* ---- float ---- */

/* What a precision without a type means: like g, but never a bare whole number, and one digit earlier in e form. */
static char *general_digits(double d, int64_t precision, bool alternate) {
    if (precision == 0) precision = 1;
    char *text = rt_double_text(d, 'e', (int)precision - 1, alternate);
    if (text == NULL || !isfinite(d)) return text;
    int exponent = atoi(strchr(text, 'e') + 1);
    free(text);
    if (exponent >= -4 && exponent < precision - 1) {
        text = rt_double_text(d, 'g', (int)precision, alternate);
        if (text == NULL || strpbrk(text, ".e") != NULL) return text;
        size_t n = strlen(text);
        char *longer = realloc(text, n + 3);
        if (longer == NULL) free(text);
        return longer == NULL ? NULL : (memcpy(longer + n, ".0", 3), longer);
    }
    if (exponent < -4 || alternate || precision == 1) {
        if (exponent >= -4 && exponent < precision)
            return rt_double_text(d, 'e', (int)precision - 1, alternate);
        return rt_double_text(d, 'g', (int)precision, alternate);
    }
    text = rt_double_text(d, 'e', (int)precision - 1, false); /* mantissa without trailing zeros */
    if (text == NULL) return NULL;
    char *e = strchr(text, 'e'), *end = e;
    while (end[-1] == '0')
        end--;
    if (end[-1] == '.') end--;
    memmove(end, e, strlen(e) + 1);
    return text;
}

/* The repr; alternate: with a point even before an exponent. */
static char *repr_digits(double d, bool alternate) {
    char *text = rt_double_text(d, 'r', 0, false), *e = text == NULL ? NULL : strchr(text, 'e');
    if (!alternate || e == NULL || strchr(text, '.') != NULL) return text;
    size_t at = (size_t)(e - text), n = strlen(text);
    char *longer = realloc(text, n + 2);
    if (longer == NULL) {
        free(text);
        return NULL;
    }
    memmove(longer + at + 1, longer + at, n - at + 1);
    longer[at] = '.';
    return longer;
}

char *format_double_digits(double d, uint32_t type, int64_t precision, bool alternate) {
    d = fabs(d);
    if (isnan(d)) d = (double)NAN;
    bool upper = type == 'E' || type == 'F' || type == 'G';
    char *text;
    if (type == 0)
        text = precision < 0 ? repr_digits(d, alternate) : general_digits(d, precision, alternate);
    else {
        char kind = (char)tolower((int)type);
        if (kind == '%') kind = 'f';
        if (kind == 'n') kind = 'g';
        text = rt_double_text(d, kind, precision < 0 ? 6 : (int)precision, alternate);
    }
    for (char *p = text; upper && p != NULL && *p != 0; p++)
        *p = (char)toupper((unsigned char)*p);
    return text;
}

static bool is_zero_text(const char *s) {
    for (; *s != 0 && *s != 'e' && *s != 'E'; s++)
        if (*s != '0' && *s != '.') return false;
    return true;
}

/* Splits digits and puts them, with sign and grouping; suffix: "%", "j" or "". */
static void put_double(rt_str_builder *b, const format_spec *spec, char *text, bool negative,
                       const char *suffix) {
    if (spec->no_negative_zero && negative && is_zero_text(text)) negative = false;
    size_t whole = strspn(text, "0123456789"), n = strlen(text);
    if (whole == 0) whole = n; /* inf, nan */
    bool special = text[0] > '9';
    char *rest = text + whole;
    size_t rest_length = n - whole;
    char joined[2048];
    if (*suffix != 0 && rest_length + 2 < sizeof joined) {
        memcpy(joined, rest, rest_length);
        memcpy(joined + rest_length, suffix, strlen(suffix));
        rest = joined;
        rest_length += strlen(suffix);
    }
    format_number f = {.sign = format_sign(spec, negative),
                       .digits = text,
                       .digits_length = whole,
                       .rest = rest,
                       .rest_length = rest_length,
                       .grouping = special ? 0 : spec->grouping,
                       .interval = 3};
    format_number_put(b, spec, &f);
}

static Value format_double_spec(rt_thread *t, Value v, double d, const format_spec *spec) {
    (void)v;
    uint32_t type = spec->type;
    if (type == '%') d *= 100;
    if (spec->precision > INT32_MAX) return rt_raise_value_error(t, "precision too big");
    char *text = format_double_digits(d, type, spec->precision, spec->alternate);
    if (text == NULL) return rt_raise_memory_error(t);
    bool negative = signbit(d) && !isnan(d);
    size_t n = strlen(text);
    if (type == '%') { /* the sign of per cent belongs to the rest of the number */
        char *longer = realloc(text, n + 2);
        if (longer == NULL) {
            free(text);
            return rt_raise_memory_error(t);
        }
        text = longer;
        memcpy(text + n, "%", 2);
    }
    rt_str_builder b;
    rt_sb_init(&b);
    if (type == '%' && spec->no_negative_zero && negative) {
        text[n] = 0;
        negative = !is_zero_text(text);
        text[n] = '%';
    }
    put_double(&b, spec, text, negative, "");
    free(text);
    return rt_sb_finish(t, &b);
}

Value rt_format_float(rt_thread *t, Value v, Value spec_text) {
    format_spec spec;
    if (rt_as_str(spec_text)->length == 0) return format_plain(t, v);
    if (!format_spec_parse(t, v, spec_text, 0, '>', &spec)) return RT_NULL;
    if (spec.type != 0 && (spec.type >= 128 || strchr("eEfFgGn%", (int)spec.type) == NULL))
        return format_raise_unknown(t, &spec, v);
    return format_double_spec(t, v, rt_float_get(v), &spec);
}

/* ---- complex ---- */

Value rt_format_complex(rt_thread *t, Value v, Value spec_text) {
    format_spec spec;
    const rt_complex *c = (const rt_complex *)rt_obj(v);
    if (rt_as_str(spec_text)->length == 0) return format_plain(t, v);
    if (!format_spec_parse(t, v, spec_text, 0, '>', &spec)) return RT_NULL;
    if (spec.type != 0 && (spec.type >= 128 || strchr("eEfFgGn", (int)spec.type) == NULL))
        return format_raise_unknown(t, &spec, v);
    if (spec.fill == '0')
        return rt_raise_value_error(t, "Zero padding is not allowed in complex format specifier");
    if (spec.align == '=')
        return rt_raise_value_error(
            t, "'=' alignment flag is not allowed in complex format specifier");
    bool bare = spec.type == 0, skip_re = bare && c->re == 0 && !signbit(c->re),
         parens = bare && !skip_re;
    uint32_t type = bare ? (spec.precision < 0 ? 0 : 'g') : spec.type;
    if (spec.precision > INT32_MAX) return rt_raise_value_error(t, "precision too big");
    char *re = format_double_digits(c->re, type, spec.precision, spec.alternate);
    char *im =
        re == NULL ? NULL : format_double_digits(c->im, type, spec.precision, spec.alternate);
    if (im == NULL) {
        free(re);
        return rt_raise_memory_error(t);
    }
    if (bare && spec.precision < 0) /* repr of a part, without ".0" */
        for (char *part = re; part != NULL; part = part == re ? im : NULL) {
            size_t n = strlen(part);
            if (n > 2 && strcmp(part + n - 2, ".0") == 0) part[n - 2] = 0;
        }
    format_spec inner = spec;
    inner.width = -1;
    rt_str_builder b, whole;
    rt_sb_init(&b);
    if (parens) rt_sb_char(&b, '(');
    if (!skip_re) put_double(&b, &inner, re, signbit(c->re) && !isnan(c->re), "");
    if (!skip_re) inner.sign = '+';
    put_double(&b, &inner, im, signbit(c->im) && !isnan(c->im), "j");
    if (parens) rt_sb_char(&b, ')');
    free(re);
    free(im);
    Value text = rt_sb_finish(t, &b);
    if (rt_is_null(text)) return RT_NULL;
    rt_sb_init(&whole);
    format_pad_put(&whole, &spec, text, 0, rt_as_str(text)->length);
    return rt_sb_finish(t, &whole);
}
