/* The write log, which after the commit is the commit log: who acquired what, where, and when.
 *
 * Owns: each slot's ring of acquisitions and its ring of commits.
 *
 * A slot's acquisitions are appended to one ring, transaction after transaction. The entries of
 * the transaction in flight are its write log; those before are history, until they are
 * overwritten. So recording a commit costs three words, and a thread in conflict finds the
 * winner's instruction in the same place whether the winner is still running or has committed.
 *
 * Invariants
 *   commit_log-1  The entries of one transaction are contiguous, and serials grow along a lap.
 *   commit_log-2  An entry carries the serial of the transaction that wrote it, stored before its
 *                 other words. A reader that finds the same serial before and after loading them
 *                 has read one transaction's entry.
 *
 * Who excludes whom
 *                      append          move, grow, shrink     foreign look-up
 *   append             one owner       same thread            no: commit_log-2
 *   move, grow, shrink                 same thread            x_lock
 *   foreign look-up                                           x_lock
 *
 * Threads: appending by the holder of the slot; look-ups by any.
 */
#include <sched.h>
#include <stdlib.h>

#include "stm/internal.h"

static void log_lock(stm_slot_log *log) {
    for (unsigned turn = 1; swap_acqrel(&log->x_lock, 1) != 0; turn++)
        turn % 64 == 0 ? (void)sched_yield() : cpu_relax();
}

static void log_unlock(stm_slot_log *log) { store_rel(&log->x_lock, 0); /* pairs-with: log_lock */ }

void stm_write_log_attach(stm_tx *tx) {
    stm_slot_log *log = tx->slot->log;
    tx->write_start = tx->write_top = log->entries + load_rlx(&log->x_start);
    tx->write_end = log->entries + log->capacity;
}

static void copy_entries(stm_write_entry *to, const stm_write_entry *from, size_t n) {
    /* relaxed: under x_lock; ascending, so an overlapping move to the front is right */
    for (size_t i = 0; i < n; i++) {
        store_rlx(&to[i].x_serial, load_rlx(&from[i].x_serial));
        store_rlx(&to[i].x_object, load_rlx(&from[i].x_object));
        store_rlx(&to[i].x_old, load_rlx(&from[i].x_old));
        store_rlx(&to[i].x_site, load_rlx(&from[i].x_site));
    }
}

/* Puts the entries of the transaction in flight (n of them) at the front of a buffer. */
static void log_replace(stm_tx *tx, stm_write_entry *buffer, uint32_t capacity, size_t n) {
    stm_slot_log *log = tx->slot->log;
    stm_write_entry *old = log->entries;
    log_lock(log);
    copy_entries(buffer, tx->write_start, n);
    store_rlx(&log->x_lap_end, buffer == old ? (uint32_t)(tx->write_start - old) : 0);
    store_rlx(&log->x_start, 0);
    log->entries = buffer;
    log->capacity = capacity;
    log_unlock(log);
    if (buffer != old) free(old);
    tx->write_start = buffer;
    tx->write_top = buffer + n;
    tx->write_end = buffer + capacity;
}

void stm_write_log_grow(stm_tx *tx) {
    stm_slot_log *log = tx->slot->log;
    size_t n = (size_t)(tx->write_top - tx->write_start);
    if (n <= log->capacity / 2) {
        log_replace(tx, log->entries, log->capacity, n);
        return;
    }
    uint32_t capacity = log->capacity * 2;
    stm_write_entry *bigger = stm_allocate(capacity * sizeof *bigger);
    if (!bigger) stm_fatal("no memory for a transaction's write log");
    for (size_t i = n; i < capacity; i++)
        bigger[i] = (stm_write_entry){};
    log_replace(tx, bigger, capacity, n);
}

/* Starts a new lap, in a smaller buffer when a long transaction left a large one behind. */
static void lap(stm_tx *tx, size_t last_transaction) {
    stm_slot_log *log = tx->slot->log;
    tx->write_start = tx->write_top;
    if (log->capacity > stm_settings.commit_log && last_transaction < stm_settings.commit_log / 4) {
        stm_write_entry *smaller = calloc(stm_settings.commit_log, sizeof *smaller);
        if (smaller) {
            log_replace(tx, smaller, stm_settings.commit_log, 0);
            return;
        }
    }
    store_rlx(&log->x_lap_end, (uint32_t)(tx->write_top - log->entries));
    tx->write_start = tx->write_top = log->entries;
}

/* The transaction that acquired something is over: the next one's entries follow, or start over
 * at the front when little room is left. */
void stm_write_log_end(stm_tx *tx) {
    stm_slot_log *log = tx->slot->log;
    size_t n = (size_t)(tx->write_top - tx->write_start);
    if ((size_t)(tx->write_end - tx->write_top) < log->capacity / 4)
        lap(tx, n);
    else
        tx->write_start = tx->write_top;
    /* pairs-with: stm_commit_log_site */
    store_rel(&log->x_start, (uint32_t)(tx->write_start - log->entries));
}

