/* The hot path: the transaction's descriptor, and the barriers that are inlined into user code.
 *
 * Owns: the layout of stm_tx and stm_slot. Included through stm.h.
 *
 * A read of one object:
 *
 *     uint64_t h, v;
 *     do {
 *         if (!stm_read_open(tx, o, &h))
 *             return CONFLICT;                 // unwind to the replay point, stm_abort there
 *         v = load_acq(&o->field);             // any number of acquire loads
 *     } while (!stm_read_close(tx, o, h, site));
 *
 * Nothing loaded between open and close may be trusted (a length, a pointer's contents) before
 * close has returned true.
 *
 * A write of one word:
 *
 *     switch (stm_write(tx, o, site)) {
 *     case STM_CONFLICT: return CONFLICT;
 *     case STM_OWNED: stm_undo_log(tx, &o->field); [[fallthrough]];
 *     case STM_FRESH: store_rel(&o->field, v);
 *     }
 *
 * Why what was loaded is consistent. Writers store fields with release after the seq_cst
 * compare-and-swap of the stamp. A reader that loads (acquire) a value of a writer therefore also
 * sees that writer's stamp, or a later one, at the re-check; and by stamp-1 a stamp that is the
 * same at both ends was never replaced between. The loaded fields are those of version h.
 *
 * The filter short cut (stm_read_filtered): an object found in the filter was logged with that
 * stamp in this transaction. If the stamp is still the same after the fields were loaded, they are
 * those of the logged version, which every extension has validated since.
 * The key holds 17 bits of the serial, and the filter is cleared every 2^17 transactions, so an
 * entry of an earlier transaction never matches. Objects created by the transaction are not
 * entered: they may be collected, and their address be reborn, before the transaction ends.
 *
 * Threads: an stm_tx belongs to one thread; only fields named x_ are touched by others.
 */
#ifndef STM_BARRIER_H
#define STM_BARRIER_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "stm/atomic.h"
#include "stm/hook.h"
#include "stm/stamp.h"

#define STM_LIKELY(c)   __builtin_expect(!!(c), 1)
#define STM_UNLIKELY(c) __builtin_expect(!!(c), 0)

/* The first word of each mutable object; 16-byte aligned so that the filter can address by it.
 * All zeros is a valid stamp: a committed version. */
typedef struct stm_object {
    _Atomic(uint64_t) x_stamp;
} stm_object;

/* An instruction address, or whatever the program uses to name a place; 0 = unknown. */
typedef uintptr_t stm_site;

enum {
    STM_FILTER_ENTRIES = 1024,
    STM_UNDO_SEEN = 512,      /* words lately logged */
    STM_FILTER_MASK = 0x3ff0, /* byte offset of an object's filter entry is address & this */
    STM_FILTER_SHIFT = 43,    /* mine << 43 = serial << 47 */
    STM_FILTER_PERIOD_BITS = 17,
    STM_DOOM_SERIAL_BITS = 26,
    STM_DOOM_SHIFT = STM_DOOM_SERIAL_BITS + STM_SLOT_BITS,
    STM_NAME_MAX = 64,
};

/* What other threads see of a transaction: one cache line a slot. Written by the thread that holds
 * the slot, except x_doom (any older thread) and x_sleepers (waiters). */
typedef struct stm_slot {
    alignas(64) _Atomic(uint64_t) x_committed; /* serial of the last finished transaction */
    _Atomic(uint64_t) x_doom;  /* {victim's serial 26, winner's serial 26, winner's slot 12} */
    _Atomic(uint64_t) x_age;   /* wound-wait rank of the transaction in flight, 0 = irrevocable */
    _Atomic(uintptr_t) x_want; /* the object for which this thread waits, or waited last */
    _Atomic(stm_site) x_want_site; /* the instruction that wants it */
    _Atomic(uint32_t) x_sleepers;  /* threads asleep until x_committed changes */
    struct stm_slot_log *log;      /* set once, before the slot's first use */
    _Atomic(uint64_t) x_priority;  /* the contention manager's own (manager.h) */
} stm_slot;
static_assert(sizeof(stm_slot) == 64);

