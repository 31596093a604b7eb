/* int_core.c - ints as limbs: making, converting, comparing, hashing, adding and multiplying.
 *
 * Owns: nothing shared; ints never change.
 * Invariants
 *   int-1  The top limb of an rt_int is not zero, and its value does not fit an immediate, except in
 *          instances of subclasses, which may hold any value and have size 0 for zero.
 * Threads: any.
 */
#include "runtime/objects/int_internal.h"

#include <math.h>

static_assert(GMP_NUMB_BITS == 64, "limbs are 64 bits");

/* ---- making ---- */

rt_int *rt_int_alloc(rt_thread *t, size_t n) {
    if (n > INT_MAX_LIMBS) {
        rt_raise_memory_error(t);
        return NULL;
    }
    return (rt_int *)rt_alloc(t, sizeof(rt_int) + n * sizeof(mp_limb_t), &rt_int_type.root);
}

Value rt_int_finish(rt_int *r, size_t n, bool neg) {
    if (r == NULL) return RT_NULL;
    while (n > 0 && r->limbs[n - 1] == 0)
        n--;
    if (n == 0) return rt_imm_int(0);
    if (n == 1) {
        mp_limb_t limb = r->limbs[0];
        if (limb <= (mp_limb_t)RT_INT_MAX) return rt_imm_int(neg ? -(int64_t)limb : (int64_t)limb);
        if (neg && limb == (mp_limb_t)RT_INT_MAX + 1) return rt_imm_int(RT_INT_MIN);
    }
    r->size = neg ? -(int64_t)n : (int64_t)n;
    return rt_from_obj(r);
}

static Value int_from_limb(rt_thread *t, mp_limb_t limb, bool neg) {
    rt_int *r = rt_int_alloc(t, 1);
    if (r != NULL) r->limbs[0] = limb;
    return rt_int_finish(r, 1, neg);
}

Value rt_int_new(rt_thread *t, int64_t i) {
    if (rt_fits_imm_int(i)) return rt_imm_int(i);
    return int_from_limb(t, i < 0 ? -(mp_limb_t)i : (mp_limb_t)i, i < 0);
}

Value rt_int_new_u64(rt_thread *t, uint64_t u) {
    return u <= (uint64_t)RT_INT_MAX ? rt_imm_int((int64_t)u) : int_from_limb(t, u, false);
}

Value rt_int_from_double(rt_thread *t, double d) {
    if (isnan(d)) return rt_raise_value_error(t, "cannot convert float NaN to integer");
    if (isinf(d))
        return rt_raise(t, &rt_exc_OverflowError, "cannot convert float infinity to integer");
    if (d >= -0x1p62 && d < 0x1p62) return rt_imm_int((int64_t)d);
    int exp;
    double fraction = frexp(fabs(d), &exp); /* d = fraction * 2^exp with exp >= 63 */
    mp_limb_t mantissa = (mp_limb_t)ldexp(fraction, 53);
    size_t shift = (size_t)exp - 53, low = shift / 64, n = low + 2;
    rt_int *r = rt_int_alloc(t, n);
    if (r == NULL) return RT_NULL;
    r->limbs[low] = mantissa << (shift % 64);
    r->limbs[low + 1] = shift % 64 == 0 ? 0 : mantissa >> (64 - shift % 64);
    return rt_int_finish(r, n, d < 0);
}

Value rt_int_exact(rt_thread *t, Value v) {
    if (rt_is_imm_int(v) || rt_is_exact(v, &rt_int_type)) return v;
    int_view view;
    int_view_of(v, &view);
    if (view.n == 0) return rt_imm_int(0);
    if (view.n == 1 && view.limbs[0] <= (mp_limb_t)RT_INT_MAX)
        return rt_imm_int(view.neg ? -(int64_t)view.limbs[0] : (int64_t)view.limbs[0]);
    rt_int *r = rt_int_alloc(t, view.n);
    if (r == NULL) return RT_NULL;
    mpn_copyi(r->limbs, view.limbs, (mp_size_t)view.n);
    return rt_int_finish(r, view.n, view.neg);
}

/* ---- reading ---- */

bool rt_int_get(Value v, int64_t *out) {
    if (int_small(v, out)) return true;
    int_view view;
    int_view_of(v, &view);
    if (view.n > 1) return false;
    mp_limb_t limb = view.n == 0 ? 0 : view.limbs[0];
    if (limb > (mp_limb_t)INT64_MAX + view.neg) return false;
    *out = view.neg ? (int64_t)-limb : (int64_t)limb;
    return true;
}

