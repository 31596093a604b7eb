/* object.c - object, the base of all classes: creation, default behaviour, __class__ and __dict__.
 * Owns: rt_object_type. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/objects/namespace.h"
#include "runtime/objects/weakref.h"
#include "runtime/type_internal.h"

/* ---- creation ---- */

static size_t argument_count(uint32_t nargs, Value kwnames) {
    return nargs + (rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames));
}

static Value join_names(rt_thread *t, Value list) {
    size_t n;
    const rt_array *names = rt_list_snapshot(t, list, &n);
    if (!names) return RT_NULL;
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < n; i++) {
        Value name = rt_load(&names->x_items[i]);
        if (i > 0) rt_sb_cstr(&b, ", ");
        if (rt_is_str(name)) rt_sb_str(&b, name);
    }
    return rt_sb_finish(t, &b);
}

/* Insertion sort of the few names in a fresh list. */
static bool sort_names(rt_thread *t, Value list, int64_t n) {
    for (int64_t i = 1; i < n; i++)
        for (int64_t k = i; k > 0; k--) {
            Value a = rt_list_get(t, list, k - 1), b = rt_list_get(t, list, k);
            if (rt_is_null(a) || rt_is_null(b)) return false;
            if (!rt_is_str(a) || !rt_is_str(b) || rt_str_cmp(a, b) <= 0) break;
            if (!rt_list_set(t, list, k - 1, b) || !rt_list_set(t, list, k, a)) return false;
        }
    return true;
}

static Value raise_abstract(rt_thread *t, rt_type *type) {
    Value methods = rt_getattr(t, rt_from_obj(type), rt_id.__abstractmethods__);
    Value list = rt_is_null(methods) ? RT_NULL : rt_to_list(t, methods);
    int64_t n;
    if (rt_is_null(list) || !rt_list_len(t, list, &n) || !sort_names(t, list, n)) return RT_NULL;
    Value names = join_names(t, list);
    if (rt_is_null(names)) return RT_NULL;
    return rt_raise_type_error(t, "Can't instantiate abstract class %s with abstract method%s %V",
                               type->name, n > 1 ? "s" : "", names);
}

Value rt_object_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args;
    rt_type *type = rt_as_type(self);
    if (argument_count(nargs, kwnames) > 0) {
        if (type->slots.new_ != rt_object_new)
            return rt_raise_type_error(
                t, "object.__new__() takes exactly one argument (the type to instantiate)");
        if (type->slots.init == rt_object_init)
            return rt_raise_type_error(t, "%s() takes no arguments", type->name);
    }
    if (type->flags & RT_TF_ABSTRACT) return raise_abstract(t, type);
    return rt_instance_new(t, type, 0);
}

Value rt_object_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args;
    const rt_type *type = rt_type_of(self);
    if (argument_count(nargs, kwnames) == 0) return RT_NONE;
    if (type->slots.init != rt_object_init)
        return rt_raise_type_error(
            t, "object.__init__() takes exactly one argument (the instance to initialize)");
    if (type->slots.new_ == rt_object_new)
        return rt_raise_type_error(
            t, "%s.__init__() takes exactly one argument (the instance to initialize)", type->name);
    return RT_NONE;
}

/* ---- default behaviour ---- */

static Value object_repr(rt_thread *t, Value self) {
    rt_type *type = rt_type_of(self);
    Value module = rt_type_module(t, type);
    if (rt_is_null(module)) return RT_NULL;
    if (!rt_module_shows(module))
        return rt_str_format_c(t, "<%V object at 0x%llx>", type->qualname,
                               (unsigned long long)self.bits);
    return rt_str_format_c(t, "<%V.%V object at 0x%llx>", module, type->qualname,
                           (unsigned long long)self.bits);
}

static Value object_str(rt_thread *t, Value self) { return rt_type_of(self)->slots.repr(t, self); }

static Value object_hash(rt_thread *t, Value self) {
    (void)t;
    return rt_imm_int((int64_t)(self.bits >> 4));
}

static Value not_equal(rt_thread *t, Value result, Value state);

static Value invert_truth(rt_thread *t, Value result, Value state) {
    (void)t, (void)state;
    return rt_bool(rt_same(result, RT_FALSE));
}

/* != is the opposite of what == says. */
static Value not_equal(rt_thread *t, Value result, Value state) {
    if (rt_is_not_implemented(result)) return result;
    return rt_then(t, rt_truth_tail(t, result), invert_truth, state);
}

static Value object_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (op == RT_EQ) return rt_same(a, b) ? RT_TRUE : RT_NOT_IMPLEMENTED;
    if (op != RT_NE) return RT_NOT_IMPLEMENTED;
    rt_compare_fn compare = rt_type_of(a)->slots.compare;
    if (!compare || compare == object_compare) return rt_same(a, b) ? RT_FALSE : RT_NOT_IMPLEMENTED;
    return rt_then(t, compare(t, a, b, RT_EQ), not_equal, RT_NONE);
}

/* ---- __class__ ---- */

static Value class_get(rt_thread *t, Value self) {
    (void)t;
    return rt_from_obj(rt_type_of(self));
}

