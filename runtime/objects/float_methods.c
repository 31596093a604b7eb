/* float_methods.c - the methods and attributes of float.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/float_internal.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "runtime/format.h"
#include "runtime/objects/int_internal.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

static Value float_is_integer(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    double d = rt_float_get(args[0]);
    return rt_bool(isfinite(d) && floor(d) == d);
}

static Value float_trunc(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_int_from_double(t, rt_float_get(args[0]));
}

static Value float_floor(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_int_from_double(t, floor(rt_float_get(args[0])));
}

static Value float_ceil(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_int_from_double(t, ceil(rt_float_get(args[0])));
}

static Value float_conjugate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_float_new(t, rt_float_get(args[0]));
}

static Value float_as_integer_ratio(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double d = rt_float_get(args[0]);
    if (isinf(d))
        return rt_raise(t, &rt_exc_OverflowError, "cannot convert Infinity to integer ratio");
    if (isnan(d)) return rt_raise_value_error(t, "cannot convert NaN to integer ratio");
    int e;
    double mantissa = frexp(d, &e);
    for (int i = 0; i < 300 && mantissa != floor(mantissa); i++) {
        mantissa *= 2;
        e--;
    }
    Value numerator = rt_int_from_double(t, mantissa), denominator = rt_imm_int(1);
    if (rt_is_null(numerator)) return RT_NULL;
    if (e > 0)
        numerator = rt_int_shift(t, numerator, rt_imm_int(e), true);
    else
        denominator = rt_int_shift(t, denominator, rt_imm_int(-e), true);
    return rt_is_null(numerator) || rt_is_null(denominator)
               ? RT_NULL
               : rt_tuple_pack2(t, numerator, denominator);
}

/* ---- rounding ---- */

/* d at `places` decimal places, halves (of the exact binary value) to even. */
static double round_places(double d, int places) {
    char text[400];
    if (places >= 0) {
        snprintf(text, sizeof text, "%.*f", places, d);
        return strtod(text, NULL);
    }
    snprintf(text, sizeof text, "%.16e", d);
    int magnitude = atoi(strchr(text, 'e') + 1) + 1;
    int digits = magnitude + places;
    if (digits < 0) return copysign(0.0, d);
    if (digits == 0)
        return fabs(d) > 5 * pow(10, -places - 1) ? copysign(pow(10, -places), d)
                                                  : copysign(0.0, d);
    snprintf(text, sizeof text, "%.*e", digits - 1, d);
    return strtod(text, NULL);
}

static Value float_round_digits(rt_thread *t, Value digits, Value self) {
    double d = rt_float_get(self), rounded;
    int64_t n;
    if (!rt_int_get(digits, &n)) n = rt_int_sign(digits) < 0 ? INT32_MIN : INT32_MAX;
    if (!isfinite(d) || d == 0 || n > 323) return rt_float_new(t, d);
    if (n < -309) return rt_float_new(t, copysign(0.0, d));
    if (n >= 0 && fabs(d) >= 0x1p53) return rt_float_new(t, d);
    rounded = round_places(d, (int)n);
    if (isinf(rounded))
        return rt_raise(t, &rt_exc_OverflowError, "rounded value too large to represent");
    return rt_float_new(t, rounded);
}

static Value float_round(rt_thread *t, Value *args, uint32_t nargs) {
    if (nargs == 1 || rt_is_none(args[1])) {
        double d = rt_float_get(args[0]), whole = round(d);
        if (fabs(d - whole) == 0.5) whole = 2.0 * round(d / 2.0);
        return rt_int_from_double(t, whole);
    }
    return rt_then(t, rt_index_tail(t, args[1]), float_round_digits, args[0]);
}

/* ---- hexadecimal ---- */

static Value float_hex(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double d = rt_float_get(args[0]);
    if (!isfinite(d)) return rt_float_repr(t, d);
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int exponent = (int)(bits >> 52 & 0x7ff);
    const char *sign = signbit(d) ? "-" : "";
    if (d == 0) return rt_str_format_c(t, "%s0x0.0p+0", sign);
    if (exponent == 0)
        return rt_str_format_c(t, "%s0x0.%013llxp-1022", sign, (unsigned long long)fraction);
    return rt_str_format_c(t, "%s0x1.%013llxp%+d", sign, (unsigned long long)fraction,
                           exponent - 1023);
}

/* [0x] hex [. hex] [p [sign] digits], at least one hex digit; returns the end, NULL if it is not that. */
static const char *hex_scan(const char *p, bool *prefixed) {
    *prefixed = p[0] == '0' && (p[1] | 0x20) == 'x';
    if (*prefixed) p += 2;
    size_t digits = 0;
    for (; isxdigit((unsigned char)*p); p++)
        digits++;
    if (*p == '.') p++;
    for (; isxdigit((unsigned char)*p); p++)
        digits++;
    if (digits == 0) return NULL;
    if ((*p | 0x20) != 'p') return p;
    p++;
    if (*p == '+' || *p == '-') p++;
    if (!isdigit((unsigned char)*p)) return NULL;
    while (isdigit((unsigned char)*p))
        p++;
    return p;
}

