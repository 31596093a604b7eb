/* _collections.c - the module: deque, defaultdict, _tuplegetter, _count_elements. (OrderedDict has its Python form
 * in collections/__init__.py.)
 *
 * Owns: rt_defaultdict_type, rt_tuplegetter_type. Threads: any, inside a transaction. */
#include "runtime/error.h"
#include "runtime/modules/collections_internal.h"
#include "runtime/objects/dict_internal.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

static Value give_state(rt_thread *t, Value result, Value state) {
    return (void)t, (void)result, state;
}

/* ---- defaultdict ---- */

typedef struct defaultdict {
    rt_dict dict;
    rt_field x_factory; /* None: no default */
} defaultdict;

static defaultdict *as_default(Value v) { return (defaultdict *)rt_obj(v); }

static Value factory_of(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &as_default(self)->x_factory);
}

static Value defaultdict_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                             Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Value v = rt_instance_new(t, (rt_type *)rt_obj(type), 0);
    if (!rt_is_null(v)) rt_init(&as_default(v)->x_factory, RT_NONE);
    return v;
}

static Value defaultdict_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                              Value kwnames) {
    Value factory = nargs ? args[0] : RT_NONE;
    if (!rt_is_none(factory) && !rt_type_of(factory)->slots.call) {
        return rt_raise_type_error(t, "first argument must be callable or None");
    }
    if (!rt_write_field(t, rt_obj(self), &as_default(self)->x_factory, factory)) return RT_NULL;
    if (nargs) args++, nargs--;
    return rt_dict_update_args_tail(t, "dict", self, args, nargs, kwnames);
}

/* state: self, key */
static Value missing_made(rt_thread *t, Value value, Value state) {
    Value self = rt_state_at(state, 0), key = rt_state_at(state, 1);
    return rt_then(t, rt_setitem_tail(t, self, key, value), give_state, value);
}
static Value defaultdict_missing(rt_thread *t, Value *args, uint32_t nargs) {
    Value factory = factory_of(t, args[0]);
    if (rt_is_null(factory)) return factory;
    if (rt_is_none(factory)) return rt_raise_key_error(t, args[1]);
    Value state = rt_state_new(t, args, nargs);
    if (rt_is_null(state)) return state;
    return rt_then(t, rt_call_kw_tail(t, factory, NULL, 0, RT_NULL), missing_made, state);
}

static Value defaultdict_copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value factory = factory_of(t, args[0]);
    if (rt_is_null(factory)) return factory;
    Value call[] = {factory, args[0]};
    return rt_call_kw_tail(t, rt_from_obj(rt_type_of(args[0])), call, 2, RT_NULL);
}

static Value reduce_items(rt_thread *t, Value items, Value self) {
    Value it = rt_iter(t, items), factory = factory_of(t, self);
    if (rt_is_null(it) || rt_is_null(factory)) return RT_NULL;
    Value init = rt_is_none(factory) ? rt_tuple_empty : rt_tuple_new(t, &factory, 1);
    if (rt_is_null(init)) return init;
    Value parts[] = {rt_from_obj(rt_type_of(self)), init, RT_NONE, RT_NONE, it};
    return rt_tuple_new(t, parts, 5);
}
static Value defaultdict_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_call_method_tail(t, args[0], rt_id.items, NULL, 0), reduce_items, args[0]);
}

static Value defaultdict_repr(rt_thread *t, Value self) {
    const char *name = rt_type_of(self)->name, *dot = strrchr(name, '.');
    Value items = rt_dict_type.slots.repr(t, self), factory = factory_of(t, self);
    if (rt_is_null(items) || rt_is_null(factory)) return RT_NULL;
    rt_repr_frame frame;
    int entered = rt_repr_enter(t, &frame, factory);
    if (entered < 0) return RT_NULL;
    Value text = entered ? rt_str_from_ascii(t, "...", 3) : rt_repr(t, factory);
    if (!entered) rt_repr_leave(t, &frame);
    return rt_is_null(text) ? text
                            : rt_str_format_c(t, "%s(%V, %V)", dot ? dot + 1 : name, text, items);
}

