/* protocol_items.c - subscripts, iteration, containment, indices.
 * A loop over an iterator runs in C while its results come at once, and goes on in a continuation after each one that
 * needed Python code: no loop calls Python.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/type_internal.h"

/* ---- subscripts ---- */

static Value class_getitem_found(rt_thread *t, Value f, Value state) {
    if (rt_is_empty(f))
        return rt_raise_type_error(t, "type '%s' is not subscriptable",
                                   rt_as_type(rt_tuple_at(state, 0))->name);
    return rt_tail_call1(t, f, rt_tuple_at(state, 1));
}

/* C[key] for a class: __class_getitem__; type itself is generic. */
static Value class_getitem(rt_thread *t, Value c, Value key) {
    if (rt_same(c, rt_from_obj(&rt_type_type))) return rt_generic_alias_new(t, c, key);
    Value state = rt_tuple_pack2(t, c, key);
    if (rt_is_null(state)) return RT_NULL;
    return rt_then(t, rt_getattr_opt_tail(t, c, rt_id.__class_getitem__), class_getitem_found,
                   state);
}

Value rt_getitem_tail(rt_thread *t, Value a, Value key) {
    rt_binary_fn fn = rt_type_of(a)->slots.getitem;
    if (!rt_stack_left(t, "")) return RT_NULL;
    if (fn) return fn(t, a, key);
    if (rt_is_type(a)) return class_getitem(t, a, key);
    return rt_raise_type_error(t, "'%T' object is not subscriptable", a);
}

Value rt_setitem_tail(rt_thread *t, Value a, Value key, Value value) {
    rt_ternary_fn fn = rt_type_of(a)->slots.setitem;
    if (fn) return fn(t, a, key, value);
    /* the wording depends on whether a sequence's deletion by index would have been possible */
    const rt_type *type = rt_type_of(a);
    bool as_sequence = rt_has_index(key) && ((type->flags & RT_TF_HEAP) || type->slots.len);
    int64_t index;
    if (as_sequence && !rt_index_get(t, key, false, &index)) return RT_NULL;
    if (rt_is_empty(value))
        return rt_raise_type_error(t, "'%T' object %s support item deletion", a,
                                   as_sequence ? "doesn't" : "does not");
    return rt_raise_type_error(t, "'%T' object does not support item assignment", a);
}

/* ---- iteration ---- */

static Value check_iterator(rt_thread *t, Value result, Value state) {
    (void)state;
    if (rt_type_of(result)->slots.next) return result;
    return rt_raise_type_error(t, "iter() returned non-iterator of type '%T'", result);
}

Value rt_iter_tail(rt_thread *t, Value a) {
    rt_type *type = rt_type_of(a);
    if (!rt_stack_left(t, "")) return RT_NULL;
    if (type->slots.iter) return rt_then(t, type->slots.iter(t, a), check_iterator, RT_NONE);
    if (type->slots.getitem && !rt_has_flag(a, RT_TF_DICT_TYPE) && !(type->flags & RT_TF_MAPPING))
        return rt_getitem_iter_new(t, a);
    return rt_raise_type_error(t, "'%T' object is not iterable", a);
}

Value rt_next_tail(rt_thread *t, Value it) {
    rt_unary_fn next = rt_type_of(it)->slots.next;
    if (!rt_stack_left(t, " while calling a Python object")) return RT_NULL;
    return next ? next(t, it) : rt_raise_type_error(t, "'%T' object is not an iterator", it);
}

/* ---- containment by iteration ---- */

static Value contains_scan(rt_thread *t, Value it, Value item);

static Value contains_compared(rt_thread *t, Value equal, Value state) {
    return rt_same(equal, RT_TRUE) ? equal
                                   : contains_scan(t, rt_tuple_at(state, 0), rt_tuple_at(state, 1));
}

static Value contains_item(rt_thread *t, Value v, Value state) {
    if (rt_is_empty(v)) return RT_FALSE;
    return rt_then(t, rt_compare_bool_tail(t, v, rt_tuple_at(state, 1), RT_EQ), contains_compared,
                   state);
}

static Value contains_scan(rt_thread *t, Value it, Value item) {
    Value state = RT_NULL;
    for (;;) {
        Value v = rt_next_tail(t, it);
        bool waits = rt_is_tail(v);
        if (rt_is_null(v)) return RT_NULL;
        if (rt_is_empty(v)) return RT_FALSE;
        if (!waits) v = rt_compare_bool_tail(t, v, item, RT_EQ);
        if (rt_is_null(v) || rt_same(v, RT_TRUE)) return v;
        if (!rt_is_tail(v)) continue;
        state = rt_tuple_pack2(t, it, item);
        if (rt_is_null(state)) return RT_NULL;
        return rt_then(t, v, waits ? contains_item : contains_compared, state);
    }
}

static Value not_searchable(rt_thread *t, Value container) {
    return rt_raise_type_error(t, "argument of type '%T' is not iterable", container);
}

/* state: container, item */
static Value contains_iterator(rt_thread *t, Value it, Value state) {
    if (!rt_is_null(it)) return contains_scan(t, it, rt_tuple_at(state, 1));
    return rt_exception_catch(t, &rt_exc_TypeError) ? not_searchable(t, rt_tuple_at(state, 0)) : it;
}

Value rt_contains_tail(rt_thread *t, Value container, Value item) {
    const rt_type *type = rt_type_of(container);
    if (!rt_stack_left(t, "")) return RT_NULL;
    if (type->slots.contains) return type->slots.contains(t, container, item);
    if (!type->slots.iter && !type->slots.getitem) return not_searchable(t, container);
    Value state = rt_tuple_pack2(t, container, item);
    if (rt_is_null(state)) return state;
    return rt_then_catch(t, rt_iter_tail(t, container), contains_iterator, state);
}

/* ---- indices ---- */

bool rt_index_get(rt_thread *t, Value v, bool clamp, int64_t *out) {
    if (rt_is_imm_int(v)) {
        *out = rt_imm_int_get(v);
        return true;
    }
    Value i = rt_index(t, v);
    if (rt_is_null(i)) return false;
    if (rt_int_get(i, out)) return true;
    if (clamp) {
        *out = rt_int_sign(i) < 0 ? INT64_MIN : INT64_MAX;
        return true;
    }
    (void)rt_raise(t, &rt_exc_IndexError, "cannot fit '%T' into an index-sized integer", v);
    return false;
}
