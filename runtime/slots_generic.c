/* slots_generic.c - the slot functions of classes that define special methods in Python.
 * Each looks the method up on the type, calls it, and checks its result as the slot promises. A slot may outlive the
 * method it was derived from by a moment (a deletion under way), so each has an answer for its absence.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/exception.h"
#include "runtime/objects/number.h"
#include "runtime/type_internal.h"

/* ---- calls, creation, attributes ---- */

/* Calls f(first, args...). */
static Value call_with_first(rt_thread *t, Value f, Value first, const Value *args, uint32_t nargs,
                             Value kwnames) {
    size_t total = nargs + (rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames));
    Value few[8];
    Value *all = few;
    if (total + 1 > sizeof few / sizeof few[0]) {
        Value room = rt_tuple_new(t, NULL, total + 1); /* keeps the arguments alive, too */
        if (rt_is_null(room)) return RT_NULL;
        all = rt_as_tuple(room)->items;
    }
    all[0] = first;
    if (total > 0) memcpy(&all[1], args, total * sizeof(Value));
    return rt_call_kw_tail(t, f, all, nargs + 1, kwnames);
}

static Value call_bound(rt_thread *t, Value bound, Value state) {
    Value args = rt_tuple_at(state, 0), kwnames = rt_tuple_at(state, 1);
    size_t named = rt_is_tuple(kwnames) ? rt_tuple_len(kwnames) : 0;
    return rt_call_kw_tail(t, bound, rt_as_tuple(args)->items,
                           (uint32_t)(rt_tuple_len(args) - named), named ? kwnames : RT_NULL);
}

/* Calls special method `name` of self with keywords; RT_EMPTY: it has none. */
static Value call_special_kw(rt_thread *t, Value self, Value name, const Value *args,
                             uint32_t nargs, Value kwnames) {
    rt_type *type = rt_type_of(self);
    Value f = rt_type_lookup(t, type, name);
    if (rt_is_null(f) || rt_is_empty(f)) return f;
    if (rt_type_of(f)->flags & RT_TF_METHOD_DESCR)
        return call_with_first(t, f, self, args, nargs, kwnames);
    Value bound = rt_bind_tail(t, f, self, type);
    if (!rt_is_tail(bound))
        return rt_is_null(bound) ? bound : rt_call_kw_tail(t, bound, args, nargs, kwnames);
    size_t named = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    Value all = rt_tuple_new(t, args, nargs + named);
    Value state = rt_is_null(all) ? RT_NULL : rt_tuple_pack2(t, all, named ? kwnames : RT_NONE);
    return rt_is_null(state) ? RT_NULL : rt_then(t, bound, call_bound, state);
}

Value rt_call_special_tail(rt_thread *t, Value self, Value name, const Value *args,
                           uint32_t nargs) {
    return call_special_kw(t, self, name, args, nargs, RT_NULL);
}

Value rt_slot_call(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    Value result = call_special_kw(t, self, rt_id.__call__, args, nargs, kwnames);
    return rt_is_empty(result) ? rt_raise_type_error(t, "'%T' object is not callable", self)
                               : result;
}

static Value new_found(rt_thread *t, Value f, Value state) { return call_bound(t, f, state); }

Value rt_slot_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    rt_type *type = rt_as_type(self);
    Value f = rt_type_lookup(t, type, rt_id.__new__);
    if (rt_is_null(f)) return RT_NULL;
    if (rt_is_empty(f)) return rt_raise_attribute_error(t, self, rt_id.__new__);
    rt_ternary_fn get = rt_type_of(f)->slots.descr_get;
    if (get) f = get(t, f, RT_NULL, self);
    if (rt_is_null(f)) return RT_NULL;
    if (!rt_is_tail(f)) return call_with_first(t, f, self, args, nargs, kwnames);
    size_t named = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    Value all = rt_tuple_new(t, NULL, nargs + named + 1);
    if (rt_is_null(all)) return RT_NULL;
    rt_as_tuple(all)->items[0] = self;
    for (size_t i = 0; i < nargs + named; i++)
        rt_as_tuple(all)->items[i + 1] = args[i];
    Value state = rt_tuple_pack2(t, all, named ? kwnames : RT_NONE);
    return rt_is_null(state) ? RT_NULL : rt_then(t, f, new_found, state);
}

