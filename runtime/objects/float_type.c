/* float_type.c - the type float: slots, arithmetic mixed with int, exact comparison with int, hash, float(...).
 *
 * Owns: rt_float_type.
 * Threads: any.
 */
#include "runtime/objects/float_internal.h"

#include <errno.h>
#include <math.h>

#include "runtime/heap/heap.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/int_internal.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

Value rt_float_new(rt_thread *t, double d) {
    Value v = rt_imm_float_try(d);
    if (!rt_is_null(v)) return v;
    rt_float *f = (rt_float *)rt_alloc(t, sizeof *f, &rt_float_type.root);
    if (f == NULL) return RT_NULL;
    f->value = d;
    return rt_from_obj(f);
}

int rt_float_operand(rt_thread *t, Value v, double *out) {
    if (rt_is_float(v)) {
        *out = rt_float_get(v);
        return 1;
    }
    if (!rt_is_int(v)) return 0;
    bool ok;
    *out = rt_int_to_double(t, v, &ok);
    return ok ? 1 : -1;
}

bool rt_number_to_double(rt_thread *t, Value v, double *out, bool *is_number) {
    int state = rt_float_operand(t, v, out);
    *is_number = state != 0;
    return state > 0;
}

/* ---- arithmetic ---- */

static Value raise_zero(rt_thread *t, const char *message) {
    return rt_raise(t, &rt_exc_ZeroDivisionError, "%s", message);
}

void rt_double_divmod(double a, double b, double *quotient, double *rest) {
    double mod = fmod(a, b), div = (a - mod) / b;
    if (mod != 0) {
        if ((b < 0) != (mod < 0)) {
            mod += b;
            div -= 1;
        }
    } else {
        mod = copysign(0.0, b);
    }
    if (div != 0) {
        double whole = floor(div);
        *quotient = div - whole > 0.5 ? whole + 1 : whole;
    } else {
        *quotient = copysign(0.0, a / b);
    }
    *rest = mod;
}

static Value raise_range(rt_thread *t) {
    Value args[2] = {rt_imm_int(ERANGE), rt_str_from_cstr(t, "Numerical result out of range")};
    if (rt_is_null(args[1])) return RT_NULL;
    Value e = rt_exception_new(t, &rt_exc_OverflowError, args, 2);
    return rt_is_null(e) ? RT_NULL : rt_raise_object(t, e);
}

Value rt_float_pow(rt_thread *t, double a, double b) {
    if (a == 0 && b < 0 && isfinite(b))
        return raise_zero(t, "0.0 cannot be raised to a negative power");
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b)) return rt_complex_pow(t, a, 0, b, 0);
    double r = pow(a, b);
    if (isinf(r) && isfinite(a) && isfinite(b)) return raise_range(t);
    return rt_float_new(t, r);
}

static Value divmod_pair(rt_thread *t, double a, double b) {
    double q, r;
    rt_double_divmod(a, b, &q, &r);
    Value quotient = rt_float_new(t, q);
    if (rt_is_null(quotient)) return RT_NULL;
    Value rest = rt_float_new(t, r);
    return rt_is_null(rest) ? RT_NULL : rt_tuple_pack2(t, quotient, rest);
}

static Value double_binary(rt_thread *t, rt_binop op, double a, double b) {
    double q, r;
    switch (op) {
    case RT_ADD: return rt_float_new(t, a + b);
    case RT_SUB: return rt_float_new(t, a - b);
    case RT_MUL: return rt_float_new(t, a * b);
    case RT_TRUEDIV:
        return b == 0 ? raise_zero(t, "float division by zero") : rt_float_new(t, a / b);
    case RT_FLOORDIV:
        if (b == 0) return raise_zero(t, "float floor division by zero");
        rt_double_divmod(a, b, &q, &r);
        return rt_float_new(t, q);
    case RT_MOD:
        if (b == 0) return raise_zero(t, "float modulo");
        rt_double_divmod(a, b, &q, &r);
        return rt_float_new(t, r);
    case RT_DIVMOD: return b == 0 ? raise_zero(t, "float divmod()") : divmod_pair(t, a, b);
    case RT_POW: return rt_float_pow(t, a, b);
    default: return RT_NOT_IMPLEMENTED;
    }
}

