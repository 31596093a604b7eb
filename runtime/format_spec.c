/* format_spec.c - the format mini-language: parsing a specification, padding, grouping; format() of str.
 * Owns: nothing. Threads: any. */
#include "runtime/format_internal.h"
#include "runtime/unicode/ctype.h"

/* ---- parsing ---- */

static bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

/* Digits at *i into *out, which stays -1 without any. */
static bool parse_digits(rt_thread *t, const rt_str *s, size_t *i, int64_t *out) {
    for (; *i < s->length; ++*i) {
        int digit = rt_uni_decimal(rt_str_at(s, *i));
        if (digit < 0) return true;
        if (*out < 0) *out = 0;
        if (*out > (INT64_MAX - 9) / 10) {
            rt_raise_value_error(t, "Too many decimal digits in format string");
            return false;
        }
        *out = *out * 10 + digit;
    }
    return true;
}

static bool parse_grouping(rt_thread *t, const rt_str *s, size_t *i, format_spec *out) {
    if (*i < s->length && rt_str_at(s, *i) == ',') {
        out->grouping = ',';
        ++*i;
    }
    if (*i < s->length && rt_str_at(s, *i) == '_') {
        if (out->grouping != 0) {
            rt_raise_value_error(t, "Cannot specify both ',' and '_'.");
            return false;
        }
        out->grouping = '_';
        ++*i;
    }
    if (*i < s->length && rt_str_at(s, *i) == ',' && out->grouping == '_') {
        rt_raise_value_error(t, "Cannot specify both ',' and '_'.");
        return false;
    }
    return true;
}

static bool check_grouping(rt_thread *t, const format_spec *spec) {
    uint32_t c = spec->type;
    if (spec->grouping == 0 || c == 0 || (c < 128 && strchr("defgEFG%", (int)c) != NULL))
        return true;
    if (spec->grouping == '_' && c < 128 && strchr("boxX", (int)c) != NULL) return true;
    if (c > 32 && c < 128)
        rt_raise_value_error(t, "Cannot specify '%c' with '%c'.", spec->grouping, (int)c);
    else
        rt_raise_value_error(t, "Cannot specify '%c' with '\\x%x'.", spec->grouping, c);
    return false;
}

static void parse_align(const rt_str *s, size_t *i, format_spec *out) {
    if (s->length - *i >= 2 && is_align(rt_str_at(s, *i + 1))) {
        out->fill = rt_str_at(s, *i);
        out->align = (char)rt_str_at(s, *i + 1);
        out->fill_given = out->align_given = true;
        *i += 2;
    } else if (s->length - *i >= 1 && is_align(rt_str_at(s, *i))) {
        out->align = (char)rt_str_at(s, (*i)++);
        out->align_given = true;
    }
}

static bool take(const rt_str *s, size_t *i, uint32_t c) {
    if (*i >= s->length || rt_str_at(s, *i) != c) return false;
    ++*i;
    return true;
}

bool format_spec_parse(rt_thread *t, Value v, Value spec, uint32_t default_type, char default_align,
                       format_spec *out) {
    const rt_str *s = rt_as_str(spec);
    size_t i = 0;
    *out = (format_spec){
        .fill = ' ', .align = default_align, .width = -1, .precision = -1, .type = default_type};
    parse_align(s, &i, out);
    if (take(s, &i, '+'))
        out->sign = '+';
    else if (take(s, &i, ' '))
        out->sign = ' ';
    else if (take(s, &i, '-'))
        out->sign = '-';
    out->no_negative_zero = take(s, &i, 'z');
    out->alternate = take(s, &i, '#');
    if (!out->fill_given && take(s, &i, '0')) {
        out->fill = '0';
        if (!out->align_given && default_align == '>') out->align = '=';
    }
    if (!parse_digits(t, s, &i, &out->width) || !parse_grouping(t, s, &i, out)) return false;
    if (take(s, &i, '.')) {
        if (!parse_digits(t, s, &i, &out->precision)) return false;
        if (out->precision < 0) {
            rt_raise_value_error(t, "Format specifier missing precision");
            return false;
        }
    }
    if (s->length - i > 1) {
        rt_raise_value_error(t, "Invalid format specifier '%V' for object of type '%T'", spec, v);
        return false;
    }
    if (i < s->length) out->type = rt_str_at(s, i);
    return check_grouping(t, out);
}

Value format_raise_unknown(rt_thread *t, const format_spec *spec, Value v) {
    if (spec->type > 32 && spec->type < 128)
        return rt_raise_value_error(t, "Unknown format code '%c' for object of type '%T'",
                                    (int)spec->type, v);
    return rt_raise_value_error(t, "Unknown format code '\\x%x' for object of type '%T'",
                                spec->type, v);
}