static Value init_result(rt_thread *t, Value result, Value state) {
    (void)state;
    if (rt_is_none(result)) return RT_NONE;
    return rt_raise_type_error(t, "__init__() should return None, not '%T'", result);
}

Value rt_slot_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    Value result = call_special_kw(t, self, rt_id.__init__, args, nargs, kwnames);
    return rt_is_empty(result) ? RT_NONE : rt_then(t, result, init_result, RT_NONE);
}

static Value call_getattr_hook(rt_thread *t, Value self, Value name) {
    Value result = rt_call_special_tail(t, self, rt_id.__getattr__, &name, 1);
    return rt_is_empty(result) ? rt_raise_attribute_error(t, self, name) : result;
}

static Value getattr_raised(rt_thread *t, Value result, Value state) {
    if (!rt_is_null(result) || !rt_exception_catch(t, &rt_exc_AttributeError)) return result;
    return call_getattr_hook(t, rt_tuple_at(state, 0), rt_tuple_at(state, 1));
}

static Value to_none(rt_thread *t, Value result, Value state) {
    (void)t, (void)result, (void)state;
    return RT_NONE;
}

Value rt_slot_getattr(rt_thread *t, Value self, Value name) {
    rt_type *type = rt_type_of(self);
    Value hook = rt_type_lookup(t, type, rt_id.__getattr__);
    Value getter = rt_is_null(hook) ? RT_NULL : rt_type_lookup(t, type, rt_id.__getattribute__);
    if (rt_is_null(getter)) return RT_NULL;
    Value by_default = rt_type_lookup(t, &rt_object_type, rt_id.__getattribute__);
    Value result = rt_is_empty(getter) || rt_same(getter, by_default)
                       ? rt_generic_getattr_opt_tail(t, self, name)
                       : rt_call_special_tail(t, self, rt_id.__getattribute__, &name, 1);
    if (rt_is_empty(result)) return call_getattr_hook(t, self, name);
    if (rt_is_empty(hook) || (!rt_is_null(result) && !rt_is_tail(result)) || t->conflict)
        return result;
    Value exception = t->exc; /* allocating with an exception pending is not asked of the heap */
    t->exc = RT_NULL;
    Value state = rt_tuple_pack2(t, self, name);
    if (rt_is_null(state)) return RT_NULL;
    t->exc = exception;
    return rt_then_catch(t, result, getattr_raised, state);
}

Value rt_slot_setattr(rt_thread *t, Value self, Value name, Value value) {
    Value args[] = {name, value};
    Value result = rt_is_empty(value) ? rt_call_special_tail(t, self, rt_id.__delattr__, args, 1)
                                      : rt_call_special_tail(t, self, rt_id.__setattr__, args, 2);
    if (rt_is_empty(result)) return rt_generic_setattr_tail(t, self, name, value);
    return rt_then(t, result, to_none, RT_NONE);
}

Value rt_slot_descr_get(rt_thread *t, Value self, Value obj, Value owner) {
    Value args[] = {rt_is_null(obj) ? RT_NONE : obj, rt_is_null(owner) ? RT_NONE : owner};
    Value result = rt_call_special_tail(t, self, rt_id.__get__, args, 2);
    return rt_is_empty(result) ? self : result;
}

Value rt_slot_descr_set(rt_thread *t, Value self, Value obj, Value value) {
    Value args[] = {obj, value}, name = rt_is_empty(value) ? rt_id.__delete__ : rt_id.__set__;
    Value result = rt_call_special_tail(t, self, name, args, rt_is_empty(value) ? 1 : 2);
    if (rt_is_empty(result)) return rt_raise_value(t, &rt_exc_AttributeError, name);
    return rt_then(t, result, to_none, RT_NONE);
}

/* ---- one operand ---- */

Value rt_slot_repr(rt_thread *t, Value self) {
    Value result = rt_call_special_tail(t, self, rt_id.__repr__, NULL, 0);
    return rt_is_empty(result) ? rt_object_type.slots.repr(t, self) : result;
}

Value rt_slot_str(rt_thread *t, Value self) {
    Value result = rt_call_special_tail(t, self, rt_id.__str__, NULL, 0);
    return rt_is_empty(result) ? rt_object_type.slots.str(t, self) : result;
}