static Value float_binary(rt_thread *t, rt_binop op, Value a, Value b) {
    double x, y;
    int left = rt_float_operand(t, a, &x), right = left > 0 ? rt_float_operand(t, b, &y) : left;
    if (left < 0 || right < 0) return RT_NULL;
    return left == 0 || right == 0 ? RT_NOT_IMPLEMENTED : double_binary(t, op, x, y);
}

/* One slot function for each operator. */
#define FLOAT_BINARY(name, op)                                                                     \
    static Value name(rt_thread *t, Value a, Value b) { return float_binary(t, op, a, b); }
FLOAT_BINARY(float_add, RT_ADD)
FLOAT_BINARY(float_sub, RT_SUB)
FLOAT_BINARY(float_mul, RT_MUL)
FLOAT_BINARY(float_truediv, RT_TRUEDIV)
FLOAT_BINARY(float_floordiv, RT_FLOORDIV)
FLOAT_BINARY(float_mod, RT_MOD)
FLOAT_BINARY(float_divmod, RT_DIVMOD)
FLOAT_BINARY(float_pow, RT_POW)
#undef FLOAT_BINARY

static Value float_power(rt_thread *t, Value a, Value b, Value mod) {
    if (!rt_is_none(mod))
        return rt_raise_type_error(
            t, "pow() 3rd argument not allowed unless all arguments are integers");
    return float_pow(t, a, b);
}

static Value float_neg(rt_thread *t, Value v) { return rt_float_new(t, -rt_float_get(v)); }
static Value float_pos(rt_thread *t, Value v) { return rt_float_new(t, rt_float_get(v)); }
static Value float_abs(rt_thread *t, Value v) { return rt_float_new(t, fabs(rt_float_get(v))); }
static Value float_to_int(rt_thread *t, Value v) { return rt_int_from_double(t, rt_float_get(v)); }

static Value float_to_bool(rt_thread *t, Value v) {
    (void)t;
    return rt_bool(rt_float_get(v) != 0);
}

/* ---- comparison and hash ---- */

static Value float_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    (void)t;
    double x = rt_float_get(a);
    int order; /* 2: unordered */
    if (rt_is_float(b)) {
        double y = rt_float_get(b);
        order = x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
    } else if (rt_is_int(b)) {
        order = isnan(x) ? 2 : -rt_int_cmp_double(b, x);
    } else {
        return RT_NOT_IMPLEMENTED;
    }
    if (order == 2) return rt_bool(op == RT_NE);
    switch (op) {
    case RT_LT: return rt_bool(order < 0);
    case RT_LE: return rt_bool(order <= 0);
    case RT_EQ: return rt_bool(order == 0);
    case RT_NE: return rt_bool(order != 0);
    case RT_GT: return rt_bool(order > 0);
    case RT_GE: return rt_bool(order >= 0);
    }
    return RT_NOT_IMPLEMENTED;
}

/* The value modulo 2^61 - 1, so that equal numbers of all types hash alike (Python's rules for numeric hashes). */
uint64_t rt_float_hash(double d, const void *identity) {
    const uint64_t modulus = (UINT64_C(1) << 61) - 1;
    if (isinf(d)) return d > 0 ? 314159 : (uint64_t)-314159;
    if (isnan(d)) return (uint64_t)(uintptr_t)identity >> 4;
    if (d == 0) return 0;
    int e;
    uint64_t h = (uint64_t)ldexp(frexp(fabs(d), &e), 53); /* |d| = h * 2^(e - 53) */
    int shift = (e - 53) % 61;
    if (shift < 0) shift += 61;
    h = ((h << shift) & modulus) | h >> (61 - shift); /* times 2^shift: a rotation of 61 bits */
    if (h == modulus) h = 0;
    if (d > 0) return h;
    return h == 1 ? (uint64_t)-2 : -h;
}

static Value float_hash(rt_thread *t, Value v) {
    (void)t;
    return rt_imm_int((int64_t)rt_float_hash(rt_float_get(v), rt_is_obj(v) ? rt_obj(v) : NULL));
}

static Value float_repr(rt_thread *t, Value v) { return rt_float_repr(t, rt_float_get(v)); }

/* ---- float(...) ---- */

