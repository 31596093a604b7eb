/* collect.c - one collection, top to bottom.
 *
 *     stop the world              world_stop           (roots.c)
 *     retire all runs             alloc_retire         (alloc.c)   heap-2: what is allocated is now in cursors and bits
 *     set the mark bits           generation_begin                 of what is old, or none
 *     mark from the roots         generation_roots, roots_mark, mark_drain
 *     clear weak references       roots_after_mark                 callbacks are queued
 *     queue __del__, mark again   finalize_resurrect               what they reach lives until they have run
 *     grow old                    generation_end
 *     C finalizers                finalize_release
 *     sweep                       block_sweep_all      (block.c)   heap-3: marked becomes allocated
 *     give memory back, tune      pace_end, range_trim
 *     start the world
 *
 * Owns: the statistics. Threads: any, at a safepoint.
 */
#include "runtime/heap/heap_internal.h"

static void retire(rt_thread *t, void *ctx) {
    (void)ctx;
    alloc_retire(t);
}

static void mark_all(rt_thread *t, bool full) {
    rt_marker m;
    mark_init(&m, !full, !t->tx->solo);
    generation_begin(&m);
    generation_roots(&m);
    roots_mark(t, &m);
    mark_drain(&m);
    roots_after_mark(t);
    finalize_resurrect(&m);
    mark_drain(&m);
    if (m.young && load_rlx(&heap.x_stress)) verify_marked();
    generation_end(&m);
    mark_free(&m);
}

/* World stopped. */
static void collect(rt_thread *t, bool full) {
    full = pace_begin(t) || full || load_rlx(&heap.x_spoilt);
    rt_world_each(retire, NULL);
    size_t before = heap.live + load_rlx(&heap.x_allocated);
    store_rlx(&heap.x_spoilt, false);
    mark_all(t, full);
    finalize_release(t);
    block_sweep_all();
    int64_t charged = load_rlx(&heap.x_charged);
    if (charged > 0) heap.live += (size_t)charged;
    store_rlx(&heap.x_allocated, 0);
    pace_end(t, full);
    range_trim(heap.threshold + heap.threshold / 4);
    if (before > heap.live) heap.stats.freed_bytes += before - heap.live;
    heap.stats.collections++;
    heap.stats.young += !full;
    heap.stats.pause_ns += pace_pause();
    add_acqrel(&heap.x_collections, 1); /* pairs-with: make_room, refill (alloc.c) */
}

static void finish(rt_thread *t) {
    rt_world_start(t);
    if (rt_pending_hook && rt_pending_any()) rt_pending_hook(t);
}

void rt_collect(rt_thread *t) {
    world_stop(t);
    collect(t, true);
    finish(t);
}

void collect_since(rt_thread *t, uint64_t seen, bool full) {
    world_stop(t); /* waits for another thread's collection */
    if (load_rlx(&heap.x_collections) == seen) collect(t, full);
    finish(t);
}

rt_heap_stats rt_heap_stats_get(void) {
    rt_heap_stats s = heap.stats;
    s.live_bytes = heap.live + load_rlx(&heap.x_allocated);
    s.reserved_bytes = heap.top - (heap.free_pages << PAGE_SHIFT);
    return s;
}