typedef struct stm_filter_entry {
    uint64_t key;   /* object ^ serial << 47 */
    uint64_t stamp; /* as logged */
} stm_filter_entry;

typedef struct stm_read_entry {
    const stm_object *object;
    uint64_t stamp;
    stm_site site;
} stm_read_entry;

/* Atomic because a thread in conflict looks up the owner's instruction here. */
typedef struct stm_write_entry {
    _Atomic(uint64_t) x_serial; /* of the transaction that wrote the entry */
    _Atomic(uintptr_t) x_object;
    _Atomic(uint64_t) x_old; /* stamp before the acquisition */
    _Atomic(stm_site) x_site;
} stm_write_entry;

typedef struct stm_undo_entry {
    _Atomic(uint64_t) *word;
    uint64_t old;
} stm_undo_entry;

typedef enum stm_state {
    STM_IDLE,      /* between transactions */
    STM_RUNNING,   /* between begin and commit or abort */
    STM_CONDEMNED, /* a barrier or the commit reported a conflict: only stm_abort may follow */
} stm_state;

typedef enum stm_kind {
    STM_WRITE_WRITE, /* waited to write what another was writing */
    STM_READ_WRITE,  /* waited to read what another was writing */
    STM_DOOMED,      /* aborted by an older transaction that wanted what this one owned */
    STM_VALIDATION,  /* aborted because what was read has been overwritten */
    STM_IRREVOCABLE, /* as one of the above, against an irrevocable transaction, or its token */
    STM_LOCK,        /* reported by the program: contention for a lock of its own */
    STM_KIND_COUNT
} stm_kind;

/* A thread's descriptor. Written by its thread only; read by others only where x_. */
struct stm_tx {
    /* hot, all in two cache lines */
    alignas(64) uint64_t mine; /* my stamp with incarnation 0: (slot, serial, 0) */
    const uint64_t *snap;      /* limit[t] = (t, first serial not in the snapshot, 0); the table
                                    of zeros while each barrier has to take its slow path */
    stm_slot *slot;            /* null while parked */
    stm_read_entry *read_top;  /* next free */
    stm_read_entry *read_end;
    stm_undo_entry *undo_top;
    stm_undo_entry *undo_end;
    stm_write_entry *write_top;
    stm_write_entry *write_end;
    stm_write_entry *write_start; /* first entry of this transaction: the write log is a ring */
    stm_read_entry *read_log;
    stm_undo_entry *undo_log;
    stm_state state;
    bool solo;                  /* barriers are no-ops: this thread is alone */
    bool irrevocable;           /* holds the token and everything it read */
    bool visible;               /* reads acquire: irrevocable, or starved */
    bool has_token;             /* of irrevocability: cannot be doomed */
    uint32_t events;            /* why begin and commit must take their slow paths */
    uint32_t attempt;           /* attempts of this transaction before this one */
    uint64_t age;               /* of this transaction, kept through its attempts; 0 = none yet */
    uint64_t periodic;          /* bits of `mine`, all zero when a begin has periodic work to do */
    const unsigned long *grace; /* liburcu's current grace period */
    unsigned long grace_seen;   /* the one in which this thread last reported a quiescent state */
    uint64_t began;             /* clock at begin where this attempt is timed, else 0 */
    bool qsbr;                  /* reports a quiescent state at each end of a transaction */
    stm_site site; /* the instruction being executed; the program keeps it, or leaves it 0 */
    void *user;    /* the program's own */

    struct stm_cold *cold; /* the rest, private to stm/ */

    /* The snapshot vector. The own entry is above every stamp: what is mine is readable. */
    alignas(64) uint64_t limit[STM_MAX_SLOTS];
    alignas(64) stm_filter_entry filter[STM_FILTER_ENTRIES];
    uint64_t undo_seen[STM_UNDO_SEEN]; /* word ^ serial << 47, as in the filter */
};

typedef enum { STM_CONFLICT = 0, STM_OWNED, STM_FRESH } stm_own;

