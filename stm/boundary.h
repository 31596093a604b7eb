/* The two ends of a transaction: the fast paths of stm_begin and stm_commit.
 *
 * Owns: nothing; the slow paths and the invariants stand in tx.c. Included through stm.h.
 *
 * A transaction that meets nothing special and acquires nothing is a dozen loads and stores of the
 * thread's own lines. Whatever is not always the case is folded into few tests:
 *
 *   begin   `events`, and the contention clock against the age of the last transaction; the clock's
 *           top bit is set while hooks are installed, so that one load answers both
 *   begin   `periodic`: the serials at which a transaction is timed or the filter is cleared
 *   commit  `events` again (a timed transaction has one), and whether something was acquired
 *   commit  sleepers, and whether liburcu waits for this thread
 *
 * Threads: the owner of tx.
 */
#ifndef STM_BOUNDARY_H
#define STM_BOUNDARY_H

#include "stm/barrier.h"

#define STM_CLOCK_WATCHED (UINT64_C(1) << 63)

extern _Atomic(uint64_t) stm_x_clock; /* the contention clock (contend.c) */

void stm_begin_slow(stm_tx *tx);
void stm_begin_periodic(stm_tx *tx);
[[nodiscard]] bool stm_commit_slow(stm_tx *tx);
void stm_quiescent(stm_tx *tx);
void stm_wake_sleepers(stm_slot *slot);

static inline void stm_serial_begin(stm_tx *tx) {
    tx->mine += UINT64_C(1) << STM_INCARNATION_BITS;
    tx->state = STM_RUNNING;
    if (STM_UNLIKELY((tx->mine & tx->periodic) == 0)) stm_begin_periodic(tx);
}

/* The serial is over: everything it owns becomes a version, in one store. */
static inline void stm_serial_end(stm_tx *tx) {
    stm_slot *slot = tx->slot;
    /* pairs-with: extend, is_committed (internal.h) */
    store_rel(&slot->x_committed, stm_stamp_serial(tx->mine));
    tx->state = STM_IDLE;
    tx->read_top = tx->read_log;
    tx->undo_top = tx->undo_log;
    /* relaxed: a wake-up lost here costs a bounded sleep (contend-2) */
    if (STM_UNLIKELY(load_rlx(&slot->x_sleepers) != 0)) stm_wake_sleepers(slot);
}

/* Nothing that this thread reached before is touched from here on. Relaxed: a grace period that is
 * seen late is answered after the next transaction. */
static inline void stm_quiet(stm_tx *tx) {
    if (STM_UNLIKELY(__atomic_load_n(tx->grace, __ATOMIC_RELAXED) != tx->grace_seen))
        stm_quiescent(tx);
}

/* Begins a transaction, or the next attempt after stm_abort. Never fails. After a wound it first
 * waits, holding nothing, until the winner's transaction is over. */
static inline void stm_begin(stm_tx *tx) {
    assert(tx->state == STM_IDLE);
    /* relaxed: a rank, it orders nothing else */
    if (STM_UNLIKELY(tx->events | (load_rlx(&stm_x_clock) ^ tx->age)))
        stm_begin_slow(tx);
    else
        stm_serial_begin(tx);
}

/* Publishes everything at once. false: conflict, call stm_abort and begin again. */
[[nodiscard]] static inline bool stm_commit(stm_tx *tx) {
    assert(tx->state != STM_IDLE);
    if (STM_UNLIKELY(tx->events) || tx->write_top != tx->write_start) return stm_commit_slow(tx);
    if (stm_mutant(READ_ONLY_KEEPS_SERIAL) && tx->undo_top == tx->undo_log)
        tx->mine -= UINT64_C(1) << STM_INCARNATION_BITS;
    stm_serial_end(tx);
    stm_quiet(tx);
    return true;
}

#endif
