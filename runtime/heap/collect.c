/* collect.c - one collection, top to bottom.
 *
 *     stop the world              rt_world_stop        (roots.c)
 *     retire all runs             alloc_retire         (alloc.c)   heap-2: what is allocated is now in cursors and bits
 *     clear the mark bits
 *     mark from the roots         roots_mark, mark_drain
 *     clear weak references       roots_after_mark                 callbacks are queued
 *     queue __del__, mark again   finalize_resurrect               what they reach lives until they have run
 *     C finalizers                finalize_release
 *     sweep                       block_sweep_all      (block.c)   heap-3: marked becomes allocated
 *     give memory back, tune      range_trim, collect_tune
 *     start the world
 *
 * Owns: the threshold, the statistics. Threads: any, at a safepoint.
 */
#include "runtime/heap/heap_internal.h"

#include <time.h>

enum { THRESHOLD_MIN = 2 << 20, GROWTH_MIN = 30, GROWTH_MAX = 100 };

static unsigned growth_percent = 60;
static uint64_t last_end; /* of the last collection; 0: none yet */

static uint64_t now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* The heap may grow by a share of what is live before the next collection: the less collections cost of the time between
 * them, the smaller it is, since memory then comes cheap. World stopped, or at start-up. */
static void adapt(uint64_t pause, uint64_t since_last) {
    if (pause > since_last / 12)
        growth_percent = growth_percent + 20 < GROWTH_MAX ? growth_percent + 20 : GROWTH_MAX;
    else if (pause < since_last / 40)
        growth_percent = growth_percent - 10 > GROWTH_MIN ? growth_percent - 10 : GROWTH_MIN;
}

void collect_tune(void) {
    size_t live = heap.live, growth = live / 100 * growth_percent;
    if (growth < THRESHOLD_MIN) growth = THRESHOLD_MIN;
    size_t room = heap.limit > live ? heap.limit - live : 0;
    heap.threshold = growth; /* where the limit is near, patience ends first */
    heap.patience = 2 * growth < room ? 2 * growth : room;
}

static void retire(rt_thread *t, void *ctx) {
    (void)ctx;
    alloc_retire(t);
}

static void mark_all(rt_thread *t) {
    rt_marker m;
    mark_init(&m);
    memset(heap.mark_bits, 0, heap.top >> 7);
    roots_mark(t, &m);
    mark_drain(&m);
    roots_after_mark(t);
    finalize_resurrect(&m);
    mark_drain(&m);
    mark_free(&m);
}

/* World stopped. */
static void collect(rt_thread *t) {
    uint64_t began = now_ns();
    rt_world_each(retire, NULL);
    size_t before = heap.live + load_rlx(&heap.x_allocated);
    mark_all(t);
    finalize_release(t);
    block_sweep_all();
    int64_t charged = load_rlx(&heap.x_charged);
    if (charged > 0) heap.live += (size_t)charged;
    store_rlx(&heap.x_allocated, 0);
    uint64_t swept = now_ns();
    if (last_end) adapt(swept - began, swept - last_end);
    last_end = swept;
    collect_tune();
    range_trim(heap.threshold + heap.threshold / 4);
    if (before > heap.live) heap.stats.freed_bytes += before - heap.live;
    heap.stats.collections++;
    heap.stats.pause_ns += now_ns() - began;
    add_acqrel(&heap.x_collections, 1); /* pairs-with: make_room, refill (alloc.c) */
}

static void finish(rt_thread *t) {
    rt_world_start(t);
    if (rt_pending_hook && rt_pending_any()) rt_pending_hook(t);
}

void rt_collect(rt_thread *t) {
    rt_world_stop(t);
    collect(t);
    finish(t);
}

void collect_since(rt_thread *t, uint64_t seen) {
    rt_world_stop(t); /* waits for another thread's collection */
    if (load_rlx(&heap.x_collections) == seen) collect(t);
    finish(t);
}

rt_heap_stats rt_heap_stats_get(void) {
    rt_heap_stats s = heap.stats;
    s.live_bytes = heap.live + load_rlx(&heap.x_allocated);
    s.reserved_bytes = heap.top - (heap.free_pages << PAGE_SHIFT);
    return s;
}
