/* finalize.c - objects with finalizers, and the queue of calls that collections leave for Python.
 *
 * Owns: the registry of finalizable objects, the queue, each thread's lists of what its transaction has registered and taken.
 *
 * What a transaction registers is private to it, and strong, until it commits: an object that was created by an attempt that
 * aborted never existed, and its __del__ must not run. What it takes from the queue comes back, to the front, if it aborts.
 * __del__ runs once for each object (PEP 442); the low bit of a registry word says that it has been queued. Streams (object.h,
 * wants_del) come first and from the youngest to the eldest, each before what it wraps.
 *
 * Threads: registry and queue under heap_lock or with the world stopped; the lists belong to their thread.
 */
#include "runtime/heap/heap_internal.h"

#include "runtime/error.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"

#include <stdlib.h>
#include <string.h>

enum { DEL_QUEUED = 1 };

static heap_vector registry; /* rt_object* | DEL_QUEUED */
static heap_vector queue;    /* pairs {object, callback} from queue_head on */
static size_t queue_head;
static heap_vector
    callbacks; /* pairs of the collection in progress: they follow its finalizers into the queue, as where an
                                 object dies by its last reference */
_Atomic(uint32_t) x_rt_pending; /* pairs in the queue */
void (*rt_pending_hook)(rt_thread *t);

static bool locked_push(heap_vector *v, uint64_t word) {
    pthread_mutex_lock(&heap_lock);
    bool ok = vector_push(v, word);
    pthread_mutex_unlock(&heap_lock);
    return ok;
}

bool rt_finalizer_add(rt_thread *t, rt_object *o) {
    rt_heap_thread *h = alloc_thread(t);
    uint64_t word = (uint64_t)(uintptr_t)o;
    bool ok = h && (t->tx->solo ? locked_push(&registry, word) : vector_push(&h->born, word));
    if (!ok) {
        (void)rt_raise_memory_error(t);
        return false;
    }
    t->unsettled = t->unsettled || !t->tx->solo;
    return true;
}

/* ---- the queue ---- */

/* World stopped or under heap_lock. */
static void queue_push(Value object, Value callback) {
    if (queue_head == queue.count) queue_head = queue.count = 0;
    if (!vector_push(&queue, object.bits) || !vector_push(&queue, callback.bits))
        rt_fatal("no memory for the queue of finalizers");
    store_rlx(&x_rt_pending, (uint32_t)((queue.count - queue_head) / 2)); /* relaxed: a hint */
}

void rt_pending_push(Value object, Value callback) {
    if (!vector_push(&callbacks, object.bits) || !vector_push(&callbacks, callback.bits))
        rt_fatal("no memory for the queue of finalizers");
}

static bool queue_pop(rt_pending *out) {
    if (queue_head == queue.count) return false;
    *out = (rt_pending){{queue.items[queue_head]}, {queue.items[queue_head + 1]}};
    queue_head += 2;
    store_rlx(&x_rt_pending, (uint32_t)((queue.count - queue_head) / 2));
    return true;
}

/* Puts back what was taken, in front: a stream must come before what it wraps. */
static void queue_unpop(Value object, Value callback) {
    if (queue_head == 0) {
        queue_push(RT_EMPTY, RT_EMPTY);
        memmove(queue.items + 2, queue.items, (queue.count - 2) * sizeof *queue.items);
        queue_head = 2;
    }
    queue_head -= 2;
    queue.items[queue_head] = object.bits;
    queue.items[queue_head + 1] = callback.bits;
    store_rlx(&x_rt_pending, (uint32_t)((queue.count - queue_head) / 2)); /* relaxed: a hint */
}

/* Remembers what the transaction has taken; without memory for that nothing is taken. */
static bool note_taken(rt_heap_thread *h, const rt_pending *p) {
    if (!vector_push(&h->taken, p->object.bits)) return false;
    if (vector_push(&h->taken, p->callback.bits)) return true;
    h->taken.count--;
    return false;
}

bool rt_pending_take(rt_thread *t, rt_pending *out) {
    rt_heap_thread *h = alloc_thread(t);
    if (!h || !rt_pending_any()) return false;
    pthread_mutex_lock(&heap_lock);
    bool ok = queue_pop(out);
    if (ok && !t->tx->solo) {
        ok = note_taken(h, out);
        if (ok)
            t->unsettled = true;
        else
            queue_unpop(out->object, out->callback);
    }
    pthread_mutex_unlock(&heap_lock);
    return ok;
}

void rt_heap_settle(rt_thread *t, bool committed) {
    rt_heap_thread *h = t->heap;
    pthread_mutex_lock(&heap_lock);
    if (committed) {
        for (size_t i = 0; i < h->born.count; i++)
            if (!vector_push(&registry, h->born.items[i]))
                rt_fatal("no memory for the registry of finalizers");
    } else {
        for (size_t i = h->taken.count; i > 0; i -= 2)
            queue_unpop((Value){h->taken.items[i - 2]}, (Value){h->taken.items[i - 1]});
    }
    pthread_mutex_unlock(&heap_lock);
    h->born.count = h->taken.count = 0;
    t->unsettled = false;
}

