/* format_percent.c - % formatting of str and bytes.
 *
 * One walk for both: a bytes template is read as Latin-1 characters and its result is bytes. str(), repr() and
 * __getitem__ of user objects are short nested calls.
 *
 * Owns: nothing. Threads: any.
 */
#include "runtime/format_internal.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "runtime/objects/bytes.h"
#include "runtime/objects/str_methods.h"
#include "runtime/objects/text.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

typedef struct percent {
    rt_thread *t;
    bool bytes;
    rt_text s; /* the template */
    size_t i;
    Value args; /* a tuple, or the one value */
    bool is_tuple, is_mapping, used_mapping;
    size_t next; /* argument */
    rt_str_builder out;
} percent;

typedef struct conversion {
    bool left, plus, space, alternate, zero;
    int64_t width, precision; /* -1: none */
    uint32_t c;
    Value key_value; /* RT_EMPTY: take the next argument */
} conversion;

static Value next_arg(percent *p) {
    if (p->is_tuple) {
        if (p->next < rt_tuple_len(p->args)) return rt_tuple_at(p->args, p->next++);
    } else if (p->next == 0) {
        p->next = 1;
        return p->args;
    }
    return rt_raise_type_error(p->t, "not enough arguments for format string");
}

/* ---- reading one conversion ---- */

static bool incomplete(percent *p) {
    rt_raise_value_error(p->t, "incomplete format");
    return false;
}

static bool read_key(percent *p, conversion *c) {
    if (!p->is_mapping) {
        rt_raise_type_error(p->t, "format requires a mapping");
        return false;
    }
    size_t start = ++p->i, depth = 1;
    for (; p->i < p->s.n; p->i++) {
        uint32_t ch = rt_text_at(&p->s, p->i);
        if (ch == '(') depth++;
        if (ch == ')' && --depth == 0) break;
    }
    if (p->i == p->s.n) {
        rt_raise_value_error(p->t, "incomplete format key");
        return false;
    }
    Value key = rt_text_new(p->t, p->s.kind, rt_chars_from(p->s.data, p->s.width, start),
                            p->i - start, p->s.width);
    if (rt_is_null(key)) return false;
    p->i++;
    p->used_mapping = true;
    c->key_value = rt_getitem(p->t, p->args, key);
    return !rt_is_null(c->key_value);
}

static bool width_fits(percent *p, int64_t width) {
    if (width <= INT32_MAX) return true;
    (void)rt_raise_memory_error(p->t);
    return false;
}

/* Digits or '*'. */
static bool read_number(percent *p, conversion *c, bool is_width) {
    int64_t *out = is_width ? &c->width : &c->precision;
    if (p->i < p->s.n && rt_text_at(&p->s, p->i) == '*') {
        p->i++;
        Value v = next_arg(p);
        if (rt_is_null(v)) return false;
        if (!rt_is_int(v)) {
            rt_raise_type_error(p->t, "* wants int");
            return false;
        }
        if (!rt_int_get(v, out) || *out == INT64_MIN ||
            (!is_width && (*out > INT32_MAX || *out < INT32_MIN))) {
            rt_raise(p->t, &rt_exc_OverflowError, "Python int too large to convert to C %s",
                     is_width ? "ssize_t" : "int");
            return false;
        }
        if (is_width && *out < 0) {
            c->left = true;
            *out = -*out;
        }
        if (!is_width && *out < 0) *out = 0;
        return !is_width || width_fits(p, *out);
    }
    if (!is_width) *out = 0;
    for (; p->i < p->s.n; p->i++) {
        uint32_t ch = rt_text_at(&p->s, p->i);
        if (ch < '0' || ch > '9') break;
        int64_t so_far = *out < 0 ? 0 : *out, most = is_width ? INT64_MAX : INT32_MAX;
        if (so_far > (most - (ch - '0')) / 10) {
            rt_raise_value_error(p->t, is_width ? "width too big" : "precision too big");
            return false;
        }
        *out = so_far * 10 + (ch - '0');
    }
    return !is_width || width_fits(p, *out);
}

static bool read_flags(percent *p, conversion *c) {
    for (; p->i < p->s.n; p->i++) {
        switch (rt_text_at(&p->s, p->i)) {
        case '-': c->left = true; break;
        case '+': c->plus = true; break;
        case ' ': c->space = true; break;
        case '#': c->alternate = true; break;
        case '0': c->zero = true; break;
        default: return true;
        }
    }
    return true;
}

static bool read_conversion(percent *p, conversion *c) {
    *c = (conversion){.width = -1, .precision = -1, .key_value = RT_EMPTY};
    if (p->i < p->s.n && rt_text_at(&p->s, p->i) == '(' && !read_key(p, c)) return false;
    if (!read_flags(p, c) || !read_number(p, c, true)) return false;
    if (p->i < p->s.n && rt_text_at(&p->s, p->i) == '.') {
        p->i++;
        if (!read_number(p, c, false)) return false;
    }
    if (p->i < p->s.n) {
        uint32_t ch = rt_text_at(&p->s, p->i);
        if (ch == 'h' || ch == 'l' || ch == 'L') p->i++;
    }
    if (p->i >= p->s.n) return incomplete(p);
    c->c = rt_text_at(&p->s, p->i++);
    return true;
}

