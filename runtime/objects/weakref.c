/* weakref.c - weak references, and the registry through which the collector finds them.
 *
 * Owns: the registry: chains of rt_weak by their target's address, in malloc memory; rt_weakref_type.
 *
 * Invariants
 *   weak-1  Every rt_weak whose target lives is in the registry; the registry keeps nothing alive. Collections take out what
 *           has died on either side.
 *   weak-2  x_target changes from a live object to RT_NULL, in a collection, and never otherwise. Whoever has loaded it
 *           holds the object.
 *
 * An attempt that aborts leaves its references in the registry until the next collection: they are not shared (see
 * `sharable`), nobody reaches them, and their callbacks do not run.
 *
 * Threads: any; the registry under weak_lock (a leaf) or with the world stopped.
 */
#include "runtime/objects/weakref.h"

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/init.h"
#include "runtime/native.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"
#include "runtime/type.h"
#include "stm/atomic.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t weak_lock = PTHREAD_MUTEX_INITIALIZER;
static rt_weak **buckets;
static size_t bucket_count, entries; /* bucket_count: a power of two */

/* ---- the registry ---- */

static size_t bucket_of(Value target, size_t n) {
    return (target.bits >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32 & (n - 1);
}

static void link_into(rt_weak **table, size_t n, rt_weak *w) {
    size_t b = bucket_of(rt_load(&w->x_target), n);
    w->next = table[b];
    table[b] = w;
}

/* Chains keep their order: newest first within a target. */
static bool grow(void) {
    size_t n = bucket_count ? bucket_count * 2 : 256;
    rt_weak **table = calloc(n, sizeof *table);
    if (!table) return false;
    for (size_t b = 0; b < bucket_count; b++) {
        rt_weak *reversed = NULL;
        for (rt_weak *w = buckets[b], *next; w; w = next) {
            next = w->next;
            w->next = reversed;
            reversed = w;
        }
        for (rt_weak *w = reversed, *next; w; w = next) {
            next = w->next;
            link_into(table, n, w);
        }
    }
    free(buckets);
    buckets = table;
    bucket_count = n;
    return true;
}

/* Under weak_lock. */
static bool registry_add(rt_weak *w) {
    if (entries >= bucket_count && !grow() && bucket_count == 0) return false;
    link_into(buckets, bucket_count, w);
    entries++;
    return true;
}

/* True where this transaction may hand out w, which another may have created: it is committed, or our own. */
static bool sharable(const rt_thread *t, const rt_weak *w) {
    const stm_tx *tx = t->tx;
    if (tx->solo) return true;
    uint64_t stamp = load_acq(
        &((rt_weak *)w)->hdr.stm.x_stamp); /* pairs-with: stm_commit, through the snapshot */
    return stm_mine(tx, stamp) || stamp < tx->snap[stm_stamp_slot(stamp)];
}

/* A reference of exactly this type without a callback; NULL: none that can be shared. Under weak_lock. */
static rt_weak *find_shared(const rt_thread *t, const rt_type *type, Value target) {
    if (bucket_count == 0) return NULL;
    for (rt_weak *w = buckets[bucket_of(target, bucket_count)]; w; w = w->next)
        if (rt_same(rt_load(&w->x_target), target) && rt_shape_of(&w->hdr) == &type->root &&
            rt_is_none(rt_load(&w->x_callback)) && sharable(t, w))
            return w;
    return NULL;
}

void rt_weak_each(Value target, void (*visit)(Value weak, void *ctx), void *ctx) {
    pthread_mutex_lock(&weak_lock);
    rt_weak *w = bucket_count ? buckets[bucket_of(target, bucket_count)] : NULL;
    for (; w; w = w->next)
        if (rt_same(rt_load(&w->x_target), target)) visit(rt_from_obj(w), ctx);
    pthread_mutex_unlock(&weak_lock);
}

/* In a collection: is w to stay registered? Clears it when its target has died. */
static bool survives(rt_weak *w) {
    Value target = rt_load(&w->x_target);
    bool lives = rt_is_marked(w);
    if (lives && rt_is_marked(rt_obj(target))) return true;
    Value callback = rt_load(&w->x_callback);
    rt_init(&w->x_target, RT_NULL);
    rt_init(&w->x_callback, RT_NONE);
    if (lives && !rt_is_none(callback)) rt_pending_push(rt_from_obj(w), callback);
    return false;
}

static void clear_dead(rt_thread *t) {
    (void)t;
    for (size_t b = 0; b < bucket_count; b++) {
        rt_weak **link = &buckets[b];
        while (*link) {
            if (survives(*link)) {
                link = &(*link)->next;
            } else {
                *link = (*link)->next;
                entries--;
            }
        }
    }
}

void rt_weakref_ready(rt_thread *t) {
    (void)t;
    rt_after_mark_hook(clear_dead);
}

/* ---- making ---- */

Value rt_weak_new(rt_thread *t, rt_type *type, Value target, Value callback) {
    if (!rt_has_flag(target, RT_TF_WEAKREF))
        return rt_raise_type_error(t, "cannot create weak reference to '%T' object", target);
    bool share = rt_is_none(callback) && !(type->flags & RT_TF_HEAP);
    Value fresh = rt_instance_new(t, type, 0);
    if (rt_is_null(fresh)) return RT_NULL;
    rt_weak *w = rt_as_weak(fresh);
    rt_init(&w->x_target, target);
    rt_init(&w->x_callback, callback);
    pthread_mutex_lock(&weak_lock);
    rt_weak *found = share ? find_shared(t, type, target) : NULL;
    bool ok = found || registry_add(w);
    pthread_mutex_unlock(&weak_lock);
    if (!ok) return rt_raise_memory_error(t);
    return rt_from_obj(found ? found : w);
}

static Value new_from_args(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_weak_new(t, (rt_type *)rt_obj(args[0]), args[1], nargs > 2 ? args[2] : RT_NONE);
}

static Value weakref_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                         Value kwnames) {
    static const rt_native_def def = {.name = "__new__", .fn = new_from_args, .min = 2, .max = 3};
    if (!rt_is_null(kwnames) && rt_obj(type) == &rt_weakref_type.hdr)
        return rt_raise_type_error(t, "ref() takes no keyword arguments");
    return rt_native_invoke_tail(t, &def, type, args, nargs, RT_NULL);
}

