/* int_type.c - the types int and bool: their slots, and int(...).
 *
 * Owns: rt_int_type, rt_bool_type.
 * Threads: any.
 */
#include "runtime/format.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/int_internal.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"
#include "runtime/unicode/ctype.h"

/* ---- operators ---- */

Value rt_int_binary(rt_thread *t, rt_binop op, Value a, Value b) {
    Value q, m;
    switch (op) {
    case RT_ADD: return rt_int_add(t, a, b);
    case RT_SUB: return rt_int_sub(t, a, b);
    case RT_MUL: return rt_int_mul(t, a, b);
    case RT_TRUEDIV: return rt_int_true_divide(t, a, b);
    case RT_FLOORDIV:
        return rt_int_divmod(t, a, b, &q, NULL, "integer division or modulo by zero") ? q : RT_NULL;
    case RT_MOD: return rt_int_divmod(t, a, b, NULL, &m, "integer modulo by zero") ? m : RT_NULL;
    case RT_DIVMOD:
        if (!rt_int_divmod(t, a, b, &q, &m, "integer division or modulo by zero")) return RT_NULL;
        return rt_tuple_pack2(t, q, m);
    case RT_POW: return rt_int_pow(t, a, b);
    case RT_LSHIFT: return rt_int_shift(t, a, b, true);
    case RT_RSHIFT: return rt_int_shift(t, a, b, false);
    case RT_AND:
    case RT_OR:
    case RT_XOR: return rt_int_bitwise(t, op, a, b);
    case RT_MATMUL:
    case RT_BINOP_COUNT: break;
    }
    return RT_NOT_IMPLEMENTED;
}

/* One slot function for each operator. */
#define INT_BINARY(name, op)                                                                       \
    static Value name(rt_thread *t, Value a, Value b)                                              \
    {                                                                                              \
        return rt_is_int(a) && rt_is_int(b) ? rt_int_binary(t, op, a, b) : RT_NOT_IMPLEMENTED;     \
    }
INT_BINARY(int_add, RT_ADD)
INT_BINARY(int_sub, RT_SUB)
INT_BINARY(int_mul, RT_MUL)
INT_BINARY(int_truediv, RT_TRUEDIV)
INT_BINARY(int_floordiv, RT_FLOORDIV)
INT_BINARY(int_mod, RT_MOD)
INT_BINARY(int_divmod, RT_DIVMOD)
INT_BINARY(int_pow, RT_POW)
INT_BINARY(int_lshift, RT_LSHIFT)
INT_BINARY(int_rshift, RT_RSHIFT)
INT_BINARY(int_and, RT_AND)
INT_BINARY(int_or, RT_OR)
INT_BINARY(int_xor, RT_XOR)
#undef INT_BINARY

static Value int_power(rt_thread *t, Value a, Value b, Value mod) {
    if (!rt_is_int(a) || !rt_is_int(b)) return RT_NOT_IMPLEMENTED;
    if (rt_is_none(mod)) return rt_int_pow(t, a, b);
    return rt_is_int(mod) ? rt_int_pow_mod(t, a, b, mod) : RT_NOT_IMPLEMENTED;
}

static Value int_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    (void)t;
    if (!rt_is_int(a) || !rt_is_int(b)) return RT_NOT_IMPLEMENTED;
    int order = rt_int_cmp(a, b);
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

static Value int_repr(rt_thread *t, Value v) { return rt_int_text(t, v, 10); }

static Value int_hash(rt_thread *t, Value v) {
    (void)t;
    return rt_imm_int((int64_t)rt_int_hash(v));
}

static Value int_to_bool(rt_thread *t, Value v) {
    (void)t;
    return rt_bool(rt_int_sign(v) != 0);
}

static Value int_invert(rt_thread *t, Value v) {
    Value negated = rt_int_neg(t, v);
    return rt_is_null(negated) ? RT_NULL : rt_int_sub(t, negated, rt_imm_int(1));
}

static Value int_to_float(rt_thread *t, Value v) {
    bool ok;
    double d = rt_int_to_double(t, v, &ok);
    return ok ? rt_float_new(t, d) : RT_NULL;
}

/* ---- int(...) ---- */

static Value int_wrap(rt_thread *t, Value plain, Value cls) {
    rt_type *type = (rt_type *)rt_obj(cls);
    if (type == &rt_int_type) return plain;
    int_view v;
    int_view_of(plain, &v);
    Value o = rt_instance_new(t, type, v.n);
    if (rt_is_null(o)) return RT_NULL;
    rt_int *i = (rt_int *)rt_obj(o);
    i->size = v.neg ? -(int64_t)v.n : (int64_t)v.n;
    mpn_copyi(i->limbs, v.limbs, (mp_size_t)v.n);
    return o;
}