/* ---- writing ---- */

static void put_padded(percent *p, const conversion *c, const void *data, size_t n, int width) {
    size_t pad = c->width > 0 && (uint64_t)c->width > n ? (size_t)c->width - n : 0;
    if (!c->left) rt_sb_fill(&p->out, ' ', pad);
    rt_sb_width(&p->out, data, n, width);
    if (c->left) rt_sb_fill(&p->out, ' ', pad);
}

static void put_number(percent *p, const conversion *c, const format_number *f) {
    format_spec spec = {.fill = ' ', .align = c->left ? '<' : '>', .width = c->width};
    if (c->zero && !c->left) {
        spec.fill = '0';
        spec.align = '=';
    }
    format_number_put(&p->out, &spec, f);
}

static char sign_of(const conversion *c, bool negative) {
    return negative ? '-' : c->plus ? '+' : c->space ? ' ' : 0;
}

/* d, i, u take any real number and truncate it; o, x, X take what has __index__. */
static Value integer_arg(percent *p, const conversion *c, Value v) {
    bool decimal = c->c == 'd' || c->c == 'i' || c->c == 'u';
    if (rt_is_int(v)) return v;
    const rt_slots *slots = &rt_type_of(v)->slots;
    rt_unary_fn convert = slots->unary[RT_INDEX];
    if (convert == NULL && decimal) convert = slots->unary[RT_TO_INT];
    if (convert == NULL || rt_is_str(v))
        return rt_raise_type_error(p->t,
                                   decimal ? "%%%c format: a real number is required, not %T"
                                           : "%%%c format: an integer is required, not %T",
                                   (int)c->c, v);
    return rt_finish(p->t, convert(p->t, v));
}

static bool put_integer(percent *p, const conversion *c, Value v) {
    v = integer_arg(p, c, v);
    if (rt_is_null(v)) return false;
    int base = c->c == 'o' ? 8 : c->c == 'x' || c->c == 'X' ? 16 : 10;
    Value text = rt_int_text(p->t, v, base);
    if (rt_is_null(text)) return false;
    const rt_str *s = rt_as_str(text);
    bool negative = rt_int_sign(v) < 0;
    char prefix[2] = {'0', (char)c->c};
    size_t n = s->length - negative,
           zeros = c->precision > (int64_t)n ? (size_t)c->precision - n : 0;
    char *digits = malloc(zeros + n);
    if (digits == NULL) return rt_raise_memory_error(p->t), false;
    memset(digits, '0', zeros);
    memcpy(digits + zeros, (const char *)s->data + negative, n);
    for (size_t i = zeros; c->c == 'X' && i < zeros + n; i++)
        digits[i] = (char)toupper((unsigned char)digits[i]);
    format_number f = {.sign = sign_of(c, negative),
                       .prefix = prefix,
                       .prefix_length = c->alternate && base != 10 ? 2 : 0,
                       .digits = digits,
                       .digits_length = zeros + n};
    put_number(p, c, &f);
    free(digits);
    return true;
}

static bool put_float(percent *p, const conversion *c, Value v) {
    double d;
    bool is_number;
    if (!rt_number_to_double(p->t, v, &d, &is_number)) {
        if (is_number) return false;
        if (rt_is_str(v) || rt_type_of(v)->slots.unary[RT_TO_FLOAT] == NULL) {
            if (p->bytes)
                rt_raise_type_error(p->t, "float argument required, not %T", v);
            else
                rt_raise_type_error(p->t, "must be real number, not %T", v);
            return false;
        }
        Value f = rt_finish(p->t, rt_type_of(v)->slots.unary[RT_TO_FLOAT](p->t, v));
        if (rt_is_null(f)) return false;
        if (!rt_is_float(f)) {
            rt_raise_type_error(p->t, "%T.__float__ returned non-float (type %T)", v, f);
            return false;
        }
        d = rt_float_get(f);
    }
    char *text = format_double_digits(d, c->c, c->precision, c->alternate);
    if (text == NULL) return rt_raise_memory_error(p->t), false;
    format_number f = {
        .sign = sign_of(c, signbit(d) && !isnan(d)), .digits = text, .digits_length = strlen(text)};
    put_number(p, c, &f);
    free(text);
    return true;
}

