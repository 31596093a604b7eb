/* descriptor.c - method_descriptor, classmethod_descriptor, getset_descriptor, member_descriptor, wrapper_descriptor,
 * method-wrapper, the __new__ of built-in types, and mappingproxy.
 * Owns: nothing beyond their types. All are immutable. Threads: any. */
#include "runtime/objects/descriptor.h"

#include "runtime/type_internal.h"

bool rt_is_descr(Value v) {
    if (!rt_is_obj(v)) return false;
    const rt_type *type = rt_obj_type(rt_obj(v));
    return type == &rt_method_descr_type || type == &rt_classmethod_descr_type ||
           type == &rt_getset_descr_type || type == &rt_member_descr_type ||
           type == &rt_wrapper_descr_type;
}

static rt_descr *descr_new(rt_thread *t, rt_type *kind, rt_type *owner, const char *name) {
    rt_descr *d = (rt_descr *)rt_alloc(t, sizeof *d, &kind->root);
    if (!d) return NULL;
    d->owner = owner;
    d->name = name;
    return d;
}

static void descr_trace(rt_object *o, rt_marker *m) { rt_mark_ptr(m, ((rt_descr *)o)->owner); }

/* ---- what all have in common ---- */

static Value descr_name(rt_thread *t, Value self) {
    return rt_str_intern_cstr(t, rt_as_descr(self)->name);
}
static Value descr_objclass(rt_thread *t, Value self) {
    (void)t;
    return rt_from_obj(rt_as_descr(self)->owner);
}
static Value descr_qualname(rt_thread *t, Value self) {
    const rt_descr *d = rt_as_descr(self);
    return rt_str_format_c(t, "%V.%s", d->owner->qualname, d->name);
}
static Value doc_of(rt_thread *t, const char *doc) {
    return doc ? rt_str_from_cstr(t, doc) : RT_NONE;
}
static Value method_doc(rt_thread *t, Value self) {
    return doc_of(t, rt_as_descr(self)->method->doc);
}
static Value getset_doc(rt_thread *t, Value self) {
    return doc_of(t, rt_as_descr(self)->getset->doc);
}
static Value member_doc(rt_thread *t, Value self) {
    (void)t, (void)self;
    return RT_NONE;
}
static Value wrapper_doc(rt_thread *t, Value self) {
    return doc_of(t, rt_as_descr(self)->slot->doc);
}

#define DESCR_GETSETS(table, doc_get)                                                                      \
    static const rt_getset_def table[] = {                                                                 \
        {.name = "__name__", .get = descr_name},                                                           \
        {.name = "__objclass__", .get = descr_objclass},                                                   \
        {.name = "__qualname__", .get = descr_qualname},                                                   \
        {.name = "__doc__", .get = doc_get},                                                               \
        {0},                                                                                               \
    };
DESCR_GETSETS(method_getsets, method_doc)
DESCR_GETSETS(getset_getsets, getset_doc)
DESCR_GETSETS(member_getsets, member_doc)
DESCR_GETSETS(wrapper_getsets, wrapper_doc)
#undef DESCR_GETSETS

static Value descr_repr(rt_thread *t, Value self) {
    const rt_descr *d = rt_as_descr(self);
    const rt_type *kind = rt_type_of(self);
    const char *what = kind == &rt_getset_descr_type    ? "attribute"
                       : kind == &rt_member_descr_type  ? "member"
                       : kind == &rt_wrapper_descr_type ? "slot wrapper"
                                                        : "method";
    return rt_str_format_c(t, "<%s '%s' of '%s' objects>", what, d->name, d->owner->name);
}

static bool check_instance(rt_thread *t, const rt_descr *d, Value obj) {
    if (rt_isinstance_exact(obj, d->owner)) return true;
    (void)rt_raise_type_error(t, "descriptor '%s' for '%s' objects doesn't apply to a '%T' object",
                              d->name, d->owner->name, obj);
    return false;
}

/* ---- methods ---- */

