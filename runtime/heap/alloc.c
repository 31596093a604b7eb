/* alloc.c - the slow paths of allocation: new runs, large objects, when to collect, the limit.
 *
 * Owns: the threads' runs and rt_heap_thread; the count of bytes allocated since the last collection.
 *
 * Bytes are counted when a run is handed out, first in the thread, then in steps of COUNT_STEP in the heap. Once as many as
 * heap.threshold were allocated, the next collection comes when memory that was used before can serve no more: gaps between what
 * lives cost nothing until they are full.
 *
 * Threads: the owner of t, not inside heap_lock. Each slow path is a safepoint.
 */
#include "runtime/heap/heap_internal.h"

#include "runtime/error.h"

#include <stdlib.h>

enum {
    COUNT_STEP = 64 << 10,
    ATTEMPTS = 3, /* to find memory: as it is, after a collection, after a full one */
};

bool vector_push(heap_vector *v, uint64_t word) {
    if (v->count == v->cap) {
        size_t cap = v->cap ? v->cap * 2 : 16;
        uint64_t *items = realloc(v->items, cap * sizeof *items);
        if (!items) return false;
        v->items = items;
        v->cap = cap;
    }
    v->items[v->count++] = word;
    return true;
}

rt_heap_thread *alloc_thread(rt_thread *t) {
    if (!t->heap) t->heap = calloc(1, sizeof *t->heap);
    return t->heap;
}

void alloc_flush(rt_thread *t) {
    add_rlx(&heap.x_allocated, t->allocated);
    t->allocated = 0;
}

void alloc_retire(rt_thread *t) {
    alloc_flush(t);
    if (!t->heap) return;
    for (unsigned c = 0; c < RT_SIZE_CLASSES; c++) {
        if (!t->heap->span[c]) continue;
        block_retire(t->heap->span[c], &t->runs[c]);
        t->heap->span[c] = NULL;
    }
}

static bool over_limit(size_t bytes) {
    size_t used = heap.live + load_rlx(&heap.x_allocated);
    return used > heap.limit || bytes > heap.limit - used;
}

/* gc.disable() is meant to spare pauses, not to let garbage grow without bound: nothing else frees it. */
static bool exceeded(size_t bytes) {
    return load_rlx(&heap.x_allocated) / (load_rlx(&heap.x_disabled) ? 4 : 1) >= bytes;
}
static bool due(void) { return exceeded(heap.patience); }
/* Another span may be of memory that the system does not back yet. */
static bool may_grow(void) { return !exceeded(heap.threshold); }

/* A collection now and then, and, where that is not enough for `bytes` more, false. */
static bool make_room(rt_thread *t, size_t bytes) {
    uint64_t seen = load_acq(&heap.x_collections); /* pairs-with: collect_since (collect.c) */
    bool over = over_limit(bytes);
    if (!due() && !over) return true;
    collect_since(t, seen, over);
    if (!over_limit(bytes + heap.limit / 64))
        return true; /* a margin, lest it collects without end */
    return t->heap->reserve;
}

/* Counts `bytes` that are about to be allocated. */
static bool account(rt_thread *t, size_t bytes) {
    if (bytes < COUNT_STEP && t->allocated + bytes < COUNT_STEP) {
        t->allocated += bytes;
        return true;
    }
    alloc_flush(t);
    if (!make_room(t, bytes)) return false;
    add_rlx(&heap.x_allocated, bytes);
    return true;
}

static void safepoint(rt_thread *t) {
    /* relaxed: seen late, the next safepoint sees it; the poll itself synchronises */
    if (load_rlx(&t->x_attention) != 0) world_poll(t);
    uint64_t every = load_rlx(&heap.x_stress);
    if (every && add_rlx(&heap.x_stress_count, 1) % every == every - 1)
        collect_since(t, load_acq(&heap.x_collections), false);
}

/* A new run for class c. */
static bool refill(rt_thread *t, unsigned c) {
    rt_heap_thread *h = t->heap;
    rt_alloc_run *run = &t->runs[c];
    size_t max = load_rlx(&heap.x_stress) ? 0 : RUN_BYTES;
    for (int attempt = 0;;) {
        if (h->span[c] && block_carve(h->span[c], run, max)) {
            t->allocated += (size_t)(run->end - run->next);
            return true;
        }
        uint64_t seen = load_acq(&heap.x_collections);
        h->span[c] = block_take(c, attempt > 0 || may_grow());
        if (h->span[c]) continue;
        if (++attempt == ATTEMPTS) return false;
        collect_since(t, seen, attempt == ATTEMPTS - 1);
    }
}