int rt_int_sign(Value v) {
    int_view view;
    int_view_of(v, &view);
    return view.n == 0 ? 0 : view.neg ? -1 : 1;
}

size_t rt_int_bits(const int_view *v) {
    return v->n == 0 ? 0 : v->n * 64 - (size_t)__builtin_clzll(v->limbs[v->n - 1]);
}

double rt_round_scaled(unsigned __int128 m, int64_t exp, bool sticky) {
    if (m == 0) return 0.0;
    uint64_t high = (uint64_t)(m >> 64);
    int bits = high != 0 ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)m);
    int64_t top = bits + exp; /* the value is below 2^top */
    if (top > 1024) return (double)INFINITY;
    int64_t precision = top + 1074 < 53 ? top + 1074 : 53;
    if (precision < 0) return 0.0;
    int64_t drop = bits - precision;
    if (drop <= 0)
        return ldexp((double)m, (int)exp); /* exact: at most 53 bits, sticky only with more */
    unsigned __int128 one = 1, kept = drop >= 128 ? 0 : m >> drop, half = one << (drop - 1);
    unsigned __int128 rest = drop >= 128 ? m : m & ((one << drop) - 1);
    if (rest > half || (rest == half && (sticky || (kept & 1)))) kept++;
    return ldexp((double)(uint64_t)kept, (int)(exp + drop));
}

/* The top 128 bits of a magnitude, and whether anything nonzero lies below. */
static unsigned __int128 view_top(const int_view *v, int64_t *exp, bool *sticky) {
    unsigned __int128 m = v->limbs[v->n - 1];
    *exp = 0;
    *sticky = false;
    if (v->n == 1) return m;
    m = m << 64 | v->limbs[v->n - 2];
    *exp = (int64_t)(v->n - 2) * 64;
    for (size_t i = 0; i + 2 < v->n && !*sticky; i++)
        *sticky = v->limbs[i] != 0;
    return m;
}

double rt_int_to_double(rt_thread *t, Value v, bool *ok) {
    int64_t i, exp;
    bool sticky;
    int_view view;
    *ok = true;
    if (int_small(v, &i)) return (double)i;
    int_view_of(v, &view);
    if (view.n == 0) return 0.0;
    unsigned __int128 m = view_top(&view, &exp, &sticky);
    double d = rt_round_scaled(m, exp, sticky);
    if (isinf(d)) {
        *ok = false;
        rt_raise(t, &rt_exc_OverflowError, "int too large to convert to float");
    }
    return view.neg ? -d : d;
}

/* ---- comparison and hash ---- */

int rt_int_cmp(Value a, Value b) {
    int64_t x, y;
    if (int_small(a, &x) && int_small(b, &y)) return x < y ? -1 : x > y;
    int_view va, vb;
    int_view_of(a, &va);
    int_view_of(b, &vb);
    if (va.neg != vb.neg) return va.neg ? -1 : 1;
    int order = va.n != vb.n ? (va.n < vb.n ? -1 : 1)
                : va.n == 0  ? 0
                             : mpn_cmp(va.limbs, vb.limbs, (mp_size_t)va.n);
    return va.neg ? -order : order;
}

/* |v| against a finite d >= 2^62. */
static int magnitude_cmp_double(const int_view *v, double d) {
    int exp;
    int64_t vexp;
    bool sticky;
    double fraction = frexp(d, &exp);
    int64_t bits = (int64_t)rt_int_bits(v);
    if (bits != exp) return bits < exp ? -1 : 1;
    unsigned __int128 m = view_top(v, &vexp, &sticky),
                      top = (unsigned __int128)(uint64_t)ldexp(fraction, 53);
    int width = (int)(bits - vexp); /* bits in m, at least 63 */
    top <<= width - 53;
    if (m != top) return m < top ? -1 : 1;
    return sticky;
}

int rt_int_cmp_double(Value v, double d) {
    int64_t i;
    if (rt_int_get(v, &i) && d >= -0x1p62 && d <= 0x1p62) {
        int64_t whole = (int64_t)d;
        if (i != whole) return i < whole ? -1 : 1;
        double rest = d - (double)whole;
        return rest > 0 ? -1 : rest < 0;
    }
    int_view view;
    int_view_of(v, &view);
    if (isinf(d)) return d > 0 ? -1 : 1;
    if (view.neg != (d < 0)) return view.neg ? -1 : 1;
    if (fabs(d) < 0x1p62) return view.neg ? -1 : 1; /* v does not fit int64 */
    int order = magnitude_cmp_double(&view, fabs(d));
    return view.neg ? -order : order;
}

