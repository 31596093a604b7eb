/* int_methods.c - the methods and attributes of int.
 * Owns: nothing. Threads: any. */
#include "runtime/format.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/int_internal.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

static Value int_bit_length(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    int_view v;
    int_view_of(args[0], &v);
    return rt_imm_int((int64_t)rt_int_bits(&v));
}

static Value int_bit_count(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    int_view v;
    int_view_of(args[0], &v);
    return rt_imm_int(v.n == 0 ? 0 : (int64_t)mpn_popcount(v.limbs, (mp_size_t)v.n));
}

static Value int_plain(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_int_exact(t, args[0]);
}

static Value int_as_integer_ratio(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value v = rt_int_exact(t, args[0]);
    return rt_is_null(v) ? RT_NULL : rt_tuple_pack2(t, v, rt_imm_int(1));
}

static Value int_getnewargs(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value v = rt_int_exact(t, args[0]);
    return rt_is_null(v) ? RT_NULL : rt_tuple_new(t, &v, 1);
}

static Value int_sizeof(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    int_view v;
    int_view_of(args[0], &v);
    return rt_imm_int((int64_t)(sizeof(rt_int) + v.n * sizeof(mp_limb_t)));
}

/* v rounded to a multiple of 10^digits, halves to the even multiple. */
static Value round_to_power(rt_thread *t, Value v, Value digits) {
    Value q, rest, power = rt_int_pow(t, rt_imm_int(10), digits);
    if (rt_is_null(power) || !rt_int_divmod(t, v, power, &q, &rest, "")) return RT_NULL;
    Value twice = rt_int_add(t, rest, rest);
    if (rt_is_null(twice)) return RT_NULL;
    int half = rt_int_cmp(twice, power);
    int_view quotient;
    int_view_of(q, &quotient);
    bool odd = quotient.n != 0 && (quotient.limbs[0] & 1);
    v = rt_int_sub(t, v, rest);
    if (rt_is_null(v) || half < 0 || (half == 0 && !odd)) return v;
    return rt_int_add(t, v, power);
}

static Value round_index_done(rt_thread *t, Value digits, Value self) {
    if (rt_int_sign(digits) >= 0) return rt_int_exact(t, self);
    int64_t n;
    int_view v;
    int_view_of(self, &v);
    /* Rounded to more digits than it has, with one to spare, everything is zero. */
    if (!rt_int_get(digits, &n) || (uint64_t)-n > (uint64_t)rt_int_bits(&v) * 31 / 100 + 2)
        return rt_imm_int(0);
    return round_to_power(t, self, rt_imm_int(-n));
}

static Value int_round(rt_thread *t, Value *args, uint32_t nargs) {
    if (nargs == 1) return rt_int_exact(t, args[0]);
    return rt_then(t, rt_index_tail(t, args[1]), round_index_done, args[0]);
}

static Value int_format(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "__format__() argument must be str, not %A", args[1]);
    return rt_format_int(t, args[0], args[1]);
}

/* ---- bytes ---- */

static bool byteorder_get(rt_thread *t, Value order, bool *little) {
    if (rt_is_empty(order)) {
        *little = false;
        return true;
    }
    if (rt_is_str(order) && rt_str_equal_cstr(order, "little"))
        *little = true;
    else if (rt_is_str(order) && rt_str_equal_cstr(order, "big"))
        *little = false;
    else {
        rt_raise_value_error(t, "byteorder must be either 'little' or 'big'");
        return false;
    }
    return true;
}

static bool flag_get(rt_thread *t, Value v, bool *flag) {
    Value truth = rt_is_empty(v) ? RT_FALSE : rt_truth(t, v);
    *flag = rt_same(truth, RT_TRUE);
    return !rt_is_null(truth);
}

static Value int_to_bytes_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t n = 1;
    bool little, is_signed;
    if (!rt_is_empty(args[1]) && !rt_arg_ssize(t, args[1], &n)) return RT_NULL;
    if (!rt_is_empty(args[2]) && !rt_is_str(args[2]))
        return rt_raise_type_error(t, "to_bytes() argument 'byteorder' must be str, not %A",
                                   args[2]);
    if (!flag_get(t, args[3], &is_signed) || !byteorder_get(t, args[2], &little)) return RT_NULL;
    if (n < 0) return rt_raise_value_error(t, "length argument must be non-negative");
    Value bytes = rt_bytes_new(t, NULL, (size_t)n);
    if (rt_is_null(bytes)) return RT_NULL;
    return rt_int_to_bytes(t, args[0], rt_as_bytes(bytes)->data, (size_t)n, little, is_signed)
               ? bytes
               : RT_NULL;
}

