/* The life of a transaction, top to bottom; the fast paths of both ends stand in boundary.h.
 *
 *                 stm_begin                     stm_commit (store committed[me])
 *      IDLE ------------------------> RUNNING --------------------------------> IDLE
 *       ^                              |  |  ^
 *       |                              |  |  | read:   stm_read_open, _close (barrier.h), extend
 *       |            stm_abort         |  +--+ write:  stm_write (barrier.h), acquire
 *       |   (restore, store committed) |       check:  validate
 *       +------------------------------+       wait:   stm_wait_for_owner (contend.c)
 *       |                              | conflict: stm_condemn_for (contend.c), from
 *       |  stm_abort                   v           validate, a doom, an injection, stm_condemn
 *       +-------------------------- CONDEMNED
 *
 * After stm_abort, stm_begin starts the next attempt: it first does what the contention manager asks
 * of a loser (stm_hand_off, contend.c), and takes the token if the last attempt wanted it.
 *
 * Owns: the descriptor's state, x_committed, and every stamp that is `mine`.
 *
 * Invariants
 *   tx-1  x_committed[me] == serial - 1 while in flight and serial while idle. It is stored last,
 *         by commit after all writes and by abort after all restoring; every attempt ends so, also
 *         one that only read: what it created would otherwise look 'mine' in the next one.
 *   tx-2  limit[] is a consistent snapshot: every entry of the read log had its logged version at
 *         one moment not before limit[] was loaded. For `extend` loads the new vector first and
 *         validates afterwards.
 *   tx-3  Whatever a barrier lets the program see belongs to the snapshot of tx-2. (A version
 *         below the limit was committed when limit[] was loaded, and the re-check shows that it was
 *         still current when its fields were loaded.)
 *   tx-4  Between the last acquisition and validation lies a seq_cst compare-and-swap, and
 *         validation loads stamps with seq_cst order: of two transactions that each acquired what
 *         the other had read, at least one sees the other.
 *   tx-5  An object is in the write log exactly once, with the stamp that it had before.
 *
 * Why a validated commit is serializable: at the moment between the last acquisition and the
 * validation everything read has its logged version and everything written is owned; the
 * transaction takes effect there. One that only read takes effect when its snapshot was loaded.
 *
 * Threads: each function by the thread that owns tx.
 */
#include <string.h>

#if !__has_feature(thread_sanitizer) /* it knows nothing of liburcu's own synchronisation */
#define _LGPL_SOURCE                 /* inline the check for a quiescent state */
#endif
#include <urcu-qsbr.h>

#include "stm/internal.h"

/* ---- begin ------------------------------------------------------------------------------- */

/* By default every 16th transaction is timed at first, later about one in 64 of all before it. */
static void widen(stm_tx *tx, uint64_t serial) {
    enum { RARELY = 1024 };
    uint64_t period = (tx->periodic >> STM_INCARNATION_BITS) + 1;
    if (period < RARELY && serial >= period * 64)
        tx->periodic = (period * 2 - 1) << STM_INCARNATION_BITS;
}

/* What only some serials do: be timed, and clear the filter before its keys come round again. */
void stm_begin_periodic(stm_tx *tx) {
    uint64_t serial = stm_serial(tx);
    if ((serial & ((1 << STM_FILTER_PERIOD_BITS) - 1)) == 0 && !stm_mutant(FILTER_NOT_CLEARED))
        stm_filter_clear(tx);
    if (stm_settings.time_every == 0) widen(tx, serial);
    tx->began = tx->cold->last_time = stm_clock();
    tx->events |= EVENT_TIMED;
}

static void set_age(stm_tx *tx) {
    /* both relaxed: a rank; published by the first acquiring compare-and-swap */
    uint64_t now = load_rlx(&stm_x_clock) & ~STM_CLOCK_WATCHED;
    if (tx->age == now) return;
    tx->age = now;
    store_rlx(&tx->slot->x_age, now);
}

/* A further attempt: keeps its age, and is always timed. */
static void begin_retry(stm_tx *tx) {
    if (stm_settings.manager->again) stm_settings.manager->again(tx);
    tx->cold->handoff_serial = 0;
    tx->cold->spot = nullptr;
    tx->began = tx->cold->last_time = stm_clock();
    tx->cold->waited_ns = 0;
    tx->visible = tx->attempt >= stm_settings.starvation_after && !stm_mutant(NO_STARVATION_RULE);
    if (tx->visible) stm_count(tx, COUNT_STARVED, 1);
}

