/* Litmus programs: each is one thing that a transactional memory may get wrong.
 *
 * Owns: nothing; cells are numbered from 1 in the order of a program's reset.
 * Threads: as world.h says.
 */
#include "stress/workloads/workloads.h"

static void two_cells(world *w) { world_cells(w, 2, 0); }

/* ---- publication: written plainly, then made reachable by a transaction ------------------ */

enum { PUBLISHED = 42, BOOKS = 256 };

static void publication_reset(world *w) { world_cells(w, 1 + BOOKS, 0); /* 1: the newest book */ }

static ref book_of(const worker *me) { return 2 + me->round / 2 % BOOKS; }

/* Thread 0 writes a book outside transactions in its even rounds, and publishes it in odd ones. */
static bool publication_body(worker *me) {
    if (me->index == 0) return me->round % 2 == 0 || wk_put(me, 1, 0, book_of(me));
    uint64_t book, v;
    if (!wk_get(me, 1, 0, &book)) return false;
    me->result[0] = book;
    if (book == 0) return true;
    if (!wk_get(me, book, 0, &v)) return false;
    return v == PUBLISHED || wk_fail(me->w, "a published book says %llu", (unsigned long long)v);
}

static void publication_after(worker *me) {
    if (me->index == 0) {
        if (me->round % 2 == 0) wk_poke(me, book_of(me), 0, PUBLISHED);
        return;
    }
    if (me->result[0] && wk_peek(me, me->result[0], 0) != PUBLISHED)
        wk_fail(me->w, "a published book is blank outside transactions");
}

const workload workload_publication = {
    .name = "publication",
    .doc = "data written plainly before a transaction publishes it is seen by whoever finds it",
    .rounds = 4,
    .cycle = 2,
    .reset = publication_reset,
    .body = publication_body,
    .after = publication_after,
};

/* ---- privatisation: unlinked by a transaction, then used plainly ------------------------- */

static void privatisation_reset(world *w) {
    (void)world_cell(w, 2, 0, 0); /* 1: the shared reference */
    world_cells(w, 1, 0);         /* 2: two fields that are equal */
}

static bool both_fields(worker *me, ref r, uint64_t *out) {
    uint64_t other;
    if (!wk_get(me, r, 0, out) || !wk_get(me, r, 1, &other)) return false;
    return *out == other || wk_fail(me->w, "the fields differ inside a transaction");
}

static bool privatisation_body(worker *me) {
    uint64_t r, v;
    if (me->index == 0) return wk_put(me, 1, 0, me->round % 2 == 0 ? 0 : 2);
    if (!wk_get(me, 1, 0, &r)) return false;
    if (r == 0) return true;
    return both_fields(me, r, &v) && wk_put(me, r, 0, v + 1) && wk_put(me, r, 1, v + 1);
}

/* After the fence nobody who still held the reference can write any more, or restore. */
static void privatisation_after(worker *me) {
    if (me->index != 0 || me->round % 2 != 0) return;
    wk_fence(me);
    uint64_t v = wk_peek(me, 2, 0);
    wk_poke(me, 2, 0, v + 1);
    stm_hook_point(me->tx, STM_AT_USER);
    if (wk_peek(me, 2, 1) != v || wk_peek(me, 2, 0) != v + 1)
        wk_fail(me->w, "privatised data changes");
    wk_poke(me, 2, 1, v + 1);
}

const workload workload_privatisation = {
    .name = "privatisation",
    .doc = "unlinked data is its owner's alone once the transactions in flight are over",
    .rounds = 4,
    .cycle = 2,
    .reset = privatisation_reset,
    .body = privatisation_body,
    .after = privatisation_after,
};

/* ---- write skew: each reads both and writes its own -------------------------------------- */

static bool write_skew_body(worker *me) {
    uint64_t mine, theirs;
    ref own = 1 + me->index % 2;
    if (!wk_get(me, 3 - own, 0, &theirs) || !wk_get(me, own, 0, &mine)) return false;
    if (mine + theirs > 1) return wk_fail(me->w, "both are on duty");
    return wk_put(me, own, 0, mine + theirs == 0);
}

