/* math.c - the math module: floating-point functions. The integer ones and sums are in math_int.c.
 * Owns: nothing. Threads: any. */
#include "runtime/modules/math_internal.h"

#include <float.h>
#include <math.h>

#include "runtime/objects/int_internal.h"
#include "runtime/objects/module.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

/* ---- arguments and results ---- */

bool rt_math_double(rt_thread *t, Value v, double *out) {
    bool is_number;
    if (rt_number_to_double(t, v, out, &is_number)) return true;
    if (is_number) return false;
    const rt_slots *slots = &rt_type_of(v)->slots;
    rt_unary_fn convert =
        slots->unary[RT_TO_FLOAT] != NULL ? slots->unary[RT_TO_FLOAT] : slots->unary[RT_INDEX];
    if (convert == NULL) {
        rt_raise_type_error(t, "must be real number, not %T", v);
        return false;
    }
    Value number = rt_finish(t, convert(t, v));
    if (rt_is_null(number)) return false;
    if (rt_number_to_double(t, number, out, &is_number)) return true;
    if (!is_number) rt_raise_type_error(t, "%T.__float__ returned non-float (type %T)", v, number);
    return false;
}

static Value raise_domain(rt_thread *t) { return rt_raise_value_error(t, "math domain error"); }
static Value raise_range(rt_thread *t) {
    return rt_raise(t, &rt_exc_OverflowError, "math range error");
}

/* The result of a function of x: nan from a number is a domain error, infinity from a finite one is a range error where
 * the function can overflow, else a pole. */
static Value checked1(rt_thread *t, double x, double r, bool overflows) {
    if (isnan(r) && !isnan(x)) return raise_domain(t);
    if (isinf(r) && isfinite(x)) return overflows ? raise_range(t) : raise_domain(t);
    return rt_float_new(t, r);
}

#define MATH_FUNCTION(name, call, overflows)                                                       \
    static Value math_##name(rt_thread *t, Value *args, uint32_t nargs)                            \
    {                                                                                              \
        (void)nargs;                                                                               \
        double x;                                                                                  \
        return rt_math_double(t, args[0], &x) ? checked1(t, x, call(x), overflows) : RT_NULL;      \
    }
MATH_FUNCTION(acos, acos, false)
MATH_FUNCTION(acosh, acosh, false)
MATH_FUNCTION(asin, asin, false)
MATH_FUNCTION(asinh, asinh, false)
MATH_FUNCTION(atan, atan, false)
MATH_FUNCTION(atanh, atanh, false)
MATH_FUNCTION(cbrt, cbrt, false)
MATH_FUNCTION(cos, cos, false)
MATH_FUNCTION(cosh, cosh, true)
MATH_FUNCTION(erf, erf, false)
MATH_FUNCTION(erfc, erfc, false)
MATH_FUNCTION(exp, exp, true)
MATH_FUNCTION(exp2, exp2, true)
MATH_FUNCTION(expm1, expm1, true)
MATH_FUNCTION(fabs, fabs, false)
MATH_FUNCTION(log1p, log1p, false)
MATH_FUNCTION(sin, sin, false)
MATH_FUNCTION(sinh, sinh, true)
MATH_FUNCTION(sqrt, sqrt, false)
MATH_FUNCTION(tan, tan, false)
MATH_FUNCTION(tanh, tanh, false)
#undef MATH_FUNCTION

static bool two(rt_thread *t, const Value *args, double *x, double *y) {
    return rt_math_double(t, args[0], x) && rt_math_double(t, args[1], y);
}

static Value math_atan2(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double y, x;
    return two(t, args, &y, &x) ? rt_float_new(t, atan2(y, x)) : RT_NULL;
}

static Value math_copysign(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x, y;
    return two(t, args, &x, &y) ? rt_float_new(t, copysign(x, y)) : RT_NULL;
}

static Value math_nextafter(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x, y;
    return two(t, args, &x, &y) ? rt_float_new(t, nextafter(x, y)) : RT_NULL;
}

static Value math_fmod(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x, y;
    if (!two(t, args, &x, &y)) return RT_NULL;
    if (isinf(y) && isfinite(x)) return rt_float_new(t, x);
    double r = fmod(x, y);
    return isnan(r) && !isnan(x) && !isnan(y) ? raise_domain(t) : rt_float_new(t, r);
}

static Value math_remainder(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x, y;
    if (!two(t, args, &x, &y)) return RT_NULL;
    double r = remainder(x, y);
    return isnan(r) && !isnan(x) && !isnan(y) ? raise_domain(t) : rt_float_new(t, r);
}

