/* alloc_inline.h - the fast path of allocation: take the next cell of the thread's run.
 *
 * Owns: the size classes. 16 bytes apart up to 256, then eight classes for each power of two up to 8 KiB, so
 * that at most an eighth is lost. Included at the end of heap.h.
 *
 * Invariants
 *   alloc-1  The cells in [next, end) of a run are zero-filled, so the fast path writes the header only.
 *   alloc-2  No collection falls between taking a cell and storing its shape.
 *
 * Threads: the owner of t.
 */
#ifndef KRAIT_RUNTIME_HEAP_ALLOC_INLINE_H
#define KRAIT_RUNTIME_HEAP_ALLOC_INLINE_H

#include "runtime/heap/heap.h"

enum { RT_GRANULE = 16, RT_SMALL_MAX = 8192 };

/* Size class of a small size (1 to RT_SMALL_MAX bytes). Folds for a constant. */
static inline unsigned rt_size_class(size_t size) {
    size_t last = size - 1; /* classes are (low, high]: look at the largest byte offset */
    if (last < 256) return (unsigned)(last >> 4);
    unsigned log = 63u - (unsigned)__builtin_clzll(last); /* 8 to 12 */
    return 16 + (log - 8) * 8 + (unsigned)((last >> (log - 3)) & 7);
}

/* Bytes of a cell of class c; the inverse of rt_size_class. */
static inline size_t rt_class_size(unsigned c) {
    if (c < 16) return (size_t)(c + 1) << 4;
    unsigned log = 8 + (c - 16) / 8;
    return ((size_t)8 + (c - 16) % 8 + 1) << (log - 3);
}
static_assert(16 + (12 - 8) * 8 + 8 == RT_SIZE_CLASSES);

/* The next cell of class c, of `cell` bytes (rt_class_size(c)); NULL when the run is exhausted. */
static inline rt_object *rt_alloc_fast(rt_thread *t, unsigned c, size_t cell, rt_shape *shape) {
    rt_alloc_run *run = &t->runs[c];
    char *p = run->next;
    if (__builtin_expect(p == run->end, 0)) return NULL;
    run->next = p + cell;
    rt_object *o = (rt_object *)(void *)p;
    stm_object_init(t->tx, &o->stm);
    /* relaxed: others reach the object through a pointer stored with release */
    atomic_store_explicit(&o->x_shape, (uint64_t)(uintptr_t)shape, memory_order_relaxed);
    return o;
}

static inline rt_object *rt_alloc(rt_thread *t, size_t size, rt_shape *shape) {
    if (__builtin_expect(size <= RT_SMALL_MAX, 1)) {
        unsigned c = rt_size_class(size);
        rt_object *o = rt_alloc_fast(t, c, rt_class_size(c), shape);
        if (__builtin_expect(o != NULL, 1)) return o;
    }
    return rt_alloc_slow(t, size, shape);
}

#endif
