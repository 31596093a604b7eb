/* int_div.c - division, powers, gcd, integer square root.
 * Owns: nothing shared. Threads: any. */
#include "runtime/objects/int_internal.h"

#include <math.h>
#include <stdlib.h>

/* ---- floor division ---- */

static bool divmod_small(rt_thread *t, int64_t x, int64_t y, Value *q, Value *m) {
    int64_t quotient = x / y, rest = x % y;
    if (rest != 0 && (rest < 0) != (y < 0)) {
        quotient--;
        rest += y;
    }
    if (m != NULL) *m = rt_imm_int(rest);
    if (q == NULL) return true;
    *q = rt_int_new(t, quotient);
    return !rt_is_null(*q);
}

/* From the truncated to the floored result: they differ when the signs differ and something is left. */
static bool floor_fix(rt_thread *t, Value b, Value *quotient, Value *rest, bool signs_differ) {
    if (!signs_differ || rt_int_sign(*rest) == 0) return true;
    *quotient = rt_int_sub(t, *quotient, rt_imm_int(1));
    if (rt_is_null(*quotient)) return false;
    *rest = rt_int_add(t, *rest, b);
    return !rt_is_null(*rest);
}

bool rt_int_divmod(rt_thread *t, Value a, Value b, Value *q, Value *m, const char *message) {
    int64_t x, y;
    if (rt_int_sign(b) == 0) {
        rt_raise(t, &rt_exc_ZeroDivisionError, "%s", message);
        return false;
    }
    if (int_small(a, &x) && int_small(b, &y)) return divmod_small(t, x, y, q, m);
    int_view va, vb;
    int_view_of(a, &va);
    int_view_of(b, &vb);
    Value quotient = rt_imm_int(0), rest;
    if (va.n < vb.n) {
        rest = rt_int_exact(t, a);
        if (rt_is_null(rest)) return false;
    } else {
        rt_int *qr = rt_int_alloc(t, va.n - vb.n + 1);
        rt_int *rr = qr == NULL ? NULL : rt_int_alloc(t, vb.n);
        if (rr == NULL) return false;
        mpn_tdiv_qr(qr->limbs, rr->limbs, 0, va.limbs, (mp_size_t)va.n, vb.limbs, (mp_size_t)vb.n);
        quotient = rt_int_finish(qr, va.n - vb.n + 1, va.neg != vb.neg);
        rest = rt_int_finish(rr, vb.n, va.neg);
    }
    if (!floor_fix(t, b, &quotient, &rest, va.neg != vb.neg)) return false;
    if (q != NULL) *q = quotient;
    if (m != NULL) *m = rest;
    return true;
}

/* ---- true division ---- */

/* |a| * 2^shift as fresh limbs (bits that a right shift loses set *sticky); *n limbs, top one not zero. */
static mp_limb_t *shifted(const int_view *a, int64_t shift, size_t *n, bool *sticky) {
    size_t words = (size_t)(shift < 0 ? -shift : shift) / 64;
    unsigned bits = (unsigned)((shift < 0 ? -shift : shift) % 64);
    mp_limb_t *out;
    if (shift >= 0) {
        *n = a->n + words + 1;
        out = calloc(*n, sizeof *out);
        if (out == NULL) return NULL;
        if (bits != 0)
            out[*n - 1] = mpn_lshift(out + words, a->limbs, (mp_size_t)a->n, bits);
        else
            mpn_copyi(out + words, a->limbs, (mp_size_t)a->n);
    } else {
        for (size_t i = 0; i < words && i < a->n; i++)
            *sticky |= a->limbs[i] != 0;
        *n = a->n - words;
        out = calloc(*n, sizeof *out);
        if (out == NULL) return NULL;
        if (bits != 0)
            *sticky |= mpn_rshift(out, a->limbs + words, (mp_size_t)*n, bits) != 0;
        else
            mpn_copyi(out, a->limbs + words, (mp_size_t)*n);
    }
    while (*n > 0 && out[*n - 1] == 0)
        --*n;
    return out;
}