/* The class of a from_bytes call gets the int, unless it is int itself. */
static Value from_bytes_done(rt_thread *t, Value bytes, Value cls_flags) {
    const unsigned char *data;
    size_t n;
    Value cls = rt_tuple_at(cls_flags, 0);
    if (!rt_buffer_get(t, bytes, &data, &n)) return RT_NULL;
    Value v = rt_int_from_bytes(t, data, n, rt_same(rt_tuple_at(cls_flags, 1), RT_TRUE),
                                rt_same(rt_tuple_at(cls_flags, 2), RT_TRUE));
    if (rt_is_null(v) || rt_obj(cls) == &rt_int_type.hdr) return v;
    return rt_tail_call1(t, cls, v);
}

static Value bytes_checked(rt_thread *t, Value v, Value cls_flags) {
    if (!rt_is_bytes(v)) return rt_raise_type_error(t, "__bytes__ returned non-bytes (type %T)", v);
    return from_bytes_done(t, v, cls_flags);
}

static Value int_from_bytes_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool little, is_signed;
    if (!rt_is_empty(args[2]) && !rt_is_str(args[2]))
        return rt_raise_type_error(t, "from_bytes() argument 'byteorder' must be str, not %A",
                                   args[2]);
    if (!flag_get(t, args[3], &is_signed) || !byteorder_get(t, args[2], &little)) return RT_NULL;
    Value state = rt_tuple_pack3(t, args[0], rt_bool(little), rt_bool(is_signed));
    if (rt_is_null(state)) return RT_NULL;
    if (rt_is_bytes_like(args[1])) return from_bytes_done(t, args[1], state);
    Value special = rt_call_special_tail(t, args[1], rt_id.__bytes__, NULL, 0);
    if (!rt_is_empty(special)) return rt_then(t, special, bytes_checked, state);
    if (rt_is_str(args[1]) || rt_is_int(args[1]))
        return rt_raise_type_error(t, "cannot convert '%T' object to bytes", args[1]);
    return rt_then(t, rt_tail_call1(t, rt_from_obj(&rt_bytes_type), args[1]), from_bytes_done,
                   state);
}

/* ---- attributes ---- */

static Value int_get_self(rt_thread *t, Value self) { return rt_int_exact(t, self); }

static Value int_get_zero(rt_thread *t, Value self) {
    (void)t, (void)self;
    return rt_imm_int(0);
}

static Value int_get_one(rt_thread *t, Value self) {
    (void)t, (void)self;
    return rt_imm_int(1);
}

const rt_native_def rt_int_methods[] = {
    {"conjugate", int_plain, 1, 1, NULL, 0, "Returns self, the complex conjugate of any int."},
    {"bit_length", int_bit_length, 1, 1, NULL, 0,
     "Number of bits necessary to represent self in binary."},
    {"bit_count", int_bit_count, 1, 1, NULL, 0,
     "Number of ones in the binary representation of the absolute value of self."},
    {"to_bytes", int_to_bytes_method, 0, 0, "self, length=, byteorder=, *, signed=", 0,
     "Return an array of bytes representing an integer."},
    {"from_bytes", int_from_bytes_method, 0, 0, "type, bytes, byteorder=, *, signed=",
     RT_NATIVE_CLASS, "Return the integer represented by the given array of bytes."},
    {"as_integer_ratio", int_as_integer_ratio, 1, 1, NULL, 0, "Return integer ratio."},
    {"__trunc__", int_plain, 1, 1, NULL, 0, "Truncating an Integral returns itself."},
    {"__floor__", int_plain, 1, 1, NULL, 0, "Flooring an Integral returns itself."},
    {"__ceil__", int_plain, 1, 1, NULL, 0, "Ceiling of an Integral returns itself."},
    {"__round__", int_round, 1, 2, NULL, 0, "Rounding an Integral returns itself."},
    {"__getnewargs__", int_getnewargs, 1, 1, NULL, 0, NULL},
    {"__format__", int_format, 2, 2, NULL, 0, NULL},
    {"__sizeof__", int_sizeof, 1, 1, NULL, 0, "Returns size in memory, in bytes."},
    {},
};

const rt_getset_def rt_int_getsets[] = {
    {"real", int_get_self, NULL, "the real part of a complex number"},
    {"imag", int_get_zero, NULL, "the imaginary part of a complex number"},
    {"numerator", int_get_self, NULL, "the numerator of a rational number in lowest terms"},
    {"denominator", int_get_one, NULL, "the denominator of a rational number in lowest terms"},
    {},
};
