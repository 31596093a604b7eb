/* type_attrs.c - the class `type`: attributes of classes, read and written.
 *
 * Writing an attribute of a class that others know, in parallel mode, makes the transaction irrevocable first: slots and versions
 * are not logged, so that they must not be taken back.
 * Owns: rt_type_type. Threads: any. */
#include <stdlib.h>

#include "runtime/objects/descriptor.h"
#include "runtime/type_internal.h"

/* ---- reading ---- */

Value rt_type_getattr_opt_tail(rt_thread *t, Value self, Value name) {
    name = rt_name_intern(t, name);
    if (rt_is_null(name)) return RT_NULL;
    rt_type *type = rt_as_type(self), *meta = rt_type_of(self);
    Value descr = rt_type_lookup(t, meta, name);
    if (rt_is_null(descr)) return RT_NULL;
    if (!rt_is_empty(descr) && rt_type_of(descr)->slots.descr_set &&
        rt_type_of(descr)->slots.descr_get)
        return rt_bind_tail(t, descr, self, meta);
    Value own = rt_type_lookup(t, type, name);
    if (rt_is_null(own)) return RT_NULL;
    if (!rt_is_empty(own)) {
        rt_ternary_fn get = rt_type_of(own)->slots.descr_get;
        return get ? get(t, own, RT_NULL, self) : own;
    }
    return rt_is_empty(descr) ? RT_EMPTY : rt_bind_tail(t, descr, self, meta);
}

Value rt_type_getattro(rt_thread *t, Value self, Value name) {
    Value result = rt_type_getattr_opt_tail(t, self, name);
    return rt_is_empty(result) ? rt_raise_attribute_error(t, self, name) : result;
}

/* ---- writing ---- */

static Value raise_immutable(rt_thread *t, const rt_type *type, Value name) {
    return rt_raise_type_error(t, "cannot set '%V' attribute of immutable type '%s'", name,
                               type->name);
}

/* From here on the transaction commits. A class that it has made itself goes with it. */
static bool cannot_abort(rt_thread *t, const rt_type *type) {
    if (rt_born_here(t, &type->hdr) || stm_is_irrevocable(t->tx)) return true;
    return stm_irrevocable(t->tx, rt_site(t)) || rt_conflict(t);
}

static bool is_data_descriptor(Value v) {
    return !rt_is_empty(v) && rt_type_of(v)->slots.descr_set;
}

/* Special methods that decide how attributes are found. */
static bool redefines_access(Value name) {
    return rt_same(name, rt_id.__getattribute__) || rt_same(name, rt_id.__setattr__) ||
           rt_same(name, rt_id.__delattr__) || rt_same(name, rt_id.__set__) ||
           rt_same(name, rt_id.__delete__);
}

static void tell_caches(rt_thread *t, Value name) {
    if (!rt_shadow_hook) return;
    bool parallel = !t->tx->solo;
    if (parallel) rt_world_stop(t);
    rt_shadow_hook(name);
    if (parallel) rt_world_start(t);
}

/* Reads what deriving the slots of type and of its subclasses will read: irrevocable reads acquire, and with the world
 * stopped there is no waiting for whoever owns it. */
static bool hold(rt_thread *t, rt_type *type) {
    int64_t n;
    if (t->tx->solo) return true;
    if (!rt_slots_read(t, type) || !rt_list_len(t, type->weak_subclasses, &n)) return false;
    for (int64_t i = 0; i < n; i++) {
        Value sub = rt_list_get(t, type->weak_subclasses, i);
        if (rt_is_null(sub) || (rt_is_obj(sub) && !hold(t, rt_as_type(sub)))) return false;
    }
    return true;
}

