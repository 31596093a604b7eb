/* pace.c - when to collect, and whether all or the young only.
 *
 * Owns: heap.threshold, heap.patience and heap.full_at; what collections have lately cost.
 *
 * Between collections the heap may grow, and memory is cheap where collections are: the less of the time they take, the smaller is the room.
 * A collection of the young is worth while as long as it takes much less time than a full one; where most of what is allocated lives for a
 * while it does not, and full ones come instead until they have been tried again.
 *
 * Threads: with the world stopped, or at start-up.
 */
#include "runtime/heap/heap_internal.h"

#include <time.h>

enum {
    FULL_ROOM_MIN = 2 << 20,
    GROWTH_MIN = 30, /* percent of what lives */
    GROWTH_MAX = 100,
    GROWTH_DEAR = 200, /* where collections take a quarter of the time */
    YOUNG_ROOM_MIN = 1 << 20,
    YOUNG_ROOM_MAX = 2 << 20, /* or a quarter of what lives */
    OLD_ROOM_MIN = 1 << 20,   /* for what has grown old and died */
    FULL_IN_A_ROW = 16,
};

static unsigned growth_percent = 60;
static size_t young_room = YOUNG_ROOM_MIN;
static uint64_t began, last_end;         /* of the last collection; 0: none yet */
static uint64_t young_pause, full_pause; /* what each kind usually takes */
static unsigned full_left;               /* full collections before the young are collected again */
static bool small_steps; /* the last collection was of the young, or the next one is */

static uint64_t now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static size_t at_least(size_t n, size_t min) { return n < min ? min : n; }
static size_t at_most(size_t n, size_t max) { return n > max ? max : n; }

static void adapt_full(uint64_t pause, uint64_t since_last) {
    if (pause > since_last / 12)
        growth_percent = (unsigned)at_most(
            growth_percent + 20,
            pause > since_last / 4 ? GROWTH_DEAR : at_least(growth_percent, GROWTH_MAX));
    else if (pause < since_last / 40)
        growth_percent = (unsigned)at_least(growth_percent - 10, GROWTH_MIN);
}

static void adapt_young(uint64_t pause, uint64_t since_last) {
    size_t max = at_least(heap.live / 4, YOUNG_ROOM_MAX);
    if (pause > since_last / 8)
        young_room = at_most(young_room + young_room / 4, max);
    else if (pause < since_last / 20)
        young_room = at_least(young_room - young_room / 8, YOUNG_ROOM_MIN);
}

/* A moving mean, in which no single value counts for much: the system may have stopped us. */
static void learn(uint64_t *usual, uint64_t pause) {
    if (*usual && pause > 2 * *usual) pause = 2 * *usual;
    *usual = *usual ? *usual - *usual / 4 + pause / 4 : pause;
}

static void remember_cost(bool full, uint64_t pause) {
    learn(full ? &full_pause : &young_pause, pause);
    if (full && full_left > 0) full_left--;
    if (!full && young_pause > full_pause / 2) full_left = FULL_IN_A_ROW;
}

void pace_tune(void) {
    size_t growth = heap.live / 100 * growth_percent;
    size_t room = small_steps ? young_room : at_least(growth, FULL_ROOM_MIN);
    size_t left = heap.limit > heap.live ? heap.limit - heap.live : 0;
    heap.threshold = room; /* where the limit is near, patience ends first */
    heap.patience = at_most(small_steps ? room + room / 4 : 2 * room, left);
}

bool pace_begin(const rt_thread *t) {
    began = now_ns();
    bool dear = full_left > 0 && !load_rlx(&heap.x_stress); /* a test must not depend on time */
    return t->tx->solo || dear || heap.live >= heap.full_at;
}

void pace_end(const rt_thread *t, bool full) {
    uint64_t now = now_ns(), pause = now - began;
    remember_cost(full, pause);
    if (last_end && full) adapt_full(pause, now - last_end);
    if (last_end && !full) adapt_young(pause, now - last_end);
    last_end = now;
    if (full) heap.full_at = heap.live + at_least(heap.live / 100 * growth_percent, OLD_ROOM_MIN);
    small_steps = !full || (!t->tx->solo && full_left == 0);
    pace_tune();
}

uint64_t pace_pause(void) { return now_ns() - began; }
