/* Edge programs: each leads the protocol to one of its rare states (a word saved twice, a full log, numbers that
 * come round again, no free slot).
 *
 * Owns: nothing; cells are numbered from 1 in the order of a program's reset.
 * Threads: as world.h says.
 */
#include "stress/workloads/workloads.h"

enum { GIVEN_UP = 666 };

/* ---- rewrite: a word that is saved more than once ---------------------------------------- */

/* The second cell shares the first one's place among the words lately saved, so each write saves again. */
enum { FIRST = 1, SECOND = FIRST + STM_UNDO_SEEN * sizeof(uint64_t) / sizeof(cell) };

static void rewrite_reset(world *w) { world_cells(w, SECOND, 0); }

static bool rewrite_both(worker *me, uint64_t value) {
    return wk_put(me, FIRST, 0, value) && wk_put(me, SECOND, 0, value);
}

static bool rewrite_body(worker *me) {
    uint64_t a, b;
    if (!wk_get(me, FIRST, 0, &a) || !wk_get(me, SECOND, 0, &b)) return false;
    if (a != b || a >= GIVEN_UP)
        return wk_fail(me->w, "the cells say %llu and %llu", (unsigned long long)a,
                       (unsigned long long)b);
    if (!rewrite_both(me, GIVEN_UP) || !rewrite_both(me, (a + 1) % GIVEN_UP)) return false;
    return me->attempt > 0 || wk_random(me, 2) == 0 || wk_give_up(me);
}

static void rewrite_check(world *w) {
    world_expect(w, FIRST, (uint64_t)w->threads * w->rounds % GIVEN_UP);
}

const workload workload_rewrite = {
    .name = "rewrite",
    .doc = "words written several times in a transaction that may be given up",
    .rounds = 2,
    .reset = rewrite_reset,
    .body = rewrite_body,
    .check = rewrite_check,
};

/* ---- large: a log that is full ------------------------------------------------------------- */

enum { MANY = 180 }; /* cells; more words than a log holds before it is first rid of duplicates */

static void large_reset(world *w) { world_cells(w, MANY, 0); }

static bool large_give_up(worker *me) {
    for (ref r = 1; r <= MANY; r++)
        for (uint32_t field = 0; field < FIELDS; field++)
            if (!wk_put(me, r, field, GIVEN_UP)) return false;
    return wk_give_up(me);
}

static bool large_body(worker *me) {
    if (me->index == 0 && me->attempt == 0) return large_give_up(me);
    ref r = 1 + wk_random(me, MANY);
    uint64_t v;
    for (uint32_t field = 0; field < FIELDS; field++) {
        if (!wk_get(me, r, field, &v)) return false;
        if (v == GIVEN_UP) return wk_fail(me->w, "a transaction sees what was given up");
    }
    return wk_put(me, r, 0, v + 1);
}

static void large_check(world *w) {
    for (ref r = 1; r <= MANY; r++)
        for (uint32_t field = 0; field < FIELDS; field++)
            if (world_value(w, r, field) == GIVEN_UP)
                wk_fail(w, "what was given up is still there");
}

const workload workload_large = {
    .name = "large",
    .doc = "one thread writes more words than a log holds at first, and gives up",
    .rounds = 2,
    .weight = 20,
    .reset = large_reset,
    .body = large_body,
    .check = large_check,
};

/* ---- wrap: the part of a serial that the filter knows comes round ---------------------------- */

static void wrap_reset(world *w) { world_cells(w, 1, 0); }

/* Reads, and 2^17 transactions later increments what it has read. */
static bool wrap_body(worker *me) {
    uint64_t v;
    if (!wk_get(me, 1, 0, &v)) return false;
    return me->round % 2 == 0 || wk_put(me, 1, 0, v + 1);
}

static void wrap_after(worker *me) {
    if (me->round % 2 == 0) wk_pass(me, (UINT64_C(1) << STM_FILTER_PERIOD_BITS) - 1);
}

static void wrap_check(world *w) { world_expect(w, 1, (uint64_t)w->threads * w->rounds / 2); }

const workload workload_wrap = {
    .name = "wrap",
    .doc = "an object read again after so many transactions that the filter's key is the same",
    .rounds = 4,
    .cycle = 2,
    .reset = wrap_reset,
    .body = wrap_body,
    .after = wrap_after,
    .check = wrap_check,
};

/* ---- aba: given up so often that a stamp's incarnation comes round ---------------------------- */

/* In each round: two rounds bring the incarnation round. */
enum { GIVES_UP = (STM_INCARNATION_MAX + 1) / 2 };

static void aba_reset(world *w) { world_cells(w, 1, 0); }

static bool aba_body(worker *me) {
    uint64_t v;
    if (me->index == 1) {
        if (me->attempt >= GIVES_UP) return true;
        return wk_put(me, 1, 0, GIVEN_UP) && wk_give_up(me);
    }
    return wk_get(me, 1, 0, &v) &&
           (v == 0 || wk_fail(me->w, "a transaction sees what was given up"));
}

const workload workload_aba = {
    .name = "aba",
    .doc = "one thread writes and gives up as often as a stamp can count; nobody ever sees it",
    .rounds = 2,
    .reset = aba_reset,
    .body = aba_body,
};

/* ---- crowd: fewer slots than threads ---------------------------------------------------------- */

static void crowd_reset(world *w) { world_cells(w, 1, 0); }

static bool crowd_body(worker *me) { return wk_add(me, 1, 0, 1); }

static void crowd_after(worker *me) { stm_thread_park(me->tx); }

static void crowd_check(world *w) { world_expect(w, 1, (uint64_t)w->threads * w->rounds); }

const workload workload_crowd = {
    .name = "crowd",
    .doc = "one slot too few: a thread begins when another has parked",
    .rounds = 3,
    .crowded = true,
    .reset = crowd_reset,
    .body = crowd_body,
    .after = crowd_after,
    .check = crowd_check,
};