static Value or_copied(rt_thread *t, Value left, Value right) {
    return rt_then(t, rt_dict_merge_tail(t, left, right), give_state, left);
}
static Value defaultdict_or(rt_thread *t, Value a, Value b) {
    if (!rt_is_dict(a) || !rt_is_dict(b)) return RT_NOT_IMPLEMENTED;
    Value owner = rt_isinstance_exact(a, &rt_defaultdict_type) ? a : b,
          factory = factory_of(t, owner);
    if (rt_is_null(factory)) return factory;
    Value call[] = {factory, a};
    Value copy = rt_call_kw_tail(t, rt_from_obj(rt_type_of(owner)), call, 2, RT_NULL);
    return rt_then(t, copy, or_copied, b);
}

static void defaultdict_trace(rt_object *o, rt_marker *m) {
    rt_dict_type.trace(o, m);
    rt_mark_field(m, &((defaultdict *)o)->x_factory);
}

static const rt_native_def defaultdict_methods[] = {
    {"__missing__", defaultdict_missing, 2, 2, NULL, 0,
     "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n"
     "  if self.default_factory is None: raise KeyError((key,))\n"
     "  self[key] = value = self.default_factory()\n  return value\n"},
    {"copy", defaultdict_copy, 1, 1, NULL, 0, "D.copy() -> a shallow copy of D."},
    {"__copy__", defaultdict_copy, 1, 1, NULL, 0, "D.copy() -> a shallow copy of D."},
    {"__reduce__", defaultdict_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {0}};
static const rt_member_def defaultdict_members[] = {
    {"default_factory", offsetof(defaultdict, x_factory), true, true}, {0}};

rt_type rt_defaultdict_type = {
    RT_TYPE_HEAD(rt_defaultdict_type, "collections.defaultdict"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(defaultdict),
    .base = &rt_dict_type,
    .slots = {.new_ = defaultdict_new,
              .init = defaultdict_init,
              .repr = defaultdict_repr,
              .binary = {[RT_OR] = defaultdict_or}},
    .trace = defaultdict_trace,
    .methods = defaultdict_methods,
    .members = defaultdict_members,
    .doc = "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n"
           "The default factory is called without arguments to produce\n"
           "a new value when a key is not present, in __getitem__ only.",
};

/* ---- _tuplegetter: namedtuple's fields ---- */

typedef struct tuplegetter {
    rt_object hdr;
    int64_t index;
    rt_field x_doc;
} tuplegetter;

static Value tuplegetter_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                             Value kwnames) {
    int64_t index;
    if (!rt_args_check(t, "_tuplegetter", nargs, kwnames, 2, 2)) return RT_NULL;
    if (!rt_seq_index(t, args[0], false, &index)) return RT_NULL;
    Value v = rt_instance_new(t, (rt_type *)rt_obj(type), 0);
    if (rt_is_null(v)) return v;
    ((tuplegetter *)rt_obj(v))->index = index;
    rt_init(&((tuplegetter *)rt_obj(v))->x_doc, args[1]);
    return v;
}
static Value tuplegetter_get(rt_thread *t, Value self, Value obj, Value owner) {
    (void)owner;
    size_t index = (size_t)((const tuplegetter *)rt_obj(self))->index;
    if (rt_is_null(obj) || rt_is_none(obj)) return self;
    if (!rt_is_tuple(obj)) {
        return rt_raise_type_error(
            t, "descriptor for index '%zu' for tuple subclasses doesn't apply to '%T' object",
            index, obj);
    }
    if (index < rt_tuple_len(obj)) return rt_tuple_at(obj, index);
    return rt_raise(t, &rt_exc_IndexError, "tuple index out of range");
}
static Value tuplegetter_set(rt_thread *t, Value self, Value obj, Value value) {
    (void)self, (void)obj;
    return rt_raise(t, &rt_exc_AttributeError,
                    rt_is_empty(value) ? "can't delete attribute" : "can't set attribute");
}
static Value tuplegetter_repr(rt_thread *t, Value self) {
    const tuplegetter *g = (const tuplegetter *)rt_obj(self);
    Value doc = rt_read_field(t, &g->hdr, &g->x_doc),
          text = rt_is_null(doc) ? doc : rt_repr(t, doc);
    return rt_is_null(text)
               ? text
               : rt_str_format_c(t, "_tuplegetter(%lld, %V)", (long long)g->index, text);
}
static Value tuplegetter_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const tuplegetter *g = (const tuplegetter *)rt_obj(args[0]);
    Value doc = rt_read_field(t, &g->hdr, &g->x_doc);
    Value init = rt_is_null(doc) ? doc : rt_tuple_pack2(t, rt_imm_int(g->index), doc);
    return rt_is_null(init) ? init : rt_tuple_pack2(t, rt_from_obj(rt_type_of(args[0])), init);
}
static void tuplegetter_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((tuplegetter *)o)->x_doc);
}

