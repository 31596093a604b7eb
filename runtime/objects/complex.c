/* complex.c - the type complex.
 * Owns: rt_complex_type. Threads: any; complex numbers never change. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/format.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/float_internal.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

typedef struct cnum {
    double re, im;
} cnum;

static bool is_complex(Value v) { return rt_isinstance_exact(v, &rt_complex_type); }

static cnum complex_get(Value v) {
    const rt_complex *c = (const rt_complex *)rt_obj(v);
    return (cnum){c->re, c->im};
}

Value rt_complex_new(rt_thread *t, double re, double im) {
    rt_complex *c = (rt_complex *)rt_alloc(t, sizeof *c, &rt_complex_type.root);
    if (c == NULL) return RT_NULL;
    c->re = re;
    c->im = im;
    return rt_from_obj(c);
}

/* ---- arithmetic ---- */

static cnum product(cnum a, cnum b) {
    return (cnum){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/* Smith's method: scale by the larger part of the divisor. false: division by zero. */
static bool quotient(cnum a, cnum b, cnum *out) {
    double abs_re = fabs(b.re), abs_im = fabs(b.im);
    if (abs_re >= abs_im) {
        if (abs_re == 0) return false;
        double ratio = b.im / b.re, denominator = b.re + b.im * ratio;
        *out = (cnum){(a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator};
    } else if (abs_im >= abs_re) {
        double ratio = b.re / b.im, denominator = b.re * ratio + b.im;
        *out = (cnum){(a.re * ratio + a.im) / denominator, (a.im * ratio - a.re) / denominator};
    } else {
        *out = (cnum){(double)NAN, (double)NAN};
    }
    return true;
}

static cnum power_positive(cnum x, long n) {
    cnum r = {1, 0};
    for (; n > 0; n >>= 1) {
        if (n & 1) r = product(r, x);
        x = product(x, x);
    }
    return r;
}

static bool power_polar(cnum a, cnum b, cnum *out) {
    if (b.re == 0 && b.im == 0) {
        *out = (cnum){1, 0};
        return true;
    }
    if (a.re == 0 && a.im == 0) {
        *out = (cnum){0, 0};
        return b.im == 0 && b.re >= 0;
    }
    double modulus = hypot(a.re, a.im), length = pow(modulus, b.re), angle = atan2(a.im, a.re),
           phase = angle * b.re;
    if (b.im != 0) {
        length /= exp(angle * b.im);
        phase += b.im * log(modulus);
    }
    *out = (cnum){length * cos(phase), length * sin(phase)};
    return true;
}

Value rt_complex_pow(rt_thread *t, double re, double im, double ere, double eim) {
    cnum base = {re, im}, exponent = {ere, eim}, r;
    bool ok = true;
    if (eim == 0 && ere == floor(ere) && fabs(ere) <= 100) {
        r = power_positive(base, labs((long)ere));
        if (ere < 0) ok = quotient((cnum){1, 0}, r, &r);
    } else {
        ok = power_polar(base, exponent, &r);
    }
    if (!ok) return rt_raise(t, &rt_exc_ZeroDivisionError, "0.0 to a negative or complex power");
    if (isinf(r.re) || isinf(r.im))
        return rt_raise(t, &rt_exc_OverflowError, "complex exponentiation");
    return rt_complex_new(t, r.re, r.im);
}

/* 1 done, 0 not a number of ours, -1 raised. */
static int complex_operand(rt_thread *t, Value v, cnum *out) {
    if (is_complex(v)) {
        *out = complex_get(v);
        return 1;
    }
    out->im = 0;
    return rt_float_operand(t, v, &out->re);
}

static Value complex_binary(rt_thread *t, rt_binop op, Value va, Value vb) {
    cnum a, b, r;
    int left = complex_operand(t, va, &a), right = left > 0 ? complex_operand(t, vb, &b) : left;
    if (left < 0 || right < 0) return RT_NULL;
    if (left == 0 || right == 0) return RT_NOT_IMPLEMENTED;
    switch (op) {
    case RT_ADD: return rt_complex_new(t, a.re + b.re, a.im + b.im);
    case RT_SUB: return rt_complex_new(t, a.re - b.re, a.im - b.im);
    case RT_MUL: r = product(a, b); return rt_complex_new(t, r.re, r.im);
    case RT_TRUEDIV:
        if (!quotient(a, b, &r))
            return rt_raise(t, &rt_exc_ZeroDivisionError, "complex division by zero");
        return rt_complex_new(t, r.re, r.im);
    default: return rt_complex_pow(t, a.re, a.im, b.re, b.im);
    }
}

/* One slot function for each operator. */
#define COMPLEX_BINARY(name, op)                                                                   \
    static Value name(rt_thread *t, Value a, Value b) { return complex_binary(t, op, a, b); }
COMPLEX_BINARY(complex_add, RT_ADD)
COMPLEX_BINARY(complex_sub, RT_SUB)
COMPLEX_BINARY(complex_mul, RT_MUL)
COMPLEX_BINARY(complex_truediv, RT_TRUEDIV)
COMPLEX_BINARY(complex_pow, RT_POW)
#undef COMPLEX_BINARY

static Value complex_power(rt_thread *t, Value a, Value b, Value mod) {
    if (!rt_is_none(mod)) return rt_raise_value_error(t, "complex modulo");
    return complex_pow(t, a, b);
}

static Value complex_neg(rt_thread *t, Value v) {
    cnum c = complex_get(v);
    return rt_complex_new(t, -c.re, -c.im);
}

static Value complex_pos(rt_thread *t, Value v) {
    cnum c = complex_get(v);
    return rt_complex_new(t, c.re, c.im);
}

static Value complex_abs(rt_thread *t, Value v) {
    cnum c = complex_get(v);
    double length = hypot(c.re, c.im);
    if (isinf(length) && isfinite(c.re) && isfinite(c.im))
        return rt_raise(t, &rt_exc_OverflowError, "absolute value too large");
    return rt_float_new(t, length);
}

static Value complex_bool(rt_thread *t, Value v) {
    (void)t;
    cnum c = complex_get(v);
    return rt_bool(c.re != 0 || c.im != 0);
}

static Value complex_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (op != RT_EQ && op != RT_NE) return RT_NOT_IMPLEMENTED;
    cnum x = complex_get(a);
    bool equal;
    if (is_complex(b)) {
        cnum y = complex_get(b);
        equal = x.re == y.re && x.im == y.im;
    } else if (rt_is_float(b) || rt_is_int(b)) {
        Value re = rt_float_new(t, x.re);
        if (rt_is_null(re)) return RT_NULL;
        equal = x.im == 0 && rt_same(rt_float_type.slots.compare(t, re, b, RT_EQ), RT_TRUE);
    } else {
        return RT_NOT_IMPLEMENTED;
    }
    return rt_bool(equal == (op == RT_EQ));
}

static Value complex_hash(rt_thread *t, Value v) {
    (void)t;
    cnum c = complex_get(v);
    uint64_t h = rt_float_hash(c.re, rt_obj(v)) + 1000003 * rt_float_hash(c.im, rt_obj(v));
    return rt_hash_value(t, h);
}

/* ---- text ---- */

/* repr of a part without the ".0" of whole numbers. */
static size_t part_text(double d, char out[static 40]) {
    size_t n = rt_double_repr(d, out);
    return n > 2 && out[n - 1] == '0' && out[n - 2] == '.' ? n - 2 : n;
}

static Value complex_repr(rt_thread *t, Value v) {
    cnum c = complex_get(v);
    char re[40], im[40], text[100], *p = text;
    size_t im_length = part_text(c.im, im);
    if (c.re == 0 && !signbit(c.re)) {
        p += sprintf(p, "%.*sj", (int)im_length, im);
    } else {
        size_t re_length = part_text(c.re, re);
        p += sprintf(p, "(%.*s%s%.*sj)", (int)re_length, re, im[0] == '-' ? "" : "+",
                     (int)im_length, im);
    }
    return rt_str_from_ascii(t, text, (size_t)(p - text));
}

/* The longest float at s: its length, 0 if there is none. */
static size_t scan_float(const char *s) {
    const char *p = s;
    if (*p == '+' || *p == '-') p++;
    static const char *const names[] = {"infinity", "inf", "nan"};
    for (size_t i = 0; i < 3; i++)
        if (strncasecmp(p, names[i], strlen(names[i])) == 0)
            return (size_t)(p - s) + strlen(names[i]);
    size_t digits = 0;
    for (; isdigit((unsigned char)*p) || *p == '_'; p++)
        digits += *p != '_';
    if (*p == '.') p++;
    for (; isdigit((unsigned char)*p) || *p == '_'; p++)
        digits += *p != '_';
    if (digits == 0) return 0;
    const char *end = p;
    if ((*p | 0x20) == 'e') {
        p++;
        if (*p == '+' || *p == '-') p++;
        if (isdigit((unsigned char)*p)) {
            while (isdigit((unsigned char)*p) || *p == '_')
                p++;
            end = p;
        }
    }
    return (size_t)(end - s);
}

/* Grammar: [blanks] ["("] <float> | <float>j | <float><signed-float>j | <float><sign>j | <sign>j | j [")"]. */
static bool complex_scan(const char *s, cnum *out) {
    while (isspace((unsigned char)*s))
        s++;
    bool paren = *s == '(';
    if (paren) s++;
    while (isspace((unsigned char)*s))
        s++;
    double x = 0, y = 0;
    size_t n = scan_float(s);
    if (n > 0) {
        if (!rt_double_parse(s, n, &x)) return false;
        s += n;
        if (*s == '+' || *s == '-') {
            n = scan_float(s);
            if (n > 0 && !rt_double_parse(s, n, &y)) return false;
            if (n == 0) y = *s == '-' ? -1.0 : 1.0;
            s += n > 0 ? n : 1;
            if ((*s | 0x20) != 'j') return false;
            s++;
        } else if ((*s | 0x20) == 'j') {
            s++;
            y = x;
            x = 0;
        }
    } else {
        y = 1;
        if (*s == '+' || *s == '-') y = *s++ == '-' ? -1.0 : 1.0;
        if ((*s | 0x20) != 'j') return false;
        s++;
    }
    while (isspace((unsigned char)*s))
        s++;
    if (paren) {
        if (*s++ != ')') return false;
        while (isspace((unsigned char)*s))
            s++;
    }
    *out = (cnum){x, y};
    return *s == 0;
}

static Value complex_wrap(rt_thread *t, cnum c, Value cls) {
    rt_type *type = (rt_type *)rt_obj(cls);
    if (type == &rt_complex_type) return rt_complex_new(t, c.re, c.im);
    Value o = rt_instance_new(t, type, 0);
    if (rt_is_null(o)) return RT_NULL;
    ((rt_complex *)rt_obj(o))->re = c.re;
    ((rt_complex *)rt_obj(o))->im = c.im;
    return o;
}

/* An underscore that does not stand between two digits. */
static bool underscore_astray(const char *s) {
    for (const char *at = strchr(s, '_'); at; at = strchr(at + 1, '_'))
        if (at == s || !isdigit((unsigned char)at[-1]) || !isdigit((unsigned char)at[1]))
            return true;
    return false;
}

static Value complex_from_str(rt_thread *t, Value s, Value cls) {
    cnum c;
    Value text = rt_str_to_number_text(t, s);
    if (rt_is_null(text)) return RT_NULL;
    size_t n;
    const char *chars = rt_str_utf8(t, text, &n);
    if (chars == NULL) return RT_NULL;
    if (underscore_astray(chars))
        return rt_raise_value_error(t, "could not convert string to complex: %R", s);
    if (strlen(chars) != n || !complex_scan(chars, &c))
        return rt_raise_value_error(t, "complex() arg is a malformed string");
    return complex_wrap(t, c, cls);
}

/* One argument as a complex number: __complex__, then float's rules. false: raised. */
static bool complex_part(rt_thread *t, Value v, bool second, cnum *out, bool *was_complex) {
    *was_complex = false;
    int state = complex_operand(t, v, out);
    if (state != 0) {
        *was_complex = state > 0 && is_complex(v);
        return state > 0;
    }
    if (!second) {
        Value special = rt_call_special(t, v, rt_id.__complex___, NULL, 0);
        if (rt_is_null(special)) return false;
        if (!rt_is_empty(special) && !is_complex(special)) {
            rt_raise_type_error(t, "__complex__ returned non-complex (type %T)", special);
            return false;
        }
        if (!rt_is_empty(special)) {
            *out = complex_get(special);
            return *was_complex = true;
        }
    }
    const rt_slots *slots = &rt_type_of(v)->slots;
    if (slots->unary[RT_TO_FLOAT] == NULL && slots->unary[RT_INDEX] == NULL) {
        rt_raise_type_error(t,
                            second
                                ? "complex() second argument must be a number, not '%T'"
                                : "complex() first argument must be a string or a number, not '%T'",
                            v);
        return false;
    }
    Value f =
        rt_finish(t, rt_float_type.slots.new_(t, rt_from_obj(&rt_float_type), &v, 1, RT_NULL));
    if (rt_is_null(f)) return false;
    *out = (cnum){rt_float_get(f), 0};
    return true;
}

static Value complex_make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    cnum re = {0, 0}, im = {0, 0};
    bool re_complex = false, im_complex = false;
    if (!rt_is_empty(args[1]) && rt_is_str(args[1])) {
        if (!rt_is_empty(args[2]))
            return rt_raise_type_error(t, "complex() can't take second arg if first is a string");
        return complex_from_str(t, args[1], args[0]);
    }
    if (!rt_is_empty(args[2]) && rt_is_str(args[2]))
        return rt_raise_type_error(t, "complex() second arg can't be a string");
    if (!rt_is_empty(args[1]) && !complex_part(t, args[1], false, &re, &re_complex)) return RT_NULL;
    if (!rt_is_empty(args[2]) && !complex_part(t, args[2], true, &im, &im_complex)) return RT_NULL;
    cnum c = {re.re, im.re};
    if (im_complex) c.re -= im.im;
    if (re_complex) c.im = rt_is_empty(args[2]) ? re.im : c.im + re.im;
    return complex_wrap(t, c, args[0]);
}

static const rt_native_def complex_new_def = {
    "complex", complex_make, 0, 0, "type, real=, imag=", 0, NULL};

static Value complex_new_slot(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                              Value kwnames) {
    return rt_native_invoke_tail(t, &complex_new_def, cls, args, nargs, kwnames);
}

/* ---- methods ---- */

static Value complex_conjugate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    cnum c = complex_get(args[0]);
    return rt_complex_new(t, c.re, -c.im);
}