static bool is_named(const char *p, size_t n, const char *name) {
    return strlen(name) == n && strncasecmp(p, name, n) == 0;
}

/* 1 done, 0 not a number, -1 out of memory. */
static int hex_parse(const char *s, size_t n, double *out) {
    while (n > 0 && isspace((unsigned char)*s)) {
        s++;
        n--;
    }
    while (n > 0 && isspace((unsigned char)s[n - 1]))
        n--;
    bool neg = n > 0 && *s == '-', prefixed;
    const char *p = s + (n > 0 && (*s == '-' || *s == '+')), *stop = s + n;
    size_t left = (size_t)(stop - p);
    if (is_named(p, left, "inf") || is_named(p, left, "infinity"))
        *out = (double)INFINITY;
    else if (is_named(p, left, "nan"))
        *out = (double)NAN;
    else {
        if (hex_scan(p, &prefixed) != stop || left == 0) return 0;
        char *text = malloc(left + 3);
        if (text == NULL) return -1;
        sprintf(text, "%s%.*s", prefixed ? "" : "0x", (int)left, p);
        *out = strtod(text, NULL);
        free(text);
        if (isinf(*out)) return 2;
    }
    if (neg) *out = -*out;
    return 1;
}

static Value float_fromhex(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n;
    double d = 0;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "bad argument type for built-in operation");
    const char *s = rt_str_utf8(t, args[1], &n);
    if (s == NULL) return RT_NULL;
    int state = hex_parse(s, n, &d);
    if (state < 0) return rt_raise_memory_error(t);
    if (state == 0) return rt_raise_value_error(t, "invalid hexadecimal floating-point string");
    if (state == 2)
        return rt_raise(t, &rt_exc_OverflowError,
                        "hexadecimal value too large to represent as a float");
    Value v = rt_float_new(t, d);
    if (rt_is_null(v) || rt_obj(args[0]) == &rt_float_type.hdr) return v;
    return rt_tail_call1(t, args[0], v);
}

/* ---- the rest ---- */

static Value float_format(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "__format__() argument must be str, not %A", args[1]);
    return rt_format_float(t, args[0], args[1]);
}

static Value float_getnewargs(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value v = rt_float_new(t, rt_float_get(args[0]));
    return rt_is_null(v) ? RT_NULL : rt_tuple_new(t, &v, 1);
}

static Value float_getformat(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "__getformat__() argument must be str, not %A", args[1]);
    if (!rt_str_equal_cstr(args[1], "double") && !rt_str_equal_cstr(args[1], "float"))
        return rt_raise_value_error(t, "__getformat__() argument 1 must be 'double' or 'float'");
    bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    return rt_str_from_cstr(t, little ? "IEEE, little-endian" : "IEEE, big-endian");
}

static Value float_get_real(rt_thread *t, Value self) {
    return rt_float_new(t, rt_float_get(self));
}

static Value float_get_imag(rt_thread *t, Value self) {
    (void)self;
    return rt_float_new(t, 0.0);
}

const rt_native_def rt_float_methods[] = {
    {"conjugate", float_conjugate, 1, 1, NULL, 0,
     "Return self, the complex conjugate of any float."},
    {"__trunc__", float_trunc, 1, 1, NULL, 0, "Return the Integral closest to x between 0 and x."},
    {"__floor__", float_floor, 1, 1, NULL, 0, "Return the floor as an Integral."},
    {"__ceil__", float_ceil, 1, 1, NULL, 0, "Return the ceiling as an Integral."},
    {"__round__", float_round, 1, 2, NULL, 0,
     "Return the Integral closest to x, rounding half toward even."},
    {"as_integer_ratio", float_as_integer_ratio, 1, 1, NULL, 0, "Return integer ratio."},
    {"fromhex", float_fromhex, 2, 2, NULL, RT_NATIVE_CLASS,
     "Create a floating-point number from a hexadecimal string."},
    {"hex", float_hex, 1, 1, NULL, 0,
     "Return a hexadecimal representation of a floating-point number."},
    {"is_integer", float_is_integer, 1, 1, NULL, 0, "Return True if the float is an integer."},
    {"__getnewargs__", float_getnewargs, 1, 1, NULL, 0, NULL},
    {"__getformat__", float_getformat, 2, 2, NULL, RT_NATIVE_CLASS,
     "You probably don't want to use this function."},
    {"__format__", float_format, 2, 2, NULL, 0, "Formats the float according to format_spec."},
    {},
};

const rt_getset_def rt_float_getsets[] = {
    {"real", float_get_real, NULL, "the real part of a complex number"},
    {"imag", float_get_imag, NULL, "the imaginary part of a complex number"},
    {},
};