bool rt_type_set_attr(rt_thread *t, rt_type *type, Value name, Value value) {
    if (!cannot_abort(t, type)) return false;
    rt_cell *cell = rt_dict_cell(t, type->dict, name, !rt_is_empty(value));
    if (!cell) {
        if (!t->conflict && !rt_exception_pending(t))
            (void)rt_raise_no_attribute(t, rt_from_obj(type), name);
        return false;
    }
    Value old = rt_cell_get(t, cell);
    if (rt_is_null(old)) return false;
    if (rt_is_empty(old) && rt_is_empty(value)) {
        (void)rt_raise_no_attribute(t, rt_from_obj(type), name);
        return false;
    }
    cell->owner = type;
    if (!rt_cell_set(t, cell, value)) return false; /* bumps the version where that is due */
    if (is_data_descriptor(old) || is_data_descriptor(value)) tell_caches(t, name);
    const rt_str *s = rt_as_str(name);
    if (s->length < 5 || rt_str_at(s, 0) != '_' || rt_str_at(s, 1) != '_') return true;
    bool parallel = !rt_born_here(t, &type->hdr);
    if (parallel && !hold(t, type)) return false;
    if (parallel) rt_world_stop(t);
    bool ok = rt_slots_changed(t, type, name);
    if (parallel) rt_world_start(t);
    if (redefines_access(name)) tell_caches(t, RT_EMPTY);
    return ok;
}

static Value to_none(rt_thread *t, Value result, Value state) {
    (void)t, (void)result, (void)state;
    return RT_NONE;
}

Value rt_type_setattro(rt_thread *t, Value self, Value name, Value value) {
    rt_type *type = rt_as_type(self), *meta = rt_type_of(self);
    name = rt_name_intern(t, name);
    if (rt_is_null(name)) return RT_NULL;
    if (!(type->flags & RT_TF_HEAP)) return raise_immutable(t, type, name);
    Value descr = rt_type_lookup(t, meta, name);
    if (rt_is_null(descr)) return RT_NULL;
    rt_ternary_fn set = rt_is_empty(descr) ? NULL : rt_type_of(descr)->slots.descr_set;
    if (set) return rt_then(t, set(t, descr, self, value), to_none, RT_NONE);
    return rt_type_set_attr(t, type, name, value) ? RT_NONE : RT_NULL;
}

/* ---- names ---- */

static Value own_attr(rt_thread *t, rt_type *type, Value name) {
    rt_cell *cell = rt_dict_cell(t, type->dict, name, false);
    if (!cell) return t->conflict ? RT_NULL : RT_EMPTY;
    return rt_cell_get(t, cell);
}

static bool check_settable(rt_thread *t, const rt_type *type, const char *name, Value value) {
    if (!(type->flags & RT_TF_HEAP)) {
        (void)rt_raise_type_error(t, "cannot set '%s' attribute of immutable type '%s'", name,
                                  type->name);
        return false;
    }
    if (!rt_is_empty(value)) return true;
    (void)rt_raise_type_error(t, "cannot delete '%s' attribute of immutable type '%s'", name,
                              type->name);
    return false;
}

static Value get_name(rt_thread *t, Value self) {
    return rt_str_intern_cstr(t, rt_type_short_name(rt_as_type(self)));
}

static Value set_name(rt_thread *t, Value self, Value value) {
    rt_type *type = rt_as_type(self);
    if (!check_settable(t, type, "__name__", value)) return RT_NULL;
    if (!rt_is_str(value))
        return rt_raise_type_error(t, "can only assign string to %s.__name__, not '%T'", type->name,
                                   value);
    size_t n;
    const char *text = rt_str_utf8(t, value, &n);
    if (!text) return RT_NULL;
    if (strlen(text) != n)
        return rt_raise_value_error(t, "type name must not contain null characters");
    if (!cannot_abort(t, type)) return RT_NULL;
    char *copy = strdup(text); /* the old name may be in use: names are never freed */
    if (!copy) return rt_raise_memory_error(t);
    rt_world_stop(t); /* read without a barrier */
    type->name = copy;
    rt_world_start(t);
    return RT_NONE;
}

static Value get_qualname(rt_thread *t, Value self) {
    return rt_type_qualname(t, rt_as_type(self));
}