Value rt_method_descr_new(rt_thread *t, rt_type *owner, const rt_native_def *def) {
    if (def->flags & RT_NATIVE_STATIC) {
        Value f = rt_native_new(t, def, RT_EMPTY, RT_NONE);
        return rt_is_null(f) ? RT_NULL : rt_staticmethod_new(t, f);
    }
    bool of_class = (def->flags & RT_NATIVE_CLASS) != 0;
    rt_descr *d = descr_new(t, of_class ? &rt_classmethod_descr_type : &rt_method_descr_type, owner,
                            def->name);
    if (!d) return RT_NULL;
    d->method = def;
    return rt_from_obj(d);
}

static Value method_get(rt_thread *t, Value self, Value obj, Value owner) {
    (void)owner;
    const rt_descr *d = rt_as_descr(self);
    if (rt_is_null(obj)) return self;
    return check_instance(t, d, obj) ? rt_native_new(t, d->method, obj, RT_NONE) : RT_NULL;
}

static Value method_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    const rt_descr *d = rt_as_descr(self);
    if (nargs == 0)
        return rt_raise_type_error(t, "unbound method %s.%s() needs an argument", d->owner->name,
                                   d->name);
    if (!check_instance(t, d, args[0])) return RT_NULL;
    return rt_native_invoke_tail(t, d->method, args[0], args + 1, nargs - 1, kwnames);
}

rt_type rt_method_descr_type = {
    RT_TYPE_HEAD(rt_method_descr_type, "method_descriptor"),
    .flags = RT_TF_IMMUTABLE | RT_TF_METHOD_DESCR,
    .basic_size = sizeof(rt_descr),
    .trace = descr_trace,
    .getsets = method_getsets,
    .slots = {.repr = descr_repr, .descr_get = method_get, .call = method_call},
};

static Value class_method_get(rt_thread *t, Value self, Value obj, Value owner) {
    const rt_descr *d = rt_as_descr(self);
    Value type = !rt_is_null(owner) ? owner
                 : rt_is_null(obj)  ? RT_NULL
                                    : rt_from_obj(rt_type_of(obj));
    if (rt_is_null(type))
        return rt_raise_type_error(t,
                                   "descriptor '%s' for type '%s' needs either an object or a type",
                                   d->name, d->owner->name);
    if (!rt_is_type(type))
        return rt_raise_type_error(
            t, "descriptor '%s' for type '%s' needs a type, not a '%T' as arg 2", d->name,
            d->owner->name, type);
    if (!rt_type_is_subtype(rt_as_type(type), d->owner))
        return rt_raise_type_error(t,
                                   "descriptor '%s' requires a subtype of '%s' but received '%s'",
                                   d->name, d->owner->name, rt_as_type(type)->name);
    return rt_native_new(t, d->method, type, RT_NONE);
}

static Value class_method_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                               Value kwnames) {
    const rt_descr *d = rt_as_descr(self);
    if (nargs == 0)
        return rt_raise_type_error(t, "descriptor '%s' of '%s' object needs an argument", d->name,
                                   d->owner->name);
    Value bound = class_method_get(t, self, RT_NULL, args[0]);
    return rt_is_null(bound) ? RT_NULL : rt_call_kw_tail(t, bound, args + 1, nargs - 1, kwnames);
}

rt_type rt_classmethod_descr_type = {
    RT_TYPE_HEAD(rt_classmethod_descr_type, "classmethod_descriptor"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_descr),
    .trace = descr_trace,
    .getsets = method_getsets,
    .slots = {.repr = descr_repr, .descr_get = class_method_get, .call = class_method_call},
};

/* ---- computed attributes ---- */

Value rt_getset_descr_new(rt_thread *t, rt_type *owner, const rt_getset_def *def) {
    rt_descr *d = descr_new(t, &rt_getset_descr_type, owner, def->name);
    if (!d) return RT_NULL;
    d->getset = def;
    return rt_from_obj(d);
}