static Value init_from_args(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return RT_NONE;
}

static Value weakref_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                          Value kwnames) {
    static const rt_native_def def = {.name = "__init__", .fn = init_from_args, .min = 2, .max = 3};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

/* ---- slots ---- */

static Value target_or_none(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    Value target = rt_weak_target(args[0]);
    return rt_is_null(target) ? RT_NONE : target;
}

static Value weakref_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                          Value kwnames) {
    if (!rt_is_null(kwnames)) return rt_raise_type_error(t, "weakref() takes no keyword arguments");
    if (nargs > 0) return rt_raise_type_error(t, "weakref expected 0 arguments, got %u", nargs);
    (void)args;
    return target_or_none(t, &self, 1);
}

/* Two references are equal when their targets are, or, when one has died, if they are the same. */
static Value weakref_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if ((op != RT_EQ && op != RT_NE) || !rt_isinstance_exact(b, &rt_weakref_type))
        return RT_NOT_IMPLEMENTED;
    Value x = rt_weak_target(a), y = rt_weak_target(b);
    if (rt_is_null(x) || rt_is_null(y)) return rt_bool(rt_same(a, b) == (op == RT_EQ));
    return rt_compare_tail(t, x, y, op);
}

static Value remember_hash(rt_thread *t, Value hash, Value self) {
    (void)t;
    if (rt_is_imm_int(
            hash)) /* the collector does not look here; whoever else stores it stores the same */
        rt_init(&rt_as_weak(self)->x_hash, hash);
    return hash;
}

static Value weakref_hash(rt_thread *t, Value self) {
    Value hash = rt_load(&rt_as_weak(self)->x_hash);
    if (!rt_is_null(hash)) return hash;
    Value target = rt_weak_target(self);
    if (rt_is_null(target)) return rt_raise_type_error(t, "weak object has gone away");
    return rt_then(t, rt_hash_tail(t, target), remember_hash, self);
}

static Value weakref_repr(rt_thread *t, Value self) {
    unsigned long long address = self.bits;
    Value target = rt_weak_target(self);
    if (rt_is_null(target)) return rt_str_format_c(t, "<weakref at 0x%llx; dead>", address);
    Value name = rt_getattr_opt(t, target, rt_id.__name__);
    if (rt_is_null(name)) return RT_NULL;
    unsigned long long at = target.bits;
    if (!rt_is_empty(name) && rt_is_str(name))
        return rt_str_format_c(t, "<weakref at 0x%llx; to '%T' at 0x%llx (%V)>", address, target,
                               at, name);
    return rt_str_format_c(t, "<weakref at 0x%llx; to '%T' at 0x%llx>", address, target, at);
}

static Value get_callback(rt_thread *t, Value self) {
    (void)t;
    return rt_load(&rt_as_weak(self)->x_callback);
}

static void weak_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((rt_weak *)o)->x_callback);
}

static const rt_native_def weakref_methods[] = {
    {.name = "__class_getitem__",
     .fn = rt_class_getitem,
     .min = 2,
     .max = 2,
     .flags = RT_NATIVE_CLASS,
     .doc = "See PEP 585"},
    {.name = NULL},
};

static const rt_getset_def weakref_getsets[] = {
    {.name = "__callback__", .get = get_callback},
    {.name = NULL},
};

rt_type rt_weakref_type = {
    RT_TYPE_HEAD(rt_weakref_type, "weakref.ReferenceType"),
    .flags = RT_TF_BASETYPE | RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_weak),
    .slots = {.new_ = weakref_new,
              .init = weakref_init,
              .call = weakref_call,
              .compare = weakref_compare,
              .hash = weakref_hash,
              .repr = weakref_repr},
    .trace = weak_trace,
    .methods = weakref_methods,
    .getsets = weakref_getsets,
};
