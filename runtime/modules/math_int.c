/* math_int.c - the math module: integer functions, sums, products, norms.
 *
 * Iterables are drained by the protocol first; the loops here run over lists. An item of a user's class is converted or
 * multiplied by a short nested call.
 *
 * Owns: nothing. Threads: any.
 */
#include "runtime/modules/math_internal.h"

#include <math.h>
#include <stdlib.h>

#include "runtime/objects/int_internal.h"
#include "runtime/objects/list.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

/* ---- integers ---- */

/* a * (a + 1) * ... * (b - 1), by halves so that the factors stay balanced. */
static Value range_product(rt_thread *t, int64_t a, int64_t b) {
    if (b - a <= 0) return rt_imm_int(1);
    if (b - a < 8) {
        Value r = rt_int_new(t, a);
        for (int64_t i = a + 1; i < b && !rt_is_null(r); i++)
            r = rt_int_mul(t, r, rt_imm_int(i));
        return r;
    }
    int64_t middle = a + (b - a) / 2;
    Value low = range_product(t, a, middle);
    Value high = rt_is_null(low) ? RT_NULL : range_product(t, middle, b);
    return rt_is_null(high) ? RT_NULL : rt_int_mul(t, low, high);
}

Value rt_math_factorial(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t n;
    Value v = rt_index(t, args[0]);
    if (rt_is_null(v)) return RT_NULL;
    if (rt_int_sign(v) < 0)
        return rt_raise_value_error(t, "factorial() not defined for negative values");
    if (!rt_int_get(v, &n))
        return rt_raise(t, &rt_exc_OverflowError, "factorial() argument should not exceed %lld",
                        (long long)INT64_MAX);
    return range_product(t, 1, n + 1);
}

/* The falling factorial n (n-1) ... (n-k+1). */
static Value falling(rt_thread *t, Value n, int64_t k) {
    int64_t small;
    if (rt_int_get(n, &small) && small < RT_INT_MAX)
        return range_product(t, small - k + 1, small + 1);
    Value r = rt_imm_int(1);
    for (int64_t i = 0; i < k && !rt_is_null(r); i++) {
        Value factor = rt_int_sub(t, n, rt_imm_int(i));
        r = rt_is_null(factor) ? RT_NULL : rt_int_mul(t, r, factor);
    }
    return r;
}

static bool choice_args(rt_thread *t, const Value *args, Value *n, Value *k) {
    *n = rt_index(t, args[0]);
    if (rt_is_null(*n)) return false;
    *k = rt_index(t, args[1]);
    if (rt_is_null(*k)) return false;
    if (rt_int_sign(*n) < 0)
        return rt_raise_value_error(t, "n must be a non-negative integer"), false;
    if (rt_int_sign(*k) < 0)
        return rt_raise_value_error(t, "k must be a non-negative integer"), false;
    return true;
}

Value rt_math_perm(rt_thread *t, Value *args, uint32_t nargs) {
    Value n, k;
    int64_t count;
    if (nargs == 1 || rt_is_none(args[1])) return rt_math_factorial(t, args, 1);
    if (!choice_args(t, args, &n, &k)) return RT_NULL;
    if (rt_int_cmp(n, k) < 0) return rt_imm_int(0);
    if (!rt_int_get(k, &count))
        return rt_raise(t, &rt_exc_OverflowError, "k must not exceed %lld", (long long)INT64_MAX);
    return falling(t, n, count);
}

Value rt_math_comb(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value n, k, q;
    int64_t count;
    if (!choice_args(t, args, &n, &k)) return RT_NULL;
    if (rt_int_cmp(n, k) < 0) return rt_imm_int(0);
    Value other = rt_int_sub(t, n, k);
    if (rt_is_null(other)) return RT_NULL;
    if (rt_int_cmp(other, k) < 0) k = other;
    if (!rt_int_get(k, &count))
        return rt_raise(t, &rt_exc_OverflowError, "min(n - k, k) must not exceed %lld",
                        (long long)INT64_MAX);
    Value numerator = falling(t, n, count);
    Value denominator = rt_is_null(numerator) ? RT_NULL : range_product(t, 1, count + 1);
    if (rt_is_null(denominator) || !rt_int_divmod(t, numerator, denominator, &q, NULL, ""))
        return RT_NULL;
    return q;
}

Value rt_math_isqrt(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value v = rt_index(t, args[0]);
    if (rt_is_null(v)) return RT_NULL;
    if (rt_int_sign(v) < 0) return rt_raise_value_error(t, "isqrt() argument must be nonnegative");
    return rt_int_isqrt(t, v);
}

Value rt_math_gcd(rt_thread *t, Value *args, uint32_t nargs) {
    Value r = rt_imm_int(0);
    for (uint32_t i = 0; i < nargs; i++) {
        Value v = rt_index(t, args[i]);
        r = rt_is_null(v) ? RT_NULL : rt_int_gcd(t, r, v);
        if (rt_is_null(r)) return RT_NULL;
    }
    return r;
}

Value rt_math_lcm(rt_thread *t, Value *args, uint32_t nargs) {
    Value r = rt_imm_int(1), q;
    for (uint32_t i = 0; i < nargs; i++) {
        Value v = rt_index(t, args[i]);
        if (rt_is_null(v)) return RT_NULL;
        if (rt_int_sign(v) == 0 || rt_int_sign(r) == 0) {
            r = rt_imm_int(0);
            continue;
        }
        Value common = rt_int_gcd(t, r, v);
        if (rt_is_null(common) || !rt_int_divmod(t, r, common, &q, NULL, "")) return RT_NULL;
        Value product = rt_int_mul(t, q, v);
        r = rt_is_null(product) ? RT_NULL : rt_int_abs(t, product);
        if (rt_is_null(r)) return RT_NULL;
    }
    return r;
}