static void write_skew_check(world *w) {
    if (world_value(w, 1, 0) + world_value(w, 2, 0) > 1) wk_fail(w, "both are on duty at the end");
}

const workload workload_write_skew = {
    .name = "write_skew",
    .doc = "two read both x and y, and each sets its own only if neither is set",
    .threads = 2,
    .rounds = 3,
    .reset = two_cells,
    .body = write_skew_body,
    .check = write_skew_check,
};

/* ---- lost update ---------------------------------------------------------------------------- */

static void lost_update_reset(world *w) {
    world_cells(w, 1, 0);
    world_object(w, 0, &linear_counter);
}

static bool lost_update_body(worker *me) {
    return wk_get(me, 1, 0, &me->result[0]) && wk_put(me, 1, 0, me->result[0] + 1);
}

static void lost_update_after(worker *me) {
    wk_call(me, 0, COUNTER_ADD, 1, (int64_t)me->result[0]);
}

static void lost_update_check(world *w) { world_expect(w, 1, (uint64_t)w->threads * w->rounds); }

const workload workload_lost_update = {
    .name = "lost_update",
    .doc = "everyone increments; the total is the number of commits, and the counter linearizable",
    .rounds = 3,
    .reset = lost_update_reset,
    .body = lost_update_body,
    .after = lost_update_after,
    .check = lost_update_check,
};

/* ---- dirty read: nobody sees what is given up ----------------------------------------------- */

enum { DIRTY = 666 };

static bool dirty_read_body(worker *me) {
    uint64_t x, y;
    if (me->index == 0 && me->attempt == 0)
        return wk_put(me, 1, 0, DIRTY) && wk_put(me, 1, 0, DIRTY + 1) && wk_put(me, 2, 0, DIRTY) &&
               wk_give_up(me);
    if (!wk_get(me, 1, 0, &x) || !wk_get(me, 2, 0, &y)) return false;
    if (x >= DIRTY || y >= DIRTY) return wk_fail(me->w, "a transaction sees what was given up");
    return wk_put(me, 1, 0, (x + 1) % DIRTY);
}

static void dirty_read_check(world *w) {
    if (world_value(w, 1, 0) >= DIRTY || world_value(w, 2, 0) >= DIRTY)
        wk_fail(w, "what was given up is still there");
}

const workload workload_dirty_read = {
    .name = "dirty_read",
    .doc = "one thread writes and gives up; nobody ever sees it",
    .rounds = 2,
    .reset = two_cells,
    .body = dirty_read_body,
    .check = dirty_read_check,
};

/* ---- zombie: a doomed transaction must not follow a reference that no longer fits --------- */

enum { PLACES = 3 };

static void zombie_reset(world *w) {
    world_cells(w, 1, 0); /* 1: the number of the newest entry; entry n is in place n % PLACES */
    for (uint64_t n = 0; n < PLACES; n++)
        (void)world_cell(w, n, 0, 0);
}

static ref place(uint64_t n) { return 2 + n % PLACES; }

static bool zombie_body(worker *me) {
    uint64_t n, entry;
    if (!wk_get(me, 1, 0, &n) || !wk_get(me, place(n), 0, &entry)) return false;
    if (entry != n)
        return wk_fail(me->w, "entry %llu is %llu", (unsigned long long)n,
                       (unsigned long long)entry);
    if (wk_random(me, 2) == 0) return true;
    return wk_put(me, place(n + 1), 0, n + 1) && wk_put(me, 1, 0, n + 1);
}

const workload workload_zombie = {
    .name = "zombie",
    .doc = "what a transaction reads fits together although it will abort",
    .rounds = 3,
    .reset = zombie_reset,
    .body = zombie_body,
};

/* ---- long reader against small writers ------------------------------------------------------ */