/* The quotient is computed to 66 or 67 bits, with a sticky bit for what is left, and rounded once. */
static bool divide_rounded(const int_view *a, const int_view *b, double *out) {
    int64_t shift = 66 + (int64_t)rt_int_bits(b) - (int64_t)rt_int_bits(a);
    bool sticky = false;
    size_t n;
    mp_limb_t *num = shifted(a, shift, &n, &sticky);
    mp_limb_t *rest = malloc(b->n * sizeof *rest), *quotient = malloc((n + 1) * sizeof *quotient);
    bool ok = num != NULL && rest != NULL && quotient != NULL;
    if (ok) {
        mpn_tdiv_qr(quotient, rest, 0, num, (mp_size_t)n, b->limbs, (mp_size_t)b->n);
        for (size_t i = 0; i < b->n && !sticky; i++)
            sticky = rest[i] != 0;
        unsigned __int128 m = quotient[0];
        if (n - b->n + 1 > 1) m |= (unsigned __int128)quotient[1] << 64;
        *out = rt_round_scaled(m, -shift, sticky);
    }
    free(num);
    free(rest);
    free(quotient);
    return ok;
}

Value rt_int_true_divide(rt_thread *t, Value a, Value b) {
    const int64_t exact = INT64_C(1) << 53;
    int64_t x, y;
    if (rt_int_sign(b) == 0) return rt_raise(t, &rt_exc_ZeroDivisionError, "division by zero");
    if (int_small(a, &x) && int_small(b, &y) && x >= -exact && x <= exact && y >= -exact &&
        y <= exact)
        return rt_float_new(t, (double)x / (double)y);
    int_view va, vb;
    int_view_of(a, &va);
    int_view_of(b, &vb);
    if (va.n == 0) return rt_float_new(t, vb.neg ? -0.0 : 0.0);
    int64_t top = (int64_t)rt_int_bits(&va) - (int64_t)rt_int_bits(&vb);
    bool neg = va.neg != vb.neg;
    if (top < -1080) return rt_float_new(t, neg ? -0.0 : 0.0);
    double d = (double)INFINITY;
    if (top <= 1025 && !divide_rounded(&va, &vb, &d)) return rt_raise_memory_error(t);
    if (isinf(d))
        return rt_raise(t, &rt_exc_OverflowError, "integer division result too large for a float");
    return rt_float_new(t, neg ? -d : d);
}

/* ---- powers ---- */

static Value pow_float(rt_thread *t, Value base, Value exponent) {
    bool ok;
    double x = rt_int_to_double(t, base, &ok);
    if (!ok) return RT_NULL;
    double y = rt_int_to_double(t, exponent, &ok);
    if (!ok) return RT_NULL;
    Value fx = rt_float_new(t, x);
    if (rt_is_null(fx)) return RT_NULL;
    Value fy = rt_float_new(t, y);
    return rt_is_null(fy) ? RT_NULL : rt_float_type.slots.binary[RT_POW](t, fx, fy);
}

Value rt_int_pow(rt_thread *t, Value base, Value exponent) {
    if (rt_int_sign(exponent) < 0) return pow_float(t, base, exponent);
    int64_t small;
    if (int_small(base, &small) && small >= -1 && small <= 1) {
        int_view e;
        int_view_of(exponent, &e);
        bool odd = e.n != 0 && (e.limbs[0] & 1);
        return rt_imm_int(e.n == 0 || (small == -1 && !odd) ? 1 : small);
    }
    int64_t e;
    if (!rt_int_get(exponent, &e) || e >= (int64_t)INT_MAX_LIMBS * 64)
        return rt_raise_memory_error(t);
    Value r = rt_imm_int(1);
    for (int bit = 63 - __builtin_clzll((uint64_t)e | 1); bit >= 0 && !rt_is_null(r); bit--) {
        r = rt_int_mul(t, r, r);
        if (!rt_is_null(r) && (e >> bit & 1)) r = rt_int_mul(t, r, base);
    }
    return r;
}

/* The inverse of a modulo m > 1 by the extended Euclidean algorithm; RT_EMPTY if there is none. */
static Value inverse(rt_thread *t, Value a, Value m) {
    Value r0 = m, r1 = a, s0 = rt_imm_int(0), s1 = rt_imm_int(1), q, r;
    if (!rt_int_divmod(t, a, m, NULL, &r1, "")) return RT_NULL;
    while (rt_int_sign(r1) != 0) {
        if (!rt_int_divmod(t, r0, r1, &q, &r, "")) return RT_NULL;
        Value product = rt_int_mul(t, q, s1);
        Value s = rt_is_null(product) ? RT_NULL : rt_int_sub(t, s0, product);
        if (rt_is_null(s)) return RT_NULL;
        r0 = r1;
        r1 = r;
        s0 = s1;
        s1 = s;
    }
    if (!rt_same(r0, rt_imm_int(1))) return RT_EMPTY;
    return rt_int_divmod(t, s0, m, NULL, &r, "") ? r : RT_NULL;
}