static Value set_qualname(rt_thread *t, Value self, Value value) {
    rt_type *type = rt_as_type(self);
    if (!check_settable(t, type, "__qualname__", value)) return RT_NULL;
    if (!rt_is_str(value))
        return rt_raise_type_error(t, "can only assign string to %s.__qualname__, not '%T'",
                                   type->name, value);
    if (!cannot_abort(t, type)) return RT_NULL;
    rt_world_stop(t); /* read without a barrier */
    type->qualname = value;
    rt_world_start(t);
    return RT_NONE;
}

static Value get_module(rt_thread *t, Value self) {
    Value module = rt_type_module(t, rt_as_type(self));
    return rt_is_empty(module) ? rt_raise(t, &rt_exc_AttributeError, "__module__") : module;
}

static Value set_module(rt_thread *t, Value self, Value value) {
    if (!check_settable(t, rt_as_type(self), "__module__", value)) return RT_NULL;
    return rt_type_set_attr(t, rt_as_type(self), rt_id.__module__, value) ? RT_NONE : RT_NULL;
}

/* ---- structure ---- */

static Value get_bases(rt_thread *t, Value self) {
    (void)t;
    return rt_as_type(self)->bases;
}
static Value get_base(rt_thread *t, Value self) {
    (void)t;
    const rt_type *base = rt_as_type(self)->base;
    return base ? rt_from_obj(base) : RT_NONE;
}
static Value get_mro(rt_thread *t, Value self) {
    (void)t;
    return rt_as_type(self)->mro;
}
static Value get_dict(rt_thread *t, Value self) {
    return rt_mapping_proxy_new(t, rt_as_type(self)->dict);
}

static Value type_mro(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value mro = rt_mro_compute(t, rt_as_type(args[0]));
    return rt_is_null(mro) ? RT_NULL : rt_list_new(t, rt_as_tuple(mro)->items, rt_tuple_len(mro));
}

static Value type_subclasses(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n;
    const rt_array *all = rt_list_snapshot(t, rt_as_type(args[0])->weak_subclasses, &n);
    return all ? rt_list_new(t, (const Value *)(const void *)all->x_items, n) : RT_NULL;
}

static bool check_bases(rt_thread *t, const rt_type *type, Value value) {
    if (!check_settable(t, type, "__bases__", value)) return false;
    if (!rt_is_tuple(value))
        (void)rt_raise_type_error(t, "can only assign tuple to %s.__bases__, not %T", type->name,
                                  value);
    else if (rt_tuple_len(value) == 0)
        (void)rt_raise_type_error(t, "can only assign non-empty tuple to %s.__bases__, not ()",
                                  type->name);
    else {
        for (size_t i = 0; i < rt_tuple_len(value); i++) {
            Value base = rt_tuple_at(value, i);
            if (!rt_is_type(base)) {
                (void)rt_raise_type_error(t, "%s.__bases__ must be tuple of classes, not '%T'",
                                          type->name, base);
                return false;
            }
            if (rt_type_is_subtype(rt_as_type(base), type)) {
                (void)rt_raise_type_error(t, "a __bases__ item causes an inheritance cycle");
                return false;
            }
        }
        return true;
    }
    return false;
}

/* Gives type and its subclasses new MROs and slots. On failure some keep the old ones. */
static bool rebuild(rt_thread *t, rt_type *type) {
    Value mro = rt_mro_compute(t, type);
    if (rt_is_null(mro)) return false;
    type->mro = mro;
    if (!rt_slots_derive(t, type)) return false;
    int64_t n;
    if (!rt_list_len(t, type->weak_subclasses, &n)) return false;
    for (int64_t i = 0; i < n; i++) {
        Value sub = rt_list_get(t, type->weak_subclasses, i);
        if (rt_is_null(sub) || (rt_is_obj(sub) && !rebuild(t, rt_as_type(sub)))) return false;
    }
    return true;
}

