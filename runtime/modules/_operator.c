/* _operator.c - the module _operator: Python's operators as functions.
 * Owns: nothing (operator_getters.c has the types). Threads: any. */
#include "runtime/error.h"
#include "runtime/modules/arguments.h"
#include "runtime/modules/operator_internal.h"
#include "runtime/native.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"
#include "runtime/type_internal.h"

/* X(name, operation) */
#define BINARY(X)                                                                                          \
    X(add, RT_ADD) X(sub, RT_SUB) X(mul, RT_MUL) X(matmul, RT_MATMUL) X(truediv, RT_TRUEDIV)               \
    X(floordiv, RT_FLOORDIV) X(mod, RT_MOD) X(lshift, RT_LSHIFT) X(rshift, RT_RSHIFT) X(and_, RT_AND)      \
    X(or_, RT_OR) X(xor, RT_XOR) X(pow, RT_POW)
#define INPLACE(X)                                                                                         \
    X(iadd, RT_ADD) X(isub, RT_SUB) X(imul, RT_MUL) X(imatmul, RT_MATMUL) X(itruediv, RT_TRUEDIV)          \
    X(ifloordiv, RT_FLOORDIV) X(imod, RT_MOD) X(ilshift, RT_LSHIFT) X(irshift, RT_RSHIFT)                  \
    X(iand, RT_AND) X(ior, RT_OR) X(ixor, RT_XOR) X(ipow, RT_POW)
#define COMPARE(X) X(lt, RT_LT) X(le, RT_LE) X(eq, RT_EQ) X(ne, RT_NE) X(gt, RT_GT) X(ge, RT_GE)
#define UNARY(X)                                                                                           \
    X(neg, RT_NEG) X(pos, RT_POS) X(inv, RT_INVERT) X(invert, RT_INVERT) X(abs, RT_ABS)

#define X(name, op) static Value op_##name(rt_thread *t, Value *args, uint32_t nargs) { return (void)nargs, rt_binary_tail(t, op, args[0], args[1]); }
BINARY(X)
#undef X
#define X(name, op) static Value op_##name(rt_thread *t, Value *args, uint32_t nargs) { return (void)nargs, rt_inplace_tail(t, op, args[0], args[1]); }
INPLACE(X)
#undef X
#define X(name, op) static Value op_##name(rt_thread *t, Value *args, uint32_t nargs) { return (void)nargs, rt_compare_tail(t, args[0], args[1], op); }
COMPARE(X)
#undef X
#define X(name, op) static Value op_##name(rt_thread *t, Value *args, uint32_t nargs) { return (void)nargs, rt_unary_tail(t, op, args[0]); }
UNARY(X)
#undef X

static Value op_index(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_int(args[0]) && !rt_type_of(args[0])->slots.unary[RT_INDEX])
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[0]);
    return rt_index_tail(t, args[0]);
}
static Value negated(rt_thread *t, Value truth, Value state) {
    return (void)t, (void)state, rt_bool(!rt_same(truth, RT_TRUE));
}
static Value op_not(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_then(t, rt_truth_tail(t, args[0]), negated, RT_NULL);
}
static Value op_truth(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_truth_tail(t, args[0]);
}
static Value op_is(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)t, (void)nargs, rt_bool(rt_same(args[0], args[1]));
}
static Value op_is_not(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)t, (void)nargs, rt_bool(!rt_same(args[0], args[1]));
}

/* ---- sequences ---- */

static bool is_sequence(Value v) { return rt_type_of(v)->slots.getitem && !rt_is_dict(v); }

static Value concat_declined(rt_thread *t, Value result, Value left) {
    if (!rt_is_not_implemented(result)) return result;
    return rt_raise_type_error(t, "'%T' object can't be concatenated", left);
}
/* fn: the slot of a that would do it. One in C refuses b in its own words; one in Python is there for two sequences only. */
static Value concat(rt_thread *t, rt_binary_fn fn, Value a, Value b) {
    Value result = RT_NOT_IMPLEMENTED;
    bool in_python =
        (rt_any_fn)fn == rt_generic_binary[RT_ADD] || (rt_any_fn)fn == rt_generic_inplace[RT_ADD];
    if (fn && !in_python && is_sequence(a)) {
        result = fn(t, a, b);
        return rt_is_not_implemented(result) ? rt_raise_unsupported(t, RT_ADD, a, b) : result;
    }
    if (is_sequence(a) && is_sequence(b))
        result = fn ? fn(t, a, b) : rt_binary_special_tail(t, RT_ADD, a, b);
    return rt_then(t, result, concat_declined, a);
}
static Value op_concat(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, concat(t, rt_type_of(args[0])->slots.binary[RT_ADD], args[0], args[1]);
}
static Value op_iconcat(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_slots *slots = &rt_type_of(args[0])->slots;
    rt_binary_fn fn = slots->inplace[RT_ADD] ? slots->inplace[RT_ADD] : slots->binary[RT_ADD];
    return concat(t, fn, args[0], args[1]);
}
static Value op_contains(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_contains_tail(t, args[0], args[1]);
}
static Value op_getitem(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_getitem_tail(t, args[0], args[1]);
}
static Value op_setitem(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_setitem_tail(t, args[0], args[1], args[2]);
}
static Value op_delitem(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_setitem_tail(t, args[0], args[1], RT_EMPTY);
}
static Value op_count_of(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_tail_prelude(t, "operator_count", args, nargs);
}
static Value op_index_of(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_tail_prelude(t, "operator_index", args, nargs);
}
static Value op_length_hint(rt_thread *t, Value *args, uint32_t nargs) {
    Value call[] = {args[0], nargs > 1 ? args[1] : rt_imm_int(0)};
    if (!rt_is_int(call[1]))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", call[1]);
    return rt_tail_prelude(t, "operator_length_hint", call, 2);
}
static Value op_call(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_tail_prelude(t, "call_with", args, nargs);
}

