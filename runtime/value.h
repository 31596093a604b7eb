/* value.h - the one-word value.
 *
 * A Value is 64 bits. Reading the low bits:
 *
 *     ....xxx1   int, 63 bits, two's complement, shifted left by one
 *     ....xx10   float, rotated (see below)
 *     ....0000   pointer to an rt_object, 16-byte aligned; all zero is RT_NULL ("raised", see error.h)
 *     ....0100   singletons: None, False, True and the markers that never reach Python
 *
 * Floats: a constant is added to the exponent and the word is rotated left by four, so that the two
 * lowest bits are the exponent's bits 9 and 8. They read 10 for the 256 exponents around 1.0
 * (2^-127 to 2^128) and for the 256 around the ends (zero, subnormals, infinities, NaN). All other
 * doubles live in an rt_float object. After Melancon, Serrano, Feeley: Float Self-Tagging (2024).
 *
 * Invariants
 *   value-1  An int that fits 63 bits is never an rt_int object (nor a float that fits a boxed one),
 *            except inside an instance of a subclass.
 *   value-2  RT_EMPTY, RT_TAIL and RT_NULL are never seen by Python code.
 */
#ifndef KRAIT_RUNTIME_VALUE_H
#define KRAIT_RUNTIME_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Value {
    uint64_t bits;
} Value;

typedef struct rt_object rt_object;
typedef struct rt_shape rt_shape;
typedef struct rt_type rt_type;
typedef struct rt_thread rt_thread;

#define RT_NULL ((Value){0})                 /* raised or conflict: look at the thread */
#define RT_NONE ((Value){0x04})
#define RT_FALSE ((Value){0x14})
#define RT_TRUE ((Value){0x24})
#define RT_EMPTY ((Value){0x34})             /* no value: unbound, missing argument, deleted entry */
#define RT_NOT_IMPLEMENTED ((Value){0x44})
#define RT_ELLIPSIS ((Value){0x54})
#define RT_TAIL ((Value){0x64})              /* the result comes from the call prepared in t->tail */

#define RT_INT_MIN (-(INT64_C(1) << 62))
#define RT_INT_MAX ((INT64_C(1) << 62) - 1)

static inline bool rt_same(Value a, Value b) { return a.bits == b.bits; }
static inline bool rt_is_null(Value v) { return v.bits == 0; }
static inline bool rt_is_none(Value v) { return v.bits == RT_NONE.bits; }
static inline bool rt_is_empty(Value v) { return v.bits == RT_EMPTY.bits; }
static inline bool rt_is_tail(Value v) { return v.bits == RT_TAIL.bits; }
static inline bool rt_is_not_implemented(Value v) { return v.bits == RT_NOT_IMPLEMENTED.bits; }
static inline bool rt_is_bool(Value v) {
    return (v.bits & ~UINT64_C(0x30)) == 0x04 && v.bits != 0x04 && v.bits != 0x34;
}
static inline bool rt_is_imm_int(Value v) { return (v.bits & 1) != 0; }
static inline bool rt_is_imm_float(Value v) { return (v.bits & 3) == 2; }
static inline bool rt_is_obj(Value v) { return (v.bits & 15) == 0 && v.bits != 0; }
static inline bool rt_is_imm_ints(Value a, Value b) { return (a.bits & b.bits & 1) != 0; }

static inline Value rt_bool(bool b) { return b ? RT_TRUE : RT_FALSE; }

static inline bool rt_fits_imm_int(int64_t i) { return i >= RT_INT_MIN && i <= RT_INT_MAX; }
/* i must fit (rt_fits_imm_int); rt_int_new (objects/int.h) takes any. */
static inline Value rt_imm_int(int64_t i) { return (Value){((uint64_t)i << 1) | 1}; }
static inline int64_t rt_imm_int_get(Value v) { return (int64_t)v.bits >> 1; }

#define RT_FLOAT_BIAS (UINT64_C(0x680) << 52)

static inline uint64_t rt_rotl64(uint64_t x, unsigned k) { return (x << k) | (x >> (64 - k)); }

/* The immediate of d, or RT_NULL if d needs a box. */
static inline Value rt_imm_float_try(double d) {
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    bits = rt_rotl64(bits + RT_FLOAT_BIAS, 4);
    return (bits & 3) == 2 ? (Value){bits} : RT_NULL;
}

static inline double rt_imm_float_get(Value v) {
    uint64_t bits = rt_rotl64(v.bits, 60) - RT_FLOAT_BIAS;
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static inline rt_object *rt_obj(Value v) { return (rt_object *)(uintptr_t)v.bits; }
static inline Value rt_from_obj(const void *o) { return (Value){(uint64_t)(uintptr_t)o}; }

#endif
