/* method.c - functions bound to an object, and staticmethod and classmethod.
 * Owns: their types. A bound method is immutable; the other two are set up by __init__. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/objects/number.h"
#include "runtime/type_internal.h"

/* ---- method ---- */

static const rt_method *as_method(Value v) { return (const rt_method *)rt_obj(v); }

Value rt_method_new(rt_thread *t, Value func, Value self) {
    rt_method *m = (rt_method *)rt_alloc(t, sizeof *m, &rt_method_type.root);
    if (!m) return RT_NULL;
    m->func = func;
    m->self = self;
    return rt_from_obj(m);
}

static void method_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((rt_method *)o)->func);
    rt_mark(m, ((rt_method *)o)->self);
}

static Value method_type_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                             Value kwnames) {
    (void)type;
    if (nargs != 2 || !rt_is_null(kwnames))
        return rt_raise_type_error(t, "method expected 2 arguments, got %u", nargs);
    if (!rt_type_of(args[0])->slots.call)
        return rt_raise_type_error(t, "first argument must be callable");
    if (rt_is_none(args[1])) return rt_raise_type_error(t, "self must not be None");
    return rt_method_new(t, args[0], args[1]);
}

static Value method_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    const rt_method *m = as_method(self);
    size_t total = nargs + (rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames));
    Value few[8];
    Value *all = few;
    if (total + 1 > sizeof few / sizeof few[0]) {
        Value room = rt_tuple_new(t, NULL, total + 1);
        if (rt_is_null(room)) return RT_NULL;
        all = rt_as_tuple(room)->items;
    }
    all[0] = m->self;
    if (total > 0) memcpy(&all[1], args, total * sizeof(Value));
    return rt_call_kw_tail(t, m->func, all, nargs + 1, kwnames);
}

static Value method_getattr(rt_thread *t, Value self, Value name) {
    Value result = rt_generic_getattr_opt_tail(t, self, name);
    return rt_is_empty(result) ? rt_getattr_tail(t, as_method(self)->func, name) : result;
}

static Value method_repr_done(rt_thread *t, Value text, Value state) {
    Value name = rt_getattr_opt(t, as_method(state)->func, rt_id.__qualname__);
    if (rt_is_empty(name)) name = rt_getattr_opt(t, as_method(state)->func, rt_id.__name__);
    if (rt_is_null(name)) return RT_NULL;
    if (rt_is_empty(name) || !rt_is_str(name))
        return rt_str_format_c(t, "<bound method ? of %V>", text);
    return rt_str_format_c(t, "<bound method %V of %V>", name, text);
}
static Value method_repr(rt_thread *t, Value self) {
    return rt_then(t, rt_repr_tail(t, as_method(self)->self), method_repr_done, self);
}

static Value method_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if ((op != RT_EQ && op != RT_NE) || !rt_is_exact(b, &rt_method_type)) return RT_NOT_IMPLEMENTED;
    if (!rt_same(as_method(a)->self, as_method(b)->self)) return rt_bool(op == RT_NE);
    return rt_compare_bool_tail(t, as_method(a)->func, as_method(b)->func, op);
}

static Value method_hash_done(rt_thread *t, Value hash, Value self) {
    (void)t;
    uint64_t mixed = (as_method(self)->self.bits >> 4) ^ rt_hash_bits(hash);
    return rt_imm_int((int64_t)mixed >> 2);
}
static Value method_hash(rt_thread *t, Value self) {
    return rt_then(t, rt_hash_tail(t, as_method(self)->func), method_hash_done, self);
}

static Value method_func(rt_thread *t, Value self) {
    (void)t;
    return as_method(self)->func;
}
static Value method_self(rt_thread *t, Value self) {
    (void)t;
    return as_method(self)->self;
}
static Value method_doc(rt_thread *t, Value self) {
    return rt_getattr_tail(t, as_method(self)->func, rt_id.__doc__);
}

static const rt_getset_def method_getsets[] = {
    {.name = "__func__", .get = method_func, .set = rt_set_readonly},
    {.name = "__self__", .get = method_self, .set = rt_set_readonly},
    {.name = "__doc__", .get = method_doc},
    {0},
};

rt_type rt_method_type = {
    RT_TYPE_HEAD(rt_method_type, "method"),
    .flags = RT_TF_IMMUTABLE | RT_TF_WEAKREF,
    .basic_size = sizeof(rt_method),
    .trace = method_trace,
    .getsets = method_getsets,
    .doc = "Create a bound instance method object.",
    .slots = {.new_ = method_type_new,
              .call = method_call,
              .getattr = method_getattr,
              .repr = method_repr,
              .compare = method_compare,
              .hash = method_hash},
};

/* ---- staticmethod, classmethod ---- */

static rt_wrapped_function *as_wrapped(Value v) { return (rt_wrapped_function *)rt_obj(v); }
static Value callable_of(rt_thread *t, Value self) {
    return rt_read_field(t, &as_wrapped(self)->hdr, &as_wrapped(self)->x_callable);
}
static void wrapped_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((rt_wrapped_function *)o)->x_callable);
}

/* The attributes that a wrapped function shows as its own. */
static bool copy_attributes(rt_thread *t, Value self, Value callable) {
    Value names[] = {rt_id.__module__, rt_id.__name__, rt_id.__qualname__, rt_id.__doc__,
                     rt_id.__annotations__};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        Value v = rt_getattr_opt(t, callable, names[i]);
        if (rt_is_null(v)) return false;
        if (!rt_is_empty(v) && rt_attr_set(t, rt_obj(self), names[i], v) == RT_ATTR_FAILED)
            return false;
    }
    return true;
}

