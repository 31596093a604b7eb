/* alias.c - list[int] (types.GenericAlias) and int | str (types.UnionType). Both are immutable.
 * Owns: their types. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/objects/number.h"
#include "runtime/type_internal.h"

typedef struct alias {
    rt_object hdr;
    Value origin, args, parameters; /* args, parameters: tuples */
} alias;

typedef struct union_object {
    rt_object hdr;
    Value args; /* tuple of types, flat, without duplicates */
} union_object;

static const alias *as_alias(Value v) { return (const alias *)rt_obj(v); }
static const union_object *as_union(Value v) { return (const union_object *)rt_obj(v); }

static void alias_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((alias *)o)->origin);
    rt_mark(m, ((alias *)o)->args);
    rt_mark(m, ((alias *)o)->parameters);
}
static void union_trace(rt_object *o, rt_marker *m) { rt_mark(m, ((union_object *)o)->args); }

/* ---- text ---- */

/* A class as it is written; RT_NULL: raised. Others by their repr. */
static Value item_text(rt_thread *t, Value v) {
    if (rt_same(v, RT_ELLIPSIS)) return rt_str_from_cstr(t, "...");
    if (!rt_is_type(v)) return rt_repr(t, v);
    Value module = rt_type_module(t, rt_as_type(v)), qualname = rt_as_type(v)->qualname;
    if (rt_is_null(module)) return RT_NULL;
    if (!rt_module_shows(module)) return qualname;
    return rt_str_format_c(t, "%V.%V", module, qualname);
}

static Value join_items(rt_thread *t, Value items, const char *separator, bool none_type_as_none) {
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < rt_tuple_len(items); i++) {
        Value item = rt_tuple_at(items, i);
        bool none = none_type_as_none && rt_same(item, rt_from_obj(&rt_none_type));
        Value text = none ? rt_str_from_cstr(t, "None") : item_text(t, item);
        if (rt_is_null(text)) {
            rt_sb_drop(&b);
            return RT_NULL;
        }
        if (i > 0) rt_sb_cstr(&b, separator);
        rt_sb_str(&b, text);
    }
    return rt_sb_finish(t, &b);
}

/* ---- GenericAlias ---- */

/* The type variables among args, in order of appearance. */
static Value find_parameters(rt_thread *t, Value args) {
    Value list = rt_list_new(t, NULL, 0);
    Value subst = rt_str_intern_cstr(t, "__typing_subst__"),
          nested = rt_str_intern_cstr(t, "__parameters__");
    if (rt_is_null(list) || rt_is_null(subst) || rt_is_null(nested)) return RT_NULL;
    for (size_t i = 0; i < rt_tuple_len(args); i++) {
        Value arg = rt_tuple_at(args, i);
        if (rt_is_type(arg)) continue;
        Value found = rt_getattr_opt(t, arg, subst);
        if (rt_is_null(found)) return RT_NULL;
        Value inner =
            rt_is_empty(found) ? rt_getattr_opt(t, arg, nested) : rt_tuple_new(t, &arg, 1);
        if (rt_is_null(inner)) return RT_NULL;
        for (size_t k = 0; rt_is_obj(inner) && rt_is_tuple(inner) && k < rt_tuple_len(inner); k++) {
            Value seen = rt_contains(t, list, rt_tuple_at(inner, k));
            if (rt_is_null(seen)) return RT_NULL;
            if (rt_same(seen, RT_FALSE) && !rt_list_append(t, list, rt_tuple_at(inner, k)))
                return RT_NULL;
        }
    }
    return rt_to_tuple(t, list);
}

Value rt_generic_alias_new(rt_thread *t, Value origin, Value args) {
    if (!rt_is_exact(args, &rt_tuple_type)) args = rt_tuple_new(t, &args, 1);
    Value parameters = rt_is_null(args) ? RT_NULL : find_parameters(t, args);
    if (rt_is_null(parameters)) return RT_NULL;
    alias *a = (alias *)rt_alloc(t, sizeof *a, &rt_generic_alias_type.root);
    if (!a) return RT_NULL;
    a->origin = origin;
    a->args = args;
    a->parameters = parameters;
    return rt_from_obj(a);
}

static Value alias_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    (void)type;
    if (nargs != 2 || !rt_is_null(kwnames))
        return rt_raise_type_error(t, "GenericAlias expected 2 arguments, got %u", nargs);
    return rt_generic_alias_new(t, args[0], args[1]);
}

static Value alias_repr(rt_thread *t, Value self) {
    Value origin = item_text(t, as_alias(self)->origin);
    Value args = rt_is_null(origin) ? RT_NULL : join_items(t, as_alias(self)->args, ", ", false);
    if (rt_is_null(args)) return RT_NULL;
    return rt_str_format_c(t, rt_tuple_len(as_alias(self)->args) ? "%V[%V]" : "%V[()]", origin,
                           args);
}

