/* Invariant programs: whoever breaks the protocol breaks one of them.
 *
 * Owns: nothing; each program's cells are numbered from 1 in the order of its reset.
 * Threads: as world.h says.
 */
#include "stress/workloads/workloads.h"

/* ---- bank: transfers; the sum that a reader sees never changes --------------------------- */

enum { ACCOUNTS = 6, START = 100 };

static void bank_reset(world *w) { world_cells(w, ACCOUNTS, START); }

static bool transfer(worker *me) {
    ref from = 1 + wk_random(me, ACCOUNTS), to = 1 + wk_random(me, ACCOUNTS);
    return wk_move(me, from, to, wk_random(me, 10));
}

static bool audit(worker *me) {
    uint64_t sum;
    if (!wk_sum(me, ACCOUNTS, &sum)) return false;
    return sum == ACCOUNTS * START ||
           wk_fail(me->w, "a transaction sees the sum %llu", (unsigned long long)sum);
}

static bool bank_body(worker *me) { return wk_random(me, 3) == 0 ? audit(me) : transfer(me); }

static void bank_check(world *w) {
    uint64_t sum = 0;
    for (ref r = 1; r <= ACCOUNTS; r++)
        sum += world_value(w, r, 0);
    if (sum != ACCOUNTS * START) wk_fail(w, "the sum at the end is %llu", (unsigned long long)sum);
}

const workload workload_bank = {
    .name = "bank",
    .doc = "transfers between accounts; the sum never changes",
    .rounds = 3,
    .reset = bank_reset,
    .body = bank_body,
    .check = bank_check,
};

/* ---- irrevocable: some transfers can no longer abort -------------------------------------- */

static bool irrevocable_body(worker *me) {
    uint64_t v;
    if (wk_random(me, 2) == 0) return bank_body(me);
    /* one account is only read before: it must stay as it is, too */
    return wk_get(me, 1 + wk_random(me, ACCOUNTS), 0, &v) && transfer(me) &&
           stm_irrevocable(me->tx, 1) && transfer(me) && audit(me);
}

const workload workload_irrevocable = {
    .name = "irrevocable",
    .doc = "bank, with transfers that become irrevocable half way: they never abort",
    .rounds = 3,
    .reset = bank_reset,
    .body = irrevocable_body,
    .check = bank_check,
};

/* ---- churn: threads give up their slots and come back -------------------------------------- */

static void churn_after(worker *me) { stm_thread_park(me->tx); }

const workload workload_churn = {
    .name = "churn",
    .doc = "bank, with threads that park after each transaction, so that slots change hands",
    .rounds = 4,
    .reset = bank_reset,
    .body = bank_body,
    .after = churn_after,
    .check = bank_check,
};

/* ---- xy: x == y in every transaction, also in one that will abort -------------------------- */

static void xy_reset(world *w) { world_cells(w, 2, 0); }

static bool xy_body(worker *me) {
    ref first = 1 + wk_random(me, 2), second = 3 - first;
    uint64_t x, y;
    if (!wk_get(me, first, 0, &x) || !wk_get(me, second, 0, &y)) return false;
    if (x != y)
        return wk_fail(me->w, "x = %llu, y = %llu inside a transaction", (unsigned long long)x,
                       (unsigned long long)y);
    return wk_random(me, 3) == 0 || (wk_put(me, second, 0, x + 1) && wk_put(me, first, 0, x + 1));
}

static void xy_check(world *w) {
    if (world_value(w, 1, 0) != world_value(w, 2, 0)) wk_fail(w, "x != y at the end");
}

const workload workload_xy = {
    .name = "xy",
    .doc = "x == y in every transaction, also in one that will abort",
    .rounds = 3,
    .reset = xy_reset,
    .body = xy_body,
    .check = xy_check,
};

/* ---- registers: anything, for the opacity checker ----------------------------------------- */

enum { REGISTERS = 4, ACCESSES = 5 };

static void registers_reset(world *w) { world_cells(w, REGISTERS, 0); }

/* Attempts that are given up at random must leave no trace. */
static bool registers_body(worker *me) {
    uint64_t accesses = 1 + wk_random(me, ACCESSES), v;
    for (uint64_t i = 0; i < accesses; i++) {
        ref r = 1 + wk_random(me, REGISTERS);
        uint32_t field = (uint32_t)wk_random(me, FIELDS);
        bool write = wk_random(me, 5) < 2;
        if (!(write ? wk_put(me, r, field, i) : wk_get(me, r, field, &v))) return false;
    }
    return wk_random(me, 4) != 0 || me->attempt > 0 || wk_give_up(me);
}

const workload workload_registers = {
    .name = "registers",
    .doc = "random reads and writes of several fields, blind writes and attempts given up; judged "
           "by the opacity checker",
    .rounds = 4,
    .reset = registers_reset,
    .body = registers_body,
};

/* ---- philosophers: two forks at once, or wait ---------------------------------------------- */

static void philosophers_reset(world *w) { world_cells(w, w->threads, 0); }

static bool fork_take(worker *me, ref fork) {
    uint64_t owner;
    if (!wk_get(me, fork, 0, &owner)) return false;
    return owner == 0 ? wk_put(me, fork, 0, me->index + 1) : stm_retry(me->tx);
}

static bool fork_give(worker *me, ref fork) {
    uint64_t owner;
    if (!wk_get(me, fork, 0, &owner)) return false;
    if (owner != me->index + 1)
        return wk_fail(me->w, "philosopher %u holds a fork that belongs to %llu", me->index + 1,
                       (unsigned long long)owner);
    return wk_put(me, fork, 0, 0);
}

static bool philosophers_body(worker *me) {
    ref left = 1 + me->index, right = 1 + (me->index + 1) % me->w->threads;
    if (left == right) return true; /* alone at the table */
    bool (*act)(worker *, ref) = me->round % 2 == 0 ? fork_take : fork_give;
    return act(me, left) && act(me, right);
}

const workload workload_philosophers = {
    .name = "philosophers",
    .doc = "dining philosophers: both forks in one transaction, waiting with stm_retry",
    .rounds = 4,
    .cycle = 2,
    .reset = philosophers_reset,
    .body = philosophers_body,
};
