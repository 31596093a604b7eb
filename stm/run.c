/* Running a function as a transaction; retry: waiting until something read has changed.
 *
 * Owns: the count of waiting retriers and the word they sleep on.
 *
 * stm_retry condemns the attempt and keeps its read log. The next stm_begin first waits, holding
 * nothing, until a committed transaction has changed one of the logged objects. A committer that
 * wrote wakes all retriers when there are any; a wake-up lost between its store and its look at
 * the count costs one time limit of the sleep.
 *
 * Invariants
 *   run-1  The objects of a kept log stay alive while it is polled: a collector finds them by
 *          stm_tx_visit, and the attempt's quiescent state is reported only after the wait. So that
 *          grace periods end, the wait has a limit (some 50 ms), after which the attempt is simply
 *          run again.
 *
 * Threads: the owner of tx; stm_retriers_wake by any committer.
 */
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "stm/internal.h"

enum { RETRY_SLEEP_NS = 5 * 1000 * 1000, RETRY_TURNS = YIELD_TURNS + 10 };

_Atomic(uint32_t) stm_x_retriers;
static _Atomic(uint32_t) x_changes; /* what retriers sleep on */

stm_status stm_run(stm_tx *tx, bool (*run)(stm_tx *tx, void *arg), void *arg) {
    for (;;) {
        stm_begin(tx);
        if (run(tx, arg) && stm_commit(tx)) return STM_OK;
        bool cancelled = tx->cold->cancelled;
        tx->cold->cancelled = false;
        stm_abort(tx);
        if (cancelled) {
            stm_forget(tx);
            return STM_CANCELLED;
        }
    }
}

bool stm_cancel(stm_tx *tx) {
    stm_condemn(tx);
    tx->cold->cancelled = true;
    return false;
}

bool stm_retry(stm_tx *tx) {
    if (tx->state == STM_RUNNING) {
        stm_condemn(tx);
        tx->cold->retrying = true;
    }
    return false;
}

/* Called by stm_abort while the logs are still there: what the write log acquired for reading
 * belongs to what was read, so it is appended to the read log, which is then kept. */
void stm_retry_keep_log(stm_tx *tx) {
    for (const stm_write_entry *e = tx->write_start; e < tx->write_top; e++) {
        if (stm_mutant(RETRY_FORGETS)) break;
        if (tx->read_top == tx->read_end) stm_read_log_grow(tx);
        /* relaxed: my own entries */
        *tx->read_top++ = (stm_read_entry){(const stm_object *)load_rlx(&e->x_object),
                                           load_rlx(&e->x_old), load_rlx(&e->x_site)};
    }
    tx->cold->retry_entries = (size_t)(tx->read_top - tx->read_log);
}

static bool changed(const stm_read_entry *e) {
    uint64_t h = load_acq(&e->object->x_stamp); /* pairs-with: acquire (tx.c) */
    return !stm_stamp_same_version(h, e->stamp) && is_committed(h);
}

static bool any_changed(const stm_tx *tx) {
    for (size_t i = 0; i < tx->cold->retry_entries; i++)
        if (changed(&tx->read_log[i])) return true;
    return false;
}

static void sleep_on_changes(void *arg) {
    const uint32_t *seen = arg;
    struct timespec limit = {.tv_nsec = RETRY_SLEEP_NS};
    syscall(SYS_futex, &x_changes, FUTEX_WAIT_PRIVATE, *seen, &limit, nullptr, 0);
}

static void sleep_until_change(stm_tx *tx, uint32_t seen) {
    if (stm_settings.safepoint) stm_settings.safepoint(tx, stm_settings.user);
    stm_sleep(tx, sleep_on_changes, &seen);
}

void stm_retriers_wake(void) {
    add_rlx(&x_changes, 1); /* relaxed: the sleeper looks at the stamps again */
    syscall(SYS_futex, &x_changes, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

/* Waits until something in the kept log has changed, or the limit of run-1. */
void stm_retry_wait(stm_tx *tx) {
    uint64_t since = stm_clock();
    add_acqrel(&stm_x_retriers, 1);
    for (unsigned turn = 0; turn < RETRY_TURNS; turn++) {
        uint32_t seen = load_acq(&x_changes);
        if (any_changed(tx)) break;
        stm_at(tx, STM_AT_RETRY);
        if (turn < YIELD_TURNS || stm_hook.idle)
            stm_idle(tx, STM_MAX_SLOTS, 0, turn);
        else
            sleep_until_change(tx, seen);
    }
    sub_acqrel(&stm_x_retriers, 1);
    tx->cold->retry_entries = 0;
    stm_quiescent(tx);
    stm_count(tx, COUNT_RETRY_NS, stm_clock() - since);
}
