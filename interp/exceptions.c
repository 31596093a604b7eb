/* exceptions.c - raising, matching, exception groups. */
#include "interp/instructions.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/tuple.h"

Value vm_name_error(rt_thread *t, rt_type *type, Value message, Value name) {
    Value e = rt_exception_new(t, type, &message, 1);
    if (rt_is_null(e)) return e;
    rt_init(&rt_as_exception(e)->x_extra[0], name);
    return rt_raise_object(t, e);
}

Value vm_raise_instance(rt_thread *t, Value exc, Value cause) {
    if (!rt_is_exception(exc))
        return rt_raise_type_error(t, "exceptions must derive from BaseException");
    if (!rt_is_empty(cause)) {
        rt_exception *e = rt_as_exception(exc);
        rt_own own = rt_write(t, &e->hdr);
        if (!own) return RT_NULL;
        rt_set(t, own, &e->x_cause, rt_is_none(cause) ? RT_NULL : cause);
        rt_set(t, own, &e->x_suppress_context, RT_TRUE);
    }
    return rt_raise_object(t, exc);
}

static bool is_exception_class(Value v) {
    return rt_has_flag(v, RT_TF_TYPE) &&
           rt_type_is_subtype((rt_type *)rt_obj(v), &rt_exc_BaseException);
}

static Value cause_made(rt_thread *t, Value cause, Value exc) {
    if (!rt_is_exception(cause))
        return rt_raise_type_error(t, "exception causes must derive from BaseException");
    return vm_raise_instance(t, exc, cause);
}

/* exc is there: now its cause, which may be a class, too. */
static Value raise_with_cause_tail(rt_thread *t, Value exc, Value cause) {
    if (rt_is_empty(cause) || rt_is_none(cause)) return vm_raise_instance(t, exc, cause);
    if (!rt_is_exception(exc))
        return rt_raise_type_error(t, "exceptions must derive from BaseException");
    if (!is_exception_class(cause)) return cause_made(t, cause, exc);
    return rt_then(t, rt_call_kw_tail(t, cause, NULL, 0, RT_NULL), cause_made, exc);
}

static Value made(rt_thread *t, Value exc, Value state) {
    Value cls = rt_tuple_at(state, 0);
    if (!rt_is_exception(exc))
        return rt_raise_type_error(
            t, "calling %R should have returned an instance of BaseException, not %R", cls,
            rt_from_obj(rt_type_of(exc)));
    return raise_with_cause_tail(t, exc, rt_tuple_at(state, 1));
}

static Value raise_tail(rt_thread *t, Value exc, Value cause) {
    if (!is_exception_class(exc)) return raise_with_cause_tail(t, exc, cause);
    Value state = rt_tuple_pack2(t, exc, cause);
    if (rt_is_null(state)) return state;
    return rt_then(t, rt_call_kw_tail(t, exc, NULL, 0, RT_NULL), made, state);
}

vm_step vm_raise(rt_thread *t, Value exc, Value cause, uint32_t mode) {
    if (mode == 0) {
        if (rt_is_null(t->handled)) {
            rt_raise(t, &rt_exc_RuntimeError, "No active exception to reraise");
        } else {
            t->exc = t->handled;
            vm_of(t)->reraise = true; /* its traceback has this frame already */
        }
        return vm_unwind(t);
    }
    return vm_result(t, raise_tail(t, exc, mode == 2 ? cause : RT_EMPTY), VM_TO_NOWHERE, 0);
}

static bool may_catch(Value cls) {
    if (is_exception_class(cls)) return true;
    if (!rt_is_tuple(cls)) return false;
    for (size_t i = 0; i < rt_tuple_len(cls); i++)
        if (!is_exception_class(rt_tuple_at(cls, i))) return false;
    return true;
}

static bool matches(Value exc, Value cls) {
    if (!rt_is_tuple(cls)) return rt_type_is_subtype(rt_type_of(exc), (rt_type *)rt_obj(cls));
    for (size_t i = 0; i < rt_tuple_len(cls); i++)
        if (rt_type_is_subtype(rt_type_of(exc), (rt_type *)rt_obj(rt_tuple_at(cls, i))))
            return true;
    return false;
}

Value vm_exc_match(rt_thread *t, Value exc, Value classes) {
    if (!may_catch(classes))
        return rt_raise_type_error(
            t, "catching classes that do not inherit from BaseException is not allowed");
    return rt_bool(matches(exc, classes));
}

/* ---- except*: prelude/groups.py ---- */
vm_step vm_exc_group_match(rt_thread *t, Value exc, Value classes, uint16_t dst) {
    Value args[] = {exc, classes};
    return vm_result(t, rt_tail_prelude(t, "except_star_match", args, 2), VM_TO_PAIR, dst);
}

Value vm_exc_group_reraise_tail(rt_thread *t, Value original, Value parts) {
    Value args[] = {original, parts};
    return rt_tail_prelude(t, "except_star_reraise", args, 2);
}