static rt_object *finish(rt_thread *t, void *memory, rt_shape *shape) {
    rt_object *o = memory;
    stm_object_init(t->tx, &o->stm);
    /* relaxed: others reach the object through a pointer stored with release */
    atomic_store_explicit(&o->x_shape, (uint64_t)(uintptr_t)shape, memory_order_relaxed);
    return o;
}

static heap_span *large_take(size_t pages, bool fresh) {
    pthread_mutex_lock(&heap_lock);
    heap_span *s = range_take(pages, fresh);
    if (s) {
        s->kind = SPAN_LARGE;
        range_map(s);
    }
    pthread_mutex_unlock(&heap_lock);
    return s;
}

static rt_object *large(rt_thread *t, size_t size, rt_shape *shape) {
    if (size > heap.reserved) return NULL;
    size_t pages = (size + PAGE_BYTES - 1) >> PAGE_SHIFT;
    if (!account(t, pages << PAGE_SHIFT)) return NULL;
    heap_span *s;
    for (int attempt = 0;;) {
        uint64_t seen = load_acq(&heap.x_collections);
        s = large_take(pages, attempt > 0 || may_grow());
        if (s) break;
        if (++attempt == ATTEMPTS) return NULL;
        collect_since(t, seen, attempt == ATTEMPTS - 1);
    }
    if (!s->zeroed) memset(s->base, 0, size);
    return finish(t, s->base, shape);
}

static rt_object *small(rt_thread *t, size_t size, rt_shape *shape) {
    unsigned c = rt_size_class(size);
    size_t cell = rt_class_size(c);
    if (!account(t, 0)) return NULL;
    rt_object *o =
        rt_alloc_fast(t, c, cell, shape); /* accounting may have collected, and retired the run */
    if (o) return o;
    if (!refill(t, c)) return NULL;
    return rt_alloc_fast(t, c, cell, shape);
}

rt_object *rt_alloc_slow(rt_thread *t, size_t size, rt_shape *shape) {
    rt_object *o = NULL;
    if (alloc_thread(t)) {
        safepoint(t);
        o = size <= RT_SMALL_MAX ? small(t, size, shape) : large(t, size, shape);
    }
    if (!o) (void)rt_raise_memory_error(t);
    return o;
}

bool rt_heap_reserve(rt_thread *t, bool on) {
    rt_heap_thread *h = alloc_thread(t);
    if (!h) return false;
    bool was = h->reserve;
    h->reserve = on;
    return was;
}

void rt_heap_charge(rt_thread *t, int64_t bytes) {
    add_rlx(&heap.x_charged, bytes);
    if (bytes <= 0 || !alloc_thread(t)) return;
    t->allocated += (uint64_t)bytes;
    if (t->allocated < COUNT_STEP) return;
    alloc_flush(t);
    (void)make_room(t, 0);
}

void rt_heap_set_limit(size_t limit) {
    heap.limit = limit ? limit : SIZE_MAX;
    pace_tune();
}

void rt_heap_init(size_t limit) {
    if (!heap.base) range_init();
    rt_heap_set_limit(limit);
}

void rt_heap_stress(uint64_t every) {
    store_rlx(&heap.x_stress_count, 0);
    store_rlx(&heap.x_stress, every);
}

void rt_heap_enable(bool on) { store_rlx(&heap.x_disabled, !on); }
bool rt_heap_enabled(void) { return !load_rlx(&heap.x_disabled); }

/* A thread that has ended: its runs stay allocated space until the next collection finds them free. */
void rt_heap_thread_fini(rt_thread *t) {
    if (!t->heap) return;
    pthread_mutex_lock(&heap_lock);
    for (unsigned c = 0; c < RT_SIZE_CLASSES; c++) {
        heap_span *s = t->heap->span[c];
        if (!s) continue;
        block_retire(s, &t->runs[c]);
        s->next = heap.partial[c]; /* another thread goes on with it */
        heap.partial[c] = s;
    }
    pthread_mutex_unlock(&heap_lock);
    alloc_flush(t);
    generation_thread_fini(t);
    finalize_thread_fini(t);
    free(t->heap);
    t->heap = NULL;
}