static const rt_native_def tuplegetter_methods[] = {
    {"__reduce__", tuplegetter_reduce, 1, 1, NULL, 0, NULL}, {0}};
static const rt_member_def tuplegetter_members[] = {
    {"__doc__", offsetof(tuplegetter, x_doc), true, true}, {0}};

rt_type rt_tuplegetter_type = {
    RT_TYPE_HEAD(rt_tuplegetter_type, "_collections._tuplegetter"),
    .basic_size = sizeof(tuplegetter),
    .slots = {.new_ = tuplegetter_new,
              .repr = tuplegetter_repr,
              .descr_get = tuplegetter_get,
              .descr_set = tuplegetter_set},
    .trace = tuplegetter_trace,
    .methods = tuplegetter_methods,
    .members = tuplegetter_members,
};

/* ---- _count_elements: Counter's loop ---- */

static Value count_hashed(rt_thread *t, Value dict, Value key, Value extra, uint64_t hash) {
    (void)extra;
    Value old = rt_dict_get_hash(t, dict, key, hash);
    if (rt_is_null(old)) return old;
    Value next = rt_is_empty(old) ? rt_imm_int(1) : rt_binary(t, RT_ADD, old, rt_imm_int(1));
    return !rt_is_null(next) && rt_dict_set_hash(t, dict, key, hash, next) ? RT_NONE : RT_NULL;
}
static Value count_step(rt_thread *t, Value dict, Value item) {
    return rt_keyed_tail(t, count_hashed, dict, item, RT_NONE);
}
static Value count_done(rt_thread *t, Value result, Value state) {
    return (void)t, (void)state, result;
}

/* A mapping of another kind goes through its own get and __setitem__, in the prelude. */
static Value count_elements(rt_thread *t, Value *args, uint32_t nargs) {
    const rt_slots *s = &rt_type_of(args[0])->slots;
    if (rt_is_dict(args[0]) && s->setitem == rt_dict_type.slots.setitem) {
        return rt_each_tail(t, args[1], count_step, count_done, args[0]);
    }
    return rt_tail_prelude(t, "count_elements", args, nargs);
}

static bool collections_exec(rt_thread *t, Value module) {
    rt_type *const types[] = {&rt_deque_type, &rt_defaultdict_type, &rt_deque_iter_type,
                              &rt_deque_reverse_iter_type, &rt_tuplegetter_type};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        rt_type_ready(t, types[i]);
        const char *dot = strrchr(types[i]->name, '.');
        if (!rt_module_set(t, module, dot + 1, rt_from_obj(types[i]))) return false;
    }
    return true;
}

static const rt_native_def functions[] = {{"_count_elements", count_elements, 2, 2, NULL, 0,
                                           "Count elements in the iterable, updating the mapping"},
                                          {0}};

const rt_module_def rt_module__collections = {
    .name = "_collections",
    .functions = functions,
    .exec = collections_exec,
    .doc = "High performance data structures.",
};