static Value math_pow(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x, y;
    if (!two(t, args, &x, &y)) return RT_NULL;
    double r = pow(x, y);
    if (isfinite(x) && isfinite(y)) {
        if (isnan(r)) return raise_domain(t);
        if (isinf(r)) return x == 0 ? raise_domain(t) : raise_range(t);
    }
    return rt_float_new(t, r);
}

static Value math_ldexp(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    int64_t e;
    if (!rt_math_double(t, args[0], &x)) return RT_NULL;
    if (!rt_is_int(args[1]))
        return rt_raise_type_error(t, "Expected an int as second argument to ldexp.");
    if (!rt_int_get(args[1], &e)) e = rt_int_sign(args[1]) < 0 ? INT32_MIN : INT32_MAX;
    if (e > 100000) e = 100000;
    if (e < -100000) e = -100000;
    double r = ldexp(x, (int)e);
    return isinf(r) && isfinite(x) ? raise_range(t) : rt_float_new(t, r);
}

static Value pair(rt_thread *t, double a, Value b) {
    Value first = rt_float_new(t, a);
    return rt_is_null(first) || rt_is_null(b) ? RT_NULL : rt_tuple_pack2(t, first, b);
}

static Value math_frexp(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    int e = 0;
    if (!rt_math_double(t, args[0], &x)) return RT_NULL;
    double m = isfinite(x) ? frexp(x, &e) : x;
    return pair(t, m, rt_imm_int(e));
}

static Value math_modf(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x, whole;
    if (!rt_math_double(t, args[0], &x)) return RT_NULL;
    double fraction = modf(x, &whole);
    return pair(t, fraction, rt_float_new(t, whole));
}

static Value math_degrees(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    return rt_math_double(t, args[0], &x) ? rt_float_new(t, x * (180.0 / M_PI)) : RT_NULL;
}

static Value math_radians(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    return rt_math_double(t, args[0], &x) ? rt_float_new(t, x * (M_PI / 180.0)) : RT_NULL;
}

static Value math_gamma(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    if (!rt_math_double(t, args[0], &x)) return RT_NULL;
    if (x == (double)-INFINITY || (x <= 0 && x == floor(x))) return raise_domain(t);
    return checked1(t, x, tgamma(x), true);
}

static Value math_lgamma(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    int sign;
    if (!rt_math_double(t, args[0], &x)) return RT_NULL;
    if (isfinite(x) && x <= 0 && x == floor(x)) return raise_domain(t);
    return checked1(t, x, lgamma_r(x, &sign), true);
}

static Value math_ulp(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    if (!rt_math_double(t, args[0], &x)) return RT_NULL;
    if (!isfinite(x)) return rt_float_new(t, fabs(x));
    x = fabs(x);
    double next = nextafter(x, (double)INFINITY);
    return rt_float_new(t, isinf(next) ? x - nextafter(x, (double)-INFINITY) : next - x);
}

/* ---- tests ---- */

static Value math_isnan(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    return rt_math_double(t, args[0], &x) ? rt_bool(isnan(x)) : RT_NULL;
}

static Value math_isinf(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    return rt_math_double(t, args[0], &x) ? rt_bool(isinf(x)) : RT_NULL;
}

static Value math_isfinite(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double x;
    return rt_math_double(t, args[0], &x) ? rt_bool(isfinite(x)) : RT_NULL;
}

static Value math_isclose(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double a, b, relative = 1e-9, absolute = 0;
    if (!two(t, args, &a, &b)) return RT_NULL;
    if (!rt_is_empty(args[2]) && !rt_math_double(t, args[2], &relative)) return RT_NULL;
    if (!rt_is_empty(args[3]) && !rt_math_double(t, args[3], &absolute)) return RT_NULL;
    if (relative < 0 || absolute < 0)
        return rt_raise_value_error(t, "tolerances must be non-negative");
    if (a == b) return RT_TRUE;
    if (isinf(a) || isinf(b)) return RT_FALSE;
    double difference = fabs(b - a);
    return rt_bool(difference <= fabs(relative * b) || difference <= fabs(relative * a) ||
                   difference <= absolute);
}

/* ---- logarithms ---- */