static Value getset_get(rt_thread *t, Value self, Value obj, Value owner) {
    (void)owner;
    const rt_descr *d = rt_as_descr(self);
    if (rt_is_null(obj)) return self;
    if (!check_instance(t, d, obj)) return RT_NULL;
    if (!d->getset->get)
        return rt_raise(t, &rt_exc_AttributeError, "attribute '%s' of '%s' objects is not readable",
                        d->name, d->owner->name);
    return d->getset->get(t, obj);
}

static Value raise_not_writable(rt_thread *t, const rt_descr *d) {
    return rt_raise(t, &rt_exc_AttributeError, "attribute '%s' of '%s' objects is not writable",
                    d->name, d->owner->name);
}

Value rt_set_readonly(rt_thread *t, Value self, Value value) {
    (void)self;
    (void)value;
    return rt_raise(t, &rt_exc_AttributeError, "readonly attribute");
}

static Value getset_set(rt_thread *t, Value self, Value obj, Value value) {
    const rt_descr *d = rt_as_descr(self);
    if (!check_instance(t, d, obj)) return RT_NULL;
    return d->getset->set ? d->getset->set(t, obj, value) : raise_not_writable(t, d);
}

rt_type rt_getset_descr_type = {
    RT_TYPE_HEAD(rt_getset_descr_type, "getset_descriptor"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_descr),
    .trace = descr_trace,
    .getsets = getset_getsets,
    .slots = {.repr = descr_repr, .descr_get = getset_get, .descr_set = getset_set},
};

/* ---- fields ---- */

Value rt_member_descr_new(rt_thread *t, rt_type *owner, const rt_member_def *def) {
    rt_descr *d = descr_new(t, &rt_member_descr_type, owner, def->name);
    if (!d) return RT_NULL;
    d->member = def;
    return rt_from_obj(d);
}

static rt_field *member_field(const rt_descr *d, Value obj) {
    return (rt_field *)(void *)((char *)rt_obj(obj) + d->member->offset);
}

static Value member_get(rt_thread *t, Value self, Value obj, Value owner) {
    (void)owner;
    const rt_descr *d = rt_as_descr(self);
    if (rt_is_null(obj)) return self;
    if (!check_instance(t, d, obj)) return RT_NULL;
    Value v = rt_read_field(t, rt_obj(obj), member_field(d, obj));
    if (!rt_is_null(v) || t->conflict) return v;
    if (d->member->none_if_null) return RT_NONE;
    Value name = rt_str_from_cstr(t, d->name);
    return rt_is_null(name) ? RT_NULL : rt_raise_attribute_error(t, obj, name);
}

static Value member_set(rt_thread *t, Value self, Value obj, Value value) {
    const rt_descr *d = rt_as_descr(self);
    if (!check_instance(t, d, obj)) return RT_NULL;
    if (!d->member->writable) return rt_set_readonly(t, obj, value);
    rt_field *field = member_field(d, obj);
    if (rt_is_empty(value)) {
        Value old = rt_read_field(t, rt_obj(obj), field);
        if (t->conflict) return RT_NULL;
        if (rt_is_null(old)) return rt_raise(t, &rt_exc_AttributeError, "%s", d->name);
        value = RT_NULL;
    }
    return rt_write_field(t, rt_obj(obj), field, value) ? RT_NONE : RT_NULL;
}

rt_type rt_member_descr_type = {
    RT_TYPE_HEAD(rt_member_descr_type, "member_descriptor"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_descr),
    .trace = descr_trace,
    .getsets = member_getsets,
    .slots = {.repr = descr_repr, .descr_get = member_get, .descr_set = member_set},
};

/* ---- slot wrappers ---- */

Value rt_wrapper_descr_new(rt_thread *t, rt_type *owner, const struct rt_slot_def *def) {
    rt_descr *d = descr_new(t, &rt_wrapper_descr_type, owner, def->name);
    if (!d) return RT_NULL;
    d->slot = def;
    return rt_from_obj(d);
}