Value rt_hash_result(rt_thread *t, Value result) {
    if (rt_is_imm_int(result)) return rt_imm_int_get(result) == -1 ? rt_imm_int(-2) : result;
    if (!rt_is_int(result))
        return rt_raise_type_error(t, "__hash__ method should return an integer");
    if (rt_is_bool(result)) return rt_imm_int(rt_same(result, RT_TRUE));
    int64_t n;
    return rt_hash_value(t, rt_int_get(result, &n) ? (uint64_t)n : rt_int_hash(result));
}

static Value hash_result(rt_thread *t, Value result, Value state) {
    (void)state;
    return rt_hash_result(t, result);
}

Value rt_slot_hash(rt_thread *t, Value self) {
    Value result = rt_call_special_tail(t, self, rt_id.__hash__, NULL, 0);
    if (rt_is_empty(result)) return rt_raise_type_error(t, "unhashable type: '%T'", self);
    return rt_then(t, result, hash_result, RT_NONE);
}

static Value bool_result(rt_thread *t, Value result, Value state) {
    (void)state;
    if (rt_is_bool(result)) return result;
    return rt_raise_type_error(t, "__bool__ should return bool, returned %T", result);
}

Value rt_slot_bool(rt_thread *t, Value self) {
    Value result = rt_call_special_tail(t, self, rt_id.__bool__, NULL, 0);
    return rt_is_empty(result) ? RT_TRUE : rt_then(t, result, bool_result, RT_NONE);
}

static Value len_checked(rt_thread *t, Value result, Value state) {
    (void)state;
    int64_t n;
    if (rt_int_sign(result) < 0) return rt_raise_value_error(t, "__len__() should return >= 0");
    if (!rt_int_get(result, &n) || !rt_fits_imm_int(n))
        return rt_raise(t, &rt_exc_OverflowError, "cannot fit 'int' into an index-sized integer");
    return rt_imm_int(n);
}

static Value len_result(rt_thread *t, Value result, Value state) {
    return rt_then(t, rt_index_tail(t, result), len_checked, state);
}

Value rt_slot_len(rt_thread *t, Value self) {
    Value result = rt_call_special_tail(t, self, rt_id.__len__, NULL, 0);
    if (rt_is_empty(result))
        return rt_raise_type_error(t, "object of type '%T' has no len()", self);
    return rt_then(t, result, len_result, RT_NONE);
}

Value rt_slot_iter(rt_thread *t, Value self) {
    Value f = rt_type_lookup(t, rt_type_of(self), rt_id.__iter__);
    if (rt_is_null(f)) return RT_NULL;
    if (rt_is_none(f) || rt_is_empty(f))
        return rt_raise_type_error(t, "'%T' object is not iterable", self);
    return rt_call_special_tail(t, self, rt_id.__iter__, NULL, 0);
}

static Value next_done(rt_thread *t, Value result, Value self) {
    if (!rt_is_null(result) || !rt_exception_matches(t, &rt_exc_StopIteration)) return result;
    Value value = rt_exception_stop_value(rt_exception_take(t));
    rt_stop_keep(t, self, value);
    return RT_EMPTY;
}

Value rt_slot_next(rt_thread *t, Value self) {
    Value result = rt_call_special_tail(t, self, rt_id.__next__, NULL, 0);
    if (rt_is_empty(result)) return rt_raise_type_error(t, "'%T' object is not an iterator", self);
    return rt_then_catch(t, result, next_done, self);
}

static Value special_or(rt_thread *t, Value self, Value name, const char *format) {
    Value result = rt_call_special_tail(t, self, name, NULL, 0);
    return rt_is_empty(result) ? rt_raise_type_error(t, format, self) : result;
}

Value rt_slot_await(rt_thread *t, Value self) {
    return special_or(t, self, rt_id.__await__, "object %T can't be used in 'await' expression");
}
Value rt_slot_aiter(rt_thread *t, Value self) {
    return special_or(t, self, rt_id.__aiter__, "object %T does not have an __aiter__ method");
}
Value rt_slot_anext(rt_thread *t, Value self) {
    return special_or(t, self, rt_id.__anext__, "object %T does not have an __anext__ method");
}

/* ---- two operands ---- */