static Value remember_class(rt_thread *t, Value obj, Value self) {
    Value name = rt_str_intern_cstr(t, "__orig_class__");
    if (rt_is_null(name)) return RT_NULL;
    Value set = rt_finish(t, rt_setattr_tail(t, obj, name, self));
    if (rt_is_null(set) && !rt_exception_catch(t, &rt_exc_AttributeError) &&
        !rt_exception_catch(t, &rt_exc_TypeError))
        return RT_NULL;
    return obj;
}

static Value alias_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    return rt_then(t, rt_call_kw_tail(t, as_alias(self)->origin, args, nargs, kwnames),
                   remember_class, self);
}

static Value alias_getattr(rt_thread *t, Value self, Value name) {
    static const char *const own[] = {"__class__",
                                      "__origin__",
                                      "__args__",
                                      "__parameters__",
                                      "__mro_entries__",
                                      "__reduce_ex__",
                                      "__reduce__",
                                      "__copy__",
                                      "__deepcopy__",
                                      "__unpacked__",
                                      "__typing_unpacked_tuple_args__"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (rt_str_equal_cstr(name, own[i])) return rt_generic_getattr_tail(t, self, name);
    const rt_str *s = rt_as_str(name);
    bool special = s->length > 4 && rt_str_at(s, 0) == '_' && rt_str_at(s, 1) == '_';
    if (special && (rt_same(name, rt_id.__getitem__) || rt_str_equal_cstr(name, "__hash__")))
        return rt_generic_getattr_tail(t, self, name);
    return rt_getattr_tail(t, as_alias(self)->origin, name);
}

static Value alias_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if ((op != RT_EQ && op != RT_NE) || !rt_is_exact(b, &rt_generic_alias_type))
        return RT_NOT_IMPLEMENTED;
    Value same = rt_compare_bool(t, as_alias(a)->origin, as_alias(b)->origin, RT_EQ);
    if (rt_same(same, RT_TRUE))
        same = rt_compare_bool(t, as_alias(a)->args, as_alias(b)->args, RT_EQ);
    return rt_is_null(same) ? same : rt_bool(rt_same(same, RT_TRUE) == (op == RT_EQ));
}

static Value alias_hash(rt_thread *t, Value self) {
    Value origin = rt_hash(t, as_alias(self)->origin);
    Value args = rt_is_null(origin) ? RT_NULL : rt_hash(t, as_alias(self)->args);
    if (rt_is_null(args)) return RT_NULL;
    return rt_hash_value(t, rt_hash_bits(origin) ^ rt_hash_bits(args));
}

/* Puts the given arguments in the place of the type variables. */
static Value alias_getitem(rt_thread *t, Value self, Value key) {
    const alias *a = as_alias(self);
    size_t want = rt_tuple_len(a->parameters);
    Value items = rt_is_exact(key, &rt_tuple_type) ? key : rt_tuple_new(t, &key, 1);
    if (rt_is_null(items)) return RT_NULL;
    if (want == 0) return rt_raise_type_error(t, "%V is not a generic class", alias_repr(t, self));
    if (rt_tuple_len(items) != want)
        return rt_raise_type_error(t, "Too %s arguments for %V; actual %zu, expected %zu",
                                   rt_tuple_len(items) > want ? "many" : "few", alias_repr(t, self),
                                   rt_tuple_len(items), want);
    Value args = rt_tuple_new(t, rt_as_tuple(a->args)->items, rt_tuple_len(a->args));
    if (rt_is_null(args)) return RT_NULL;
    for (size_t i = 0; i < rt_tuple_len(args); i++)
        for (size_t k = 0; k < want; k++)
            if (rt_same(rt_tuple_at(args, i), rt_tuple_at(a->parameters, k)))
                rt_as_tuple(args)->items[i] = rt_tuple_at(items, k);
    return rt_generic_alias_new(t, a->origin, args);
}

static Value alias_mro_entries(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_tuple_new(t, &as_alias(args[0])->origin, 1);
}
static Value alias_instancecheck(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_raise_type_error(t, "isinstance() argument 2 cannot be a parameterized generic");
}
static Value alias_subclasscheck(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_raise_type_error(t, "issubclass() argument 2 cannot be a parameterized generic");
}
static const rt_native_def alias_methods[] = {
    {.name = "__mro_entries__", .fn = alias_mro_entries, .min = 2, .max = 2},
    {.name = "__instancecheck__", .fn = alias_instancecheck, .min = 2, .max = 2},
    {.name = "__subclasscheck__", .fn = alias_subclasscheck, .min = 2, .max = 2},
    {0},
};

static Value alias_origin(rt_thread *t, Value self) {
    (void)t;
    return as_alias(self)->origin;
}
static Value alias_args(rt_thread *t, Value self) {
    (void)t;
    return as_alias(self)->args;
}
static Value alias_parameters(rt_thread *t, Value self) {
    (void)t;
    return as_alias(self)->parameters;
}
static const rt_getset_def alias_getsets[] = {
    {.name = "__origin__", .get = alias_origin},
    {.name = "__args__", .get = alias_args},
    {.name = "__parameters__", .get = alias_parameters},
    {0},
};

