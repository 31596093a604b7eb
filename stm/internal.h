/* What the files of stm/ share with one another and with nobody else.
 *
 * Owns: the global state (slots, contention clock, token, hooks) and the cold part of a descriptor.
 *
 * Lock order: slot table mutex (slot.c), then a slot log's x_lock (commit_log.c). Neither is held
 * over a call out of stm/.
 *
 * Threads: as said at each function.
 */
#ifndef STM_INTERNAL_H
#define STM_INTERNAL_H

#include <stdio.h>

#include "stm/stm.h"

enum {
    EVENT_NO_SLOT = 1,      /* begin: take a slot first */
    EVENT_RETRY = 2,        /* begin: a further attempt */
    EVENT_HOOK = 4,         /* begin, commit: hooks are installed */
    EVENT_CONDEMNED = 8,    /* commit: fail */
    EVENT_IRREVOCABLE = 16, /* commit: give the token back */
    EVENT_BUMPED = 64,      /* has advanced the contention clock in this attempt */
    EVENT_NAMED = 128,      /* commit, abort: count under a name */
    EVENT_RETRIED = 256,    /* begin: wait until something read has changed */
    EVENT_AGE_KEPT = 512,   /* begin, commit: the age stays */
    EVENT_ACTIONS = 32,     /* commit: actions or allocations are registered */
    EVENT_TIMED = 1024,     /* commit: read the clock */
};

enum {
    TIMED_AT_FIRST = 16,  /* every so many transactions, unless the program says otherwise */
    COMMIT_RECORDS = 256, /* commits remembered for each slot */
    SPIN_TURNS = 32,      /* turns of waiting by spinning, before the owner is doomed */
    YIELD_TURNS = 40,     /* turns of spinning and yielding, before sleeping */
    SLEEP_MIN_NS = 50 * 1000,
    SLEEP_MAX_NS = 1000 * 1000,
    SNAPSHOT_BLOCK = 64, /* entries of the snapshot vector refreshed together */
};

typedef enum stm_counter {
    COUNT_ABORTS_OTHER = STM_KIND_COUNT, /* the ones before count aborts by kind */
    COUNT_WAITS,
    COUNT_EXTENSIONS,
    COUNT_DOOMS,
    COUNT_STARVED,
    COUNT_IRREVOCABLE,
    COUNT_COMPACTIONS,
    COUNT_TIMED,    /* commits that were timed */
    COUNT_TIMED_NS, /* their time, without waiting */
    COUNT_ABORTED_NS,
    COUNT_WAITING_NS,
    COUNT_RETRY_NS, /* waiting in stm_retry */
    COUNTER_COUNT
} stm_counter;

typedef struct commit_entry {
    _Atomic(uint64_t) x_serial;
    _Atomic(uint64_t) x_time;
    _Atomic(uint64_t) x_objects;
} commit_entry;

/* The part of a slot that is rarely read by others. It outlives the threads that hold the slot. */
typedef struct stm_slot_log {
    alignas(64) _Atomic(uint32_t) x_lock; /* keeps `entries` in place for a foreign reader */
    _Atomic(uint32_t) x_start;   /* index where the entries of the next transaction start */
    _Atomic(uint32_t) x_lap_end; /* where the lap before this one ended */
    uint32_t capacity;           /* changed by the holder, under x_lock */
    stm_write_entry *entries;    /* likewise */
    _Atomic(uint64_t) x_commits; /* commits recorded so far; the ring's next index */
    commit_entry commits[COMMIT_RECORDS];
    _Atomic(uint64_t) x_counters[COUNTER_COUNT];
} stm_slot_log;

typedef struct hotspot_entry hotspot_entry;
typedef struct stm_action stm_action;
typedef struct stm_bag stm_bag;

/* The cold part of a descriptor: owner thread only. */
struct stm_cold {
    uint64_t random;
    /* hand-off: wait until committed[handoff_slot] >= handoff_serial; serial 0: nobody */
    uint32_t handoff_slot;
    uint64_t handoff_serial;
    /* the conflict that ends this attempt */
    int cause; /* an stm_kind, or COUNT_ABORTS_OTHER */
    hotspot_entry *spot;
    uint64_t waited_ns; /* in this attempt */
    bool wants_token;   /* the next attempt begins irrevocable */
    stm_site token_site;
    uint64_t last_time; /* newest clock reading */
    unsigned hot_uses;  /* heat.c */
    /* action.c */
    stm_action *actions;
    size_t action_count, action_room;
    stm_bag *bag; /* retired memory, not yet handed to liburcu */
    size_t bag_count;
    const char *name;
    /* run.c */
    bool cancelled, retrying;
    size_t retry_entries; /* of the read log, kept after stm_retry */
};