/* The transaction in flight commits: records it, and ends its write log. */
void stm_commit_log_add(stm_tx *tx) {
    stm_slot_log *log = tx->slot->log;
    uint64_t n = load_rlx(&log->x_commits); /* relaxed: only the holder writes */
    commit_entry *e = &log->commits[n % COMMIT_RECORDS];
    store_rlx(&e->x_serial, 0);
    /* release, so that who sees a new word also sees that the serial changed;
     * pairs-with: record_read */
    store_rel(&e->x_time, tx->cold->last_time);
    store_rel(&e->x_objects, (uint64_t)(tx->write_top - tx->write_start));
    store_rel(&e->x_serial, stm_serial(tx));
    store_rel(&log->x_commits, n + 1);
    stm_write_log_end(tx);
}

/* ---- reading another thread's ------------------------------------------------------------ */

/* Reads an entry if it is one of transaction `serial` (commit_log-2). */
static bool entry_read(const stm_write_entry *e, uint64_t serial, stm_commit_write *out) {
    if (load_acq(&e->x_serial) != serial) /* these four pair with: acquire (tx.c) */
        return false;
    out->object = load_acq(&e->x_object);
    out->site = load_acq(&e->x_site);
    return load_rlx(&e->x_serial) == serial; /* relaxed: after the acquire loads */
}

/* Calls `visit` for the entries of one transaction until it returns true: first those of the
 * transaction in flight, from the start of its log upwards, then history, newest first. */
static void entries_of(stm_slot_log *log, uint64_t serial,
                       bool (*visit)(void *ctx, const stm_commit_write *), void *ctx) {
    stm_commit_write found;
    uint32_t start = load_acq(&log->x_start); /* pairs-with: stm_write_log_end */
    for (uint32_t i = start; i < log->capacity && entry_read(&log->entries[i], serial, &found); i++)
        if (visit(ctx, &found)) return;
    bool second_lap = false;
    for (uint32_t i = start;;) {
        if (i == 0) {
            if (second_lap) return;
            second_lap = true;
            i = load_rlx(&log->x_lap_end); /* relaxed: a wrong start finds less, no more */
            if (i == 0) return;
        }
        i--;
        if (load_acq(&log->entries[i].x_serial) < serial)
            return; /* older: what we look for has been overwritten or was never there */
        if (entry_read(&log->entries[i], serial, &found) && visit(ctx, &found)) return;
    }
}

typedef struct site_search {
    uintptr_t object;
    stm_site site;
} site_search;

static bool site_match(void *ctx, const stm_commit_write *w) {
    site_search *search = ctx;
    if (w->object != search->object) return false;
    search->site = w->site;
    return true;
}

stm_site stm_commit_log_site(uint32_t slot, uint64_t serial, const stm_object *o) {
    stm_slot_log *log = stm_slots[slot].log;
    if (!log || serial == 0) return 0;
    site_search search = {.object = (uintptr_t)o};
    log_lock(log);
    entries_of(log, serial, site_match, &search);
    log_unlock(log);
    return search.site;
}

static bool count_match(void *ctx, const stm_commit_write *w) {
    (void)w;
    ++*(uint64_t *)ctx;
    return false;
}

uint64_t stm_commit_log_count(uint32_t slot, uint64_t serial) {
    stm_slot_log *log = stm_slots[slot].log;
    uint64_t n = 0;
    if (!log || serial == 0) return 0;
    log_lock(log);
    entries_of(log, serial, count_match, &n);
    log_unlock(log);
    return n;
}

static bool record_read(const commit_entry *e, stm_commit_record *out) {
    out->serial = load_acq(&e->x_serial);
    out->time_ns = load_acq(&e->x_time);
    out->objects = (uint32_t)load_acq(&e->x_objects);
    return out->serial != 0 && load_rlx(&e->x_serial) == out->serial;
}

size_t stm_commit_log(uint32_t slot, stm_commit_record *out, size_t max) {
    if (slot >= stm_slots_bound()) return 0;
    const stm_slot_log *log = stm_slots[slot].log;
    uint64_t newest = load_acq(&log->x_commits); /* pairs-with: stm_commit_log_add */
    uint64_t oldest = newest > COMMIT_RECORDS ? newest - COMMIT_RECORDS : 0;
    size_t n = 0;
    uint64_t before = UINT64_MAX;
    for (uint64_t i = newest; i > oldest && n < max; i--) {
        if (!record_read(&log->commits[(i - 1) % COMMIT_RECORDS], &out[n])) continue;
        if (out[n].serial >= before) break; /* the ring has come round while we read */
        before = out[n].serial;
        out[n++].slot = slot;
    }
    return n;
}

typedef struct write_list {
    stm_commit_write *out;
    size_t n, max;
} write_list;

static bool write_collect(void *ctx, const stm_commit_write *w) {
    write_list *list = ctx;
    if (list->n < list->max) list->out[list->n++] = *w;
    return list->n == list->max;
}

size_t stm_commit_writes(const stm_commit_record *record, stm_commit_write *out, size_t max) {
    if (record->slot >= stm_slots_bound() || max == 0) return 0;
    stm_slot_log *log = stm_slots[record->slot].log;
    write_list list = {.out = out, .max = max};
    log_lock(log);
    entries_of(log, record->serial, write_collect, &list);
    log_unlock(log);
    return list.n;
}
