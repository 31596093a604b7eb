/* generation.c - what is old, so that most collections need not look at it.
 *
 * Owns: old_bits, again_bits and open_bits; the threads' lists of written objects.
 *
 * An object that two collections have found alive is old, and lives until a full collection finds it dead (sticky mark bits: Demers
 * et al., Combining Generational and Conservative Garbage Collection, 1990). A collection of the young starts with the old marked, and
 * traces of them only those that may refer to young objects (heap-4):
 *
 *   written    since the last collection. The write barrier is the stamp: whoever acquires an object that was last acquired before
 *              the last collection puts it in a list (stm/epoch.c).
 *   open       may have been written to without that: what transactions in flight at the last collection had acquired or created, and
 *              what C code that was then running may have been filling.
 *   again      was written before the last collection, or has become old in it: what it referred to then was too young to become old
 *              with it, and is old after this one.
 *
 * Solo mode has no barriers, and who stops the world writes without them; the next collection is full then (heap.x_spoilt), after
 * which all that lives is old.
 *
 * Threads: rt_heap_wrote by the owner of t; the rest with the world stopped.
 */
#include "runtime/heap/heap_internal.h"

#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/mutant.h"

#include <stdlib.h>
#include <string.h>

/* Of a thread's list: beyond that it is cheaper to look at everything. */
enum { WRITTEN_MAX = 1 << 16 };

static heap_vector written; /* in a collection: what was written or open before it */

/* relaxed: read with the world stopped */
void rt_heap_spoil(void) { store_rlx(&heap.x_spoilt, true); }

static bool is_old(const void *o) {
    size_t offset = range_offset(o); /* `top` may be moving */
    return offset < heap.reserved && bit_test(heap.old_bits, offset);
}

void rt_heap_wrote(rt_thread *t, const rt_object *o) {
    if (!is_old(o) || rt_mutant(FIRST_WRITE_FORGOTTEN)) return;
    rt_heap_thread *h = alloc_thread(t);
    if (!h || h->written.count == WRITTEN_MAX || !vector_push(&h->written, (uint64_t)(uintptr_t)o))
        rt_heap_spoil();
}

static void first_acquired(stm_tx *tx, const stm_object *o) {
    rt_heap_wrote(tx->user, (const rt_object *)o);
}

void generation_init(void) { stm_epoch_watch(first_acquired); }

void generation_open(const rt_marker *m, const rt_object *o) {
    if (m->parallel && !rt_mutant(IN_FLIGHT_FORGOTTEN)) bit_set(heap.open_bits, range_offset(o));
}

/* Into open_bits, where no object counts twice. */
static void open_list(heap_vector *v) {
    for (size_t i = 0; i < v->count; i++)
        bit_set(heap.open_bits, range_offset((const void *)(uintptr_t)v->items[i]));
    v->count = 0;
}

static void open_thread(rt_thread *t, void *ctx) {
    (void)ctx;
    if (t->heap) open_list(&t->heap->written);
}

void generation_thread_fini(rt_thread *t) {
    open_list(&t->heap->written);
    free(t->heap->written.items);
}

/* ---- parts of a collection ---- */

static size_t bitmap_words(void) { return heap.top >> 10; }
static size_t bitmap_bytes(void) { return heap.top >> 7; }

static void each_bit(const uint64_t *bits, void (*visit)(rt_marker *m, rt_object *o),
                     rt_marker *m) {
    for (size_t i = 0; i < bitmap_words(); i++)
        for (uint64_t w = bits[i]; w; w &= w - 1)
            visit(m,
                  (rt_object *)(void *)(heap.base + (i << 10) + ((size_t)__builtin_ctzll(w) << 4)));
}

static void remember(rt_marker *m, rt_object *o) {
    (void)m;
    if (!vector_push(&written, (uint64_t)(uintptr_t)o))
        rt_fatal("no memory for the list of written objects");
    bit_set(heap.again_bits, range_offset(o));
}

void generation_begin(rt_marker *m) {
    stm_epoch();
    rt_world_each(open_thread, NULL);
    if (m->young) {
        memcpy(m->bits, heap.old_bits, bitmap_bytes());
        each_bit(heap.open_bits, remember, m);
    } else {
        memset(m->bits, 0, bitmap_bytes());
    }
    memset(heap.open_bits, 0, bitmap_bytes());
}

void generation_roots(rt_marker *m) {
    if (m->young) each_bit(heap.again_bits, mark_trace, m);
}

/* What a collection has found alive for the second time. One loop for each bitmap that changes: they lie at equal offsets in their
 * pages, and a load close behind a store to another would wait for it. */
static void grow_old(void) {
    size_t n = bitmap_words();
    const uint64_t *mark = heap.mark_bits, *alloc = heap.alloc_bits;
    uint64_t *restrict old = heap.old_bits, *restrict again = heap.again_bits,
                       *restrict open = heap.open_bits;
    for (size_t i = 0; i < n; i++)
        again[i] = mark[i] & alloc[i] & ~old[i];
    for (size_t i = 0; i < n; i++)
        old[i] |= again[i];
    if (rt_mutant(AGED_NOT_AGAIN)) memset(again, 0, bitmap_bytes());
    for (size_t i = 0; i < n; i++)
        open[i] &= old[i];
    for (size_t i = 0; i < written.count; i++)
        bit_set(again, range_offset((const void *)(uintptr_t)written.items[i]));
    written.count = 0;
}

static void all_old(void) {
    memcpy(heap.old_bits, heap.mark_bits, bitmap_bytes());
    memset(heap.again_bits, 0, bitmap_bytes());
}

void generation_end(const rt_marker *m) {
    if (m->young)
        grow_old();
    else
        all_old();
}