static bool drop_subclass(rt_thread *t, rt_type *base, Value type) {
    size_t n;
    const rt_array *all = rt_list_snapshot(t, base->weak_subclasses, &n);
    Value kept = all ? rt_list_new(t, NULL, 0) : RT_NULL;
    if (rt_is_null(kept)) return false;
    for (size_t i = 0; i < n; i++) {
        Value sub = rt_load(&all->x_items[i]);
        if (!rt_same(sub, type) && !rt_list_append(t, kept, sub)) return false;
    }
    base->weak_subclasses = kept;
    return true;
}

static bool relink(rt_thread *t, rt_type *type, Value bases) {
    for (size_t i = 0; i < rt_tuple_len(type->bases); i++)
        if (!drop_subclass(t, rt_as_type(rt_tuple_at(type->bases, i)), rt_from_obj(type)))
            return false;
    for (size_t i = 0; i < rt_tuple_len(bases); i++)
        if (!rt_list_append(t, rt_as_type(rt_tuple_at(bases, i))->weak_subclasses,
                            rt_from_obj(type)))
            return false;
    type->bases = bases;
    return rebuild(t, type);
}

/* See hold. */
static bool hold_bases(rt_thread *t, Value bases) {
    for (size_t i = 0; i < rt_tuple_len(bases); i++) {
        rt_type *base = rt_as_type(rt_tuple_at(bases, i));
        if (!hold(t, base) || !rt_write(t, rt_obj(base->weak_subclasses))) return false;
    }
    return true;
}

static Value set_bases(rt_thread *t, Value self, Value value) {
    rt_type *type = rt_as_type(self);
    if (!check_bases(t, type, value)) return RT_NULL;
    rt_type *base = rt_best_base(t, value);
    if (!base) return RT_NULL;
    if (rt_solid_base(base) != rt_solid_base(type->base))
        return rt_raise_type_error(t, "__bases__ assignment: '%s' object layout differs from '%s'",
                                   base->name, type->base->name);
    if (!cannot_abort(t, type)) return RT_NULL;
    rt_type_bump_version(t, type);
    if (!hold(t, type) || !hold_bases(t, type->bases) || !hold_bases(t, value)) return RT_NULL;
    bool parallel = !t->tx->solo;
    if (parallel) rt_world_stop(t);
    Value old = type->bases;
    bool ok = relink(t, type, value);
    if (ok) type->base = base;
    if (!ok && rt_exception_pending(t)) {
        Value e = rt_exception_take(t);
        (void)relink(t, type, old);
        t->exc = e;
    }
    if (parallel) rt_world_start(t);
    tell_caches(t, RT_EMPTY);
    return ok ? RT_NONE : RT_NULL;
}

/* ---- documentation, annotations, abstract methods ---- */

static Value get_doc(rt_thread *t, Value self) {
    rt_type *type = rt_as_type(self);
    Value doc = own_attr(t, type, rt_id.__doc__);
    if (type == &rt_type_type) return rt_str_from_cstr(t, type->doc);
    if (rt_is_null(doc)) return RT_NULL;
    if (rt_is_empty(doc)) return RT_NONE;
    rt_ternary_fn get = rt_type_of(doc)->slots.descr_get;
    return get ? get(t, doc, RT_NULL, self) : doc;
}

static Value set_doc(rt_thread *t, Value self, Value value) {
    if (!check_settable(t, rt_as_type(self), "__doc__", value)) return RT_NULL;
    return rt_type_set_attr(t, rt_as_type(self), rt_id.__doc__, value) ? RT_NONE : RT_NULL;
}

static Value get_annotations(rt_thread *t, Value self) {
    rt_type *type = rt_as_type(self);
    Value found = own_attr(t, type, rt_id.__annotations__);
    if (rt_is_null(found) || !rt_is_empty(found)) return found;
    if (!(type->flags & RT_TF_HEAP))
        return rt_raise(t, &rt_exc_AttributeError,
                        "type object '%s' has no attribute '__annotations__'", type->name);
    Value fresh = rt_dict_new(t);
    if (rt_is_null(fresh)) return RT_NULL;
    return rt_type_set_attr(t, type, rt_id.__annotations__, fresh) ? fresh : RT_NULL;
}

