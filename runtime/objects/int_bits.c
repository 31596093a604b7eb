/* int_bits.c - ints as two's complement bits: shifts, bitwise operators, bytes.
 * Owns: nothing shared. Threads: any. */
#include "runtime/objects/int_internal.h"

/* ---- shifts ---- */

static Value shift_left(rt_thread *t, Value a, const int_view *v, int64_t count) {
    int64_t small, shifted;
    if (v->n == 0) return rt_imm_int(0);
    if (count < 62 && int_small(a, &small) &&
        !__builtin_mul_overflow(small, INT64_C(1) << count, &shifted))
        return rt_int_new(t, shifted);
    size_t words = (size_t)count / 64;
    unsigned bits = (unsigned)(count % 64);
    if (words > INT_MAX_LIMBS) return rt_raise_memory_error(t);
    rt_int *r = rt_int_alloc(t, v->n + words + 1);
    if (r == NULL) return RT_NULL;
    if (bits != 0)
        r->limbs[v->n + words] = mpn_lshift(r->limbs + words, v->limbs, (mp_size_t)v->n, bits);
    else
        mpn_copyi(r->limbs + words, v->limbs, (mp_size_t)v->n);
    return rt_int_finish(r, v->n + words + 1, v->neg);
}

static Value shift_right(rt_thread *t, Value a, const int_view *v, int64_t count) {
    int64_t small;
    if (int_small(a, &small)) return rt_imm_int(small >> (count > 63 ? 63 : count));
    size_t words = (size_t)count / 64;
    unsigned bits = (unsigned)(count % 64);
    if (words >= v->n) return rt_imm_int(v->neg ? -1 : 0);
    rt_int *r = rt_int_alloc(t, v->n - words + 1);
    if (r == NULL) return RT_NULL;
    size_t n = v->n - words;
    mp_limb_t lost = 0;
    for (size_t i = 0; i < words && lost == 0; i++)
        lost = v->limbs[i];
    if (bits != 0)
        lost |= mpn_rshift(r->limbs, v->limbs + words, (mp_size_t)n, bits);
    else
        mpn_copyi(r->limbs, v->limbs + words, (mp_size_t)n);
    if (v->neg && lost != 0)
        r->limbs[n] = mpn_add_1(r->limbs, r->limbs, (mp_size_t)n, 1); /* floor */
    return rt_int_finish(r, n + 1, v->neg);
}

Value rt_int_shift(rt_thread *t, Value a, Value count, bool left) {
    int64_t n;
    int_view v;
    if (rt_int_sign(count) < 0) return rt_raise_value_error(t, "negative shift count");
    int_view_of(a, &v);
    if (!rt_int_get(count, &n)) {
        if (v.n == 0) return rt_imm_int(0);
        if (left) return rt_raise(t, &rt_exc_OverflowError, "too many digits in integer");
        return rt_imm_int(v.neg ? -1 : 0);
    }
    return left ? shift_left(t, a, &v, n) : shift_right(t, a, &v, n);
}

/* ---- bitwise operators ---- */

/* v in two's complement, sign-extended to n limbs. */
static void to_twos(mp_limb_t *out, const int_view *v, size_t n) {
    mpn_copyi(out, v->limbs, (mp_size_t)v->n);
    if (n > v->n) mpn_zero(out + v->n, (mp_size_t)(n - v->n));
    if (v->neg) mpn_neg(out, out, (mp_size_t)n);
}

static int64_t bitwise_small(rt_binop op, int64_t x, int64_t y) {
    return op == RT_AND ? x & y : op == RT_OR ? x | y : x ^ y;
}

Value rt_int_bitwise(rt_thread *t, rt_binop op, Value a, Value b) {
    int64_t x, y;
    if (int_small(a, &x) && int_small(b, &y)) return rt_imm_int(bitwise_small(op, x, y));
    int_view va, vb;
    int_view_of(a, &va);
    int_view_of(b, &vb);
    size_t n = (va.n > vb.n ? va.n : vb.n) + 1;
    rt_int *r = rt_int_alloc(t, n), *other = r == NULL ? NULL : rt_int_alloc(t, n);
    if (other == NULL) return RT_NULL;
    to_twos(r->limbs, &va, n);
    to_twos(other->limbs, &vb, n);
    for (size_t i = 0; i < n; i++)
        r->limbs[i] = (mp_limb_t)bitwise_small(op, (int64_t)r->limbs[i], (int64_t)other->limbs[i]);
    bool neg = r->limbs[n - 1] >> 63;
    if (neg) mpn_neg(r->limbs, r->limbs, (mp_size_t)n);
    return rt_int_finish(r, n, neg);
}

/* ---- bytes ---- */

Value rt_int_from_bytes(rt_thread *t, const unsigned char *p, size_t n, bool little,
                        bool is_signed) {
    if (n == 0) return rt_imm_int(0);
    size_t limbs = (n + 7) / 8;
    bool neg = is_signed && (p[little ? n - 1 : 0] & 0x80);
    rt_int *r = rt_int_alloc(t, limbs);
    if (r == NULL) return RT_NULL;
    memset(r->limbs, neg ? 0xff : 0, limbs * sizeof(mp_limb_t));
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = p[little ? i : n - 1 - i];
        unsigned at = (unsigned)(i % 8) * 8;
        r->limbs[i / 8] = (r->limbs[i / 8] & ~((mp_limb_t)0xff << at)) | (mp_limb_t)byte << at;
    }
    if (neg) mpn_neg(r->limbs, r->limbs, (mp_size_t)limbs);
    return rt_int_finish(r, limbs, neg);
}

/* Does v fit n bytes? Signed: -2^(8n-1) <= v < 2^(8n-1). */
static bool fits_bytes(const int_view *v, size_t n, bool is_signed) {
    size_t bits = rt_int_bits(v), room = n * 8;
    if (!is_signed) return bits <= room;
    if (bits < room || bits == 0) return true;
    if (n == 0) return v->neg && bits == 1; /* as in python3.11 -1 is no byte at all */
    if (!v->neg || bits > room) return false;
    for (size_t i = 0; i + 1 < v->n; i++) /* exactly -2^(room-1)? */
        if (v->limbs[i] != 0) return false;
    mp_limb_t top = v->limbs[v->n - 1];
    return (top & (top - 1)) == 0;
}

bool rt_int_to_bytes(rt_thread *t, Value value, unsigned char *p, size_t n, bool little,
                     bool is_signed) {
    int_view v;
    int_view_of(value, &v);
    if (v.neg && !is_signed) {
        rt_raise(t, &rt_exc_OverflowError, "can't convert negative int to unsigned");
        return false;
    }
    if (!fits_bytes(&v, n, is_signed)) {
        rt_raise(t, &rt_exc_OverflowError, "int too big to convert");
        return false;
    }
    unsigned carry = 1;
    for (size_t i = 0; i < n; i++) {
        unsigned byte = i / 8 < v.n ? (unsigned)(v.limbs[i / 8] >> i % 8 * 8 & 0xff) : 0;
        if (v.neg) {
            byte = (byte ^ 0xff) + carry;
            carry = byte >> 8;
        }
        p[little ? i : n - 1 - i] = (unsigned char)byte;
    }
    return true;
}