Value rt_slot_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    Value result = rt_call_special_tail(t, a, rt_cmp_name(op), &b, 1);
    return rt_is_empty(result) ? RT_NOT_IMPLEMENTED : result;
}

Value rt_slot_getitem(rt_thread *t, Value self, Value key) {
    Value result = rt_call_special_tail(t, self, rt_id.__getitem__, &key, 1);
    return rt_is_empty(result) ? rt_raise_type_error(t, "'%T' object is not subscriptable", self)
                               : result;
}

Value rt_slot_setitem(rt_thread *t, Value self, Value key, Value value) {
    Value args[] = {key, value};
    bool del = rt_is_empty(value);
    Value result = rt_call_special_tail(t, self, del ? rt_id.__delitem__ : rt_id.__setitem__, args,
                                        del ? 1 : 2);
    if (rt_is_empty(result))
        return rt_raise_value(t, &rt_exc_AttributeError,
                              del ? rt_id.__delitem__ : rt_id.__setitem__);
    return rt_then(t, result, to_none, RT_NONE);
}

static Value contains_result(rt_thread *t, Value result, Value state) {
    (void)state;
    return rt_truth_tail(t, result);
}

Value rt_slot_contains(rt_thread *t, Value self, Value item) {
    Value f = rt_type_lookup(t, rt_type_of(self), rt_id.__contains__);
    if (rt_is_null(f)) return RT_NULL;
    if (rt_is_none(f) || rt_is_empty(f))
        return rt_raise_type_error(t, "'%T' object is not a container", self);
    return rt_then(t, rt_call_special_tail(t, self, rt_id.__contains__, &item, 1), contains_result,
                   RT_NONE);
}

Value rt_slot_power(rt_thread *t, Value a, Value b, Value mod) {
    Value args[] = {b, mod};
    Value f = rt_type_lookup(t, rt_type_of(a), rt_id.__pow__);
    if (rt_is_null(f)) return RT_NULL;
    if (rt_is_empty(f)) return RT_NOT_IMPLEMENTED;
    return rt_call_special_tail(t, a, rt_id.__pow__, args, 2);
}

#define X(name, symbol, dunder)                                                                            \
    static Value binary_##name(rt_thread *t, Value a, Value b) { return rt_binary_special_tail(t, RT_##name, a, b); } \
    static Value inplace_##name(rt_thread *t, Value a, Value b) {                                          \
        Value result = rt_call_special_tail(t, a, rt_op_name(RT_##name, RT_INPLACE), &b, 1);               \
        return rt_is_empty(result) ? RT_NOT_IMPLEMENTED : result;                                          \
    }
RT_BINARY_OPS(X)
#undef X
const rt_any_fn rt_generic_binary[RT_BINOP_COUNT] = {
#define X(name, symbol, dunder) (rt_any_fn)binary_##name,
    RT_BINARY_OPS(X)
#undef X
};
const rt_any_fn rt_generic_inplace[RT_BINOP_COUNT] = {
#define X(name, symbol, dunder) (rt_any_fn)inplace_##name,
    RT_BINARY_OPS(X)
#undef X
};

#define UNARY(fn, op, message)                                                                             \
    static Value fn(rt_thread *t, Value self) { return special_or(t, self, rt_unop_name(op), message); }
UNARY(unary_neg, RT_NEG, "bad operand type for unary -: '%T'")
UNARY(unary_pos, RT_POS, "bad operand type for unary +: '%T'")
UNARY(unary_invert, RT_INVERT, "bad operand type for unary ~: '%T'")
UNARY(unary_abs, RT_ABS, "bad operand type for abs(): '%T'")
UNARY(unary_int, RT_TO_INT,
      "int() argument must be a string, a bytes-like object or a real number, not '%T'")
UNARY(unary_float, RT_TO_FLOAT, "must be real number, not %T")
UNARY(unary_index, RT_INDEX, "'%T' object cannot be interpreted as an integer")
#undef UNARY
const rt_any_fn rt_generic_unary[RT_UNOP_COUNT] = {
    (rt_any_fn)unary_neg, (rt_any_fn)unary_pos,   (rt_any_fn)unary_invert, (rt_any_fn)unary_abs,
    (rt_any_fn)unary_int, (rt_any_fn)unary_float, (rt_any_fn)unary_index,
};