extern stm_slot stm_slots[STM_MAX_SLOTS];
extern uint64_t stm_no_snapshot[STM_MAX_SLOTS]; /* zeros: no stamp is below */
extern stm_config stm_settings;
extern stm_hooks stm_hook;

static inline uint64_t stm_serial(const stm_tx *tx) { return stm_stamp_serial(tx->mine); }

static inline uint32_t stm_slot_index(const stm_tx *tx) { return stm_stamp_slot(tx->mine); }

/* Is this stamp a version? If not, its owner is still in flight. */
static inline bool is_committed(uint64_t stamp) {
    /* pairs-with: stm_serial_end (boundary.h) */
    return stm_stamp_serial(stamp) <= load_acq(&stm_slots[stm_stamp_slot(stamp)].x_committed);
}

static inline void stm_count(stm_tx *tx, int counter, uint64_t n) {
    count_add(&tx->slot->log->x_counters[counter], n);
}

static inline void stm_at(stm_tx *tx, stm_point at) {
    if (STM_UNLIKELY(stm_hook.point)) stm_hook.point(stm_hook.ctx, tx, at);
}

[[noreturn]] void stm_fatal(const char *message);

/* hook.c */
bool stm_should_inject(stm_tx *tx, stm_point at);
bool stm_hooks_present(void);
void *stm_allocate(size_t size); /* null when out of memory, or when the hook says so */

/* slot.c */
void stm_slot_take(stm_tx *tx);
void stm_slot_give(stm_tx *tx);
uint32_t stm_slots_bound(void); /* a bound on the slots ever used */

/* log.c */
void stm_logs_create(stm_tx *tx);
void stm_logs_destroy(stm_tx *tx);

/* commit_log.c */
void stm_write_log_grow(stm_tx *tx);
void stm_write_log_attach(stm_tx *tx);
void stm_write_log_end(stm_tx *tx);
void stm_commit_log_add(stm_tx *tx);
/* The instruction with which slot's transaction `serial` acquired o; 0 when no longer known. */
stm_site stm_commit_log_site(uint32_t slot, uint64_t serial, const stm_object *o);
/* How many objects it acquired, as far as the log still knows. */
uint64_t stm_commit_log_count(uint32_t slot, uint64_t serial);

/* hotspot.c */
hotspot_entry *stm_hotspot_find(stm_kind kind, stm_site winner, stm_site loser,
                                const stm_object *o);
void stm_hotspot_add(hotspot_entry *e, uint64_t conflicts, uint64_t aborts, uint64_t lost_ns);

/* epoch.c */
extern void (*stm_epoch_first)(stm_tx *tx, const stm_object *o);

/* heat.c */
enum { HEAT_BITS = 10, HEAT_PLACES = 1 << HEAT_BITS };
extern _Atomic(uint16_t) stm_x_heat[HEAT_PLACES];
static inline _Atomic(uint16_t) *stm_heat_of(
    stm_site site) { /* Fibonacci hashing: Knuth, vol. 3, 6.4 */
    return &stm_x_heat[(uint64_t)site * UINT64_C(0x9e3779b97f4a7c15) >> (64 - HEAT_BITS)];
}
void stm_heat_up(stm_site site);
void stm_heat_used(stm_tx *tx, stm_site site);

/* contend.c */
void stm_condemn_for(stm_tx *tx, int cause, hotspot_entry *spot);
[[nodiscard]] bool stm_wait_for_owner(stm_tx *tx, const stm_object *o, uint64_t h, stm_site site,
                                      bool write);
[[nodiscard]] bool stm_validation_conflict(stm_tx *tx, const stm_read_entry *e, uint64_t h);
void stm_validation_stale(stm_tx *tx, const stm_read_entry *e, uint64_t h);
void stm_doom_accept(stm_tx *tx);
[[nodiscard]] bool stm_token_take(stm_tx *tx, stm_site why);
void stm_token_give(stm_tx *tx);
/* My own acquisition of the object at this address; null when it is not mine. */
const stm_write_entry *stm_own_entry(const stm_tx *tx, uintptr_t object);
/* Calls sleep(arg), through the program where it has asked for that. */
void stm_sleep(stm_tx *tx, void (*sleep)(void *arg), void *arg);
void stm_idle(stm_tx *tx, uint32_t index, uint64_t until_serial, unsigned turn);

/* tx.c */
void stm_grace_watch(stm_tx *tx);

/* action.c */
void stm_actions_run(stm_tx *tx, bool committed);
void stm_name_count(stm_tx *tx, bool committed);
void stm_bag_close(stm_tx *tx);

/* run.c */
extern _Atomic(uint32_t) stm_x_retriers;
void stm_retriers_wake(void);
void stm_retry_keep_log(stm_tx *tx);
void stm_retry_wait(stm_tx *tx);

#endif