/* Slow paths; use the inline functions below. */
[[nodiscard]] bool stm_read_open_slow(stm_tx *tx, const stm_object *o, uint64_t *stamp,
                                      stm_site site);
[[nodiscard]] stm_own stm_write_slow(stm_tx *tx, stm_object *o, stm_site site);
/* stm_write for an object that is all in the n words at `words`: saves them at once, so that this and every later
 * stm_write answers STM_FRESH. */
[[nodiscard]] stm_own stm_write_whole(stm_tx *tx, stm_object *o, _Atomic(uint64_t) *words, size_t n,
                                      stm_site site);
/* Saves n words of an object that stm_write reported as STM_OWNED, whether they are in the log or not. */
void stm_undo_log_words(stm_tx *tx, _Atomic(uint64_t) *words, size_t n);
void stm_read_log_grow(stm_tx *tx);
void stm_undo_log_grow(stm_tx *tx);

/* Is `stamp` that of an object that this transaction acquired or created? */
static inline bool stm_mine(const stm_tx *tx, uint64_t stamp) {
    return stm_stamp_same_version(stamp, tx->mine);
}

static inline uint64_t stm_filter_key(const stm_tx *tx, const stm_object *o) {
    return (uint64_t)(uintptr_t)o ^ tx->mine << STM_FILTER_SHIFT;
}

static inline const stm_filter_entry *stm_filter_at(const stm_tx *tx, const stm_object *o) {
    const char *base = (const char *)tx->filter;
    return (const stm_filter_entry *)(const void *)(base + ((uintptr_t)o & STM_FILTER_MASK));
}

static inline void stm_filter_set(stm_tx *tx, const stm_object *o, uint64_t stamp) {
    size_t index = ((uintptr_t)o & STM_FILTER_MASK) / sizeof(stm_filter_entry);
    tx->filter[index] = (stm_filter_entry){stm_filter_key(tx, o), stamp};
}

/* Has an older transaction asked this one to abort? One relaxed load: a late answer costs the
 * winner a turn of waiting and nothing else. */
static inline bool stm_doomed(const stm_tx *tx) {
    /* pairs-with: doom (contend.c); relaxed, the words read after it are validated by serial */
    uint64_t doom = load_rlx(&tx->slot->x_doom);
    if (stm_mutant(DOOM_BOOLEAN)) return doom != 0 && !tx->has_token;
    uint64_t mine = tx->mine << (64 - STM_DOOM_SERIAL_BITS - STM_INCARNATION_BITS);
    return STM_UNLIKELY((doom ^ mine) >> STM_DOOM_SHIFT == 0) && !tx->has_token;
}

/* Starts a read: stores the stamp in *h. false: conflict, unwind to the replay point. */
[[nodiscard]] static inline bool stm_read_open_at(stm_tx *tx, const stm_object *o, uint64_t *h,
                                                  stm_site site) {
    uint64_t stamp = load_acq(&o->x_stamp); /* pairs-with: take, release_objects (tx.c) */
    bool open = STM_LIKELY(stamp < tx->snap[stm_stamp_slot(stamp)]);
    if (!open) { /* a variable of its own: the caller's stays in a register */
        uint64_t settled = stamp;
        open = stm_read_open_slow(tx, o, &settled, site);
        stamp = settled;
    }
    *h = stamp;
    return open;
}

/* The same, the instruction being tx->site: for code that does not know its caller's. */
[[nodiscard]] static inline bool stm_read_open(stm_tx *tx, const stm_object *o, uint64_t *h) {
    return stm_read_open_at(tx, o, h, tx->site);
}

/* Ends a read: true when all that was loaded since open belongs to one version, which is then in
 * the read log; false: open again. */
[[nodiscard]] static inline bool stm_read_close(stm_tx *tx, const stm_object *o, uint64_t h,
                                                stm_site site) {
    if (tx->solo) return true;
    /* relaxed: the acquire loads of the fields keep it after them */
    if (STM_UNLIKELY(load_rlx(&o->x_stamp) != h) && !stm_mutant(NO_RECHECK)) return false;
    if (stm_mine(tx, h)) return true;
    if (stm_filter_at(tx, o)->key != stm_filter_key(tx, o)) {
        if (STM_UNLIKELY(tx->read_top == tx->read_end)) stm_read_log_grow(tx);
        *tx->read_top++ = (stm_read_entry){o, h, site};
    }
    stm_filter_set(tx, o,
                   h); /* of a known object, too: an abort may have changed the incarnation */
    return true;
}