void stm_begin_slow(stm_tx *tx) {
    if (tx->events & EVENT_NO_SLOT) stm_slot_take(tx);
    stm_at(tx, STM_AT_BEGIN);
    if (tx->events & EVENT_RETRIED) {
        stm_retry_wait(tx);
        tx->events &= ~(uint32_t)EVENT_RETRIED;
    }
    if (tx->events & EVENT_RETRY) begin_retry(tx);
    if (!(tx->events & (EVENT_RETRY | EVENT_AGE_KEPT)) || stm_mutant(AGE_LOST)) set_age(tx);
    bool irrevocable = tx->cold->wants_token;
    if (irrevocable) (void)stm_token_take(tx, tx->cold->token_site); /* idle: waits without fail */
    stm_serial_begin(tx);
    if (irrevocable) {
        tx->cold->wants_token = false;
        tx->irrevocable = tx->visible = true;
        tx->events |= EVENT_IRREVOCABLE;
    }
    tx->events &= ~(uint32_t)EVENT_HOOK;
    if (stm_hooks_present()) tx->events |= EVENT_HOOK;
    bool watched = tx->visible || tx->events & EVENT_HOOK;
    tx->snap = watched && !tx->solo ? stm_no_snapshot : tx->limit;
}

bool stm_active(const stm_tx *tx) { return tx->state != STM_IDLE; }

/* ---- read -------------------------------------------------------------------------------- */

[[nodiscard]] static bool extend(stm_tx *tx, uint32_t stale);
[[nodiscard]] static bool acquire(stm_tx *tx, stm_object *o, uint64_t h, stm_site site);

static void condemn_plain(stm_tx *tx) { stm_condemn_for(tx, COUNT_ABORTS_OTHER, nullptr); }

/* What every slow path of a barrier polls first. false: condemned. */
[[nodiscard]] static bool may_go_on(stm_tx *tx, stm_point at) {
    assert(tx->state != STM_IDLE);
    if (tx->state == STM_CONDEMNED) return false;
    stm_at(tx, at);
    if (stm_doomed(tx)) {
        stm_doom_accept(tx);
        return false;
    }
    if (STM_UNLIKELY(tx->events & EVENT_HOOK) && stm_should_inject(tx, at)) {
        condemn_plain(tx);
        return false;
    }
    return true;
}

/* Alone: every other slot is quiet, so the snapshot is refreshed without validation. */
static bool solo_refresh(stm_tx *tx) {
    uint32_t used = stm_slots_bound();
    for (uint32_t t = 0; t < used; t++)
        if (t != stm_slot_index(tx))
            tx->limit[t] = stm_stamp_make(t, load_acq(&stm_slots[t].x_committed) + 1, 0);
    return true;
}

/* Brings an object whose stamp is not below the limit into the snapshot, or waits for its owner.
 * true: look at the stamp again. */
[[nodiscard]] static bool settle(stm_tx *tx, const stm_object *o, uint64_t h, stm_site site,
                                 bool write) {
    if (!is_committed(h)) return stm_wait_for_owner(tx, o, h, site, write);
    return extend(tx, stm_stamp_slot(h));
}

bool stm_read_open_slow(stm_tx *tx, const stm_object *o, uint64_t *stamp, stm_site site) {
    if (tx->solo) return solo_refresh(tx);
    if (!may_go_on(tx, STM_AT_READ)) return false;
    for (;;) {
        uint64_t h = *stamp = load_acq(&o->x_stamp); /* pairs-with: take, release_objects */
        if (stm_mine(tx, h)) break;
        if (h >= tx->limit[stm_stamp_slot(h)]) {
            if (!settle(tx, o, h, site, false)) return false;
        } else if (!tx->visible) {
            break;
        } else if (acquire(tx, (stm_object *)o, h, site)) {
            *stamp = tx->mine;
            break;
        }
    }
    stm_at(tx, STM_AT_READ_OPEN);
    return true;
}

/* ---- write ------------------------------------------------------------------------------- */

/* Takes ownership of o, whose version h is in the snapshot. false: the stamp has changed. The log
 * entry, for which there is room, comes first, so that whoever sees the ownership finds the
 * instruction. */