static bool put_char(percent *p, const conversion *c, Value v) {
    int64_t i;
    uint32_t ch;
    rt_text text;
    bool bytes_like = rt_is_bytes_like(v);
    if (p->bytes ? bytes_like : rt_is_str(v)) {
        if (!rt_text_of(p->t, v, &text)) return false;
        if (text.n == 1) {
            ch = rt_text_at(&text, 0);
            put_padded(p, c, &ch, 1, 4);
            return true;
        }
    } else if (rt_is_int(v) || (!rt_is_float(v) && rt_type_of(v)->slots.unary[RT_INDEX] != NULL)) {
        Value index = rt_index(p->t, v);
        if (rt_is_null(index)) return false;
        if (!rt_int_get(index, &i) || i < 0 || i > (p->bytes ? 255 : 0x10ffff)) {
            rt_raise(p->t, &rt_exc_OverflowError,
                     p->bytes ? "%%c arg not in range(256)" : "%%c arg not in range(0x110000)");
            return false;
        }
        ch = (uint32_t)i;
        put_padded(p, c, &ch, 1, 4);
        return true;
    }
    rt_raise_type_error(p->t, p->bytes ? "%%c requires an integer in range(256) or a single byte"
                                       : "%%c requires int or char");
    return false;
}

static bool put_text(percent *p, const conversion *c, Value text) {
    rt_text s;
    if (rt_is_null(text) || !rt_text_of(p->t, text, &s)) return false;
    size_t n = c->precision >= 0 && (uint64_t)c->precision < s.n ? (size_t)c->precision : s.n;
    put_padded(p, c, s.data, n, s.width);
    return true;
}

/* %b, and %s of bytes: bytes-like, or with __bytes__. */
static Value bytes_text(percent *p, Value v) {
    const unsigned char *data;
    size_t n;
    if (rt_is_bytes(v)) return v;
    if (rt_is_bytes_like(v))
        return rt_buffer_get(p->t, v, &data, &n) ? rt_bytes_new(p->t, data, n) : RT_NULL;
    Value special = rt_call_special(p->t, v, rt_id.__bytes__, NULL, 0);
    if (!rt_is_empty(special)) {
        if (rt_is_null(special) || rt_is_bytes(special)) return special;
        return rt_raise_type_error(p->t, "__bytes__ returned non-bytes (type %T)", special);
    }
    return rt_raise_type_error(
        p->t, "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'",
        v);
}

static bool put_conversion(percent *p, const conversion *c) {
    Value v = rt_is_empty(c->key_value) ? next_arg(p) : c->key_value;
    if (rt_is_null(v)) return false;
    switch (c->c) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X': return put_integer(p, c, v);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return put_float(p, c, v);
    case 'c': return put_char(p, c, v);
    case 'b':
        if (p->bytes) return put_text(p, c, bytes_text(p, v));
        break;
    case 's': return put_text(p, c, p->bytes ? bytes_text(p, v) : rt_to_str(p->t, v));
    case 'r':
        if (!p->bytes) return put_text(p, c, rt_repr(p->t, v));
        [[fallthrough]];
    case 'a': {
        Value text = rt_repr(p->t, v);
        return !rt_is_null(text) && put_text(p, c, rt_str_ascii(p->t, text));
    }
    default: break;
    }
    rt_raise_value_error(p->t, "unsupported format character '%c' (0x%x) at index %zu",
                         c->c > 31 && c->c < 128 ? (int)c->c : '?', c->c, p->i - 1);
    return false;
}

static bool percent_walk(percent *p) {
    conversion c;
    while (p->i < p->s.n) {
        size_t start = p->i;
        while (p->i < p->s.n && rt_text_at(&p->s, p->i) != '%')
            p->i++;
        rt_sb_text(&p->out, &p->s, start, p->i);
        if (p->i == p->s.n) break;
        p->i++;
        if (p->i < p->s.n && rt_text_at(&p->s, p->i) == '%') {
            rt_sb_char(&p->out, '%');
            p->i++;
            continue;
        }
        if (!read_conversion(p, &c) || !put_conversion(p, &c)) return false;
    }
    bool left = p->is_tuple ? p->next < rt_tuple_len(p->args) : p->next == 0;
    if (left && !p->is_mapping && !p->used_mapping) {
        rt_raise_type_error(p->t, p->bytes
                                      ? "not all arguments converted during bytes formatting"
                                      : "not all arguments converted during string formatting");
        return false;
    }
    return true;
}

static Value percent_run(rt_thread *t, Value template, Value args, bool bytes) {
    percent p = {.t = t, .bytes = bytes, .args = args, .is_tuple = rt_is_tuple(args)};
    if (!rt_text_of(t, template, &p.s)) return RT_NULL;
    p.is_mapping = !p.is_tuple && rt_type_of(args)->slots.getitem != NULL && !rt_is_str(args) &&
                   !(bytes && (rt_is_bytes(args) || rt_isinstance_exact(args, &rt_bytearray_type)));
    rt_sb_init(&p.out);
    if (percent_walk(&p)) return rt_text_finish(t, p.s.kind, &p.out);
    rt_sb_drop(&p.out);
    return RT_NULL;
}

Value rt_percent_str(rt_thread *t, Value template, Value args) {
    return percent_run(t, template, args, false);
}
Value rt_percent_bytes(rt_thread *t, Value template, Value args) {
    return percent_run(t, template, args, true);
}
