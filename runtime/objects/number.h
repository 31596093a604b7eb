/* number.h - int, float, bool, complex as C sees them. Big integers: sign and limbs over GMP's mpn layer. */
#ifndef KRAIT_RUNTIME_OBJECTS_NUMBER_H
#define KRAIT_RUNTIME_OBJECTS_NUMBER_H
#include "runtime/barrier.h"
#include <gmp.h>
typedef struct rt_int { /* value = sign * limbs; normalised: top limb nonzero; RT_TF_VARSIZE */
    rt_object hdr;
    int64_t size; /* limbs, negative for negative numbers; 0 only in instances of subclasses */
    mp_limb_t limbs[];
} rt_int;
typedef struct rt_float {
    rt_object hdr;
    double value;
} rt_float;
typedef struct rt_complex {
    rt_object hdr;
    double re, im;
} rt_complex;

static inline bool rt_is_int(Value v) {
    return rt_is_imm_int(v) || (rt_is_obj(v) && (rt_obj_type(rt_obj(v))->flags & RT_TF_INT)) ||
           rt_is_bool(v);
}
static inline bool rt_is_float(Value v) {
    return rt_is_imm_float(v) || (rt_is_obj(v) && (rt_obj_type(rt_obj(v))->flags & RT_TF_FLOAT));
}
[[nodiscard]] Value rt_int_new(rt_thread *t, int64_t i);
[[nodiscard]] Value rt_int_new_u64(rt_thread *t, uint64_t u);
[[nodiscard]] Value rt_int_from_double(
    rt_thread *t, double d); /* truncates; OverflowError/ValueError for inf, nan */
[[nodiscard]] Value rt_int_from_text(
    rt_thread *t, const char *s, size_t n,
    int base); /* as int(str, base): ValueError as python; s UTF-8 */
[[nodiscard]] bool rt_int_get(Value v, int64_t *out); /* false: not an int64 (nothing raised) */
[[nodiscard]] double rt_int_to_double(rt_thread *t, Value v, bool *ok); /* OverflowError */
int rt_int_sign(Value v);
[[nodiscard]] Value rt_int_text(
    rt_thread *t, Value v,
    int base); /* decimal digits, no prefix; ValueError above the 4300-digit limit for base 10 */
/* Hashes have 64 bits: as an int, -1 excepted, and back from what a hash slot has returned. */
static inline Value rt_hash_value(rt_thread *t, uint64_t h) {
    return rt_int_new(t, h == UINT64_MAX ? -2 : (int64_t)h);
}
static inline uint64_t rt_hash_bits(Value hash) {
    int64_t n = 0;
    (void)rt_int_get(hash, &n); /* always fits */
    return (uint64_t)n;
}
uint64_t rt_int_hash(
    Value v); /* two's complement of the hash: rt_imm_int((int64_t)h) is Python's */
extern _Atomic(int) rt_int_x_max_digits; /* sys.set_int_max_str_digits; 0: no limit */
Value rt_str_to_number_text(
    rt_thread *t, Value s); /* digits of any script as ASCII, white space as blanks, others '?' */
/* Arithmetic on ints (immediate, big or subclass); used by the type slots and the interpreter's slow paths. */
[[nodiscard]] Value rt_int_binary(rt_thread *t, rt_binop op, Value a,
                                  Value b); /* both ints; TRUEDIV gives a float */
[[nodiscard]] int rt_int_cmp(Value a, Value b);
[[nodiscard]] Value rt_float_new(rt_thread *t, double d); /* immediate where it fits */
static inline double rt_float_get(Value v) {
    return rt_is_imm_float(v) ? rt_imm_float_get(v) : ((const rt_float *)rt_obj(v))->value;
}
/* v is an int or float (subclass): its double. False with OverflowError pending for huge ints; *is_number false otherwise. */
[[nodiscard]] bool rt_number_to_double(rt_thread *t, Value v, double *out, bool *is_number);
[[nodiscard]] Value rt_float_repr(rt_thread *t, double d);
[[nodiscard]] Value rt_float_parse(rt_thread *t, const char *s,
                                   size_t n); /* as float(str); ValueError as python */
uint64_t rt_float_hash(double d, const void *identity);
[[nodiscard]] Value rt_complex_new(rt_thread *t, double re, double im);
#endif
