/* int_internal.h - what the int*.c files share: limbs of any int, and making ints from limbs. */
#ifndef KRAIT_RUNTIME_OBJECTS_INT_INTERNAL_H
#define KRAIT_RUNTIME_OBJECTS_INT_INTERNAL_H

#include <assert.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/number.h"

enum { INT_MAX_LIMBS = 1 << 27 }; /* 2^33 bits; more is a MemoryError */

/* The magnitude of any int: little-endian limbs, n == 0 for zero. Not to be copied: limbs may point to small. */
typedef struct int_view {
    const mp_limb_t *limbs;
    size_t n;
    bool neg;
    mp_limb_t small;
} int_view;

static inline void int_view_of(Value v, int_view *out) {
    if (rt_is_obj(v)) {
        const rt_int *i = (const rt_int *)rt_obj(v);
        out->limbs = i->limbs;
        out->neg = i->size < 0;
        out->n = (size_t)(i->size < 0 ? -i->size : i->size);
        return;
    }
    int64_t i = rt_is_imm_int(v) ? rt_imm_int_get(v) : rt_same(v, RT_TRUE);
    out->neg = i < 0;
    out->small = i < 0 ? (mp_limb_t)-i : (mp_limb_t)i;
    out->limbs = &out->small;
    out->n = i != 0;
}

/* Bools and immediates as int64; false for objects. */
static inline bool int_small(Value v, int64_t *out) {
    if (rt_is_imm_int(v)) {
        *out = rt_imm_int_get(v);
        return true;
    }
    if (rt_is_obj(v)) return false;
    *out = rt_same(v, RT_TRUE);
    return true;
}

/* A result with room for n limbs, to be filled and given to rt_int_finish. NULL: MemoryError. */
rt_int *rt_int_alloc(rt_thread *t, size_t n);
/* Drops leading zero limbs; an immediate where it fits. r NULL passes a failed allocation on. */
Value rt_int_finish(rt_int *r, size_t n, bool neg);
size_t rt_int_bits(const int_view *v); /* bit_length */
/* Nearest double to m * 2^exp (plus a nonzero bit below if sticky), ties to even; infinity if too large. */
double rt_round_scaled(unsigned __int128 m, int64_t exp, bool sticky);
/* v (an int) compared with a finite or infinite d, exactly: <0, 0, >0. */
int rt_int_cmp_double(Value v, double d);

Value rt_int_add(rt_thread *t, Value a, Value b);
Value rt_int_sub(rt_thread *t, Value a, Value b);
Value rt_int_mul(rt_thread *t, Value a, Value b);
Value rt_int_neg(rt_thread *t, Value a);
Value rt_int_abs(rt_thread *t, Value a);
/* Floor division; q or m may be NULL. false: raised. message: of ZeroDivisionError. */
bool rt_int_divmod(rt_thread *t, Value a, Value b, Value *q, Value *m, const char *message);
Value rt_int_true_divide(rt_thread *t, Value a, Value b);
Value rt_int_pow(rt_thread *t, Value base, Value exponent); /* negative exponent: a float */
Value rt_int_pow_mod(rt_thread *t, Value base, Value exponent, Value mod);
Value rt_int_shift(rt_thread *t, Value a, Value count, bool left);
Value rt_int_bitwise(rt_thread *t, rt_binop op, Value a, Value b); /* AND, OR, XOR of ints */
Value rt_int_gcd(rt_thread *t, Value a, Value b);
Value rt_int_isqrt(rt_thread *t, Value a); /* a >= 0 */
/* int(text, base) for ASCII text; errors quote `original`. */
Value rt_int_parse(rt_thread *t, const char *s, size_t n, int base, Value original);
/* v as an exact int (bools and instances of subclasses become plain). */
Value rt_int_exact(rt_thread *t, Value v);
Value rt_int_from_bytes(rt_thread *t, const unsigned char *p, size_t n, bool little,
                        bool is_signed);
/* Stores v in n bytes; OverflowError as int.to_bytes. */
bool rt_int_to_bytes(rt_thread *t, Value v, unsigned char *p, size_t n, bool little,
                     bool is_signed);

extern const rt_native_def rt_int_methods[];
extern const rt_getset_def rt_int_getsets[];

#endif
