/* lru_cache.c - functools.lru_cache's wrapper.
 *
 * Owns: rt_lru_cache_type. The cache is a dict in order of use: a hit moves its entry to the end, the first entry is the
 * one to be dropped. Hits and misses are counted in stripes, one granule each, so that threads which only hit an
 * unbounded cache do not meet.
 * Threads: any, inside a transaction. */
#include "runtime/error.h"
#include "runtime/modules/functools_internal.h"
#include "runtime/objects/descriptor.h"
#include "runtime/objects/dict_internal.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

enum { STRIPES = 16 };

typedef struct lru_cache {
    rt_object hdr;
    Value function, info_type, dict,
        mark;        /* mark: stands between positional and keyword arguments in keys */
    int64_t maxsize; /* -1: unbounded */
    bool typed;
    Value stripes;             /* array of arrays {hits, misses} */
    rt_field x_table, x_first; /* where the first live entry of that table was last seen */
} lru_cache;

static lru_cache *cache_of(Value v) { return (lru_cache *)rt_obj(v); }

/* args: type, function, maxsize, typed, info type */
static Value cache_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t maxsize = -1;
    if (!rt_type_of(args[1])->slots.call)
        return rt_raise_type_error(t, "the first argument must be callable");
    if (!rt_is_none(args[2])) {
        if (!rt_has_index(args[2]))
            return rt_raise_type_error(t, "maxsize should be integer or None");
        if (!rt_seq_index(t, args[2], false, &maxsize)) return RT_NULL;
        if (maxsize < 0) maxsize = 0;
    }
    Value typed = rt_truth(t, args[3]), dict = rt_dict_new(t);
    Value stripes[STRIPES], zeros[] = {rt_imm_int(0), rt_imm_int(0)};
    for (int i = 0; i < STRIPES; i++) {
        stripes[i] = rt_state_new(t, zeros, 2);
        if (rt_is_null(stripes[i])) return RT_NULL;
    }
    Value all = rt_state_new(t, stripes, STRIPES), mark = rt_instance_new(t, &rt_object_type, 0);
    Value v = rt_instance_new(t, (rt_type *)rt_obj(args[0]), 0);
    if (rt_is_null(typed) || rt_is_null(dict) || rt_is_null(all) || rt_is_null(mark) ||
        rt_is_null(v))
        return RT_NULL;
    lru_cache *c = cache_of(v);
    c->function = args[1];
    c->info_type = args[4];
    c->dict = dict;
    c->mark = mark;
    c->maxsize = maxsize;
    c->typed = rt_same(typed, RT_TRUE);
    c->stripes = all;
    return v;
}
static Value cache_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    static const rt_native_def def = {
        "lru_cache", cache_fn, 0, 0, "type, /, user_function, maxsize, typed, cache_info_type",
        0,           NULL};
    return rt_native_invoke_tail(t, &def, type, args, nargs, kwnames);
}

static bool counted(rt_thread *t, const lru_cache *c, int what) {
    rt_array *stripe = (rt_array *)rt_obj(rt_state_at(c->stripes, t->ident / 64 % STRIPES));
    rt_own own = rt_write(t, &stripe->hdr);
    if (!own) return false;
    int64_t n = rt_imm_int_get(rt_load(&stripe->x_items[what])) + 1;
    rt_set(t, own, &stripe->x_items[what], rt_imm_int(n));
    return true;
}

static Value make_key(rt_thread *t, const lru_cache *c, const Value *args, uint32_t nargs,
                      Value kwnames) {
    size_t nkw = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    if (!c->typed && nkw == 0 && nargs == 1 &&
        (rt_is_imm_int(args[0]) || rt_is_exact(args[0], &rt_str_type))) {
        return args[0];
    }
    size_t n = nargs + (nkw ? 1 + 2 * nkw : 0) + (c->typed ? nargs + nkw : 0), at = nargs;
    Value key = rt_tuple_new(t, NULL, n);
    if (rt_is_null(key) || n == 0) return key;
    Value *items = rt_as_tuple(key)->items;
    if (nargs) memcpy(items, args, nargs * sizeof *items);
    if (nkw) items[at++] = c->mark;
    for (size_t i = 0; i < nkw; i++) {
        items[at++] = rt_tuple_at(kwnames, i);
        items[at++] = args[nargs + i];
    }
    for (size_t i = 0; c->typed && i < nargs + nkw; i++)
        items[at++] = rt_from_obj(rt_type_of(args[i]));
    return key;
}

/* Drops the entry used longest ago. */
static bool drop_oldest(rt_thread *t, lru_cache *c) {
    rt_hashed *dict = rt_dict_hashed(c->dict);
    rt_own own = rt_write(t, &c->hdr), dict_own = own ? rt_write(t, &dict->hdr) : STM_CONFLICT;
    if (!dict_own) return false;
    bool same = rt_load_word(&c->x_table) == rt_load_word(&dict->x_table);
    size_t pos = same ? rt_load_word(&c->x_first) : 0;
    rt_found f;
    uint64_t hash;
    int r = rt_hashed_next(t, dict, &pos, &f, &hash);
    if (r <= 0) return r == 0;
    rt_hashed_remove(t, dict_own, dict, f.entry, hash);
    rt_set_word(t, own, &c->x_table, rt_load_word(&dict->x_table));
    rt_set_word(t, own, &c->x_first, f.entry);
    return true;
}