static bool same_layout(rt_type *a, rt_type *b) {
    if (a->basic_size != b->basic_size || a->item_size != b->item_size ||
        a->slots_offset != b->slots_offset)
        return false;
    if ((a->flags ^ b->flags) & (RT_TF_VARSIZE | RT_TF_DICT | RT_TF_WEAKREF)) return false;
    if (rt_solid_base(a) == rt_solid_base(b)) return true;
    /* both add the same __slots__ to the same base */
    const rt_type *sa = rt_solid_base(a), *sb = rt_solid_base(b);
    if (!sa->itemslots || !sb->itemslots || sa->base != sb->base) return false;
    const rt_member_def *ma = sa->itemslots, *mb = sb->itemslots;
    while (ma->name && mb->name && strcmp(ma->name, mb->name) == 0)
        ma++, mb++;
    return !ma->name && !mb->name;
}

static Value class_set(rt_thread *t, Value self, Value value) {
    if (rt_is_empty(value)) return rt_raise_type_error(t, "can't delete __class__ attribute");
    if (!rt_is_type(value))
        return rt_raise_type_error(t, "__class__ must be set to a class, not '%T' object", value);
    rt_type *from = rt_type_of(self), *to = rt_as_type(value);
    bool modules =
        rt_type_is_subtype(from, &rt_module_type) && rt_type_is_subtype(to, &rt_module_type);
    if (!modules && (!(from->flags & RT_TF_HEAP) || !(to->flags & RT_TF_HEAP)))
        return rt_raise_type_error(
            t, "__class__ assignment only supported for mutable types or ModuleType subclasses");
    if (!same_layout(from, to))
        return rt_raise_type_error(t, "__class__ assignment: '%s' object layout differs from '%s'",
                                   to->name, from->name);
    rt_object *o = rt_obj(self);
    /* the inline slots may differ in number: only a dict fits both */
    if (from->slots_offset != 0 && rt_is_null(rt_attr_dict(t, o))) return RT_NULL;
    rt_own own = rt_write(t, o);
    if (!own) return RT_NULL;
    rt_shape *shape = to->slots_offset != 0 ? rt_shape_dict(t, &to->root) : &to->root;
    if (!shape) return RT_NULL;
    rt_set_ptr(t, own, &o->x_shape, shape);
    return RT_NONE;
}

/* ---- __dict__, __weakref__ of instances ---- */

static Value dict_get(rt_thread *t, Value self) { return rt_attr_dict(t, rt_obj(self)); }

/* Whether a type in C has given the instances of `type` their dict: that one cannot be deleted. */
static bool built_in_dict(const rt_type *type) {
    while (type->flags & RT_TF_HEAP)
        type = type->base;
    return type->flags & RT_TF_DICT;
}

static Value dict_set(rt_thread *t, Value self, Value value) {
    const rt_type *type = rt_type_of(self);
    if (rt_is_type(self))
        return rt_raise(t, &rt_exc_AttributeError,
                        "attribute '__dict__' of 'type' objects is not writable");
    if (rt_type_is_subtype(type, &rt_namespace_type))
        return rt_raise(t, &rt_exc_AttributeError, "readonly attribute");
    if (rt_is_empty(value) && built_in_dict(type))
        return rt_raise_type_error(t, "cannot delete __dict__");
    if (rt_is_empty(value)) value = rt_dict_new(t);
    if (rt_is_null(value)) return RT_NULL;
    if (!rt_is_dict(value))
        return rt_raise_type_error(t, "__dict__ must be set to a dictionary, not a '%T'", value);
    return rt_attr_dict_set(t, rt_obj(self), value) ? RT_NONE : RT_NULL;
}
const rt_getset_def rt_dict_getset = {.name = "__dict__",
                                      .get = dict_get,
                                      .set = dict_set,
                                      .doc = "dictionary for instance variables (if defined)"};

static void keep_first(Value weak, void *first) {
    if (rt_is_none(*(Value *)first)) *(Value *)first = weak;
}
static Value weakref_get(rt_thread *t, Value self) {
    (void)t;
    Value first = RT_NONE;
    rt_weak_each(self, keep_first, &first);
    return first;
}
const rt_getset_def rt_weakref_getset = {.name = "__weakref__",
                                         .get = weakref_get,
                                         .doc =
                                             "list of weak references to the object (if defined)"};

/* ---- dir ---- */

static bool add_names(rt_thread *t, Value names, Value dict) {
    size_t pos = 0;
    Value key, value;
    int more;
    while ((more = rt_dict_next(t, dict, &pos, &key, &value)) > 0)
        if (!rt_dict_set(t, names, key, RT_NONE)) return false;
    return more == 0;
}

static bool add_class_names(rt_thread *t, Value names, const rt_type *type) {
    for (size_t i = rt_tuple_len(type->mro); i-- > 0;)
        if (!add_names(t, names, rt_as_type(rt_tuple_at(type->mro, i))->dict)) return false;
    return true;
}