/* ---- sums ---- */

typedef struct
    partials { /* non-overlapping, growing in magnitude: their exact sum is the sum so far */
    double *p;
    size_t n, cap;
} partials;

static bool partials_add(partials *s, double x) {
    size_t kept = 0;
    for (size_t j = 0; j < s->n; j++) {
        double y = s->p[j];
        if (fabs(x) < fabs(y)) {
            double swap = x;
            x = y;
            y = swap;
        }
        double high = x + y, low = y - (high - x);
        if (low != 0) s->p[kept++] = low;
        x = high;
    }
    s->n = kept;
    if (s->n == s->cap) {
        size_t cap = s->cap * 2 + 32;
        double *p = realloc(s->p, cap * sizeof *p);
        if (p == NULL) return false;
        s->p = p;
        s->cap = cap;
    }
    s->p[s->n++] = x;
    return true;
}

/* The partials rounded once: half-way cases look at the sign of the next partial. */
static double partials_round(const partials *s) {
    size_t n = s->n;
    if (n == 0) return 0.0;
    double high = s->p[--n], low = 0.0;
    while (n > 0) {
        double x = high, y = s->p[--n];
        high = x + y;
        low = y - (high - x);
        if (low != 0) break;
    }
    if (n > 0 && ((low < 0 && s->p[n - 1] < 0) || (low > 0 && s->p[n - 1] > 0))) {
        double y = low * 2.0, x = high + y;
        if (y == x - high) high = x;
    }
    return high;
}

/* A complete list's items summed (Shewchuk, Adaptive precision floating-point arithmetic, 1997). */
static Value fsum_list(rt_thread *t, Value list, Value state) {
    (void)state;
    size_t n;
    double special = 0.0, infinities = 0.0, x;
    partials s = {0};
    rt_array *items = rt_list_snapshot(t, list, &n);
    if (items == NULL) return RT_NULL;
    for (size_t i = 0; i < n; i++) {
        if (!rt_math_double(t, rt_load(&items->x_items[i]), &x)) goto raised;
        if (!isfinite(x)) {
            if (isinf(x)) infinities += x;
            special += x;
            continue;
        }
        if (!partials_add(&s, x)) {
            rt_raise_memory_error(t);
            goto raised;
        }
        if (!isfinite(s.p[s.n - 1])) {
            rt_raise(t, &rt_exc_OverflowError, "intermediate overflow in fsum");
            goto raised;
        }
    }
    double sum = partials_round(&s);
    free(s.p);
    if (isnan(infinities)) return rt_raise_value_error(t, "-inf + inf in fsum");
    return rt_float_new(t, special != 0 || isnan(special) ? special : sum);
raised:
    free(s.p);
    return RT_NULL;
}

Value rt_math_fsum(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_to_list_tail(t, args[0]), fsum_list, RT_NULL);
}

static Value prod_list(rt_thread *t, Value list, Value start) {
    size_t n;
    rt_array *items = rt_list_snapshot(t, list, &n);
    if (items == NULL) return RT_NULL;
    Value r = start;
    for (size_t i = 0; i < n && !rt_is_null(r); i++)
        r = rt_binary(t, RT_MUL, r, rt_load(&items->x_items[i]));
    return r;
}

Value rt_math_prod(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_to_list_tail(t, args[0]), prod_list,
                   rt_is_empty(args[1]) ? rt_imm_int(1) : args[1]);
}

/* ---- norms ---- */

/* The length of a vector: scaled by a power of two, summed in long double. */
static double vector_norm(const double *v, size_t n) {
    double max = 0;
    bool nan = false;
    for (size_t i = 0; i < n; i++) {
        if (isinf(v[i])) return (double)INFINITY;
        nan |= isnan(v[i]);
        if (fabs(v[i]) > max) max = fabs(v[i]);
    }
    if (nan) return (double)NAN;
    if (max == 0) return 0.0;
    int e;
    frexp(max, &e);
    long double sum = 0;
    for (size_t i = 0; i < n; i++) {
        long double x = ldexpl((long double)v[i], -e);
        sum += x * x;
    }
    return (double)ldexpl(sqrtl(sum), e);
}

Value rt_math_hypot(rt_thread *t, Value *args, uint32_t nargs) {
    double small[16], *v = nargs <= 16 ? small : malloc(nargs * sizeof *v);
    if (v == NULL) return rt_raise_memory_error(t);
    bool ok = true;
    for (uint32_t i = 0; i < nargs && ok; i++)
        ok = rt_math_double(t, args[i], &v[i]);
    double norm = ok ? vector_norm(v, nargs) : 0;
    if (v != small) free(v);
    return ok ? rt_float_new(t, norm) : RT_NULL;
}

static Value dist_tuples(rt_thread *t, Value p, Value q) {
    size_t n = rt_tuple_len(p);
    if (rt_tuple_len(q) != n)
        return rt_raise_value_error(t, "both points must have the same number of dimensions");
    double *v = malloc((n + 1) * sizeof *v), a, b;
    if (v == NULL) return rt_raise_memory_error(t);
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        ok = rt_math_double(t, rt_tuple_at(p, i), &a) && rt_math_double(t, rt_tuple_at(q, i), &b);
        v[i] = ok ? a - b : 0;
    }
    double norm = ok ? vector_norm(v, n) : 0;
    free(v);
    return ok ? rt_float_new(t, norm) : RT_NULL;
}

static Value second_done(rt_thread *t, Value q, Value p) { return dist_tuples(t, p, q); }
static Value first_done(rt_thread *t, Value p, Value q) {
    return rt_then(t, rt_to_tuple_tail(t, q), second_done, p);
}

Value rt_math_dist(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_to_tuple_tail(t, args[0]), first_done, args[1]);
}
