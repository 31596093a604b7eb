/* protocol.c - calls and attributes of any value.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/objects/exception.h"
#include "runtime/type_internal.h"

/* ---- calls ---- */

Value rt_call_kw_tail(rt_thread *t, Value f, const Value *args, uint32_t nargs, Value kwnames) {
    rt_call_fn call = rt_type_of(f)->slots.call;
    if (!call) return rt_raise_type_error(t, "'%T' object is not callable", f);
    if (!rt_stack_left(t, " while calling a Python object")) return RT_NULL;
    return call(t, f, args, nargs, kwnames);
}

static Value call_attribute(rt_thread *t, Value f, Value args) {
    return rt_call_kw_tail(t, f, rt_as_tuple(args)->items, (uint32_t)rt_tuple_len(args), RT_NULL);
}

/* A method that may be called with self first; RT_EMPTY: the attribute must be fetched and called. */
static Value unbound_method(rt_thread *t, Value self, Value name) {
    rt_type *type = rt_type_of(self);
    if (type->slots.getattr) return RT_EMPTY;
    Value f = rt_type_lookup(t, type, name);
    if (rt_is_null(f)) return RT_NULL;
    if (rt_is_empty(f) || !(rt_type_of(f)->flags & RT_TF_METHOD_DESCR)) return RT_EMPTY;
    if (type->slots_offset == 0) return f;
    Value own = rt_attr_get(t, rt_obj(self), name);
    return rt_is_empty(own) ? f : rt_is_null(own) ? RT_NULL : RT_EMPTY;
}

Value rt_call_method_tail(rt_thread *t, Value self, Value name, const Value *args, uint32_t nargs) {
    name = rt_name_intern(t, name);
    if (rt_is_null(name)) return RT_NULL;
    Value f = unbound_method(t, self, name);
    if (rt_is_null(f)) return RT_NULL;
    if (!rt_is_empty(f) && nargs < 8) {
        Value all[8] = {self};
        for (uint32_t i = 0; i < nargs; i++)
            all[i + 1] = args[i];
        return rt_call_kw_tail(t, f, all, nargs + 1, RT_NULL);
    }
    f = rt_getattr_tail(t, self, name);
    if (!rt_is_tail(f)) return rt_is_null(f) ? f : rt_call_kw_tail(t, f, args, nargs, RT_NULL);
    Value state = rt_tuple_new(t, args, nargs);
    return rt_is_null(state) ? RT_NULL : rt_then(t, f, call_attribute, state);
}

/* ---- reading attributes ---- */

Value rt_bind_tail(rt_thread *t, Value descr, Value self, rt_type *type) {
    rt_ternary_fn get = rt_type_of(descr)->slots.descr_get;
    return get ? get(t, descr, self, rt_from_obj(type)) : descr;
}

Value rt_generic_getattr_opt_tail(rt_thread *t, Value self, Value name) {
    name = rt_name_intern(t, name);
    if (rt_is_null(name)) return RT_NULL;
    rt_type *type = rt_type_of(self);
    Value descr = rt_type_lookup(t, type, name);
    if (rt_is_null(descr)) return RT_NULL;
    const rt_slots *slots = rt_is_empty(descr) ? NULL : &rt_type_of(descr)->slots;
    if (slots && slots->descr_set && slots->descr_get) return rt_bind_tail(t, descr, self, type);
    if (type->slots_offset != 0) {
        Value own = rt_attr_get(t, rt_obj(self), name);
        if (!rt_is_empty(own)) return own;
    }
    return rt_is_empty(descr) ? RT_EMPTY : rt_bind_tail(t, descr, self, type);
}

Value rt_generic_getattr_tail(rt_thread *t, Value self, Value name) {
    Value result = rt_generic_getattr_opt_tail(t, self, name);
    return rt_is_empty(result) ? rt_raise_attribute_error(t, self, name) : result;
}

Value rt_getattr_tail(rt_thread *t, Value self, Value name) {
    rt_binary_fn getattr = rt_type_of(self)->slots.getattr;
    if (!rt_stack_left(t, "")) return RT_NULL;
    return getattr ? getattr(t, self, name) : rt_generic_getattr_tail(t, self, name);
}

static Value getattr_opt_done(rt_thread *t, Value result, Value state) {
    (void)state;
    if (rt_is_null(result) && rt_exception_catch(t, &rt_exc_AttributeError)) return RT_EMPTY;
    return result;
}

Value rt_getattr_opt_tail(rt_thread *t, Value self, Value name) {
    rt_binary_fn getattr = rt_type_of(self)->slots.getattr;
    if (!rt_stack_left(t, "")) return RT_NULL;
    Value result = !getattr                      ? rt_generic_getattr_opt_tail(t, self, name)
                   : getattr == rt_type_getattro ? rt_type_getattr_opt_tail(t, self, name)
                                                 : getattr(t, self, name);
    return rt_then_catch(t, result, getattr_opt_done, RT_NONE);
}

/* ---- writing attributes ---- */

static Value to_none(rt_thread *t, Value result, Value state) {
    (void)t, (void)result, (void)state;
    return RT_NONE;
}

Value rt_generic_setattr_tail(rt_thread *t, Value self, Value name, Value value) {
    name = rt_name_intern(t, name);
    if (rt_is_null(name)) return RT_NULL;
    rt_type *type = rt_type_of(self);
    Value descr = rt_type_lookup(t, type, name);
    if (rt_is_null(descr)) return RT_NULL;
    rt_ternary_fn set = rt_is_empty(descr) ? NULL : rt_type_of(descr)->slots.descr_set;
    if (set) return rt_then(t, set(t, descr, self, value), to_none, RT_NONE);
    if (type->slots_offset == 0) {
        if (rt_is_empty(descr)) return rt_raise_no_attribute(t, self, name);
        return rt_raise(t, &rt_exc_AttributeError, "'%T' object attribute '%V' is read-only", self,
                        name);
    }
    switch (rt_attr_set(t, rt_obj(self), name, value)) {
    case RT_ATTR_DONE: return RT_NONE;
    case RT_ATTR_ABSENT: return rt_raise_no_attribute(t, self, name);
    default: return RT_NULL;
    }
}

Value rt_setattr_tail(rt_thread *t, Value self, Value name, Value value) {
    rt_ternary_fn setattr = rt_type_of(self)->slots.setattr;
    return setattr ? setattr(t, self, name, value) : rt_generic_setattr_tail(t, self, name, value);
}

/* ---- what an exhausted iterator returned ---- */

void rt_stop_keep(rt_thread *t, Value iterator, Value value) {
    t->stop_iterator = iterator;
    t->stop_value = value;
}

Value rt_stop_take(rt_thread *t, Value iterator) {
    Value value = rt_same(t->stop_iterator, iterator) ? t->stop_value : RT_NONE;
    t->stop_iterator = t->stop_value = RT_NULL;
    return value;
}

Value rt_raise_stop(rt_thread *t, Value iterator) {
    Value value = rt_stop_take(t, iterator);
    Value stop = rt_exception_new(t, &rt_exc_StopIteration, &value, rt_is_none(value) ? 0 : 1);
    return rt_is_null(stop) ? stop : rt_raise_object(t, stop);
}