static Value dir_names(rt_thread *t, Value dict, Value self) {
    Value names = rt_dict_new(t);
    if (rt_is_null(names)) return RT_NULL;
    if (!rt_is_empty(dict) && rt_is_dict(dict) && !add_names(t, names, dict)) return RT_NULL;
    const rt_type *type = rt_is_type(self) ? rt_as_type(self) : rt_type_of(self);
    return add_class_names(t, names, type) ? rt_to_list_tail(t, names) : RT_NULL;
}

static Value object_dir(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_getattr_opt_tail(t, args[0], rt_id.__dict__), dir_names, args[0]);
}

/* ---- methods ---- */

static Value format_done(rt_thread *t, Value text, Value spec) {
    return rt_format_tail(t, text, spec);
}

static Value object_format(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "__format__() argument must be str, not %T", args[1]);
    if (rt_as_str(args[1])->length > 0)
        return rt_raise_type_error(t, "unsupported format string passed to %T.__format__", args[0]);
    return rt_then(t, rt_to_str_tail(t, args[0]), format_done, args[1]);
}

static Value object_sizeof(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return rt_imm_int((int64_t)rt_instance_size(rt_type_of(args[0]), 0));
}

static Value object_init_subclass(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t named, extra = (int64_t)rt_tuple_len(args[1]);
    if (!rt_dict_len(t, args[2], &named)) return RT_NULL;
    const char *name = rt_as_type(args[0])->name;
    if (named > 0)
        return rt_raise_type_error(t, "%s.__init_subclass__() takes no keyword arguments", name);
    if (extra > 0)
        return rt_raise_type_error(t, "%s.__init_subclass__() takes no arguments (%lld given)",
                                   name, (long long)extra);
    return RT_NONE;
}

static Value object_subclasshook(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return RT_NOT_IMPLEMENTED;
}

/* The state that copying and pickling save: a copy of __dict__ or None, and the values of __slots__. */
static Value object_getstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_type *type = rt_type_of(args[0]);
    Value parts[] = {args[0], RT_NONE};
    if (rt_is_obj(args[0]) && type->slots_offset != 0) {
        Value dict = rt_attr_dict_copy(t, rt_obj(args[0]));
        int64_t n;
        if (rt_is_null(dict) || !rt_dict_len(t, dict, &n)) return RT_NULL;
        if (n > 0) parts[1] = dict;
    }
    bool slotted = false;
    for (; type && (type->flags & RT_TF_HEAP); type = type->base)
        slotted |= type->itemslots != NULL;
    return slotted ? rt_tail_prelude(t, "object_getstate", parts, 2) : parts[1];
}

static Value object_reduce_ex(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_tail_prelude(t, "object_reduce_ex", args, 2);
}

static Value object_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value all[] = {args[0], rt_imm_int(0)};
    return rt_tail_prelude(t, "object_reduce", all, 2);
}

static const rt_native_def object_methods[] = {
    {.name = "__format__",
     .fn = object_format,
     .min = 2,
     .max = 2,
     .doc = "Default object formatter."},
    {.name = "__dir__",
     .fn = object_dir,
     .min = 1,
     .max = 1,
     .doc = "Default dir() implementation."},
    {.name = "__sizeof__",
     .fn = object_sizeof,
     .min = 1,
     .max = 1,
     .doc = "Size of object in memory, in bytes."},
    {.name = "__getstate__",
     .fn = object_getstate,
     .min = 1,
     .max = 1,
     .doc = "Helper for pickle."},
    {.name = "__reduce__", .fn = object_reduce, .min = 1, .max = 1, .doc = "Helper for pickle."},
    {.name = "__reduce_ex__",
     .fn = object_reduce_ex,
     .min = 2,
     .max = 2,
     .doc = "Helper for pickle."},
    {.name = "__init_subclass__",
     .fn = object_init_subclass,
     .sig = "cls, /, *args, **kw",
     .flags = RT_NATIVE_CLASS,
     .doc =
         "This method is called when a class is subclassed.\n\n"
         "The default implementation does nothing. It may be\noverridden to extend subclasses.\n"},
    {.name = "__subclasshook__",
     .fn = object_subclasshook,
     .min = 1,
     .max = -1,
     .flags = RT_NATIVE_CLASS,
     .doc = "Abstract classes can override this to customize issubclass().\n\n"
            "This is invoked early on by abc.ABCMeta.__subclasscheck__().\n"
            "It should return True, False or NotImplemented.  If it returns\n"
            "NotImplemented, the normal algorithm is used.  Otherwise, it\n"
            "overrides the normal algorithm (and the outcome is cached).\n"},
    {0},
};

static const rt_getset_def object_getsets[] = {
    {.name = "__class__", .get = class_get, .set = class_set, .doc = "the object's class"},
    {0},
};

rt_type rt_object_type = {
    RT_TYPE_HEAD(rt_object_type, "object"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(rt_object),
    .methods = object_methods,
    .getsets = object_getsets,
    .doc =
        "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\n"
        "instance that has no instance attributes and cannot be given any.\n",
    .slots = {.new_ = rt_object_new,
              .init = rt_object_init,
              .repr = object_repr,
              .str = object_str,
              .hash = object_hash,
              .compare = object_compare},
};
