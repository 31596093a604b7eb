/* What a workload is written against: cells, workers, barriers that record, a verdict.
 *
 * A workload's code is the same on the deterministic scheduler and on real threads, with and
 * without recording. Its data are cells: objects of three fields, each a value and a tag that is
 * different for every write, so that a history tells whose write was read, whatever the value.
 *
 * Owns: the cells, the workers, the recorded history of the run in progress.
 *
 * Invariants
 *   world-1  A cell is named by a reference that stays the same from run to run: its number. Only
 *            with `heap` (real threads, unrecorded) are cells allocated and freed by stm; then the
 *            reference is the address.
 *   world-2  After a failure no barrier succeeds: every thread unwinds and ends.
 *
 * Threads: a worker's functions by its thread; the rest before and after the run.
 */
#ifndef STRESS_WORKLOADS_WORLD_H
#define STRESS_WORKLOADS_WORLD_H

#include "stm/stm.h"
#include "stress/check/history.h"
#include "stress/check/linear.h"

enum { FIELDS = 3, CELLS = 4096, WORKERS_MAX = 64, RESULTS = 8, FAILURE_MAX = 200 };

typedef uint64_t ref; /* of a cell; 0: none */

typedef struct cell {
    alignas(64) stm_object header;
    struct {
        _Atomic(uint64_t) value, tag;
    } field[FIELDS];
} cell;

typedef struct world world;
typedef struct workload workload;

typedef struct worker {
    world *w;
    stm_tx *tx;
    uint32_t index;
    uint32_t round;   /* of its transactions, which is it? */
    uint32_t attempt; /* of this one */
    uint64_t age;     /* of this transaction, which its attempts share */
    bool again;       /* the round is not over: wk_again */
    uint64_t random;  /* each attempt starts with the same */
    uint64_t
        result[RESULTS];    /* for `after` and `body` of later rounds: what the attempt found out */
    int64_t state[RESULTS]; /* the workload's own, kept from round to round */
    ref spare;              /* a cell that no transaction has published */
    bool spare_used;        /* by this attempt */
    uint64_t commits, aborts;
    /* the attempt in progress, for the history */
    history_tx record;
    history_op *ops;
    size_t n_ops, room_ops;
    history done;              /* this worker's own; merged at the end */
    _Atomic(uint64_t) x_epoch; /* odd: in a transaction */
} worker;

struct workload {
    const char *name, *doc;
    uint32_t threads; /* where the program is for so many and no others; 0: any number */
    uint32_t rounds;  /* transactions of each thread in a scheduled run */
    uint32_t cycle;   /* rounds are a multiple of this; 0: any number */
    uint32_t
        weight; /* a run takes so many times as long as others, and is done so much less often; 0: 1 */
    bool crowded; /* scheduled: all slots are taken but one less than threads */
    void (*reset)(world *w);
    bool (*body)(worker *me);  /* one transaction; false: a barrier did */
    void (*after)(worker *me); /* after its commit, outside transactions; or null */
    void (*check)(world *w);   /* after the run; or null */
};

struct world {
    const workload *load;
    cell *cells;
    _Atomic(uint32_t) x_used; /* cells given out */
    uint32_t threads, rounds;
    uint64_t seed;
    bool scheduled; /* by the deterministic scheduler */
    bool heap;      /* world-1 */
    bool recorded;
    bool progress; /* the contention manager promises that every transaction finishes */
    _Atomic(uint64_t) x_clock, x_tag;
    _Atomic(uint32_t) x_failed;
    char failure[FAILURE_MAX];
    worker workers[WORKERS_MAX];
    history history;
};

/* ---- for a workload's bodies ---- */
[[nodiscard]] bool wk_get(worker *me, ref r, uint32_t field, uint64_t *out);
[[nodiscard]] bool wk_put(worker *me, ref r, uint32_t field, uint64_t value);
/* Adds to a field, modulo 2^64. */
[[nodiscard]] bool wk_add(worker *me, ref r, uint32_t field, uint64_t amount);
/* Moves an amount from field 0 of one cell to that of another; adds up field 0 of the cells 1 to n. */
[[nodiscard]] bool wk_move(worker *me, ref from, ref to, uint64_t amount);
[[nodiscard]] bool wk_sum(worker *me, uint32_t n, uint64_t *out);
/* A new cell with these values, private until a reference to it is written. 0: no memory; give up
 * the transaction with wk_give_up. */
ref wk_new(worker *me, uint64_t a, uint64_t b, uint64_t c);
/* This transaction has unlinked the cell. */
void wk_delete(worker *me, ref r);
uint64_t wk_random(worker *me, uint64_t below);
/* Ends the run as failed. Always false. */
[[gnu::format(printf, 2, 3)]] bool wk_fail(world *w, const char *format, ...);
/* Aborts this attempt of the workload's own accord; the next one follows. Always false. */
bool wk_give_up(worker *me);
/* Outside transactions: waits until every transaction of the others that was in flight is over. */
void wk_fence(worker *me);
/* Outside transactions: plain access to a cell that nobody else can reach (or at least, should not). */
uint64_t wk_peek(worker *me, ref r, uint32_t field);
void wk_poke(worker *me, ref r, uint32_t field, uint64_t value);
/* In `after`: one more transaction belongs to this round. */
void wk_again(worker *me);
/* In `after`: the thread's serials move on as if it had committed `n` empty transactions. */
void wk_pass(worker *me, uint64_t n);
/* In `after`: this transaction was an operation on an abstract object, for the linearizability check. */
void wk_call(worker *me, uint32_t object, uint32_t op, int64_t arg, int64_t result);

/* ---- for `reset` and `check`, while nothing runs ---- */
ref world_cell(world *w, uint64_t a, uint64_t b, uint64_t c);
void world_cells(world *w, uint32_t n, uint64_t value); /* n cells whose field 0 is `value` */
uint64_t world_value(const world *w, ref r, uint32_t field);
/* Field 0 of the cell is `want`, or the run has failed. */
void world_expect(world *w, ref r, uint64_t want);
void world_object(world *w, uint32_t object, const linear_spec *spec);

/* ---- for the engines ---- */
world *world_create(void);
/* Prepares a run: fresh cells, workers at their start, the workload's initial state. */
void world_reset(world *w, const workload *load, uint32_t threads, uint32_t rounds, uint64_t seed);
/* Runs one transaction of the worker to its commit, and counts the round. false: the run has failed, or the thread is to
 * exit (`exit_wanted`); the transaction is over and did not happen. */
bool world_transact(worker *me, bool (*exit_wanted)(void));
/* Between transactions: the thread's slot goes on counting from this serial, a later one. */
void world_skip(stm_tx *tx, uint64_t serial);
/* After all threads have ended: the workload's check, and where the run was recorded, the checkers. */
void world_check(world *w);
bool world_failed(const world *w);

#endif