uint64_t rt_int_hash(Value v) {
    const mp_limb_t modulus = (UINT64_C(1) << 61) - 1;
    int_view view;
    int_view_of(v, &view);
    if (view.n == 0) return 0;
    mp_limb_t h =
        view.n == 1 ? view.limbs[0] % modulus : mpn_mod_1(view.limbs, (mp_size_t)view.n, modulus);
    if (!view.neg) return h;
    return h == 1 ? (uint64_t)-2 : -h;
}

/* ---- addition, subtraction, multiplication ---- */

/* a + b, or a - b if flip, of anything. */
static Value add_signed(rt_thread *t, Value va, Value vb, bool flip) {
    int_view x, y;
    int_view_of(va, &x);
    int_view_of(vb, &y);
    const int_view *a = &x, *b = &y;
    bool b_neg = y.neg != flip && y.n != 0, a_neg = x.neg;
    if (a->n < b->n ||
        (a->n == b->n && a->n != 0 && mpn_cmp(a->limbs, b->limbs, (mp_size_t)a->n) < 0)) {
        a = &y;
        b = &x;
        bool swap = a_neg;
        a_neg = b_neg;
        b_neg = swap;
    }
    if (b->n == 0) return flip && a == &y ? rt_int_neg(t, vb) : rt_int_exact(t, a == &x ? va : vb);
    rt_int *r = rt_int_alloc(t, a->n + 1);
    if (r == NULL) return RT_NULL;
    if (a_neg == b_neg)
        r->limbs[a->n] = mpn_add(r->limbs, a->limbs, (mp_size_t)a->n, b->limbs, (mp_size_t)b->n);
    else
        mpn_sub(r->limbs, a->limbs, (mp_size_t)a->n, b->limbs, (mp_size_t)b->n);
    return rt_int_finish(r, a->n + (a_neg == b_neg), a_neg);
}

Value rt_int_add(rt_thread *t, Value a, Value b) {
    int64_t x, y; /* 63 bits each: the sum fits 64 */
    return int_small(a, &x) && int_small(b, &y) ? rt_int_new(t, x + y) : add_signed(t, a, b, false);
}

Value rt_int_sub(rt_thread *t, Value a, Value b) {
    int64_t x, y;
    return int_small(a, &x) && int_small(b, &y) ? rt_int_new(t, x - y) : add_signed(t, a, b, true);
}

Value rt_int_mul(rt_thread *t, Value a, Value b) {
    int64_t x, y, product;
    if (int_small(a, &x) && int_small(b, &y) && !__builtin_mul_overflow(x, y, &product))
        return rt_int_new(t, product);
    int_view va, vb;
    int_view_of(a, &va);
    int_view_of(b, &vb);
    if (va.n == 0 || vb.n == 0) return rt_imm_int(0);
    const int_view *big = va.n >= vb.n ? &va : &vb, *little = va.n >= vb.n ? &vb : &va;
    size_t n = big->n + little->n;
    rt_int *r = rt_int_alloc(t, n);
    if (r == NULL) return RT_NULL;
    if (little->limbs == big->limbs && big->n == little->n)
        mpn_sqr(r->limbs, big->limbs, (mp_size_t)big->n);
    else
        mpn_mul(r->limbs, big->limbs, (mp_size_t)big->n, little->limbs, (mp_size_t)little->n);
    return rt_int_finish(r, n, va.neg != vb.neg);
}

static Value with_sign(rt_thread *t, Value a, bool neg) {
    int_view v;
    int_view_of(a, &v);
    rt_int *r = rt_int_alloc(t, v.n);
    if (r == NULL) return RT_NULL;
    mpn_copyi(r->limbs, v.limbs, (mp_size_t)v.n);
    return rt_int_finish(r, v.n, neg);
}

Value rt_int_neg(rt_thread *t, Value a) {
    int64_t i;
    return int_small(a, &i) ? rt_int_new(t, -i) : with_sign(t, a, rt_int_sign(a) > 0);
}

Value rt_int_abs(rt_thread *t, Value a) {
    return rt_int_sign(a) < 0 ? rt_int_neg(t, a) : rt_int_exact(t, a);
}