static Value reported(rt_thread *t, Value result, Value object) {
    (void)result, (void)object;
    if (rt_is_null(result)) (void)rt_exception_take(t); /* the report itself has failed */
    return rt_pending_run_tail(t);
}

static Value run_next(rt_thread *t, Value result, Value object) {
    if (!rt_is_null(result)) return rt_pending_run_tail(t);
    return rt_then_catch(t, rt_unraisable_hook(t, rt_exception_take(t), object), reported, RT_NONE);
}

Value rt_pending_run_tail(rt_thread *t) {
    rt_pending p;
    if (!rt_pending_take(t, &p)) return RT_NONE;
    Value result = rt_is_empty(p.callback)
                       ? rt_call_special_tail(t, p.object, rt_id.__del__, NULL, 0)
                       : rt_tail_call1(t, p.callback, p.object);
    return rt_then_catch(t, result, run_next, rt_is_empty(p.callback) ? p.object : p.callback);
}

/* ---- parts of a collection ---- */

void finalize_roots(rt_thread *t, rt_marker *m) {
    if (!t->heap) return;
    for (size_t i = 0; i < t->heap->born.count; i++)
        rt_mark(m, (Value){t->heap->born.items[i]});
    for (size_t i = 0; i < t->heap->taken.count; i++)
        rt_mark(m, (Value){t->heap->taken.items[i]});
}

void finalize_queue_roots(rt_marker *m) {
    for (size_t i = queue_head; i < queue.count; i++)
        rt_mark(m, (Value){queue.items[i]});
}

static rt_object *registered(uint64_t word) {
    return (rt_object *)(uintptr_t)(word & ~UINT64_C(15));
}

/* Queues __del__ of the object; returns its new registry word, 0: not registered any more. */
static uint64_t queue_del(uint64_t word) {
    rt_object *o = registered(word);
    queue_push(rt_from_obj(o), RT_EMPTY);
    return rt_obj_type(o)->finalize ? word | DEL_QUEUED : 0;
}

static bool dead(const rt_object *o) { return !mark_is_marked(o); }
static bool wants_del(const rt_object *o) {
    return !rt_obj_type(o)->wants_del || rt_obj_type(o)->wants_del(o);
}
static bool dead_with_del(const rt_object *o) { return dead(o) && wants_del(o); }
static bool any(const rt_object *o) { return (void)o, true; }
static bool is_stream(const rt_type *type) { return type->flags & RT_TF_STREAM; }

static void queue_streams(bool (*wanted)(const rt_object *o)) {
    for (size_t i = registry.count; i-- > 0;) {
        uint64_t word = registry.items[i];
        const rt_object *o = registered(word);
        const rt_type *type = word ? rt_obj_type(o) : NULL;
        if (word && is_stream(type) && !(word & DEL_QUEUED) && wanted(o))
            registry.items[i] = queue_del(word);
    }
}

static void queue_others(bool (*wanted)(const rt_object *o)) {
    size_t kept = 0;
    for (size_t i = 0; i < registry.count; i++) {
        uint64_t word = registry.items[i];
        const rt_type *type = word ? rt_obj_type(registered(word)) : NULL;
        if (word && (type->flags & RT_TF_FINALIZER) && !is_stream(type) && !(word & DEL_QUEUED) &&
            wanted(registered(word)))
            word = queue_del(word);
        if (word) registry.items[kept++] = word;
    }
    registry.count = kept;
}

void rt_finalizers_queue(bool streams) {
    pthread_mutex_lock(&heap_lock);
    if (streams)
        queue_streams(any);
    else
        queue_others(wants_del);
    pthread_mutex_unlock(&heap_lock);
}

void rt_finalizers_forget(void) { registry.count = 0; }

void finalize_resurrect(rt_marker *m) {
    queue_streams(dead_with_del);
    queue_others(dead_with_del);
    for (size_t i = 0; i < callbacks.count; i += 2)
        queue_push((Value){callbacks.items[i]}, (Value){callbacks.items[i + 1]});
    callbacks.count = 0;
    finalize_queue_roots(m);
}

void finalize_release(rt_thread *t) {
    size_t kept = 0;
    for (size_t i = 0; i < registry.count; i++) {
        rt_object *o = registered(registry.items[i]);
        if (mark_is_marked(o)) {
            registry.items[kept++] = registry.items[i];
            continue;
        }
        const rt_type *type = rt_obj_type(o);
        if (type->finalize) type->finalize(t, o);
    }
    registry.count = kept;
}

void finalize_thread_fini(rt_thread *t) {
    if (t->unsettled) rt_heap_settle(t, true);
    free(t->heap->born.items);
    free(t->heap->taken.items);
}
