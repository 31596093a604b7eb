/* none.c - the types of None, NotImplemented and Ellipsis.
 * Owns: their types. Threads: any. */
#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

static Value none_repr(rt_thread *t, Value v) {
    (void)v;
    return rt_str_intern_cstr(t, "None");
}

static Value none_bool(rt_thread *t, Value v) {
    (void)t, (void)v;
    return RT_FALSE;
}

static Value singleton_hash(rt_thread *t, Value v) {
    (void)t;
    return rt_imm_int((int64_t)(v.bits * UINT64_C(0x9e3779b97f4a7c15) >> 3));
}

/* Each type has one instance, which its call returns. */
static Value singleton_new(rt_thread *t, Value cls, uint32_t nargs, Value kwnames, Value instance) {
    if (nargs != 0 || (!rt_is_null(kwnames) && rt_tuple_len(kwnames) != 0))
        return rt_raise_type_error(t, "%s takes no arguments",
                                   rt_same(instance, RT_ELLIPSIS) ? "EllipsisType"
                                                                  : ((rt_type *)rt_obj(cls))->name);
    return instance;
}

static Value none_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args;
    return singleton_new(t, cls, nargs, kwnames, RT_NONE);
}

rt_type rt_none_type = {
    RT_TYPE_HEAD(rt_none_type, "NoneType"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_object),
    .slots = {.new_ = none_new, .repr = none_repr, .to_bool = none_bool, .hash = singleton_hash},
};

static Value ellipsis_repr(rt_thread *t, Value v) {
    (void)v;
    return rt_str_intern_cstr(t, "Ellipsis");
}

static Value ellipsis_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                          Value kwnames) {
    (void)args;
    return singleton_new(t, cls, nargs, kwnames, RT_ELLIPSIS);
}

static Value ellipsis_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return ellipsis_repr(t, args[0]);
}

static const rt_native_def ellipsis_methods[] = {
    {"__reduce__", ellipsis_reduce, 1, 1, NULL, 0, NULL},
    {},
};

rt_type rt_ellipsis_type = {
    RT_TYPE_HEAD(rt_ellipsis_type, "ellipsis"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_object),
    .slots = {.new_ = ellipsis_new, .repr = ellipsis_repr, .hash = singleton_hash},
    .methods = ellipsis_methods,
};

static Value not_implemented_repr(rt_thread *t, Value v) {
    (void)v;
    return rt_str_intern_cstr(t, "NotImplemented");
}

static Value not_implemented_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                                 Value kwnames) {
    (void)args;
    return singleton_new(t, cls, nargs, kwnames, RT_NOT_IMPLEMENTED);
}

static Value not_implemented_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return not_implemented_repr(t, args[0]);
}

static const rt_native_def not_implemented_methods[] = {
    {"__reduce__", not_implemented_reduce, 1, 1, NULL, 0, NULL},
    {},
};

rt_type rt_not_implemented_type = {
    RT_TYPE_HEAD(rt_not_implemented_type, "NotImplementedType"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_object),
    .slots = {.new_ = not_implemented_new, .repr = not_implemented_repr, .hash = singleton_hash},
    .methods = not_implemented_methods,
};