static Value wrapper_get(rt_thread *t, Value self, Value obj, Value owner) {
    (void)owner;
    if (rt_is_null(obj)) return self;
    if (!check_instance(t, rt_as_descr(self), obj)) return RT_NULL;
    rt_method_wrapper *w =
        (rt_method_wrapper *)rt_alloc(t, sizeof *w, &rt_method_wrapper_type.root);
    if (!w) return RT_NULL;
    w->descr = self;
    w->self = obj;
    return rt_from_obj(w);
}

static Value wrapper_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                          Value kwnames) {
    const rt_descr *d = rt_as_descr(self);
    if (nargs == 0)
        return rt_raise_type_error(t, "descriptor '%s' of '%s' object needs an argument", d->name,
                                   d->owner->name);
    if (!rt_isinstance_exact(args[0], d->owner))
        return rt_raise_type_error(t, "descriptor '%s' requires a '%s' object but received a '%T'",
                                   d->name, d->owner->name, args[0]);
    return rt_slot_invoke_tail(t, d->slot, d->owner, args[0], args + 1, nargs - 1, kwnames);
}

rt_type rt_wrapper_descr_type = {
    RT_TYPE_HEAD(rt_wrapper_descr_type, "wrapper_descriptor"),
    .flags = RT_TF_IMMUTABLE | RT_TF_METHOD_DESCR,
    .basic_size = sizeof(rt_descr),
    .trace = descr_trace,
    .getsets = wrapper_getsets,
    .slots = {.repr = descr_repr, .descr_get = wrapper_get, .call = wrapper_call},
};

static const rt_method_wrapper *as_wrapper(Value v) { return (const rt_method_wrapper *)rt_obj(v); }

static void method_wrapper_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((rt_method_wrapper *)o)->descr);
    rt_mark(m, ((rt_method_wrapper *)o)->self);
}

static Value method_wrapper_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                                 Value kwnames) {
    const rt_descr *d = rt_as_descr(as_wrapper(self)->descr);
    return rt_slot_invoke_tail(t, d->slot, d->owner, as_wrapper(self)->self, args, nargs, kwnames);
}

static Value method_wrapper_repr(rt_thread *t, Value self) {
    Value obj = as_wrapper(self)->self;
    return rt_str_format_c(t, "<method-wrapper '%s' of %T object at 0x%llx>",
                           rt_as_descr(as_wrapper(self)->descr)->name, obj,
                           (unsigned long long)obj.bits);
}

static Value method_wrapper_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    (void)t;
    if ((op != RT_EQ && op != RT_NE) || rt_type_of(b) != &rt_method_wrapper_type)
        return RT_NOT_IMPLEMENTED;
    bool equal = rt_same(as_wrapper(a)->descr, as_wrapper(b)->descr) &&
                 rt_same(as_wrapper(a)->self, as_wrapper(b)->self);
    return rt_bool(equal == (op == RT_EQ));
}

static Value method_wrapper_hash(rt_thread *t, Value self) {
    (void)t;
    return rt_imm_int(
        (int64_t)((as_wrapper(self)->self.bits >> 4) * 31 + (as_wrapper(self)->descr.bits >> 4)) >>
        2);
}

static Value method_wrapper_self(rt_thread *t, Value self) {
    (void)t;
    return as_wrapper(self)->self;
}
static Value method_wrapper_name(rt_thread *t, Value self) {
    return descr_name(t, as_wrapper(self)->descr);
}
static Value method_wrapper_qualname(rt_thread *t, Value self) {
    return descr_qualname(t, as_wrapper(self)->descr);
}
static Value method_wrapper_objclass(rt_thread *t, Value self) {
    return descr_objclass(t, as_wrapper(self)->descr);
}
static Value method_wrapper_doc(rt_thread *t, Value self) {
    return wrapper_doc(t, as_wrapper(self)->descr);
}