[[nodiscard]] static inline bool take(stm_tx *tx, stm_object *o, uint64_t h, stm_site site) {
    stm_write_entry *e = tx->write_top;
    store_rlx(&e->x_serial, stm_serial(tx));
    /* release: commit_log-2; pairs-with: entry_read (commit_log.c) */
    store_rel(&e->x_object, (uintptr_t)o);
    store_rel(&e->x_old, h);
    store_rel(&e->x_site, site);
    /* seq_cst: tx-4; as a release it publishes age and entry; pairs-with: stm_read_open */
    if (!cas_seqcst(&o->x_stamp, &h, tx->mine)) return false;
    tx->write_top = e + 1;
    if (STM_UNLIKELY(h < stm_epoch_limit[stm_stamp_slot(h)])) stm_epoch_first(tx, o);
    if (STM_UNLIKELY(load_rlx(stm_heat_of(site)) != 0)) stm_heat_used(tx, site);
    return true;
}

static bool acquire(stm_tx *tx, stm_object *o, uint64_t h, stm_site site) {
    stm_at(tx, STM_AT_ACQUIRE);
    if (STM_UNLIKELY(tx->write_top == tx->write_end)) stm_write_log_grow(tx);
    if (!take(tx, o, h, site)) return false;
    stm_at(tx, STM_AT_ACQUIRED);
    return true;
}

[[nodiscard, gnu::noinline]] static stm_own write_contended(stm_tx *tx, stm_object *o,
                                                            stm_site site) {
    if (!may_go_on(tx, STM_AT_WRITE)) return STM_CONFLICT;
    for (;;) {
        uint64_t h = load_acq(&o->x_stamp); /* pairs-with: take, release_objects */
        if (h >= tx->limit[stm_stamp_slot(h)] &&
            !(stm_mutant(WRITE_WITHOUT_EXTEND) && is_committed(h))) {
            if (!settle(tx, o, h, site, true)) return STM_CONFLICT;
        } else if (acquire(tx, o, h, site)) {
            return STM_OWNED;
        }
    }
}

/* The usual case first, without a stack frame: a version of the snapshot. (`snap` is below every stamp while the attempt is
 * condemned, hooks are installed or reads acquire.) */
stm_own stm_write_slow(stm_tx *tx, stm_object *o, stm_site site) {
    uint64_t h = load_acq(&o->x_stamp); /* pairs-with: take, release_objects */
    if (STM_LIKELY(h < tx->snap[stm_stamp_slot(h)] && tx->write_top != tx->write_end) &&
        !stm_doomed(tx) && take(tx, o, h, site))
        return STM_OWNED;
    return write_contended(tx, o, site);
}

void stm_undo_log_words(stm_tx *tx, _Atomic(uint64_t) *words, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (STM_UNLIKELY(tx->undo_top == tx->undo_end)) stm_undo_log_grow(tx);
        /* relaxed: mine since the acquisition */
        *tx->undo_top++ = (stm_undo_entry){&words[i], load_rlx(&words[i])};
    }
}

stm_own stm_write_whole(stm_tx *tx, stm_object *o, _Atomic(uint64_t) *words, size_t n,
                        stm_site site) {
    stm_own own = stm_write(tx, o, site);
    if (own != STM_OWNED) return own;
    stm_undo_log_words(tx, words, n);
    /* release: still publishes what the acquisition did; pairs-with: stm_read_open, is_committed */
    store_rel(&o->x_stamp, tx->mine | STM_INCARNATION_SAVED);
    stm_filter_set(tx, o, tx->mine | STM_INCARNATION_SAVED);
    return STM_FRESH;
}

/* ---- extend, validate -------------------------------------------------------------------- */

/* One entry whose stamp is not simply the logged one. */
[[nodiscard]] static bool validate_slow(stm_tx *tx, const stm_read_entry *e) {
    for (;;) {
        uint64_t h = load_sc(&e->object->x_stamp); /* tx-4 */
        if (stm_stamp_same_version(h, e->stamp) || stm_mine(tx, h)) return true;
        if (is_committed(h)) {
            /* given back between the two loads? then the stamp has moved on */
            if (load_sc(&e->object->x_stamp) != h) continue;
            stm_validation_stale(tx, e, h);
            return false;
        }
        if (stm_mutant(OWNED_IS_VALID)) return true;
        if (!stm_validation_conflict(tx, e, h)) return false;
    }
}

/* Every entry of the read log still has its version, or is mine. Waiting inside does not change the
 * log. */
