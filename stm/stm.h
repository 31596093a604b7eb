/* libkrait-stm: transactions over ordinary memory.
 *
 * Threads run transactions over shared objects whose first word is a stamp. Reads are invisible and
 * consistent at every moment (opacity), writes are in place with an undo log, a commit is one
 * store, and conflicts are resolved by wound-wait: the oldest transaction always finishes. See
 * docs/STM.md for the protocol.
 *
 * The life of a transaction:
 *
 *     stm_tx *tx = stm_thread_attach();
 *     for (;;) {                                    // the replay point
 *         stm_begin(tx);
 *         if (work(tx) && stm_commit(tx))           // work returns false on a conflict
 *             break;
 *         stm_abort(tx);
 *     }
 *     stm_thread_detach(tx);
 *
 * A conflict is a status: barriers and stm_commit return it, the caller unwinds to the replay point
 * and calls stm_abort there. There is no longjmp. Only transactional accesses to shared mutable
 * objects are safe; what a transaction unlinked may be reused only once every transaction that was
 * in flight at that moment has ended.
 *
 * Threads: each function names who may call it; by default the thread that owns `tx`.
 */
#ifndef STM_STM_H
#define STM_STM_H

#include <stddef.h>
#include <stdint.h>

#include "stm/barrier.h"
#include "stm/boundary.h"
#include "stm/field.h"
#include "stm/manager.h"

/* ---- set-up ------------------------------------------------------------------------------ */

typedef struct stm_config {
    void *user;
    /* Called again and again, at least every few milliseconds, while a thread waits inside stm
     * (for an owner, a hand-off, the token, a slot). The thread may be inside a transaction. */
    void (*safepoint)(stm_tx *tx, void *user);
    /* Makes a waiting thread sleep by calling sleep(arg), which touches no object. The program can count the thread as stopped
     * meanwhile, and keep it when the sleep is over. Null: sleep(arg) is called plainly. */
    void (*sleeping)(stm_tx *tx, void *user, void (*sleep)(void *arg), void *arg);
    /* Called when a transaction has acquired an object with an instruction whose acquisitions others lately had to wait
     * for. A program whose transactions may end anywhere ends this one soon; null: nothing. */
    void (*contended)(stm_tx *tx, void *user);
    /* Writes a short description of an object that two transactions fight over (its type, the
     * key) into buf. Called by the thread that detected the conflict, before it unwinds, possibly
     * without owning the object: read it with ordered loads, trust nothing, do not allocate. */
    void (*describe)(const stm_object *o, char *buf, size_t n);
    /* A broken invariant or no memory for a log. Must not return. Null: print and abort. */
    void (*fatal)(const char *message);
    unsigned starvation_after; /* reads acquire after so many aborts; 0 = 8 */
    unsigned time_every;       /* time every n-th transaction, a power of 2 up to 2^17; 0: about one
                                  in 64, at least one in 1024; 1 = each one */
    unsigned commit_log;       /* acquisitions kept in each thread's commit log; 0 = 1024 */
    uint64_t seed;             /* of all random choices; 0 = a fixed one */
    bool external_qsbr;        /* the program registers its threads with liburcu itself */
    const stm_hooks *hooks;    /* null: none; see hook.h */
    const stm_manager *manager; /* null: stm_wound_wait; see manager.h */
} stm_config;

/* Prepares the library; null or a zeroed structure: defaults. Once, before all else. */
void stm_init(const stm_config *config);

/* Makes the calling thread a participant. It takes a slot at its first transaction. */
stm_tx *stm_thread_attach(void);
/* Ends it; no transaction may be in flight. */
void stm_thread_detach(stm_tx *tx);
/* Gives up the slot before blocking for long, between transactions. The next stm_begin takes a slot
 * again, and waits while all 4096 are in use. Between the two the thread is quiescent. */
void stm_thread_park(stm_tx *tx);

/* ---- the life of a transaction (tx.c) ---------------------------------------------------- */

/* stm_begin and stm_commit: boundary.h. */
/* Restores memory and gives everything back. The next stm_begin is a further attempt of the same
 * transaction: it keeps its age. */
void stm_abort(stm_tx *tx);
/* After stm_abort: the next stm_begin is a new transaction, not an attempt of this one. */
void stm_forget(stm_tx *tx);
/* While `keep`, further transactions of the thread are as old as the one in flight: for work that spans
 * several (a lock that is held). In flight; the last call before a commit counts. */