static const rt_getset_def method_wrapper_getsets[] = {
    {.name = "__self__", .get = method_wrapper_self},
    {.name = "__name__", .get = method_wrapper_name},
    {.name = "__qualname__", .get = method_wrapper_qualname},
    {.name = "__objclass__", .get = method_wrapper_objclass},
    {.name = "__doc__", .get = method_wrapper_doc},
    {0},
};

rt_type rt_method_wrapper_type = {
    RT_TYPE_HEAD(rt_method_wrapper_type, "method-wrapper"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_method_wrapper),
    .trace = method_wrapper_trace,
    .getsets = method_wrapper_getsets,
    .slots = {.repr = method_wrapper_repr,
              .call = method_wrapper_call,
              .compare = method_wrapper_compare,
              .hash = method_wrapper_hash},
};

/* ---- __new__ of built-in types ---- */

Value rt_new_method_new(rt_thread *t, rt_type *owner) {
    rt_new_method *m = (rt_new_method *)rt_alloc(t, sizeof *m, &rt_new_method_type.root);
    if (!m) return RT_NULL;
    m->owner = owner;
    return rt_from_obj(m);
}

static const rt_type *static_base(const rt_type *type) {
    while (type->flags & RT_TF_HEAP)
        type = type->base;
    return type;
}

static Value new_call(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    rt_type *owner = ((const rt_new_method *)rt_obj(self))->owner;
    if (nargs == 0)
        return rt_raise_type_error(t, "%s.__new__(): not enough arguments", owner->name);
    if (!rt_is_type(args[0]))
        return rt_raise_type_error(t, "%s.__new__(X): X is not a type object (%T)", owner->name,
                                   args[0]);
    rt_type *type = rt_as_type(args[0]);
    if (!rt_type_is_subtype(type, owner))
        return rt_raise_type_error(t, "%s.__new__(%s): %s is not a subtype of %s", owner->name,
                                   type->name, type->name, owner->name);
    const rt_type *safe = static_base(type);
    if (safe->slots.new_ != owner->slots.new_)
        return rt_raise_type_error(t, "%s.__new__(%s) is not safe, use %s.__new__()", owner->name,
                                   type->name, safe->name);
    return owner->slots.new_(t, args[0], args + 1, nargs - 1, kwnames);
}

static Value new_repr(rt_thread *t, Value self) {
    return rt_str_format_c(
        t, "<built-in method __new__ of type object at 0x%llx>",
        (unsigned long long)(uintptr_t)((const rt_new_method *)rt_obj(self))->owner);
}
static Value new_name(rt_thread *t, Value self) {
    (void)t, (void)self;
    return rt_id.__new__;
}
static Value new_qualname(rt_thread *t, Value self) {
    return rt_str_format_c(t, "%V.__new__", ((const rt_new_method *)rt_obj(self))->owner->qualname);
}
static Value new_self(rt_thread *t, Value self) {
    (void)t;
    return rt_from_obj(((const rt_new_method *)rt_obj(self))->owner);
}

static const rt_getset_def new_getsets[] = {
    {.name = "__name__", .get = new_name},
    {.name = "__qualname__", .get = new_qualname},
    {.name = "__self__", .get = new_self},
    {0},
};

rt_type rt_new_method_type = {
    RT_TYPE_HEAD(rt_new_method_type, "builtin_function_or_method"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_new_method),
    .getsets = new_getsets,
    .slots = {.repr = new_repr, .call = new_call},
};

/* ---- mappingproxy ---- */

static Value proxied(Value self) { return ((const rt_mapping_proxy *)rt_obj(self))->mapping; }

Value rt_mapping_proxy_new(rt_thread *t, Value mapping) {
    rt_mapping_proxy *p = (rt_mapping_proxy *)rt_alloc(t, sizeof *p, &rt_mapping_proxy_type.root);
    if (!p) return RT_NULL;
    p->mapping = mapping;
    return rt_from_obj(p);
}

static void proxy_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((rt_mapping_proxy *)o)->mapping);
}