/* ---- comparing secrets ---- */

/* Takes as long for every b of the same length. */
static bool equal_slowly(const unsigned char *a, size_t na, const unsigned char *b, size_t nb) {
    const volatile unsigned char *left = na == nb ? a : b, *right = b;
    volatile unsigned char difference = na == nb ? 0 : 1;
    for (size_t i = 0; i < nb; i++)
        difference |= (unsigned char)(left[i] ^ right[i]);
    return difference == 0;
}
static Value op_compare_digest(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *p[2];
    size_t n[2];
    bool text = rt_is_str(args[0]) && rt_is_str(args[1]);
    for (int i = 0; i < 2; i++) {
        if (text && !rt_as_str(args[i])->ascii)
            return rt_raise_type_error(
                t, "comparing strings with non-ASCII characters is not supported");
        if (text) {
            p[i] = (const unsigned char *)rt_str_utf8(t, args[i], &n[i]);
            if (!p[i]) return RT_NULL;
        } else if (!rt_buffer_get(t, args[i], &p[i], &n[i]))
            return RT_NULL;
    }
    return rt_bool(equal_slowly(p[0], n[0], p[1], n[1]));
}

/* ---- the module ---- */

#define X(name, op) {#name, op_##name, 2, 2, NULL, 0, NULL},
#define X1(name, op) {#name, op_##name, 1, 1, NULL, 0, NULL},
static const rt_native_def functions[] = {
    BINARY(X) INPLACE(X) COMPARE(X)
        UNARY(X1){"index", op_index, 1, 1, NULL, 0, "Same as a.__index__()"},
    {"not_", op_not, 1, 1, NULL, 0, "Same as not a."},
    {"truth", op_truth, 1, 1, NULL, 0, "Return True if a is true, False otherwise."},
    {"is_", op_is, 2, 2, NULL, 0, "Same as a is b."},
    {"is_not", op_is_not, 2, 2, NULL, 0, "Same as a is not b."},
    {"concat", op_concat, 2, 2, NULL, 0, "Same as a + b, for a and b sequences."},
    {"iconcat", op_iconcat, 2, 2, NULL, 0, "Same as a += b, for a and b sequences."},
    {"contains", op_contains, 2, 2, NULL, 0, "Same as b in a (note reversed operands)."},
    {"getitem", op_getitem, 2, 2, NULL, 0, "Same as a[b]."},
    {"setitem", op_setitem, 3, 3, NULL, 0, "Same as a[b] = c."},
    {"delitem", op_delitem, 2, 2, NULL, 0, "Same as del a[b]."},
    {"countOf", op_count_of, 2, 2, NULL, 0,
     "Return the number of items in a which are, or which equal, b."},
    {"indexOf", op_index_of, 2, 2, NULL, 0, "Return the first index of b in a."},
    {"length_hint", op_length_hint, 1, 2, NULL, 0,
     "Return an estimate of the number of items in obj."},
    {"call", op_call, 0, 0, "obj, /, *args, **kwargs", 0, "Same as obj(*args, **kwargs)."},
    {"_compare_digest", op_compare_digest, 2, 2, NULL, 0, "Return 'a == b'."},
    {.name = NULL},
};
#undef X
#undef X1

static bool exec(rt_thread *t, Value module) {
    rt_type *const types[] = {&operator_itemgetter_type, &operator_attrgetter_type,
                              &operator_methodcaller_type};
    for (size_t i = 0; i < 3; i++) {
        rt_type_ready(t, types[i]);
        if (!rt_module_set(t, module, rt_type_short_name(types[i]), rt_from_obj(types[i])))
            return false;
    }
    return true;
}

extern const rt_module_def rt_module__operator;
const rt_module_def rt_module__operator = {
    "_operator", functions, exec,
    "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\n"
    "to the intrinsic operators of Python.  For example, operator.add(x, y)\n"
    "is equivalent to the expression x+y."};