static Value complex_plain(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return complex_pos(t, args[0]);
}

static Value complex_getnewargs(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    cnum c = complex_get(args[0]);
    Value re = rt_float_new(t, c.re);
    if (rt_is_null(re)) return RT_NULL;
    Value im = rt_float_new(t, c.im);
    return rt_is_null(im) ? RT_NULL : rt_tuple_pack2(t, re, im);
}

static Value complex_format(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "__format__() argument must be str, not %A", args[1]);
    return rt_format_complex(t, args[0], args[1]);
}

static Value complex_get_real(rt_thread *t, Value self) {
    return rt_float_new(t, complex_get(self).re);
}
static Value complex_get_imag(rt_thread *t, Value self) {
    return rt_float_new(t, complex_get(self).im);
}

static const rt_native_def complex_methods[] = {
    {"conjugate", complex_conjugate, 1, 1, NULL, 0,
     "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."},
    {"__complex__", complex_plain, 1, 1, NULL, 0, "Convert this value to exact type complex."},
    {"__getnewargs__", complex_getnewargs, 1, 1, NULL, 0, NULL},
    {"__format__", complex_format, 2, 2, NULL, 0, "Convert to a string according to format_spec."},
    {},
};

static const rt_getset_def complex_getsets[] = {
    {"real", complex_get_real, rt_set_readonly, "the real part of a complex number"},
    {"imag", complex_get_imag, rt_set_readonly, "the imaginary part of a complex number"},
    {},
};

rt_type rt_complex_type = {
    RT_TYPE_HEAD(rt_complex_type, "complex"),
    .flags = RT_TF_BASETYPE | RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_complex),
    .slots =
        {
            .new_ = complex_new_slot,
            .repr = complex_repr,
            .hash = complex_hash,
            .to_bool = complex_bool,
            .compare = complex_compare,
            .binary = {[RT_ADD] = complex_add,
                       [RT_SUB] = complex_sub,
                       [RT_MUL] = complex_mul,
                       [RT_TRUEDIV] = complex_truediv,
                       [RT_POW] = complex_pow},
            .unary = {[RT_NEG] = complex_neg, [RT_POS] = complex_pos, [RT_ABS] = complex_abs},
            .power = complex_power,
        },
    .methods = complex_methods,
    .getsets = complex_getsets,
    .doc = "Create a complex number from a real part and an optional imaginary part.\n\n"
           "This is equivalent to (real + imag*1j) where imag defaults to 0.",
};