/* base^exponent mod m for 0 <= base < m, exponent >= 0, all in place: no garbage for each step. */
static Value pow_mod_positive(rt_thread *t, Value base, Value exponent, Value mod) {
    int_view b, e, m;
    int_view_of(base, &b);
    int_view_of(exponent, &e);
    int_view_of(mod, &m);
    rt_int *r = rt_int_alloc(t, m.n);
    if (r == NULL) return RT_NULL;
    mp_limb_t *room = calloc(3 * m.n + 1 + b.n, sizeof *room);
    if (room == NULL) return rt_raise_memory_error(t);
    mp_limb_t *square = room, *quotient = room + 2 * m.n;
    mp_size_t n = (mp_size_t)m.n;
    r->limbs[0] = !(m.n == 1 && m.limbs[0] == 1);
    for (size_t bit = rt_int_bits(&e); bit-- > 0;) {
        mpn_sqr(square, r->limbs, n);
        mpn_tdiv_qr(quotient, r->limbs, 0, square, 2 * n, m.limbs, n);
        if (!(e.limbs[bit / 64] >> bit % 64 & 1)) continue;
        mpn_zero(square, 2 * n);
        if (b.n != 0) mpn_mul(square, r->limbs, n, b.limbs, (mp_size_t)b.n);
        mpn_tdiv_qr(quotient, r->limbs, 0, square, 2 * n, m.limbs, n);
    }
    free(room);
    return rt_int_finish(r, m.n, false);
}

Value rt_int_pow_mod(rt_thread *t, Value base, Value exponent, Value mod) {
    if (rt_int_sign(mod) == 0) return rt_raise_value_error(t, "pow() 3rd argument cannot be 0");
    bool negative = rt_int_sign(mod) < 0;
    Value m = rt_int_abs(t, mod), b, r;
    if (rt_is_null(m)) return RT_NULL;
    if (rt_same(m, rt_imm_int(1))) return rt_imm_int(0);
    if (rt_int_sign(exponent) < 0) {
        base = inverse(t, base, m);
        if (rt_is_empty(base))
            return rt_raise_value_error(t, "base is not invertible for the given modulus");
        exponent = rt_is_null(base) ? RT_NULL : rt_int_neg(t, exponent);
        if (rt_is_null(exponent)) return RT_NULL;
    }
    if (!rt_int_divmod(t, base, m, NULL, &b, "")) return RT_NULL;
    r = pow_mod_positive(t, b, exponent, m);
    if (!negative || rt_is_null(r) || rt_int_sign(r) == 0) return r;
    return rt_int_sub(t, r, m);
}

/* ---- number theory for math ---- */

Value rt_int_gcd(rt_thread *t, Value a, Value b) {
    a = rt_int_abs(t, a);
    b = rt_is_null(a) ? RT_NULL : rt_int_abs(t, b);
    while (!rt_is_null(b) && rt_int_sign(b) != 0) {
        int64_t x, y;
        if (int_small(a, &x) && int_small(b, &y)) {
            while (y != 0) {
                int64_t rest = x % y;
                x = y;
                y = rest;
            }
            return rt_imm_int(x);
        }
        Value rest;
        if (!rt_int_divmod(t, a, b, NULL, &rest, "")) return RT_NULL;
        a = b;
        b = rest;
    }
    return rt_is_null(b) ? RT_NULL : a;
}

Value rt_int_isqrt(rt_thread *t, Value a) {
    int_view v;
    int_view_of(a, &v);
    assert(!v.neg);
    if (v.n == 0) return rt_imm_int(0);
    rt_int *r = rt_int_alloc(t, (v.n + 1) / 2);
    if (r == NULL) return RT_NULL;
    mpn_sqrtrem(r->limbs, NULL, v.limbs, (mp_size_t)v.n);
    return rt_int_finish(r, (v.n + 1) / 2, false);
}