void stm_age_keep(stm_tx *tx, bool keep);
/* Between begin and commit or abort? */
bool stm_active(const stm_tx *tx);
/* Gives up this attempt of the program's own accord: the commit fails, and each barrier on an object
 * that is not yet owned reports a conflict. */
void stm_condemn(stm_tx *tx);
/* Checks everything that was read: false: conflict. Also extends the snapshot. */
[[nodiscard]] bool stm_validate(stm_tx *tx);

/* Makes the transaction irrevocable: one at a time; it can no longer abort, and the others run on
 * but wait for what it owns. `why` is the instruction that needs it, for the report. false:
 * conflict; the next attempt begins irrevocable. */
[[nodiscard]] bool stm_irrevocable(stm_tx *tx, stm_site why);
bool stm_is_irrevocable(const stm_tx *tx);

/* ---- since when (epoch.c) ---------------------------------------------------------------- */

/* first(tx, o) is called when tx has acquired an object that nobody had acquired since the last epoch (after an abort
 * it may be called again). It touches no object. Once, before the first epoch. */
void stm_epoch_watch(void (*first)(stm_tx *tx, const stm_object *o));
/* A new epoch begins. Of what transactions in flight have acquired or created nothing is reported before the next one. While no other
 * thread runs a transaction. */
void stm_epoch(void);
extern uint64_t stm_epoch_limit[STM_MAX_SLOTS];
/* Has o been acquired or created since the last epoch, or by a transaction that was then in flight? While no other thread runs a
 * transaction; right after stm_epoch: by one that is in flight now. */
static inline bool stm_since_epoch(const stm_object *o) {
    uint64_t stamp = load_rlx(&((stm_object *)(uintptr_t)o)->x_stamp); /* relaxed: as said */
    return stamp >= stm_epoch_limit[stm_stamp_slot(stamp)];
}

/* ---- running a function (run.c) ---------------------------------------------------------- */

typedef enum stm_status {
    STM_OK,        /* committed */
    STM_CANCELLED, /* aborted by stm_cancel, not tried again */
} stm_status;

/* Runs `run(tx, arg)` as a transaction, again and again until it commits or is cancelled. `run`
 * returns false when a barrier did, or with the value of stm_retry or stm_cancel. */
stm_status stm_run(stm_tx *tx, bool (*run)(stm_tx *tx, void *arg), void *arg);
/* Inside stm_run: abort and do not try again. Always false: `return stm_cancel(tx);` */
bool stm_cancel(stm_tx *tx);
/* Aborts, and begins the next attempt only when a committed transaction has changed something that
 * this one read. Always false. Not for an irrevocable transaction. */
bool stm_retry(stm_tx *tx);

/* ---- what happens at the end (action.c) -------------------------------------------------- */

/* Runs `run(arg)` after the commit of this attempt (in the order given), or after its abort (in
 * reverse order). Actions hold nothing and may run transactions. */
void stm_on_commit(stm_tx *tx, void (*run)(void *arg), void *arg);
void stm_on_abort(stm_tx *tx, void (*run)(void *arg), void *arg);

/* A new object of `size` bytes: zeroed, aligned to 16, its first word (an stm_object) stamped as
 * created by this transaction; freed if this attempt aborts. Null: no memory. Between transactions
 * it is simply allocated. */
[[nodiscard]] void *stm_new(stm_tx *tx, size_t size);
/* Frees an object that this transaction has unlinked: if it commits, and once no transaction that
 * could have reached the object still runs. (Through liburcu's QSBR: the end of every transaction is a
 * quiescent state, and a parked thread is quiescent.) Inside a transaction. */
void stm_free(stm_tx *tx, void *memory);
/* Between transactions: waits until all that was freed so far has been given back. Every other
 * attached thread must go on running transactions, be parked or be detached. */
void stm_reclaim(stm_tx *tx);

/* Counts this attempt under a name: a string that stays, compared by address. */
void stm_name(stm_tx *tx, const char *name);

typedef struct stm_name_stats {
    const char *name;
    uint64_t commits, aborts;
    uint64_t worst; /* attempts of the transaction that needed most */
} stm_name_stats;