[[nodiscard]] static bool validate(stm_tx *tx) {
    bool watched = stm_hook.point != nullptr; /* hook-1: it stays */
    for (const stm_read_entry *e = tx->read_log; e < tx->read_top; e++) {
        if (STM_UNLIKELY(watched)) stm_at(tx, STM_AT_VALIDATE);
        uint64_t h = load_sc(&e->object->x_stamp); /* tx-4 */
        if (STM_LIKELY(stm_stamp_same_version(h, e->stamp)) || stm_mine(tx, h)) continue;
        if (!validate_slow(tx, e)) return false;
    }
    return true;
}

/* Moves the snapshot to now, for the slots around the stale one. Vector first, validation second:
 * tx-2. */
static bool extend(stm_tx *tx, uint32_t stale) {
    stm_at(tx, STM_AT_EXTEND);
    if (stm_mutant(EXTEND_VALIDATES_FIRST)) {
        if (!validate(tx)) return false;
        stm_at(tx, STM_AT_EXTEND_LOADED);
    }
    uint64_t fresh[SNAPSHOT_BLOCK];
    assert(stale < stm_slots_bound());
    uint32_t first = stale - stale % SNAPSHOT_BLOCK;
    uint32_t used = stm_slots_bound() - first;
    uint32_t n = used < SNAPSHOT_BLOCK ? used : SNAPSHOT_BLOCK;
    for (uint32_t i = 0; i < n; i++) /* pairs-with: stm_serial_end */
        fresh[i] = stm_stamp_make(first + i, load_acq(&stm_slots[first + i].x_committed) + 1, 0);
    stm_at(tx, STM_AT_EXTEND_LOADED);
    if (!stm_mutant(EXTEND_VALIDATES_FIRST) && !stm_mutant(EXTEND_WITHOUT_VALIDATION) &&
        !validate(tx))
        return false;
    uint64_t own = tx->limit[stm_slot_index(tx)];
    memcpy(&tx->limit[first], fresh, n * sizeof *fresh);
    tx->limit[stm_slot_index(tx)] = own;
    stm_count(tx, COUNT_EXTENSIONS, 1);
    return true;
}

bool stm_validate(stm_tx *tx) {
    if (tx->solo) return true;
    return may_go_on(tx, STM_AT_READ) && extend(tx, stm_slot_index(tx));
}

/* ---- commit ------------------------------------------------------------------------------ */

/* Where stm_quiet sees that liburcu waits for this thread. */
void stm_grace_watch(stm_tx *tx) {
    static const unsigned long none = 0;
    tx->grace = &none;
    tx->grace_seen = none;
    if (!tx->qsbr) return;
#ifdef _LGPL_SOURCE
    tx->grace = &urcu_qsbr_gp.ctr;
#else
    tx->grace_seen = none + 1; /* always ask */
#endif
}

/* Reports a quiescent state. The period is loaded first: a newer one is answered next time. */
void stm_quiescent(stm_tx *tx) {
    if (!tx->qsbr) return;
#ifdef _LGPL_SOURCE
    tx->grace_seen = __atomic_load_n(tx->grace, __ATOMIC_RELAXED);
#endif
    rcu_quiescent_state();
}

static void account_commit(stm_tx *tx) {
    uint64_t now = stm_clock();
    uint64_t ns = now > tx->began ? now - tx->began : 0;
    ns = ns > tx->cold->waited_ns ? ns - tx->cold->waited_ns : 0;
    tx->cold->last_time = now;
    tx->cold->waited_ns = 0;
    stm_count(tx, COUNT_TIMED, 1);
    stm_count(tx, COUNT_TIMED_NS, ns);
    tx->began = 0;
    tx->events &= ~(uint32_t)EVENT_TIMED;
}

static void end_of_transaction(stm_tx *tx) {
    if (tx->irrevocable) {
        tx->irrevocable = false;
        tx->events &= ~(uint32_t)EVENT_IRREVOCABLE;
        stm_token_give(tx);
    }
    tx->visible = false;
    tx->snap = tx->limit;
    tx->attempt = 0;
    if (!(tx->events & EVENT_AGE_KEPT)) tx->age = UINT64_MAX; /* drawn again */
    tx->cold->waited_ns = 0;
    if (tx->events & EVENT_RETRY && stm_settings.manager->over) stm_settings.manager->over(tx);
    tx->events &= ~(uint32_t)(EVENT_RETRY | EVENT_RETRIED | EVENT_BUMPED);
}

static void end_after_commit(stm_tx *tx) {
    uint32_t events = tx->events;
    if (events & EVENT_NAMED) stm_name_count(tx, true);
    end_of_transaction(tx);
    if (events & EVENT_ACTIONS) stm_actions_run(tx, true);
}