static Value float_wrap(rt_thread *t, double d, Value cls) {
    rt_type *type = (rt_type *)rt_obj(cls);
    if (type == &rt_float_type) return rt_float_new(t, d);
    Value o = rt_instance_new(t, type, 0);
    if (!rt_is_null(o)) ((rt_float *)rt_obj(o))->value = d;
    return o;
}

/* state: the class to make, what was asked for its value */
static Value float_done(rt_thread *t, Value v, Value state) {
    Value cls = rt_tuple_at(state, 0);
    if (!rt_is_float(v))
        return rt_raise_type_error(t, "%T.__float__ returned non-float (type %T)",
                                   rt_tuple_at(state, 1), v);
    return float_wrap(t, rt_float_get(v), cls);
}

static Value float_index_done(rt_thread *t, Value v, Value cls) {
    bool ok;
    if (!rt_is_int(v)) return rt_raise_type_error(t, "__index__ returned non-int (type %T)", v);
    double d = rt_int_to_double(t, v, &ok);
    return ok ? float_wrap(t, d, cls) : RT_NULL;
}

static Value float_from_text(rt_thread *t, Value x, Value cls) {
    const unsigned char *data;
    size_t n;
    double d;
    Value text = x;
    if (rt_is_str(x)) {
        text = rt_str_to_number_text(t, x);
        if (rt_is_null(text)) return RT_NULL;
        data = rt_as_str(text)->data;
        n = rt_as_str(text)->length;
    } else if (!rt_buffer_get(t, x, &data, &n)) {
        return RT_NULL;
    }
    if (rt_double_parse((const char *)data, n, &d)) return float_wrap(t, d, cls);
    Value shown = rt_repr(t, x);
    return rt_is_null(shown)
               ? RT_NULL
               : rt_raise_value_error(t, "could not convert string to float: %V", shown);
}

static Value float_new_slot(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                            Value kwnames) {
    bool strict =
        rt_as_type(cls)->slots.init == rt_float_type.slots.init; /* else __init__ may take them */
    if (strict && !rt_is_null(kwnames) && rt_tuple_len(kwnames) != 0)
        return rt_raise_type_error(t, "float() takes no keyword arguments");
    if (nargs > 1)
        return rt_raise_type_error(t, "float expected at most 1 argument, got %u", nargs);
    if (nargs == 0) return float_wrap(t, 0.0, cls);
    Value x = args[0];
    if (rt_is_imm_float(x)) return float_wrap(t, rt_float_get(x), cls);
    if (rt_is_str(x)) return float_from_text(t, x, cls);
    const rt_slots *slots = &rt_type_of(x)->slots;
    if (slots->unary[RT_TO_FLOAT] != NULL) {
        Value state = rt_tuple_pack2(t, cls, x);
        return rt_is_null(state) ? state
                                 : rt_then(t, slots->unary[RT_TO_FLOAT](t, x), float_done, state);
    }
    if (slots->unary[RT_INDEX] != NULL)
        return rt_then(t, slots->unary[RT_INDEX](t, x), float_index_done, cls);
    if (rt_is_bytes_like(x)) return float_from_text(t, x, cls);
    return rt_raise_type_error(t, "float() argument must be a string or a real number, not '%T'",
                               x);
}

rt_type rt_float_type = {
    RT_TYPE_HEAD(rt_float_type, "float"),
    .flags = RT_TF_BASETYPE | RT_TF_IMMUTABLE | RT_TF_FLOAT,
    .basic_size = sizeof(rt_float),
    .slots =
        {
            .new_ = float_new_slot,
            .repr = float_repr,
            .hash = float_hash,
            .to_bool = float_to_bool,
            .compare = float_compare,
            .binary = {[RT_ADD] = float_add,
                       [RT_SUB] = float_sub,
                       [RT_MUL] = float_mul,
                       [RT_TRUEDIV] = float_truediv,
                       [RT_FLOORDIV] = float_floordiv,
                       [RT_MOD] = float_mod,
                       [RT_DIVMOD] = float_divmod,
                       [RT_POW] = float_pow},
            .unary = {[RT_NEG] = float_neg,
                      [RT_POS] = float_pos,
                      [RT_ABS] = float_abs,
                      [RT_TO_INT] = float_to_int,
                      [RT_TO_FLOAT] = float_pos},
            .power = float_power,
        },
    .methods = rt_float_methods,
    .getsets = rt_float_getsets,
    .doc = "Convert a string or number to a floating point number, if possible.",
};