static Value proxy_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    (void)type;
    if (nargs != 1 || !rt_is_null(kwnames))
        return rt_raise_type_error(t, "mappingproxy() missing required argument 'mapping' (pos 1)");
    if (!rt_type_of(args[0])->slots.getitem || rt_has_flag(args[0], RT_TF_LIST | RT_TF_TUPLE))
        return rt_raise_type_error(t, "mappingproxy() argument must be a mapping, not %T", args[0]);
    return rt_mapping_proxy_new(t, args[0]);
}

static Value proxy_getitem(rt_thread *t, Value self, Value key) {
    return rt_getitem_tail(t, proxied(self), key);
}
static Value proxy_contains(rt_thread *t, Value self, Value key) {
    return rt_contains_tail(t, proxied(self), key);
}
static Value proxy_len(rt_thread *t, Value self) { return rt_len_tail(t, proxied(self)); }
static Value proxy_iter(rt_thread *t, Value self) { return rt_iter_tail(t, proxied(self)); }
static Value proxy_str(rt_thread *t, Value self) { return rt_to_str_tail(t, proxied(self)); }
static Value proxy_hash(rt_thread *t, Value self) {
    return rt_raise_type_error(t, "unhashable type: '%T'", self);
}

static Value proxy_repr_done(rt_thread *t, Value text, Value state) {
    (void)state;
    return rt_str_format_c(t, "mappingproxy(%V)", text);
}
static Value proxy_repr(rt_thread *t, Value self) {
    return rt_then(t, rt_repr_tail(t, proxied(self)), proxy_repr_done, RT_NONE);
}
static Value proxy_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (rt_is_exact(b, &rt_mapping_proxy_type)) b = proxied(b);
    return rt_compare_tail(t, proxied(a), b, op);
}
static Value proxy_or(rt_thread *t, Value a, Value b) {
    if (rt_is_exact(a, &rt_mapping_proxy_type)) a = proxied(a);
    if (rt_is_exact(b, &rt_mapping_proxy_type)) b = proxied(b);
    return rt_binary_tail(t, RT_OR, a, b);
}

#define FORWARD(fn, method)                                                                                \
    static Value fn(rt_thread *t, Value *args, uint32_t nargs) {                                           \
        Value name = rt_str_intern_cstr(t, method);                                                        \
        if (rt_is_null(name)) return RT_NULL;                                                              \
        return rt_call_method_tail(t, proxied(args[0]), name, args + 1, nargs - 1);                        \
    }
FORWARD(proxy_get, "get")
FORWARD(proxy_keys, "keys")
FORWARD(proxy_values, "values")
FORWARD(proxy_items, "items")
FORWARD(proxy_copy, "copy")
FORWARD(proxy_reversed, "__reversed__")
#undef FORWARD

static const rt_native_def proxy_methods[] = {
    {.name = "get", .fn = proxy_get, .min = 2, .max = 3},
    {.name = "keys", .fn = proxy_keys, .min = 1, .max = 1},
    {.name = "values", .fn = proxy_values, .min = 1, .max = 1},
    {.name = "items", .fn = proxy_items, .min = 1, .max = 1},
    {.name = "copy", .fn = proxy_copy, .min = 1, .max = 1},
    {.name = "__reversed__", .fn = proxy_reversed, .min = 1, .max = 1},
    {0},
};

rt_type rt_mapping_proxy_type = {
    RT_TYPE_HEAD(rt_mapping_proxy_type, "mappingproxy"),
    .flags = RT_TF_IMMUTABLE | RT_TF_MAPPING,
    .basic_size = sizeof(rt_mapping_proxy),
    .trace = proxy_trace,
    .methods = proxy_methods,
    .slots = {.new_ = proxy_new,
              .repr = proxy_repr,
              .str = proxy_str,
              .hash = proxy_hash,
              .len = proxy_len,
              .iter = proxy_iter,
              .getitem = proxy_getitem,
              .contains = proxy_contains,
              .compare = proxy_compare,
              .binary = {[RT_OR] = proxy_or}},
};