/* ---- output ---- */

/* Padding before and after a content of length n. */
static void padding(const format_spec *spec, size_t n, size_t *left, size_t *right) {
    size_t total = spec->width > 0 && (uint64_t)spec->width > n ? (size_t)spec->width - n : 0;
    *left = spec->align == '>' || spec->align == '=' ? total : spec->align == '^' ? total / 2 : 0;
    *right = total - *left;
}

void format_pad_put(rt_str_builder *b, const format_spec *spec, Value text, size_t start,
                    size_t end) {
    size_t left, right;
    padding(spec, end - start, &left, &right);
    rt_sb_fill(b, spec->fill, left);
    rt_sb_slice(b, text, start, end);
    rt_sb_fill(b, spec->fill, right);
}

/* Characters that n digits take with separators, zero-filled to at least `room` characters. */
static size_t grouped_length(size_t n, const format_number *f, size_t room) {
    size_t length = n;
    if (f->grouping == 0) return n > room ? n : room;
    size_t interval = (size_t)f->interval;
    if (n > 0) length += (n - 1) / interval;
    while (length < room) { /* one more zero, with a separator where a group is full */
        length += n > 0 && n % interval == 0 ? 2 : 1;
        n++;
    }
    return length;
}

/* The digits with separators from the right and zeros on the left, `length` characters. */
static void put_grouped(rt_str_builder *b, const format_number *f, size_t length) {
    size_t skip = 0;
    if (f->grouping == 0) {
        rt_sb_fill(b, '0', length - f->digits_length);
        rt_sb_ascii(b, f->digits, f->digits_length);
        return;
    }
    size_t period = (size_t)f->interval + 1, zeros,
           shown = length - length / period; /* digits, zeros included */
    zeros = shown - f->digits_length;
    for (size_t left = length; left > 0; left--) {
        if (left % period == 0) {
            rt_sb_char(b, (uint32_t)f->grouping);
            continue;
        }
        rt_sb_char(b, skip < zeros ? '0' : (uint32_t)f->digits[skip - zeros]);
        skip++;
    }
}

void format_number_put(rt_str_builder *b, const format_spec *spec, const format_number *f) {
    size_t fixed = (f->sign != 0) + f->prefix_length + f->rest_length, left, right, room = 0;
    if (spec->fill == '0' && spec->align == '=' && spec->width > 0 && (uint64_t)spec->width > fixed)
        room = (size_t)spec->width - fixed;
    size_t digits = grouped_length(f->digits_length, f, room);
    padding(spec, fixed + digits, &left, &right);
    if (spec->align != '=') rt_sb_fill(b, spec->fill, left);
    if (f->sign != 0) rt_sb_char(b, (uint32_t)f->sign);
    rt_sb_ascii(b, f->prefix, f->prefix_length);
    if (spec->align == '=') rt_sb_fill(b, spec->fill, left);
    put_grouped(b, f, digits);
    rt_sb_ascii(b, f->rest, f->rest_length);
    rt_sb_fill(b, spec->fill, right);
}

/* ---- str ---- */

static const char *str_spec_error(const format_spec *spec) {
    if (spec->sign != 0)
        return spec->sign == ' ' ? "Space not allowed in string format specifier"
                                 : "Sign not allowed in string format specifier";
    if (spec->no_negative_zero)
        return "Negative zero coercion (z) not allowed in string format specifier";
    if (spec->alternate) return "Alternate form (#) not allowed in string format specifier";
    if (spec->align == '=') return "'=' alignment not allowed in string format specifier";
    return NULL;
}

Value rt_format_str(rt_thread *t, Value v, Value spec_text) {
    format_spec spec;
    if (rt_as_str(spec_text)->length == 0) return rt_str_exact(t, v);
    if (!format_spec_parse(t, v, spec_text, 's', '<', &spec)) return RT_NULL;
    if (spec.type != 's') return format_raise_unknown(t, &spec, v);
    const char *error = str_spec_error(&spec);
    if (error != NULL) return rt_raise_value_error(t, "%s", error);
    size_t n = rt_as_str(v)->length;
    if (spec.precision >= 0 && (uint64_t)spec.precision < n) n = (size_t)spec.precision;
    if (spec.width <= (int64_t)n) return rt_str_slice(t, v, 0, n);
    rt_str_builder b;
    rt_sb_init(&b);
    format_pad_put(&b, &spec, v, 0, n);
    return rt_sb_finish(t, &b);
}
