/* krait_module.c - the module krait: what ordinary Python cannot say about transactions.
 *
 * atomic      context manager and decorator: the block is never split. What it defers, waits for its commit; what cannot be
 *             deferred makes the transaction irrevocable.
 * retry()     gives up this attempt and waits until something that it has read has changed.
 * Owns: rt_thread.atomic_depth. Threads: any. */
#include "threading/krait_module.h"

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"
#include "threading/thread.h"

Value (*thr_site_hook)(rt_thread *t, stm_site site);

/* ---- atomic ---- */
static Value atomic_enter(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    t->atomic_depth++;
    return args[0];
}

static Value atomic_exit(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    if (t->atomic_depth == 0)
        return rt_raise(t, &rt_exc_RuntimeError, "krait.atomic is left but was not entered");
    t->atomic_depth--;
    return RT_FALSE;
}

/* atomic(f) as a decorator is prelude code: a function that calls f inside a block. */
static Value atomic_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    if (nargs != 1 || !rt_is_null(kwnames))
        return rt_raise_type_error(t, "atomic() takes one function");
    Value both[] = {self, args[0]};
    return rt_tail_prelude(t, "atomic_function", both, 2);
}

static const rt_native_def atomic_methods[] = {
    {"__enter__", atomic_enter, 1, 1, NULL, 0, NULL},
    {"__exit__", atomic_exit, 1, -1, NULL, 0, NULL},
    {.name = NULL},
};

rt_type thr_atomic_type = {
    RT_TYPE_HEAD(thr_atomic_type, "krait._Atomic"),
    .basic_size = sizeof(rt_object),
    .slots = {.call = atomic_call},
    .methods = atomic_methods,
};

/* ---- functions ---- */
static Value retry(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    if (t->atomic_depth == 0)
        return rt_raise(t, &rt_exc_RuntimeError, "retry() is for the inside of krait.atomic");
    if (t->tx->solo)
        return rt_raise(t, &rt_exc_RuntimeError,
                        "retry() would wait for ever: there is no other thread");
    if (stm_is_irrevocable(t->tx))
        return rt_raise(t, &rt_exc_RuntimeError,
                        "retry() in a transaction that cannot abort any more");
    (void)stm_retry(t->tx);
    (void)rt_conflict(t);
    return RT_NULL;
}

static Value nothing(rt_thread *t, Value state) {
    (void)t, (void)state;
    return RT_NONE;
}

static Value hint_commit(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return t->tx->solo || !thr_may_split(t) ? RT_NONE : rt_tail_outside(t, nothing, RT_NULL);
}

static Value is_atomic(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_bool(t->atomic_depth > 0);
}

static bool put(rt_thread *t, Value dict, const char *name, Value v) {
    Value key = rt_str_intern_cstr(t, name);
    return !rt_is_null(v) && !rt_is_null(key) && rt_dict_set(t, dict, key, v);
}

static bool put_number(rt_thread *t, Value dict, const char *name, uint64_t n) {
    return put(t, dict, name, rt_int_new_u64(t, n));
}

static Value stats(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    stm_stats s;
    stm_stats_read(&s);
    const struct {
        const char *name;
        uint64_t n;
    } rows[] = {
        {"commits", s.commits},
        {"aborts", s.aborts},
        {"waits", s.waits},
        {"extensions", s.extensions},
        {"dooms", s.dooms},
        {"starved", s.starved},
        {"irrevocable", s.irrevocable},
        {"committed_ns", s.committed_ns},
        {"aborted_ns", s.aborted_ns},
        {"waiting_ns", s.waiting_ns},
        {"retry_ns", s.retry_ns},
        {"threads", thr_count()},
    };
    Value dict = rt_dict_new(t);
    for (size_t i = 0; !rt_is_null(dict) && i < sizeof rows / sizeof *rows; i++)
        if (!put_number(t, dict, rows[i].name, rows[i].n)) return RT_NULL;
    return dict;
}

static Value site_of(rt_thread *t, stm_site site) {
    return thr_site_hook ? thr_site_hook(t, site) : RT_NONE;
}

static Value hotspot_of(rt_thread *t, const stm_hotspot *h) {
    Value dict = rt_dict_new(t);
    bool ok = !rt_is_null(dict) && put(t, dict, "winner", site_of(t, h->winner)) &&
              put(t, dict, "loser", site_of(t, h->loser)) &&
              put(t, dict, "kind", rt_str_from_cstr(t, stm_kind_name(h->kind))) &&
              put(t, dict, "object", rt_str_from_cstr(t, h->description)) &&
              put_number(t, dict, "count", h->count) && put_number(t, dict, "aborts", h->aborts) &&
              put_number(t, dict, "lost_ns", h->lost_ns);
    return ok ? dict : RT_NULL;
}

enum { HOTSPOTS = 64 };

static Value hotspots(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    stm_hotspot found[HOTSPOTS];
    size_t n = stm_hotspots(found, HOTSPOTS);
    Value list = rt_list_new(t, NULL, 0);
    for (size_t i = 0; i < n && !rt_is_null(list); i++) {
        Value h = hotspot_of(t, &found[i]);
        if (rt_is_null(h) || !rt_list_append(t, list, h)) return RT_NULL;
    }
    return list;
}

static const rt_native_def functions[] = {
    {"retry", retry, 0, 0, NULL, 0,
     "Waits until something that this atomic block has read changes, and runs it again."},
    {"hint_commit", hint_commit, 0, 0, NULL, 0, "A good place to end a transaction."},
    {"is_atomic", is_atomic, 0, 0, NULL, 0, "Whether this code runs in an atomic block."},
    {"stats", stats, 0, 0, NULL, 0, "Counts and times of transactions so far, as a dict."},
    {"hotspots", hotspots, 0, 0, NULL, 0,
     "Who collided with whom, most time lost first: a list of dicts."},
    {.name = NULL},
};

static bool fill(rt_thread *t, Value module) {
    rt_object *atomic = rt_alloc(t, sizeof(rt_object), &thr_atomic_type.root);
    return atomic && rt_module_set(t, module, "atomic", rt_from_obj(atomic));
}

const rt_module_def rt_module_krait = {
    .name = "krait", .functions = functions, .exec = fill, .doc = "Transactions, from Python."};