static Value wrapped_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                          Value kwnames) {
    const char *name =
        rt_isinstance_exact(self, &rt_staticmethod_type) ? "staticmethod" : "classmethod";
    if (!rt_is_null(kwnames))
        return rt_raise_type_error(t, "%s() takes no keyword arguments", name);
    if (nargs != 1) return rt_raise_type_error(t, "%s expected 1 argument, got %u", name, nargs);
    if (!rt_write_field(t, rt_obj(self), &as_wrapped(self)->x_callable, args[0])) return RT_NULL;
    return copy_attributes(t, self, args[0]) ? RT_NONE : RT_NULL;
}

static Value wrapped_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                         Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, rt_as_type(type), 0);
}

/* Wraps without copying attributes: for built-in functions. */
static Value wrapped_make(rt_thread *t, rt_type *type, Value callable) {
    Value self = rt_instance_new(t, type, 0);
    if (!rt_is_null(self)) rt_init(&as_wrapped(self)->x_callable, callable);
    return self;
}
Value rt_staticmethod_new(rt_thread *t, Value callable) {
    Value self = wrapped_make(t, &rt_staticmethod_type, callable);
    if (rt_is_null(self) || rt_is_exact(callable, &rt_native_type)) return self;
    return copy_attributes(t, self, callable) ? self : RT_NULL;
}
Value rt_classmethod_new(rt_thread *t, Value callable) {
    Value self = wrapped_make(t, &rt_classmethod_type, callable);
    if (rt_is_null(self) || rt_is_exact(callable, &rt_native_type)) return self;
    return copy_attributes(t, self, callable) ? self : RT_NULL;
}

static Value uninitialised(rt_thread *t, const char *name) {
    return t->conflict ? RT_NULL
                       : rt_raise(t, &rt_exc_RuntimeError, "uninitialized %s object", name);
}

static Value static_get(rt_thread *t, Value self, Value obj, Value owner) {
    (void)obj, (void)owner;
    Value callable = callable_of(t, self);
    return rt_is_null(callable) ? uninitialised(t, "staticmethod") : callable;
}
static Value static_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    Value callable = callable_of(t, self);
    if (rt_is_null(callable)) return uninitialised(t, "staticmethod");
    return rt_call_kw_tail(t, callable, args, nargs, kwnames);
}

static Value class_get(rt_thread *t, Value self, Value obj, Value owner) {
    Value callable = callable_of(t, self);
    if (rt_is_null(callable)) return uninitialised(t, "classmethod");
    Value type = rt_is_null(owner) ? rt_from_obj(rt_type_of(obj)) : owner;
    /* methods and functions bind at once; other descriptors (a property) bind to the class */
    rt_ternary_fn get = rt_type_of(callable)->slots.descr_get;
    if (get && !(rt_type_of(callable)->flags & RT_TF_METHOD_DESCR))
        return get(t, callable, type, type);
    return rt_method_new(t, callable, type);
}

static Value wrapped_repr_done(rt_thread *t, Value text, Value state) {
    return rt_str_format_c(
        t, "<%s(%V)>",
        rt_isinstance_exact(state, &rt_staticmethod_type) ? "staticmethod" : "classmethod", text);
}
static Value wrapped_repr(rt_thread *t, Value self) {
    Value callable = callable_of(t, self);
    if (t->conflict) return RT_NULL;
    return rt_then(t, rt_repr_tail(t, rt_is_null(callable) ? RT_NONE : callable), wrapped_repr_done,
                   self);
}

static Value wrapped_func(rt_thread *t, Value self) {
    Value callable = callable_of(t, self);
    return rt_is_null(callable) && !t->conflict ? RT_NONE : callable;
}
static Value wrapped_abstract(rt_thread *t, Value self) {
    Value name = rt_str_intern_cstr(t, "__isabstractmethod__");
    Value callable = rt_is_null(name) ? RT_NULL : callable_of(t, self);
    if (rt_is_null(callable)) return t->conflict || rt_exception_pending(t) ? RT_NULL : RT_FALSE;
    Value flag = rt_getattr_opt(t, callable, name);
    if (rt_is_null(flag)) return RT_NULL;
    return rt_is_empty(flag) ? RT_FALSE : rt_truth_tail(t, flag);
}

static Value wrapped_dict(rt_thread *t, Value self) { return rt_attr_dict(t, rt_obj(self)); }

static const rt_getset_def wrapped_getsets[] = {
    {.name = "__func__", .get = wrapped_func, .set = rt_set_readonly},
    {.name = "__wrapped__", .get = wrapped_func, .set = rt_set_readonly},
    {.name = "__isabstractmethod__", .get = wrapped_abstract},
    {.name = "__dict__", .get = wrapped_dict},
    {0},
};

rt_type rt_staticmethod_type = {
    RT_TYPE_HEAD(rt_staticmethod_type, "staticmethod"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT,
    .basic_size = sizeof(rt_wrapped_function),
    .inline_slots = 5,
    .trace = wrapped_trace,
    .getsets = wrapped_getsets,
    .doc = "Convert a function to be a static method.",
    .slots = {.new_ = wrapped_new,
              .init = wrapped_init,
              .descr_get = static_get,
              .call = static_call,
              .repr = wrapped_repr},
};

rt_type rt_classmethod_type = {
    RT_TYPE_HEAD(rt_classmethod_type, "classmethod"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT,
    .basic_size = sizeof(rt_wrapped_function),
    .inline_slots = 5,
    .trace = wrapped_trace,
    .getsets = wrapped_getsets,
    .doc = "Convert a function to be a class method.",
    .slots = {.new_ = wrapped_new,
              .init = wrapped_init,
              .descr_get = class_get,
              .repr = wrapped_repr},
};