/* Copies up to `max` names; returns how many. Any thread. */
size_t stm_names(stm_name_stats *out, size_t max);

/* ---- solo mode (tx.c) -------------------------------------------------------------------- */

/* Solo mode: barriers succeed without logging. Both are called while every other thread is stopped
 * or detached and has no transaction in flight. Objects created while solo become committed when
 * solo mode is left. A transaction in flight stays in flight, with empty logs; stm_solo_enter
 * commits what it had done, and returns false (a conflict, not entered) where it cannot. */
[[nodiscard]] bool stm_solo_enter(stm_tx *tx);
void stm_solo_leave(stm_tx *tx);

/* ---- for a collector (log.c) ------------------------------------------------------------- */

/* Walks what the transaction in flight must keep alive and its remembered set: objects of the read
 * and write logs, and each saved word with its address: an abort stores there, also where the memory
 * around it was born in this transaction and nothing else refers to it any more. While the owner
 * is stopped. */
void stm_tx_visit(const stm_tx *tx, void (*object)(void *ctx, const stm_object *o),
                  void (*word)(void *ctx, const void *address, uint64_t old_word), void *ctx);
/* Walks the objects that the transaction in flight has acquired. */
void stm_tx_visit_written(const stm_tx *tx, void (*object)(void *ctx, const stm_object *o),
                          void *ctx);

/* ---- conflicts (hotspot.c) --------------------------------------------------------------- */

typedef struct stm_hotspot {
    stm_site winner, loser; /* 0 = unknown */
    stm_kind kind;
    uint64_t count;                 /* conflicts */
    uint64_t aborts;                /* of these, so many ended in an abort */
    uint64_t lost_ns;               /* aborted attempts and waiting */
    uintptr_t object;               /* the last one; an integer, it may be gone */
    char description[STM_NAME_MAX]; /* of the first one */
} stm_hotspot;

/* Copies up to `max` hotspots, most time lost first; returns how many. Any thread, any time. */
size_t stm_hotspots(stm_hotspot *out, size_t max);
/* Forgets all hotspots. While no transaction is in flight. */
void stm_hotspots_reset(void);
/* Adds a conflict of the program's own, such as contention for a lock. Any attached thread. */
void stm_conflict_report(stm_tx *tx, stm_kind kind, stm_site winner, stm_site loser,
                         const stm_object *o, uint64_t lost_ns);
const char *stm_kind_name(stm_kind kind);

/* ---- the commit log (commit_log.c) ------------------------------------------------------- */

typedef struct stm_commit_record {
    uint64_t serial;
    uint64_t time_ns; /* of the commit; of the last timed one before, where it was not timed */
    uint32_t slot;
    uint32_t objects; /* how many were acquired */
} stm_commit_record;

typedef struct stm_commit_write {
    uintptr_t object;
    stm_site site;
} stm_commit_write;

/* The newest commits of a slot that wrote something, newest first; returns how many (at most max).
 * Any thread, any time: what was overwritten while being read is left out. */
size_t stm_commit_log(uint32_t slot, stm_commit_record *out, size_t max);
/* What one of them wrote; returns how many entries of `out` were filled, 0 when it is gone. */
size_t stm_commit_writes(const stm_commit_record *record, stm_commit_write *out, size_t max);
/* Slots ever used are numbered below this. */
uint32_t stm_slots_used(void);

/* ---- statistics (slot.c) ----------------------------------------------------------------- */

typedef struct stm_stats {
    uint64_t commits;
    uint64_t aborts;
    uint64_t aborts_by_kind[STM_KIND_COUNT];
    uint64_t aborts_other; /* explicit, injected, retry */
    uint64_t waits;        /* times that a thread waited for another */
    uint64_t extensions;   /* of a snapshot */
    uint64_t dooms;        /* transactions asked to abort */
    uint64_t starved;      /* attempts whose reads acquired */
    uint64_t irrevocable;  /* transactions that became so */
    uint64_t compactions;  /* of a read log */
    uint64_t committed_ns; /* extrapolated from the timed transactions */
    uint64_t aborted_ns;
    uint64_t waiting_ns;
    uint64_t retry_ns; /* waiting in stm_retry */
} stm_stats;

/* Sums over all threads, past and present. Any thread, any time. */
void stm_stats_read(stm_stats *out);
void stm_stats_slot(uint32_t slot, stm_stats *out);

#endif