static Value set_annotations(rt_thread *t, Value self, Value value) {
    rt_type *type = rt_as_type(self);
    if (!(type->flags & RT_TF_HEAP)) return raise_immutable(t, type, rt_id.__annotations__);
    if (rt_is_empty(value)) {
        Value old = own_attr(t, type, rt_id.__annotations__);
        if (rt_is_null(old)) return RT_NULL;
        if (rt_is_empty(old)) return rt_raise(t, &rt_exc_AttributeError, "__annotations__");
    }
    return rt_type_set_attr(t, type, rt_id.__annotations__, value) ? RT_NONE : RT_NULL;
}

static Value get_abstract(rt_thread *t, Value self) {
    Value found = rt_same(self, rt_from_obj(&rt_type_type))
                      ? RT_EMPTY
                      : own_attr(t, rt_as_type(self), rt_id.__abstractmethods__);
    return rt_is_empty(found) ? rt_raise(t, &rt_exc_AttributeError, "__abstractmethods__") : found;
}

static Value abstract_known(rt_thread *t, Value truth, Value self) {
    rt_type *type = rt_as_type(self);
    rt_world_stop(t); /* read without a barrier */
    type->flags &= ~(uint32_t)RT_TF_ABSTRACT;
    if (rt_same(truth, RT_TRUE)) type->flags |= RT_TF_ABSTRACT;
    rt_world_start(t);
    return RT_NONE;
}

static Value set_abstract(rt_thread *t, Value self, Value value) {
    if (!rt_type_set_attr(t, rt_as_type(self), rt_id.__abstractmethods__, value)) return RT_NULL;
    return rt_then(t, rt_is_empty(value) ? RT_FALSE : rt_truth_tail(t, value), abstract_known,
                   self);
}

/* ---- numbers that library code looks at ---- */

/* As CPython numbers the flags that inspect, copyreg and abc test. */
static Value get_flags(rt_thread *t, Value self) {
    (void)t;
    static const struct {
        uint32_t ours;
        int shift;
    } map[] = {
        {RT_TF_SEQUENCE, 5},   {RT_TF_MAPPING, 6},       {RT_TF_HEAP, 9},      {RT_TF_BASETYPE, 10},
        {RT_TF_READY, 12},     {RT_TF_METHOD_DESCR, 17}, {RT_TF_ABSTRACT, 20}, {RT_TF_INT, 24},
        {RT_TF_LIST, 25},      {RT_TF_TUPLE, 26},        {RT_TF_BYTES, 27},    {RT_TF_STR, 28},
        {RT_TF_DICT_TYPE, 29}, {RT_TF_EXCEPTION, 30},    {RT_TF_TYPE, 31},
    };
    uint32_t flags = rt_as_type(self)->flags;
    int64_t result = flags & RT_TF_HEAP ? 0 : 1 << 8; /* immutable */
    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if (flags & map[i].ours) result |= INT64_C(1) << map[i].shift;
    return rt_imm_int(result);
}
static Value get_basicsize(rt_thread *t, Value self) {
    (void)t;
    return rt_imm_int(rt_as_type(self)->basic_size);
}
static Value get_itemsize(rt_thread *t, Value self) {
    (void)t;
    return rt_imm_int(rt_as_type(self)->item_size);
}
static Value get_dictoffset(rt_thread *t, Value self) {
    (void)t;
    return rt_imm_int(rt_as_type(self)->slots_offset);
}
static Value get_weakrefoffset(rt_thread *t, Value self) {
    (void)t; /* no offset, but library code asks only whether it is zero */
    return rt_imm_int(rt_as_type(self)->flags & RT_TF_WEAKREF ? 1 : 0);
}

/* ---- the rest ---- */

static Value type_repr(rt_thread *t, Value self) {
    rt_type *type = rt_as_type(self);
    Value module = rt_type_module(t, type);
    if (rt_is_null(module)) return RT_NULL;
    if (rt_module_shows(module))
        return rt_str_format_c(t, "<class '%V.%V'>", module, type->qualname);
    return rt_str_format_c(t, "<class '%V'>", type->qualname);
}