/* The logarithm of any number; ints too large for a double by way of their top bits. */
static Value log_any(rt_thread *t, Value v, double (*function)(double)) {
    double x;
    if (rt_is_int(v)) {
        int_view view;
        if (rt_int_sign(v) <= 0) return raise_domain(t);
        int_view_of(v, &view);
        size_t bits = rt_int_bits(&view);
        if (bits > 1000) {
            Value top = rt_int_shift(t, v, rt_imm_int((int64_t)bits - 64), false);
            bool ok;
            if (rt_is_null(top)) return RT_NULL;
            double m = rt_int_to_double(t, top, &ok);
            int e;
            m = frexp(m, &e);
            return rt_float_new(t, function(m) + function(2.0) * (double)((int64_t)bits - 64 + e));
        }
    }
    if (!rt_math_double(t, v, &x)) return RT_NULL;
    if (isfinite(x) && x <= 0) return raise_domain(t);
    return checked1(t, x, function(x), false);
}

static Value math_log(rt_thread *t, Value *args, uint32_t nargs) {
    Value numerator = log_any(t, args[0], log);
    if (nargs == 1 || rt_is_null(numerator)) return numerator;
    Value denominator = log_any(t, args[1], log);
    return rt_is_null(denominator)
               ? RT_NULL
               : rt_float_type.slots.binary[RT_TRUEDIV](t, numerator, denominator);
}

static Value math_log2(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return log_any(t, args[0], log2);
}

static Value math_log10(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return log_any(t, args[0], log10);
}

/* ---- rounding ---- */

static Value rounded(rt_thread *t, Value v, Value special, double (*function)(double)) {
    double x;
    if (!rt_is_float(v)) {
        Value r = rt_call_special_tail(t, v, special, NULL, 0);
        if (!rt_is_empty(r)) return r;
    }
    return rt_math_double(t, v, &x) ? rt_int_from_double(t, function(x)) : RT_NULL;
}

static Value math_floor(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rounded(t, args[0], rt_id.__floor__, floor);
}

static Value math_ceil(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rounded(t, args[0], rt_id.__ceil__, ceil);
}

static Value math_trunc(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_float(args[0])) return rt_int_from_double(t, rt_float_get(args[0]));
    Value r = rt_call_special_tail(t, args[0], rt_id.__trunc__, NULL, 0);
    return rt_is_empty(r)
               ? rt_raise_type_error(t, "type %T doesn't define __trunc__ method", args[0])
               : r;
}

/* ---- the module ---- */

static bool math_exec(rt_thread *t, Value module) {
    const struct {
        const char *name;
        double value;
    } constants[] = {{"pi", M_PI},
                     {"e", M_E},
                     {"tau", 2 * M_PI},
                     {"inf", (double)INFINITY},
                     {"nan", (double)NAN}};
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        Value v = rt_float_new(t, constants[i].value);
        if (rt_is_null(v) || !rt_module_set(t, module, constants[i].name, v)) return false;
    }
    return true;
}