static Value finish_new(rt_thread *t, Value v, Value cls) {
    v = rt_int_exact(t, v);
    return rt_is_null(v) ? RT_NULL : int_wrap(t, v, cls);
}

static Value int_done(rt_thread *t, Value v, Value cls) {
    if (!rt_is_int(v)) return rt_raise_type_error(t, "__int__ returned non-int (type %T)", v);
    return finish_new(t, v, cls);
}

static Value index_done(rt_thread *t, Value v, Value cls) {
    if (!rt_is_int(v)) return rt_raise_type_error(t, "__index__ returned non-int (type %T)", v);
    return finish_new(t, v, cls);
}

/* __trunc__ may give anything with __index__ (or __int__). */
static Value trunc_done(rt_thread *t, Value v, Value cls) {
    if (rt_is_int(v)) return finish_new(t, v, cls);
    const rt_slots *slots = &rt_type_of(v)->slots;
    rt_unary_fn convert =
        slots->unary[RT_INDEX] != NULL ? slots->unary[RT_INDEX] : slots->unary[RT_TO_INT];
    if (convert == NULL)
        return rt_raise_type_error(t, "__trunc__ returned non-Integral (type %T)", v);
    return rt_then(t, convert(t, v), int_done, cls);
}

/* Digits of any script as ASCII, white space as blanks; the rest cannot be part of a number. */
Value rt_str_to_number_text(rt_thread *t, Value s) {
    const rt_str *str = rt_as_str(s);
    if (str->ascii) return s;
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < str->length; i++) {
        uint32_t c = rt_str_at(str, i);
        int digit = c < 128 ? -1 : rt_uni_decimal(c);
        rt_sb_char(&b, digit >= 0                       ? (uint32_t)('0' + digit)
                       : c >= 128 && rt_uni_is_space(c) ? ' '
                       : c < 128                        ? c
                                                        : '?');
    }
    return rt_sb_finish(t, &b);
}

static Value int_from_string(rt_thread *t, Value x, int base, Value cls) {
    const unsigned char *data;
    size_t n;
    Value v, text = x;
    if (rt_is_str(x)) {
        text = rt_str_to_number_text(t, x);
        if (rt_is_null(text)) return RT_NULL;
        v = rt_int_parse(t, rt_as_str(text)->data, rt_as_str(text)->length, base, x);
    } else {
        if (!rt_buffer_get(t, x, &data, &n)) return RT_NULL;
        text = rt_bytes_new(t, data, n);
        if (rt_is_null(text)) return RT_NULL;
        v = rt_int_parse(t, (const char *)data, n, base, text);
    }
    return rt_is_null(v) ? RT_NULL : int_wrap(t, v, cls);
}

static bool is_buffer(Value x) { return rt_is_bytes_like(x); }

/* Neither a string nor with __int__ or __index__: __trunc__, then the rest. */
static Value int_from_other(rt_thread *t, Value x, Value cls) {
    if (rt_is_str(x) || is_buffer(x)) return int_from_string(t, x, 10, cls);
    Value truncated = rt_call_special_tail(t, x, rt_id.__trunc__, NULL, 0);
    if (!rt_is_empty(truncated)) return rt_then(t, truncated, trunc_done, cls);
    return rt_raise_type_error(
        t, "int() argument must be a string, a bytes-like object or a real number, not '%T'", x);
}

static Value int_from_any(rt_thread *t, Value x, Value cls) {
    if (rt_is_imm_int(x)) return int_wrap(t, x, cls);
    const rt_slots *slots = &rt_type_of(x)->slots;
    if (slots->unary[RT_TO_INT] != NULL)
        return rt_then(t, slots->unary[RT_TO_INT](t, x), int_done, cls);
    if (slots->unary[RT_INDEX] != NULL)
        return rt_then(t, slots->unary[RT_INDEX](t, x), index_done, cls);
    return int_from_other(t, x, cls);
}

static Value int_from_based(rt_thread *t, Value x, Value base_value, Value cls) {
    int64_t base;
    Value index = rt_index(t, base_value);
    if (rt_is_null(index)) return RT_NULL;
    if (!rt_int_get(index, &base) || (base != 0 && (base < 2 || base > 36)))
        return rt_raise_value_error(t, "int() base must be >= 2 and <= 36, or 0");
    if (!rt_is_str(x) && !is_buffer(x))
        return rt_raise_type_error(t, "int() can't convert non-string with explicit base");
    return int_from_string(t, x, (int)base, cls);
}