enum { PAGES = 12, MANY_ATTEMPTS = 64 };

static void long_reader_reset(world *w) { world_cells(w, PAGES, 1); }

static bool long_reader_body(worker *me) {
    uint64_t sum;
    if (me->index != 0) {
        ref from = 1 + wk_random(me, PAGES), to = 1 + wk_random(me, PAGES);
        return wk_move(me, from, to, 1);
    }
    if (!wk_sum(me, PAGES, &sum)) return false;
    return sum == PAGES || wk_fail(me->w, "the reader sees the sum %llu", (unsigned long long)sum);
}

static void long_reader_after(worker *me) {
    if (me->w->progress && me->attempt > MANY_ATTEMPTS)
        wk_fail(me->w, "a transaction needed %u attempts", me->attempt + 1);
}

const workload workload_long_reader = {
    .name = "long_reader",
    .doc = "a reader of everything among small writers finishes, and sees one moment",
    .rounds = 3,
    .reset = long_reader_reset,
    .body = long_reader_body,
    .after = long_reader_after,
};

enum {
    CHANGES = 30, /* of each writer, for one transaction of the reader */
    STARVES_AFTER = 8,
    LOSSES = 4,
};

/* Once its reads acquire, the reader loses only to transactions that began before it, and they do not lose for ever
 * either. */
static void starvation_after(worker *me) {
    uint32_t most = STARVES_AFTER + me->w->threads * LOSSES;
    if (me->index == 0) {
        if (me->w->progress && me->attempt > most)
            wk_fail(me->w, "the reader needed %u attempts", me->attempt + 1);
    } else if (++me->state[0] % CHANGES != 0) {
        wk_again(me);
    }
}

const workload workload_starvation = {
    .name = "starvation",
    .doc =
        "the same with writers that go on and on: the reader acquires what it reads, and finishes",
    .rounds = 2,
    .weight = 10,
    .reset = long_reader_reset,
    .body = long_reader_body,
    .after = starvation_after,
};

/* ---- lock elision against a holder that takes the lock for real --------------------------- */

enum { LOCK = 1, LEFT = 2, RIGHT = 3 };

static void elision_reset(world *w) { world_cells(w, 3, 0); }

/* Takes the lock, changes one half, then the other, gives it back: four transactions. */
static bool holder_body(worker *me) {
    uint64_t v;
    switch (me->round % 4) {
    case 0:
        if (!wk_get(me, LOCK, 0, &v)) return false;
        if (v != 0) return wk_fail(me->w, "the lock is held by %llu", (unsigned long long)v);
        stm_age_keep(me->tx, true);
        return wk_put(me, LOCK, 0, 1);
    case 1: return wk_add(me, LEFT, 0, 1);
    case 2: return wk_add(me, RIGHT, 0, 1);
    default: stm_age_keep(me->tx, false); return wk_put(me, LOCK, 0, 0);
    }
}

/* The whole section is one transaction, which only looks at the lock. */
static bool elision_body(worker *me) {
    uint64_t held, a, b;
    if (me->index == 0) return holder_body(me);
    if (!wk_get(me, LOCK, 0, &held)) return false;
    if (held) return stm_retry(me->tx);
    if (!wk_get(me, LEFT, 0, &a) || !wk_get(me, RIGHT, 0, &b)) return false;
    if (a != b) return wk_fail(me->w, "a section sees half of what another holder did");
    return wk_put(me, LEFT, 0, a + 1) && wk_put(me, RIGHT, 0, b + 1);
}

static void elision_check(world *w) {
    if (world_value(w, LEFT, 0) != world_value(w, RIGHT, 0)) wk_fail(w, "the halves differ");
}

const workload workload_elision = {
    .name = "elision",
    .doc = "sections that elide a lock beside a holder that takes it and works in several "
           "transactions",
    .rounds = 4,
    .cycle = 4,
    .reset = elision_reset,
    .body = elision_body,
    .check = elision_check,
};
