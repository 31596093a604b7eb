/* exception_group.c - BaseExceptionGroup and ExceptionGroup. split and subgroup call Python (a condition, derive), so they are
 * prelude functions; what is here needs none.
 *
 * Owns: the two types. Threads: any, inside a transaction. */
#include "runtime/objects/dict.h"
#include "runtime/objects/exception_internal.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"

/* state: type, message, the original args. items: a tuple of what may be exceptions. */
static Value group_make(rt_thread *t, Value items, Value state) {
    rt_type *type = (rt_type *)rt_obj(rt_state_at(state, 0));
    size_t n = rt_tuple_len(items);
    if (n == 0) {
        return rt_raise_value_error(t, "second argument (exceptions) must be a non-empty sequence");
    }
    bool only_exceptions = true;
    for (size_t i = 0; i < n; i++) {
        if (!rt_is_exception(rt_tuple_at(items, i))) {
            return rt_raise_value_error(
                t, "Item %zu of second argument (exceptions) is not an exception", i);
        }
        only_exceptions &= rt_isinstance_exact(rt_tuple_at(items, i), &rt_exc_Exception);
    }
    if (type == &rt_exc_BaseExceptionGroup) {
        if (only_exceptions) type = &rt_exc_ExceptionGroup;
    } else if (!only_exceptions && rt_type_is_subtype(type, &rt_exc_Exception)) {
        if (type == &rt_exc_ExceptionGroup) {
            return rt_raise_type_error(t, "Cannot nest BaseExceptions in an ExceptionGroup");
        }
        return rt_raise_type_error(t, "Cannot nest BaseExceptions in '%N'", type);
    }
    Value args[] = {rt_state_at(state, 1), rt_state_at(state, 2)};
    Value e = rt_exc_base_new(t, rt_from_obj(type), args, 2, RT_NULL);
    Value extras[] = {args[0], items};
    return !rt_is_null(e) && rt_exc_store(t, e, extras, 2, RT_NULL) ? e : RT_NULL;
}

static Value group_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    if (!rt_is_null(kwnames) && rt_tuple_len(kwnames)) {
        return rt_raise_type_error(t, "BaseExceptionGroup.__new__() takes no keyword arguments");
    }
    if (nargs != 2) {
        return rt_raise_type_error(
            t, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%u given)", nargs);
    }
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "BaseExceptionGroup.__new__() argument 1 must be str, not %A",
                                   args[0]);
    if (rt_is_dict(args[1]) || !rt_type_of(args[1])->slots.getitem) {
        return rt_raise_type_error(t, "second argument (exceptions) must be a sequence");
    }
    Value values[] = {self, args[0], args[1]}, state = rt_state_new(t, values, 3);
    return rt_is_null(state) ? state : rt_then(t, rt_to_tuple_tail(t, args[1]), group_make, state);
}

static Value group_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    return rt_exc_base_init(t, self, args, nargs, kwnames);
}

static Value group_str(rt_thread *t, Value self) {
    Value message, items;
    if (!rt_exc_load(t, self, EXTRA_MESSAGE, &message)) return RT_NULL;
    if (!rt_exc_load(t, self, EXTRA_EXCEPTIONS, &items)) return RT_NULL;
    size_t n = rt_is_null(items) ? 0 : rt_tuple_len(items);
    if (rt_is_null(message)) return rt_str_empty;
    return rt_str_format_c(t, "%V (%zu sub-exception%s)", message, n, n == 1 ? "" : "s");
}

static Value group_derive(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value message;
    if (!rt_exc_load(t, args[0], EXTRA_MESSAGE, &message)) return RT_NULL;
    Value pair[] = {message, args[1]};
    return group_new(t, rt_from_obj(&rt_exc_BaseExceptionGroup), pair, 2, RT_NULL);
}

static Value group_split(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_tail_prelude(t, "exception_group_split", args, nargs);
}

static Value group_subgroup(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_tail_prelude(t, "exception_group_subgroup", args, nargs);
}

static const rt_native_def group_methods[] = {
    {"derive", group_derive, 2, 2, NULL, 0, NULL},
    {"split", group_split, 2, 2, NULL, 0, NULL},
    {"subgroup", group_subgroup, 2, 2, NULL, 0, NULL},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {0},
};

static const rt_member_def group_members[] = {
    {"message", offsetof(rt_exception, x_extra) + EXTRA_MESSAGE * sizeof(rt_field), false, true},
    {"exceptions", offsetof(rt_exception, x_extra) + EXTRA_EXCEPTIONS * sizeof(rt_field), false,
     true},
    {0}};

rt_type rt_exc_BaseExceptionGroup = {
    RT_TYPE_HEAD(rt_exc_BaseExceptionGroup, "BaseExceptionGroup"),
    .flags = RT_TF_BASETYPE | RT_TF_EXCEPTION | RT_TF_DICT,
    .basic_size = sizeof(rt_exception),
    .slots_offset = sizeof(rt_exception),
    .base = &rt_exc_BaseException,
    .slots = {.new_ = group_new, .init = group_init, .str = group_str},
    .methods = group_methods,
    .members = group_members,
    .doc = "A combination of multiple unrelated exceptions.",
};

/* Its second base, Exception, is in `bases`: see rt_exceptions_ready. */
rt_type rt_exc_ExceptionGroup = {
    RT_TYPE_HEAD(rt_exc_ExceptionGroup, "ExceptionGroup"),
    .flags = RT_TF_BASETYPE | RT_TF_EXCEPTION | RT_TF_DICT,
    .basic_size = sizeof(rt_exception),
    .slots_offset = sizeof(rt_exception),
    .base = &rt_exc_BaseExceptionGroup,
};