[[nodiscard]] static bool commit_may_go_on(stm_tx *tx) {
    if (tx->events & EVENT_CONDEMNED) return false;
    stm_at(tx, STM_AT_COMMIT);
    if (STM_UNLIKELY(tx->events & EVENT_HOOK) && stm_should_inject(tx, STM_AT_COMMIT)) {
        condemn_plain(tx);
        return false;
    }
    return true;
}

/* Acquired objects become versions: validates, and records the commit. */
[[nodiscard]] static bool commit_written(stm_tx *tx) {
    if (stm_doomed(tx)) {
        stm_doom_accept(tx);
        return false;
    }
    if (!stm_mutant(NO_VALIDATION) && !validate(tx)) return false;
    stm_at(tx, STM_AT_PUBLISH);
    if (tx->began) account_commit(tx);
    stm_commit_log_add(tx);
    stm_serial_end(tx);
    /* relaxed: a wake-up lost here costs a bounded sleep */
    if (STM_UNLIKELY(load_rlx(&stm_x_retriers) != 0)) stm_retriers_wake();
    return true;
}

bool stm_commit_slow(stm_tx *tx) {
    if (STM_UNLIKELY(tx->events) && !commit_may_go_on(tx)) return false;
    if (tx->write_top != tx->write_start) {
        if (!commit_written(tx)) return false;
    } else {
        if (tx->began) account_commit(tx);
        if (stm_mutant(READ_ONLY_KEEPS_SERIAL) && tx->undo_top == tx->undo_log)
            tx->mine -= UINT64_C(1) << STM_INCARNATION_BITS;
        stm_serial_end(tx);
    }
    stm_quiet(tx);
    if (STM_UNLIKELY(tx->events)) end_after_commit(tx);
    return true;
}

/* ---- abort ------------------------------------------------------------------------------- */

static void restore_words(stm_tx *tx) {
    size_t n = (size_t)(tx->undo_top - tx->undo_log);
    for (size_t i = 0; i < n; i++) {
        stm_undo_entry *e = stm_mutant(UNDO_FORWARD) ? &tx->undo_log[i] : --tx->undo_top;
        stm_at(tx, STM_AT_RESTORE);
        store_rel(e->word, e->old); /* pairs-with: the acquire loads of readers' fields */
    }
}

static void release_objects(stm_tx *tx) {
    for (stm_write_entry *e = tx->write_top; e-- > tx->write_start;) {
        stm_object *o = (stm_object *)load_rlx(&e->x_object); /* relaxed: my own entries */
        stm_at(tx, STM_AT_RELEASE);
        /* pairs-with: stm_read_open: who sees the old version again sees the old fields */
        store_rel(&o->x_stamp, stm_stamp_after_abort(load_rlx(&e->x_old), tx->mine));
    }
}

/* The time of an attempt that was not timed is taken to be that of an average commit. */
static uint64_t attempt_ns(stm_tx *tx) {
    if (tx->began) {
        uint64_t now = tx->cold->last_time = stm_clock();
        uint64_t ns = now > tx->began ? now - tx->began : 0;
        return ns > tx->cold->waited_ns ? ns - tx->cold->waited_ns : 0;
    }
    _Atomic(uint64_t) *counters = tx->slot->log->x_counters;
    uint64_t timed = load_rlx(&counters[COUNT_TIMED]); /* relaxed: my own counters */
    return timed ? load_rlx(&counters[COUNT_TIMED_NS]) / timed : 0;
}

static void account_abort(stm_tx *tx) {
    uint64_t ns = attempt_ns(tx);
    stm_count(tx, tx->cold->cause, 1);
    stm_count(tx, COUNT_ABORTED_NS, ns);
    if (tx->cold->spot) stm_hotspot_add(tx->cold->spot, 1, 1, ns);
    tx->cold->cause = COUNT_ABORTS_OTHER;
    tx->cold->waited_ns = 0;
    tx->began = 0;
    tx->events &= ~(uint32_t)EVENT_TIMED;
}

/* An attempt that asked to wait is no loser: it does not count towards starvation. */
static void retry_begins(stm_tx *tx) {
    tx->cold->retrying = false;
    tx->attempt--;
    tx->events |= EVENT_RETRIED;
}