/* The short cut: true when this transaction has the object in its filter. Load the fields
 * (acquire), then compare the object's stamp (relaxed) with *stamp: if they are equal the fields
 * are consistent and logged; if not, go through open and close. */
[[nodiscard]] static inline bool stm_read_filtered(const stm_tx *tx, const stm_object *o,
                                                   uint64_t *stamp) {
    const stm_filter_entry *entry = stm_filter_at(tx, o);
    *stamp = entry->stamp;
    return entry->key == stm_filter_key(tx, o);
}

/* Acquires an object for writing. STM_OWNED: log each word (stm_undo_log) before storing to it.
 * STM_FRESH: created by this transaction, or solo mode: just store. STM_CONFLICT: unwind. Fields
 * are stored with release order. */
[[nodiscard]] static inline stm_own stm_write(stm_tx *tx, stm_object *o, stm_site site) {
    if (tx->solo) return STM_FRESH;
    prefetch_own(o);
    /* relaxed: only I can have stored my own stamp */
    uint64_t diff = load_rlx(&o->x_stamp) ^ tx->mine;
    if (diff == STM_INCARNATION_ACQUIRED) return STM_OWNED;
    if (diff == STM_INCARNATION_BORN || diff == STM_INCARNATION_SAVED) return STM_FRESH;
    return stm_write_slow(tx, o, site);
}

/* Needs nothing but the store: created by this transaction, or acquired by stm_write_whole. */
static inline bool stm_write_is_free(const stm_tx *tx, const stm_object *o) {
    /* relaxed: only I can have stored my own stamp */
    uint64_t diff = load_rlx(&o->x_stamp) ^ tx->mine;
    return diff - 1 < STM_INCARNATION_SAVED;
}

/* Acquired word by word: stm_undo_log comes before each store. */
static inline bool stm_write_is_logged(const stm_tx *tx, const stm_object *o) {
    return load_rlx(&o->x_stamp) == (tx->mine | STM_INCARNATION_ACQUIRED);
}

/* Forgets what was logged: its serials are about to be used again, or those of another slot. */
static inline void stm_filter_clear(stm_tx *tx) {
    memset(tx->filter, 0, sizeof tx->filter);
    memset(tx->undo_seen, 0, sizeof tx->undo_seen);
}

/* stm_undo_log where the log has room; false: it has none. */
[[nodiscard]] static inline bool stm_undo_log_try(stm_tx *tx, _Atomic(uint64_t) *word) {
    uint64_t key = (uint64_t)(uintptr_t)word ^ tx->mine << STM_FILTER_SHIFT;
    uint64_t *seen = &tx->undo_seen[((uintptr_t)word >> 3) % STM_UNDO_SEEN];
    if (*seen == key) return true;
    if (STM_UNLIKELY(tx->undo_top == tx->undo_end)) return false;
    *seen = key;
    *tx->undo_top++ = (stm_undo_entry){word, load_rlx(word)};
    return true;
}

/* Saves one word of an object that stm_write reported as STM_OWNED; call before storing to it. A word that was logged lately is not
 * logged again: the first entry is the one that counts (log-2). */
static inline void stm_undo_log(stm_tx *tx, _Atomic(uint64_t) *word) {
    while (STM_UNLIKELY(!stm_undo_log_try(tx, word)))
        stm_undo_log_grow(tx);
}

/* Gives a new object its birth stamp: to everyone else it is owned until this transaction ends.
 * Between transactions it is born committed. */
static inline void stm_object_init(stm_tx *tx, stm_object *o) {
    /* relaxed: others reach the object through a pointer stored with release */
    store_rlx(&o->x_stamp, tx->mine | STM_INCARNATION_BORN);
}

#endif
