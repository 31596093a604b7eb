/* _abc.c - abstract base classes: the caches of their subclass checks.
 *
 * What a check has answered before is found by two look-ups that write nothing, so that threads do not meet there. Everything
 * else runs Python code and is in the prelude (abstract.py).
 * Owns: _abc_data, the counter of registrations. Threads: any. The counter only grows, outside transactions: an answer that
 * was cached under an older number is asked for again. */
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/objects/weakref.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

typedef struct abc_data {
    rt_object hdr;
    rt_field x_registry, x_cache, x_negative; /* a frozenset and two sets of weak references */
    rt_field x_version;                       /* the counter that x_negative is good for */
} abc_data;

enum {
    FLAG_SEQUENCE = 1 << 5,
    FLAG_MAPPING = 1 << 6
}; /* __abc_tpflags__, as _collections_abc writes them */

static _Atomic(int64_t) x_registrations;
static rt_type abc_data_type;
static abc_data *as_data(Value v) { return (abc_data *)rt_obj(v); }

static Value token(void) { return rt_imm_int(atomic_load(&x_registrations)); }

/* ---- _abc_data ---- */

static Value data_invalidate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    atomic_fetch_add(&x_registrations, 1);
    return RT_NONE;
}

/* inherit(cls, subclass): the subclass matches as sequence or mapping, as cls does. True if that is new. */
static Value data_inherit(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    const uint32_t kinds = RT_TF_SEQUENCE | RT_TF_MAPPING;
    rt_type *from = rt_as_type(args[1]), *to = rt_as_type(args[2]);
    uint32_t given = from->flags & kinds;
    bool built_in =
        !(to->flags & RT_TF_HEAP); /* str is a registered Sequence that patterns must not match */
    if (built_in || !given || (to->flags & kinds) == given) return RT_FALSE;
    to->flags = (to->flags & ~kinds) | given;
    return RT_TRUE;
}

static void data_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((abc_data *)o)->x_registry);
    rt_mark_field(m, &((abc_data *)o)->x_cache);
    rt_mark_field(m, &((abc_data *)o)->x_negative);
}

static const rt_native_def data_methods[] = {
    {"invalidate", data_invalidate, 1, 1, NULL, 0, NULL},
    {"inherit", data_inherit, 3, 3, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
static const rt_member_def data_members[] = {
    {"registry", offsetof(abc_data, x_registry), true, true},
    {"cache", offsetof(abc_data, x_cache), true, true},
    {"negative", offsetof(abc_data, x_negative), true, true},
    {"version", offsetof(abc_data, x_version), true, true},
    {NULL, 0, false, false},
};
static rt_type abc_data_type = {
    RT_TYPE_HEAD(abc_data_type, "_abc._abc_data"),
    .basic_size = sizeof(abc_data),
    .trace = data_trace,
    .methods = data_methods,
    .members = data_members,
    .doc = "Internal state held by ABC machinery.",
};

static Value data_new(rt_thread *t) {
    Value none[] = {RT_NONE};
    Value registry = rt_call(t, rt_from_obj(&rt_frozenset_type), none, 0),
          cache = rt_call(t, rt_from_obj(&rt_set_type), none, 0);
    Value negative = rt_call(t, rt_from_obj(&rt_set_type), none, 0);
    if (rt_is_null(registry) || rt_is_null(cache) || rt_is_null(negative)) return RT_NULL;
    abc_data *d = (abc_data *)rt_alloc(t, sizeof *d, &abc_data_type.root);
    if (!d) return RT_NULL;
    rt_init(&d->x_registry, registry);
    rt_init(&d->x_cache, cache);
    rt_init(&d->x_negative, negative);
    rt_init(&d->x_version, token());
    return rt_from_obj(d);
}

static Value data_of(rt_thread *t, Value cls) {
    Value data = rt_getattr(t, cls, rt_str_intern_cstr(t, "_abc_impl"));
    if (rt_is_null(data) || rt_is_exact(data, &abc_data_type)) return data;
    return rt_raise_type_error(t, "_abc_impl is set to a wrong type");
}

static Value field(rt_thread *t, Value data, rt_field *f) {
    return rt_read_field(t, rt_obj(data), f);
}

/* ---- making a class ---- */

/* state: the class */
static Value init_done(rt_thread *t, Value none, Value cls) {
    (void)none;
    Value data = data_new(t);
    Value flags_name = rt_str_intern_cstr(t, "__abc_tpflags__");
    if (rt_is_null(data) ||
        rt_is_null(rt_setattr(t, cls, rt_str_intern_cstr(t, "_abc_impl"), data)))
        return RT_NULL;
    rt_type *type = rt_as_type(cls);
    Value flags = rt_dict_get_str(t, type->dict, flags_name);
    if (rt_is_null(flags)) return flags;
    int64_t bits;
    if (!rt_is_imm_int(flags) || !rt_int_get(flags, &bits)) return RT_NONE;
    if (bits & FLAG_SEQUENCE) type->flags |= RT_TF_SEQUENCE;
    if (bits & FLAG_MAPPING) type->flags |= RT_TF_MAPPING;
    return rt_is_null(rt_setattr(t, cls, flags_name, RT_EMPTY)) ? RT_NULL : RT_NONE;
}

static Value abc_init(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_type(args[0])) return rt_raise_type_error(t, "_abc_init() argument must be a class");
    return rt_then(t, rt_tail_prelude(t, "abc_init", args, 1), init_done, args[0]);
}

static Value abc_register(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_type(args[1])) return rt_raise_type_error(t, "Can only register classes");
    Value call[] = {args[0], args[1], data_of(t, args[0]), RT_NULL};
    if (rt_is_null(call[2])) return RT_NULL;
    call[3] = rt_weakref_new(t, args[1]);
    return rt_is_null(call[3]) ? RT_NULL : rt_tail_prelude(t, "abc_register", call, 4);
}