void stm_abort(stm_tx *tx) {
    assert(tx->state != STM_IDLE);
    if (tx->solo) stm_fatal("a transaction cannot abort in solo mode");
    if (tx->irrevocable) stm_fatal("an irrevocable transaction cannot abort");
    stm_at(tx, STM_AT_ABORT);
    if (stm_settings.manager->aborted) stm_settings.manager->aborted(tx);
    if (tx->cold->retrying) stm_retry_keep_log(tx);
    if (stm_mutant(COMMITTED_BEFORE_UNDO)) store_rel(&tx->slot->x_committed, stm_serial(tx));
    restore_words(tx);
    release_objects(tx);
    if (tx->write_top != tx->write_start) stm_write_log_end(tx);
    account_abort(tx);
    stm_at(tx, STM_AT_ABORTED);
    if (stm_mutant(SERIAL_REUSED)) tx->mine -= UINT64_C(1) << STM_INCARNATION_BITS;
    stm_serial_end(tx);
    if (!tx->cold->retrying) stm_quiet(tx); /* else after the wait: run-1 (run.c) */
    uint32_t events = tx->events;
    if (events & EVENT_NAMED) stm_name_count(tx, false);
    tx->attempt++;
    tx->snap = tx->limit;
    tx->events = (tx->events & ~(uint32_t)(EVENT_CONDEMNED | EVENT_BUMPED)) | EVENT_RETRY;
    if (tx->cold->retrying) retry_begins(tx);
    if (events & EVENT_ACTIONS) stm_actions_run(tx, false);
}

void stm_forget(stm_tx *tx) {
    assert(tx->state == STM_IDLE);
    tx->cold->handoff_serial = 0;
    tx->cold->spot = nullptr;
    tx->cold->wants_token = false;
    tx->cold->retry_entries = 0;
    end_of_transaction(tx);
}

void stm_age_keep(stm_tx *tx, bool keep) {
    tx->events = (tx->events & ~(uint32_t)EVENT_AGE_KEPT) | (keep ? EVENT_AGE_KEPT : 0);
}

void stm_condemn(stm_tx *tx) {
    if (tx->state == STM_RUNNING) condemn_plain(tx);
}

/* ---- irrevocable ------------------------------------------------------------------------- */

/* Acquires what the read log holds, so that nothing read can change any more. */
[[nodiscard]] static bool acquire_read_log(stm_tx *tx) {
    for (const stm_read_entry *e = tx->read_log; e < tx->read_top; e++) {
        uint64_t h;
        do {
            h = load_acq(&e->object->x_stamp); /* pairs-with: take, release_objects */
            if (stm_mine(tx, h)) break;
            if (!stm_stamp_same_version(h, e->stamp)) {
                if (!validate_slow(tx, e)) return false;
                h = load_acq(&e->object->x_stamp);
            }
        } while (!stm_stamp_same_version(h, e->stamp) ||
                 !acquire(tx, (stm_object *)e->object, h, e->site));
    }
    return true;
}

bool stm_irrevocable(stm_tx *tx, stm_site why) {
    if (tx->irrevocable || tx->solo) return true;
    tx->cold->wants_token = true;
    tx->cold->token_site = why;
    if (!may_go_on(tx, STM_AT_TOKEN) || !stm_token_take(tx, why)) return false;
    /* condemned at a safepoint while it waited for the token? */
    if (tx->state == STM_CONDEMNED ||
        (!stm_mutant(IRREVOCABLE_LEAVES_READS) && !acquire_read_log(tx))) {
        stm_token_give(tx);
        return false;
    }
    tx->cold->wants_token = false;
    tx->irrevocable = tx->visible = true;
    tx->snap = stm_no_snapshot;
    tx->events |= EVENT_IRREVOCABLE;
    return true;
}

bool stm_is_irrevocable(const stm_tx *tx) { return tx->irrevocable; }

/* ---- solo -------------------------------------------------------------------------------- */

bool stm_solo_enter(stm_tx *tx) {
    bool active = stm_active(tx);
    if (active && !stm_commit(tx)) return false;
    if (tx->events & EVENT_NO_SLOT) stm_slot_take(tx);
    tx->solo = true;
    (void)solo_refresh(tx);
    if (active) stm_begin(tx);
    return true;
}

void stm_solo_leave(stm_tx *tx) {
    bool active = stm_active(tx);
    if (active && !stm_mutant(SOLO_KEEPS_SERIAL)) {
        if (tx->began) account_commit(tx);
        stm_serial_end(tx);
        stm_quiet(tx);
    }
    tx->solo = false;
    if (active && !stm_mutant(SOLO_KEEPS_SERIAL)) stm_begin(tx);
}