static Value int_new_slot(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                          Value kwnames) {
    size_t nkw = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    if (nargs + nkw > 2)
        return rt_raise_type_error(t, "int() takes at most 2 %sarguments (%zu given)",
                                   nargs ? "" : "keyword ", nargs + nkw);
    Value base = nargs == 2 ? args[1] : RT_EMPTY;
    for (size_t i = 0; i < nkw; i++) {
        Value name = rt_tuple_at(kwnames, i);
        if (!rt_str_equal_cstr(name, "base"))
            return rt_raise_type_error(t, "'%V' is an invalid keyword argument for int()", name);
        if (nargs == 2)
            return rt_raise_type_error(
                t, "argument for int() given by name ('base') and position (2)");
        base = args[nargs + i];
    }
    if (nargs == 0 && !rt_is_empty(base))
        return rt_raise_type_error(t, "int() missing string argument");
    if (nargs == 0) return int_wrap(t, rt_imm_int(0), cls);
    return rt_is_empty(base) ? int_from_any(t, args[0], cls)
                             : int_from_based(t, args[0], base, cls);
}

rt_type rt_int_type = {
    RT_TYPE_HEAD(rt_int_type, "int"),
    .flags = RT_TF_BASETYPE | RT_TF_VARSIZE | RT_TF_IMMUTABLE | RT_TF_INT,
    .basic_size = sizeof(rt_int),
    .item_size = sizeof(mp_limb_t),
    .slots =
        {
            .new_ = int_new_slot,
            .repr = int_repr,
            .hash = int_hash,
            .to_bool = int_to_bool,
            .compare = int_compare,
            .binary = {[RT_ADD] = int_add,
                       [RT_SUB] = int_sub,
                       [RT_MUL] = int_mul,
                       [RT_TRUEDIV] = int_truediv,
                       [RT_FLOORDIV] = int_floordiv,
                       [RT_MOD] = int_mod,
                       [RT_DIVMOD] = int_divmod,
                       [RT_POW] = int_pow,
                       [RT_LSHIFT] = int_lshift,
                       [RT_RSHIFT] = int_rshift,
                       [RT_AND] = int_and,
                       [RT_OR] = int_or,
                       [RT_XOR] = int_xor},
            .unary = {[RT_NEG] = rt_int_neg,
                      [RT_POS] = rt_int_exact,
                      [RT_INVERT] = int_invert,
                      [RT_ABS] = rt_int_abs,
                      [RT_TO_INT] = rt_int_exact,
                      [RT_TO_FLOAT] = int_to_float,
                      [RT_INDEX] = rt_int_exact},
            .power = int_power,
        },
    .methods = rt_int_methods,
    .getsets = rt_int_getsets,
    .doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\n"
           "Convert a number or string to an integer, or return 0 if no arguments\nare given.",
};

/* ---- bool ---- */

static Value bool_repr(rt_thread *t, Value v) {
    return rt_same(v, RT_TRUE) ? rt_str_intern_cstr(t, "True") : rt_str_intern_cstr(t, "False");
}

static Value bool_new_slot(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                           Value kwnames) {
    (void)cls;
    if (!rt_is_null(kwnames) && rt_tuple_len(kwnames) != 0)
        return rt_raise_type_error(t, "bool() takes no keyword arguments");
    if (nargs > 1) return rt_raise_type_error(t, "bool expected at most 1 argument, got %u", nargs);
    return nargs == 0 ? RT_FALSE : rt_truth_tail(t, args[0]);
}

/* Bitwise operators on two bools stay bool. */
#define BOOL_BITWISE(name, op, symbol)                                                             \
    static Value name(rt_thread *t, Value a, Value b)                                              \
    {                                                                                              \
        if (rt_is_bool(a) && rt_is_bool(b))                                                        \
            return rt_bool(rt_same(a, RT_TRUE) symbol rt_same(b, RT_TRUE));                        \
        return rt_is_int(a) && rt_is_int(b) ? rt_int_bitwise(t, op, a, b) : RT_NOT_IMPLEMENTED;    \
    }
BOOL_BITWISE(bool_and, RT_AND, &)
BOOL_BITWISE(bool_or, RT_OR, |)
BOOL_BITWISE(bool_xor, RT_XOR, ^)
#undef BOOL_BITWISE

rt_type rt_bool_type = {
    RT_TYPE_HEAD(rt_bool_type, "bool"),
    .flags = RT_TF_IMMUTABLE | RT_TF_VARSIZE | RT_TF_INT,
    .basic_size = sizeof(rt_int),
    .item_size = sizeof(mp_limb_t),
    .base = &rt_int_type,
    .slots = {.new_ = bool_new_slot,
              .repr = bool_repr,
              .binary = {[RT_AND] = bool_and, [RT_OR] = bool_or, [RT_XOR] = bool_xor}},
    .doc = "bool(x) -> bool\n\nReturns True when the argument x is true, False otherwise.\n"
           "The builtins True and False are the only two instances of the class bool.\n"
           "The class bool is a subclass of the class int, and cannot be subclassed.",
};