rt_type rt_generic_alias_type = {
    RT_TYPE_HEAD(rt_generic_alias_type, "types.GenericAlias"),
    .flags = RT_TF_IMMUTABLE | RT_TF_BASETYPE | RT_TF_WEAKREF,
    .basic_size = sizeof(alias),
    .trace = alias_trace,
    .methods = alias_methods,
    .getsets = alias_getsets,
    .slots = {.new_ = alias_new,
              .repr = alias_repr,
              .call = alias_call,
              .getattr = alias_getattr,
              .compare = alias_compare,
              .hash = alias_hash,
              .getitem = alias_getitem,
              .binary = {[RT_OR] = rt_union_new_tail}},
};

/* ---- UnionType ---- */

static bool is_unionable(Value v) {
    return rt_is_none(v) || rt_is_type(v) || rt_is_exact(v, &rt_generic_alias_type) ||
           rt_is_exact(v, &rt_union_type);
}

/* Appends v, or what it is a union of, unless it is there. */
static bool add_member(rt_thread *t, Value list, Value v) {
    if (rt_is_none(v)) v = rt_from_obj(&rt_none_type);
    if (!rt_is_exact(v, &rt_union_type)) {
        Value seen = rt_contains(t, list, v);
        if (rt_is_null(seen)) return false;
        return rt_same(seen, RT_TRUE) || rt_list_append(t, list, v);
    }
    Value members = as_union(v)->args;
    for (size_t i = 0; i < rt_tuple_len(members); i++)
        if (!add_member(t, list, rt_tuple_at(members, i))) return false;
    return true;
}

Value rt_union_new_tail(rt_thread *t, Value a, Value b) {
    if (!is_unionable(a) || !is_unionable(b)) return RT_NOT_IMPLEMENTED;
    Value list = rt_list_new(t, NULL, 0);
    if (rt_is_null(list) || !add_member(t, list, a) || !add_member(t, list, b)) return RT_NULL;
    Value args = rt_to_tuple(t, list);
    if (rt_is_null(args)) return RT_NULL;
    if (rt_tuple_len(args) == 1) return rt_tuple_at(args, 0);
    union_object *u = (union_object *)rt_alloc(t, sizeof *u, &rt_union_type.root);
    if (!u) return RT_NULL;
    u->args = args;
    return rt_from_obj(u);
}

static Value union_repr(rt_thread *t, Value self) {
    return join_items(t, as_union(self)->args, " | ", true);
}

static Value union_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if ((op != RT_EQ && op != RT_NE) || !rt_is_exact(b, &rt_union_type)) return RT_NOT_IMPLEMENTED;
    Value left = as_union(a)->args, right = as_union(b)->args;
    bool equal = rt_tuple_len(left) == rt_tuple_len(right);
    for (size_t i = 0; equal && i < rt_tuple_len(left); i++) {
        Value has = rt_contains(t, right, rt_tuple_at(left, i));
        if (rt_is_null(has)) return RT_NULL;
        equal = rt_same(has, RT_TRUE);
    }
    return rt_bool(equal == (op == RT_EQ));
}

static Value union_hash(rt_thread *t, Value self) {
    uint64_t hash = 0x5bd1e995; /* order does not count */
    for (size_t i = 0; i < rt_tuple_len(as_union(self)->args); i++) {
        Value h = rt_hash(t, rt_tuple_at(as_union(self)->args, i));
        if (rt_is_null(h)) return RT_NULL;
        hash ^= rt_hash_bits(h);
    }
    return rt_hash_value(t, hash);
}

/* isinstance and issubclass look at the members as at a tuple. */
static Value check_members(rt_thread *t, Value self, const char *what) {
    Value args = as_union(self)->args;
    for (size_t i = 0; i < rt_tuple_len(args); i++)
        if (rt_is_exact(rt_tuple_at(args, i), &rt_generic_alias_type))
            return rt_raise_type_error(t, "%s() argument 2 cannot be a parameterized generic",
                                       what);
    return args;
}
static Value union_instancecheck(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value members = check_members(t, args[0], "isinstance");
    return rt_is_null(members) ? RT_NULL : rt_isinstance_tail(t, args[1], members);
}
static Value union_subclasscheck(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_type(args[1])) return rt_raise_type_error(t, "issubclass() arg 1 must be a class");
    Value members = check_members(t, args[0], "issubclass");
    return rt_is_null(members) ? RT_NULL : rt_issubclass_tail(t, args[1], members);
}
static const rt_native_def union_methods[] = {
    {.name = "__instancecheck__", .fn = union_instancecheck, .min = 2, .max = 2},
    {.name = "__subclasscheck__", .fn = union_subclasscheck, .min = 2, .max = 2},
    {0},
};

static Value union_args(rt_thread *t, Value self) {
    (void)t;
    return as_union(self)->args;
}
static const rt_getset_def union_getsets[] = {{.name = "__args__", .get = union_args}, {0}};

rt_type rt_union_type = {
    RT_TYPE_HEAD(rt_union_type, "types.UnionType"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(union_object),
    .trace = union_trace,
    .methods = union_methods,
    .getsets = union_getsets,
    .slots = {.repr = union_repr,
              .compare = union_compare,
              .hash = union_hash,
              .binary = {[RT_OR] = rt_union_new_tail}},
};