/* state: self, key, hash */
static Value cache_store(rt_thread *t, Value value, Value state) {
    lru_cache *c = cache_of(rt_state_at(state, 0));
    Value key = rt_state_at(state, 1);
    uint64_t hash = (uint64_t)rt_imm_int_get(rt_state_at(state, 2));
    int64_t n;
    if (!counted(t, c, 1)) return RT_NULL;
    if (c->maxsize == 0) return value;
    Value there = rt_dict_get_hash(t, c->dict, key, hash);
    if (rt_is_null(there)) return there;
    if (!rt_is_empty(there))
        return value; /* a call inside this one, or another thread, was faster */
    if (!rt_dict_len(t, c->dict, &n)) return RT_NULL;
    if (c->maxsize > 0 && n >= c->maxsize && !drop_oldest(t, c)) return RT_NULL;
    return rt_dict_set_hash(t, c->dict, key, hash, value) ? value : RT_NULL;
}

/* call: array of kwnames, nargs, the arguments */
static Value cache_look_up(rt_thread *t, Value self, Value key, Value call, uint64_t hash) {
    lru_cache *c = cache_of(self);
    bool bounded = c->maxsize > 0;
    Value v = c->maxsize == 0 ? RT_EMPTY
              : bounded       ? rt_dict_take_hash(t, c->dict, key, hash)
                              : rt_dict_get_hash(t, c->dict, key, hash);
    if (rt_is_null(v)) return v;
    if (!rt_is_empty(v)) {
        if (bounded && !rt_dict_set_hash(t, c->dict, key, hash, v)) return RT_NULL;
        return counted(t, c, 0) ? v : RT_NULL;
    }
    Value values[] = {self, key, rt_imm_int((int64_t)hash)}, state = rt_state_new(t, values, 3);
    if (rt_is_null(state)) return state;
    const Value *items = (const Value *)(const void *)((rt_array *)rt_obj(call))->x_items;
    Value r =
        rt_call_kw_tail(t, c->function, items + 2, (uint32_t)rt_imm_int_get(items[1]), items[0]);
    return rt_then(t, r, cache_store, state);
}

static Value cache_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    size_t nkw = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    Value key = make_key(t, cache_of(self), args, nargs, kwnames);
    rt_array *call = rt_is_null(key) ? NULL : rt_array_new(t, 2 + nargs + nkw);
    if (!call) return RT_NULL;
    rt_init(&call->x_items[0], kwnames);
    rt_init(&call->x_items[1], rt_imm_int(nargs));
    for (size_t i = 0; i < nargs + nkw; i++)
        rt_init(&call->x_items[2 + i], args[i]);
    return rt_keyed_tail(t, cache_look_up, self, key, rt_from_obj(call));
}

static Value cache_info(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const lru_cache *c = cache_of(args[0]);
    int64_t counts[2] = {0, 0}, size;
    for (size_t i = 0; i < STRIPES; i++) {
        rt_array *stripe = (rt_array *)rt_obj(rt_state_at(c->stripes, i));
        for (int k = 0; k < 2; k++) {
            Value n = rt_read_field(t, &stripe->hdr, &stripe->x_items[k]);
            if (rt_is_null(n)) return n;
            counts[k] += rt_imm_int_get(n);
        }
    }
    if (!rt_dict_len(t, c->dict, &size)) return RT_NULL;
    Value info[] = {rt_imm_int(counts[0]), rt_imm_int(counts[1]),
                    c->maxsize < 0 ? RT_NONE : rt_imm_int(c->maxsize), rt_imm_int(size)};
    return rt_call_kw_tail(t, c->info_type, info, 4, RT_NULL);
}

static Value cache_clear(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const lru_cache *c = cache_of(args[0]);
    for (size_t i = 0; i < STRIPES; i++) {
        rt_array *stripe = (rt_array *)rt_obj(rt_state_at(c->stripes, i));
        rt_own own = rt_write(t, &stripe->hdr);
        if (!own) return RT_NULL;
        for (int k = 0; k < 2; k++)
            rt_set(t, own, &stripe->x_items[k], rt_imm_int(0));
    }
    rt_own own = rt_write(t, rt_obj(c->dict));
    if (!own) return RT_NULL;
    rt_hashed_clear(t, own, rt_dict_hashed(c->dict));
    return RT_NONE;
}

static Value cache_self(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)t, (void)nargs, args[0];
}
static Value cache_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_getattr_tail(t, args[0], rt_id.__qualname__);
}
static Value cache_bind(rt_thread *t, Value self, Value obj, Value owner) {
    (void)owner;
    return rt_is_null(obj) || rt_is_none(obj) ? self : rt_method_new(t, self, obj);
}

static void cache_trace(rt_object *o, rt_marker *m) {
    lru_cache *c = (lru_cache *)o;
    rt_mark(m, c->function);
    rt_mark(m, c->info_type);
    rt_mark(m, c->dict);
    rt_mark(m, c->mark);
    rt_mark(m, c->stripes);
    rt_mark_field(m, &c->x_table); /* so that its address is not used again while it is compared */
}

static const rt_native_def cache_methods[] = {
    {"cache_info", cache_info, 1, 1, NULL, 0, "Report cache statistics"},
    {"cache_clear", cache_clear, 1, 1, NULL, 0, "Clear the cache and cache statistics"},
    {"__reduce__", cache_reduce, 1, 1, NULL, 0, NULL},
    {"__copy__", cache_self, 1, 1, NULL, 0, NULL},
    {"__deepcopy__", cache_self, 2, 2, NULL, 0, NULL},
    {0}};

rt_type rt_lru_cache_type = {
    RT_TYPE_HEAD(rt_lru_cache_type, "functools._lru_cache_wrapper"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT | RT_TF_WEAKREF | RT_TF_METHOD_DESCR,
    .basic_size = sizeof(lru_cache),
    .slots = {.new_ = cache_new, .call = cache_call, .descr_get = cache_bind},
    .trace = cache_trace,
    .methods = cache_methods,
    .doc = "Create a cached callable that wraps another function.",
};