static Value type_instancecheck(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_type_instancecheck(t, args[0], args[1]);
}
static Value type_subclasscheck(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_type_subclasscheck(t, args[0], args[1]);
}
static Value type_prepare(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_dict_new(t);
}
static Value type_dir(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value names = rt_dict_new(t), mro = rt_as_type(args[0])->mro;
    if (rt_is_null(names)) return RT_NULL;
    for (size_t i = rt_tuple_len(mro); i-- > 0;)
        if (!rt_dict_update_exact(t, names, rt_as_type(rt_tuple_at(mro, i))->dict)) return RT_NULL;
    return rt_to_list_tail(t, names);
}
static Value type_sizeof(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_imm_int((int64_t)sizeof(rt_type));
}

static const rt_native_def type_methods[] = {
    {.name = "mro",
     .fn = type_mro,
     .min = 1,
     .max = 1,
     .doc = "Return a type's method resolution order."},
    {.name = "__subclasses__",
     .fn = type_subclasses,
     .min = 1,
     .max = 1,
     .doc = "Return a list of immediate subclasses."},
    {.name = "__prepare__",
     .fn = type_prepare,
     .sig = "cls, /, *args, **kw",
     .flags = RT_NATIVE_CLASS,
     .doc = "Create the namespace for the class statement"},
    {.name = "__instancecheck__",
     .fn = type_instancecheck,
     .min = 2,
     .max = 2,
     .doc = "Check if an object is an instance."},
    {.name = "__subclasscheck__",
     .fn = type_subclasscheck,
     .min = 2,
     .max = 2,
     .doc = "Check if a class is a subclass."},
    {.name = "__dir__",
     .fn = type_dir,
     .min = 1,
     .max = 1,
     .doc = "Specialized __dir__ implementation for types."},
    {.name = "__sizeof__",
     .fn = type_sizeof,
     .min = 1,
     .max = 1,
     .doc = "Return memory consumption of the type object."},
    {0},
};

static const rt_getset_def type_getsets[] = {
    {.name = "__name__", .get = get_name, .set = set_name},
    {.name = "__qualname__", .get = get_qualname, .set = set_qualname},
    {.name = "__module__", .get = get_module, .set = set_module},
    {.name = "__bases__", .get = get_bases, .set = set_bases},
    {.name = "__base__", .get = get_base},
    {.name = "__mro__", .get = get_mro},
    {.name = "__dict__", .get = get_dict},
    {.name = "__doc__", .get = get_doc, .set = set_doc},
    {.name = "__annotations__", .get = get_annotations, .set = set_annotations},
    {.name = "__abstractmethods__", .get = get_abstract, .set = set_abstract},
    {.name = "__flags__", .get = get_flags},
    {.name = "__basicsize__", .get = get_basicsize},
    {.name = "__itemsize__", .get = get_itemsize},
    {.name = "__dictoffset__", .get = get_dictoffset},
    {.name = "__weakrefoffset__", .get = get_weakrefoffset},
    {0},
};

static void type_trace(rt_object *o, rt_marker *m) {
    rt_type *type = (rt_type *)o;
    Value fields[] = {type->bases,    type->mro,    type->dict,
                      type->qualname, type->module, type->weak_subclasses};
    rt_mark_values(m, fields, sizeof fields / sizeof fields[0]);
    rt_mark_ptr(m, type->base);
}

rt_type rt_type_type = {
    RT_TYPE_HEAD(rt_type_type, "type"),
    .flags = RT_TF_BASETYPE | RT_TF_TYPE | RT_TF_WEAKREF,
    .basic_size = sizeof(rt_type),
    .trace = type_trace,
    .methods = type_methods,
    .getsets = type_getsets,
    .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    .slots = {.call = rt_type_call,
              .new_ = rt_type_new_slot,
              .init = rt_type_init_slot,
              .getattr = rt_type_getattro,
              .setattr = rt_type_setattro,
              .repr = type_repr,
              .binary = {[RT_OR] = rt_union_new_tail}},
};