static const rt_native_def math_functions[] = {
    {"acos", math_acos, 1, 1, NULL, 0, "Return the arc cosine (measured in radians) of x."},
    {"acosh", math_acosh, 1, 1, NULL, 0, "Return the inverse hyperbolic cosine of x."},
    {"asin", math_asin, 1, 1, NULL, 0, "Return the arc sine (measured in radians) of x."},
    {"asinh", math_asinh, 1, 1, NULL, 0, "Return the inverse hyperbolic sine of x."},
    {"atan", math_atan, 1, 1, NULL, 0, "Return the arc tangent (measured in radians) of x."},
    {"atan2", math_atan2, 2, 2, NULL, 0, "Return the arc tangent (measured in radians) of y/x."},
    {"atanh", math_atanh, 1, 1, NULL, 0, "Return the inverse hyperbolic tangent of x."},
    {"cbrt", math_cbrt, 1, 1, NULL, 0, "Return the cube root of x."},
    {"ceil", math_ceil, 1, 1, NULL, 0, "Return the ceiling of x as an Integral."},
    {"comb", rt_math_comb, 2, 2, NULL, 0,
     "Number of ways to choose k items from n items without repetition and without order."},
    {"copysign", math_copysign, 2, 2, NULL, 0,
     "Return a float with the magnitude (absolute value) of x but the sign of y."},
    {"cos", math_cos, 1, 1, NULL, 0, "Return the cosine of x (measured in radians)."},
    {"cosh", math_cosh, 1, 1, NULL, 0, "Return the hyperbolic cosine of x."},
    {"degrees", math_degrees, 1, 1, NULL, 0, "Convert angle x from radians to degrees."},
    {"dist", rt_math_dist, 2, 2, NULL, 0,
     "Return the Euclidean distance between two points p and q."},
    {"erf", math_erf, 1, 1, NULL, 0, "Error function at x."},
    {"erfc", math_erfc, 1, 1, NULL, 0, "Complementary error function at x."},
    {"exp", math_exp, 1, 1, NULL, 0, "Return e raised to the power of x."},
    {"exp2", math_exp2, 1, 1, NULL, 0, "Return 2 raised to the power of x."},
    {"expm1", math_expm1, 1, 1, NULL, 0, "Return exp(x)-1."},
    {"fabs", math_fabs, 1, 1, NULL, 0, "Return the absolute value of the float x."},
    {"factorial", rt_math_factorial, 1, 1, NULL, 0, "Find x!."},
    {"floor", math_floor, 1, 1, NULL, 0, "Return the floor of x as an Integral."},
    {"fmod", math_fmod, 2, 2, NULL, 0, "Return fmod(x, y), according to platform C."},
    {"frexp", math_frexp, 1, 1, NULL, 0, "Return the mantissa and exponent of x, as pair (m, e)."},
    {"fsum", rt_math_fsum, 1, 1, NULL, 0,
     "Return an accurate floating point sum of values in the iterable seq."},
    {"gamma", math_gamma, 1, 1, NULL, 0, "Gamma function at x."},
    {"gcd", rt_math_gcd, 0, -1, NULL, 0, "Greatest Common Divisor."},
    {"hypot", rt_math_hypot, 0, -1, NULL, 0,
     "Multidimensional Euclidean distance from the origin to a point."},
    {"isclose", math_isclose, 0, 0, "a, b, *, rel_tol=, abs_tol=", 0,
     "Determine whether two floating point numbers are close in value."},
    {"isfinite", math_isfinite, 1, 1, NULL, 0,
     "Return True if x is neither an infinity nor a NaN, and False otherwise."},
    {"isinf", math_isinf, 1, 1, NULL, 0,
     "Return True if x is a positive or negative infinity, and False otherwise."},
    {"isnan", math_isnan, 1, 1, NULL, 0,
     "Return True if x is a NaN (not a number), and False otherwise."},
    {"isqrt", rt_math_isqrt, 1, 1, NULL, 0,
     "Return the integer part of the square root of the input."},
    {"lcm", rt_math_lcm, 0, -1, NULL, 0, "Least Common Multiple."},
    {"ldexp", math_ldexp, 2, 2, NULL, 0, "Return x * (2**i)."},
    {"lgamma", math_lgamma, 1, 1, NULL, 0,
     "Natural logarithm of absolute value of Gamma function at x."},
    {"log", math_log, 1, 2, NULL, 0, "Return the logarithm of x to the given base."},
    {"log10", math_log10, 1, 1, NULL, 0, "Return the base 10 logarithm of x."},
    {"log1p", math_log1p, 1, 1, NULL, 0, "Return the natural logarithm of 1+x (base e)."},
    {"log2", math_log2, 1, 1, NULL, 0, "Return the base 2 logarithm of x."},
    {"modf", math_modf, 1, 1, NULL, 0, "Return the fractional and integer parts of x."},
    {"nextafter", math_nextafter, 2, 2, NULL, 0,
     "Return the next floating-point value after x towards y."},
    {"perm", rt_math_perm, 1, 2, NULL, 0,
     "Number of ways to choose k items from n items without repetition and with order."},
    {"pow", math_pow, 2, 2, NULL, 0, "Return x**y (x to the power of y)."},
    {"prod", rt_math_prod, 0, 0, "iterable, /, *, start=", 0,
     "Calculate the product of all the elements in the input iterable."},
    {"radians", math_radians, 1, 1, NULL, 0, "Convert angle x from degrees to radians."},
    {"remainder", math_remainder, 2, 2, NULL, 0,
     "Difference between x and the closest integer multiple of y."},
    {"sin", math_sin, 1, 1, NULL, 0, "Return the sine of x (measured in radians)."},
    {"sinh", math_sinh, 1, 1, NULL, 0, "Return the hyperbolic sine of x."},
    {"sqrt", math_sqrt, 1, 1, NULL, 0, "Return the square root of x."},
    {"tan", math_tan, 1, 1, NULL, 0, "Return the tangent of x (measured in radians)."},
    {"tanh", math_tanh, 1, 1, NULL, 0, "Return the hyperbolic tangent of x."},
    {"trunc", math_trunc, 1, 1, NULL, 0, "Truncates the Real x to the nearest Integral toward 0."},
    {"ulp", math_ulp, 1, 1, NULL, 0,
     "Return the value of the least significant bit of the float x."},
    {},
};

const rt_module_def rt_module_math = {
    "math", math_functions, math_exec,
    "This module provides access to the mathematical functions\ndefined by the C standard."};