/* ---- checks ---- */

/* True, False, RT_EMPTY: not cached. */
static Value cached(rt_thread *t, Value data, Value ref) {
    Value cache = field(t, data, &as_data(data)->x_cache);
    Value found = rt_is_null(cache) ? cache : rt_contains(t, cache, ref);
    if (!rt_same(found, RT_FALSE)) return found;
    Value version = field(t, data, &as_data(data)->x_version);
    if (rt_is_null(version) || !rt_same(version, token()))
        return rt_is_null(version) ? version : RT_EMPTY;
    Value negative = field(t, data, &as_data(data)->x_negative);
    found = rt_is_null(negative) ? negative : rt_contains(t, negative, ref);
    return rt_same(found, RT_TRUE) ? RT_FALSE : rt_is_null(found) ? found : RT_EMPTY;
}

static Value abc_subclasscheck(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_type(args[1])) return rt_raise_type_error(t, "issubclass() arg 1 must be a class");
    Value data = data_of(t, args[0]), ref = rt_is_null(data) ? data : rt_weakref_new(t, args[1]);
    Value known = rt_is_null(ref) ? ref : cached(t, data, ref);
    if (!rt_is_empty(known)) return known;
    Value call[] = {args[0], args[1], data, ref, token()};
    return rt_tail_prelude(t, "abc_subclasscheck", call, 5);
}

static Value abc_instancecheck(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value data = data_of(t, args[0]), type = rt_from_obj(rt_type_of(args[1]));
    Value cls = rt_is_null(data) ? data : rt_getattr(t, args[1], rt_id.__class__);
    if (rt_is_null(cls)) return cls;
    if (rt_is_type(cls)) {
        Value ref = rt_weakref_new(t, cls), known = rt_is_null(ref) ? ref : cached(t, data, ref);
        if (rt_is_null(known) || rt_same(known, RT_TRUE) ||
            (rt_same(known, RT_FALSE) && rt_same(cls, type)))
            return known;
    }
    Value name = rt_str_intern_cstr(t, "__subclasscheck__");
    if (rt_same(cls, type)) return rt_call_method_tail(t, args[0], name, &cls, 1);
    Value call[] = {args[0], cls, type};
    return rt_tail_prelude(t, "abc_instancecheck", call, 3);
}

/* ---- caches ---- */

static Value get_cache_token(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)t, (void)args, (void)nargs, token();
}

static bool fresh(rt_thread *t, Value data, rt_field *f, rt_type *set) {
    Value none = RT_NONE, v = rt_call(t, rt_from_obj(set), &none, 0);
    return !rt_is_null(v) && rt_write_field(t, rt_obj(data), f, v);
}

static Value reset_registry(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value data = data_of(t, args[0]);
    return rt_is_null(data) || !fresh(t, data, &as_data(data)->x_registry, &rt_frozenset_type)
               ? RT_NULL
               : RT_NONE;
}

static Value reset_caches(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value data = data_of(t, args[0]);
    if (rt_is_null(data) || !fresh(t, data, &as_data(data)->x_cache, &rt_set_type)) return RT_NULL;
    return fresh(t, data, &as_data(data)->x_negative, &rt_set_type) ? RT_NONE : RT_NULL;
}

static Value get_dump(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value data = data_of(t, args[0]);
    if (rt_is_null(data)) return data;
    abc_data *d = as_data(data);
    Value v[] = {field(t, data, &d->x_registry), field(t, data, &d->x_cache),
                 field(t, data, &d->x_negative), field(t, data, &d->x_version)};
    for (int i = 0; i < 3; i++) {
        if (!rt_is_null(v[i])) v[i] = rt_call(t, rt_from_obj(&rt_set_type), &v[i], 1);
        if (rt_is_null(v[i])) return RT_NULL;
    }
    return rt_tuple_new(t, v, 4);
}

static const rt_native_def functions[] = {
    {"_abc_init", abc_init, 1, 1, NULL, 0,
     "Internal ABC helper for class set-up. Should be never used outside abc module."},
    {"_abc_register", abc_register, 2, 2, NULL, 0,
     "Internal ABC helper for subclasss registration. Should be never used outside abc module."},
    {"_abc_instancecheck", abc_instancecheck, 2, 2, NULL, 0,
     "Internal ABC helper for instance checks. Should be never used outside abc module."},
    {"_abc_subclasscheck", abc_subclasscheck, 2, 2, NULL, 0,
     "Internal ABC helper for subclasss checks. Should be never used outside abc module."},
    {"get_cache_token", get_cache_token, 0, 0, NULL, 0, "Returns the current ABC cache token."},
    {"_get_dump", get_dump, 1, 1, NULL, 0, "Internal ABC helper for cache and registry debugging."},
    {"_reset_registry", reset_registry, 1, 1, NULL, 0,
     "Internal ABC helper to reset registry of a given class."},
    {"_reset_caches", reset_caches, 1, 1, NULL, 0,
     "Internal ABC helper to reset both caches of a given class."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

static bool exec(rt_thread *t, Value module) {
    (void)module;
    rt_type_ready(t, &abc_data_type);
    return true;
}

const rt_module_def rt_module__abc = {"_abc", functions, exec,
                                      "Module contains faster C implementation of abc.ABCMeta"};
