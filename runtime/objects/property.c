/* property.c - property objects. Their fields are written by __init__ and __set_name__ only.
 * Owns: rt_property_type. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/type_internal.h"

static rt_property *as_property(Value v) { return (rt_property *)rt_obj(v); }

static void property_trace(rt_object *o, rt_marker *m) {
    rt_property *p = (rt_property *)o;
    rt_field *fields[] = {&p->x_get, &p->x_set, &p->x_del, &p->x_doc, &p->x_name};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        rt_mark_field(m, fields[i]);
}

/* A field; None where it was never set. RT_NULL: conflict. */
static Value field_of(rt_thread *t, Value self, rt_field *f) {
    Value v = rt_read_field(t, rt_obj(self), f);
    return rt_is_null(v) && !t->conflict ? RT_NONE : v;
}

/* "property 'x' of 'C' object has no getter" */
static Value raise_missing(rt_thread *t, Value self, Value obj, const char *what) {
    Value name = field_of(t, self, &as_property(self)->x_name);
    if (rt_is_null(name)) return RT_NULL;
    Value qualname = rt_type_of(obj)->qualname;
    if (rt_is_none(name))
        return rt_raise(t, &rt_exc_AttributeError, "property of %R object has no %s", qualname,
                        what);
    return rt_raise(t, &rt_exc_AttributeError, "property %R of %R object has no %s", name, qualname,
                    what);
}

static Value property_get(rt_thread *t, Value self, Value obj, Value owner) {
    (void)owner;
    if (rt_is_null(obj)) return self;
    Value f = field_of(t, self, &as_property(self)->x_get);
    if (rt_is_null(f)) return RT_NULL;
    return rt_is_none(f) ? raise_missing(t, self, obj, "getter")
                         : rt_call_kw_tail(t, f, &obj, 1, RT_NULL);
}

static Value to_none(rt_thread *t, Value result, Value state) {
    (void)t, (void)result, (void)state;
    return RT_NONE;
}

static Value property_set(rt_thread *t, Value self, Value obj, Value value) {
    bool del = rt_is_empty(value);
    rt_property *p = as_property(self);
    Value f = field_of(t, self, del ? &p->x_del : &p->x_set);
    if (rt_is_null(f)) return RT_NULL;
    if (rt_is_none(f)) return raise_missing(t, self, obj, del ? "deleter" : "setter");
    Value args[] = {obj, value};
    return rt_then(t, rt_call_kw_tail(t, f, args, del ? 1 : 2, RT_NULL), to_none, RT_NONE);
}

static Value property_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                          Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, rt_as_type(type), 0);
}

/* ---- __init__(fget=None, fset=None, fdel=None, doc=None) ---- */

static bool bind_arguments(rt_thread *t, Value *out, const Value *args, uint32_t nargs,
                           Value kwnames) {
    static const char *const names[] = {"fget", "fset", "fdel", "doc"};
    if (nargs > 4) {
        (void)rt_raise_type_error(t, "property() takes at most 4 arguments (%u given)", nargs);
        return false;
    }
    for (uint32_t i = 0; i < 4; i++)
        out[i] = i < nargs ? args[i] : RT_NONE;
    for (size_t k = 0; !rt_is_null(kwnames) && k < rt_tuple_len(kwnames); k++) {
        Value name = rt_tuple_at(kwnames, k);
        uint32_t i = 0;
        while (i < 4 && !rt_str_equal_cstr(name, names[i]))
            i++;
        if (i == 4) {
            (void)rt_raise_type_error(t, "'%V' is an invalid keyword argument for property()",
                                      name);
            return false;
        }
        if (i < nargs) {
            (void)rt_raise_type_error(
                t, "argument for property() given by name ('%s') and position (%u)", names[i],
                i + 1);
            return false;
        }
        out[i] = args[nargs + k];
    }
    return true;
}

static Value property_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                           Value kwnames) {
    Value v[4];
    if (!bind_arguments(t, v, args, nargs, kwnames)) return RT_NULL;
    if (rt_is_none(v[3]) && !rt_is_none(v[0])) { /* the getter's documentation */
        Value doc = rt_getattr_opt(t, v[0], rt_id.__doc__);
        if (rt_is_null(doc)) return RT_NULL;
        if (!rt_is_empty(doc)) v[3] = doc;
    }
    rt_property *p = as_property(self);
    rt_own own = rt_write(t, &p->hdr);
    if (!own) return RT_NULL;
    rt_set(t, own, &p->x_get, v[0]);
    rt_set(t, own, &p->x_set, v[1]);
    rt_set(t, own, &p->x_del, v[2]);
    rt_set(t, own, &p->x_doc, v[3]);
    /* a subclass shows the text as an attribute of its own, where its instances have any */
    if (rt_is_exact(self, &rt_property_type) || rt_type_of(self)->slots_offset == 0 ||
        rt_is_none(v[3]))
        return RT_NONE;
    return rt_attr_set(t, rt_obj(self), rt_id.__doc__, v[3]) == RT_ATTR_FAILED ? RT_NULL : RT_NONE;
}

/* ---- getter, setter, deleter ---- */

static Value keep_name(rt_thread *t, Value copy, Value original) {
    if (!rt_isinstance_exact(copy, &rt_property_type)) return copy;
    Value name = rt_read_field(t, rt_obj(original), &as_property(original)->x_name);
    if (t->conflict) return RT_NULL;
    return rt_write_field(t, rt_obj(copy), &as_property(copy)->x_name, name) ? copy : RT_NULL;
}

/* A property of the same class with accessor `which` replaced. */
static Value replaced(rt_thread *t, Value self, size_t which, Value f) {
    rt_property *p = as_property(self);
    Value args[] = {field_of(t, self, &p->x_get), field_of(t, self, &p->x_set),
                    field_of(t, self, &p->x_del), field_of(t, self, &p->x_doc)};
    if (t->conflict) return RT_NULL;
    if (!rt_is_none(f)) args[which] = f;
    if (which == 0 && !rt_is_none(f)) args[3] = RT_NONE; /* the new getter's documentation */
    return rt_then(t, rt_call_kw_tail(t, rt_from_obj(rt_type_of(self)), args, 4, RT_NULL),
                   keep_name, self);
}
static Value property_getter(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return replaced(t, args[0], 0, args[1]);
}
static Value property_setter(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return replaced(t, args[0], 1, args[1]);
}
static Value property_deleter(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return replaced(t, args[0], 2, args[1]);
}
static Value property_set_name(rt_thread *t, Value *args, uint32_t nargs) {
    if (nargs != 3)
        return rt_raise_type_error(
            t, "__set_name__() takes 2 positional arguments but %u were given", nargs - 1);
    return rt_write_field(t, rt_obj(args[0]), &as_property(args[0])->x_name, args[2]) ? RT_NONE
                                                                                      : RT_NULL;
}

static const rt_native_def property_methods[] = {
    {.name = "getter",
     .fn = property_getter,
     .min = 2,
     .max = 2,
     .doc = "Descriptor to obtain a copy of the property with a different getter."},
    {.name = "setter",
     .fn = property_setter,
     .min = 2,
     .max = 2,
     .doc = "Descriptor to obtain a copy of the property with a different setter."},
    {.name = "deleter",
     .fn = property_deleter,
     .min = 2,
     .max = 2,
     .doc = "Descriptor to obtain a copy of the property with a different deleter."},
    {.name = "__set_name__",
     .fn = property_set_name,
     .min = 1,
     .max = -1,
     .doc = "Method to set name of a property."},
    {0},
};

static Value get_fget(rt_thread *t, Value self) {
    return field_of(t, self, &as_property(self)->x_get);
}
static Value get_fset(rt_thread *t, Value self) {
    return field_of(t, self, &as_property(self)->x_set);
}
static Value get_fdel(rt_thread *t, Value self) {
    return field_of(t, self, &as_property(self)->x_del);
}
static Value get_doc(rt_thread *t, Value self) {
    return field_of(t, self, &as_property(self)->x_doc);
}
static Value set_doc(rt_thread *t, Value self, Value value) {
    if (rt_is_empty(value)) value = RT_NONE;
    return rt_write_field(t, rt_obj(self), &as_property(self)->x_doc, value) ? RT_NONE : RT_NULL;
}

static Value get_abstract(rt_thread *t, Value self) {
    Value flag_name = rt_str_intern_cstr(t, "__isabstractmethod__");
    if (rt_is_null(flag_name)) return RT_NULL;
    rt_property *p = as_property(self);
    rt_field *fields[] = {&p->x_get, &p->x_set, &p->x_del};
    for (size_t i = 0; i < 3; i++) {
        Value f = field_of(t, self, fields[i]);
        Value flag = rt_is_null(f) ? RT_NULL : rt_getattr_opt(t, f, flag_name);
        if (rt_is_null(flag)) return RT_NULL;
        Value truth = rt_is_empty(flag) ? RT_FALSE : rt_truth(t, flag);
        if (!rt_same(truth, RT_FALSE)) return truth;
    }
    return RT_FALSE;
}

static const rt_getset_def property_getsets[] = {
    {.name = "fget", .get = get_fget, .set = rt_set_readonly},
    {.name = "fset", .get = get_fset, .set = rt_set_readonly},
    {.name = "fdel", .get = get_fdel, .set = rt_set_readonly},
    {.name = "__doc__", .get = get_doc, .set = set_doc},
    {.name = "__isabstractmethod__", .get = get_abstract},
    {0},
};

rt_type rt_property_type = {
    RT_TYPE_HEAD(rt_property_type, "property"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(rt_property),
    .trace = property_trace,
    .methods = property_methods,
    .getsets = property_getsets,
    .slots = {.new_ = property_new,
              .init = property_init,
              .descr_get = property_get,
              .descr_set = property_set},
};
