/* The read log and the undo log, and walking them for a collector.
 *
 * Owns: the memory of both logs. (The write log is the slot's: commit_log.c.)
 *
 * Invariants
 *   log-1  Every entry of the read log of one object has the same version, so any one of them
 *          stands for the others. A second version could be read only after an extension, which
 *          would have found the first one stale.
 *   log-2  The first undo entry of a word holds its contents before the transaction; later ones
 *          are redundant. Hence compaction keeps the first.
 *
 * A log that is full is first compacted: the filter forgets objects that share an entry, so a long
 * transaction logs them again and again. The log grows only when more than half is left, so its
 * size stays within a factor of the read set's, and both steps are O(1) amortised.
 *
 * Threads: the owner; stm_tx_visit by a collector while the owner is stopped.
 */
#include <stdlib.h>
#include <string.h>

#include "stm/internal.h"

enum {
    LOG_INITIAL = 256,    /* entries */
    COMPACT_ABOVE = 1024, /* entries: below, duplicates are rare */
};

static void *log_alloc(size_t entries, size_t size) {
    void *memory = stm_allocate(entries * size);
    if (!memory) stm_fatal("no memory for a transaction's log");
    return memory;
}

void stm_logs_create(stm_tx *tx) {
    tx->read_log = tx->read_top = log_alloc(LOG_INITIAL, sizeof *tx->read_log);
    tx->read_end = tx->read_log + LOG_INITIAL;
    tx->undo_log = tx->undo_top = log_alloc(LOG_INITIAL, sizeof *tx->undo_log);
    tx->undo_end = tx->undo_log + LOG_INITIAL;
}

void stm_logs_destroy(stm_tx *tx) {
    free(tx->read_log);
    free(tx->undo_log);
}

static size_t hash_address(uintptr_t address, size_t mask) {
    return (size_t)((uint64_t)address * UINT64_C(0x9e3779b97f4a7c15) >> 20) & mask;
}

/* Moves the first entry of each address (the entry's first word) to the front, in order; returns
 * how many there are, or n without any change when there is no memory for the table. */
static size_t deduplicate(char *log, size_t n, size_t size) {
    size_t slots = 64;
    while (slots < 2 * n)
        slots *= 2;
    uintptr_t *seen = stm_allocate(slots * sizeof *seen);
    if (!seen) return n;
    memset(seen, 0, slots * sizeof *seen);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        uintptr_t address;
        memcpy(&address, log + i * size, sizeof address);
        size_t at = hash_address(address, slots - 1);
        while (seen[at] != 0 && seen[at] != address && !stm_mutant(COMPACTION_DROPS))
            at = (at + 1) & (slots - 1);
        if (seen[at] != 0) continue;
        seen[at] = address;
        if (kept != i) memcpy(log + kept * size, log + i * size, size);
        kept++;
    }
    free(seen);
    return kept;
}

/* Makes room in a full log of *capacity entries: compacts it, and doubles it when that freed less
 * than half. Returns the log, with *used and *capacity updated. */
static char *make_room(stm_tx *tx, char *log, size_t size, size_t *used, size_t *capacity) {
    if (*used >= COMPACT_ABOVE) {
        *used = deduplicate(log, *used, size);
        if (tx->slot) stm_count(tx, COUNT_COMPACTIONS, 1);
    }
    if (*used <= *capacity / 2) return log;
    char *bigger = log_alloc(*capacity * 2, size);
    memcpy(bigger, log, *used * size);
    free(log);
    *capacity *= 2;
    return bigger;
}

void stm_read_log_grow(stm_tx *tx) {
    size_t used = (size_t)(tx->read_top - tx->read_log);
    size_t capacity = (size_t)(tx->read_end - tx->read_log);
    char *log = make_room(tx, (char *)tx->read_log, sizeof *tx->read_log, &used, &capacity);
    tx->read_log = (stm_read_entry *)(void *)log;
    tx->read_top = tx->read_log + used;
    tx->read_end = tx->read_log + capacity;
}

void stm_undo_log_grow(stm_tx *tx) {
    size_t used = (size_t)(tx->undo_top - tx->undo_log);
    size_t capacity = (size_t)(tx->undo_end - tx->undo_log);
    char *log = make_room(tx, (char *)tx->undo_log, sizeof *tx->undo_log, &used, &capacity);
    tx->undo_log = (stm_undo_entry *)(void *)log;
    tx->undo_top = tx->undo_log + used;
    tx->undo_end = tx->undo_log + capacity;
}

void stm_tx_visit_written(const stm_tx *tx, void (*object)(void *ctx, const stm_object *o),
                          void *ctx) {
    if (tx->state == STM_IDLE) return;
    for (const stm_write_entry *e = tx->write_start; e < tx->write_top; e++)
        object(ctx, (const stm_object *)load_rlx(&e->x_object)); /* relaxed: the owner is stopped */
}

void stm_tx_visit(const stm_tx *tx, void (*object)(void *ctx, const stm_object *o),
                  void (*word)(void *ctx, const void *address, uint64_t old_word), void *ctx) {
    size_t kept = tx->cold->retry_entries; /* of an attempt that waits in stm_retry */
    size_t logged = (size_t)(tx->read_top - tx->read_log);
    for (size_t i = 0; i < (kept > logged ? kept : logged); i++)
        object(ctx, tx->read_log[i].object);
    if (tx->state == STM_IDLE) return;
    stm_tx_visit_written(tx, object, ctx);
    for (const stm_undo_entry *e = tx->undo_log; e < tx->undo_top; e++)
        word(ctx, e->word, e->old);
}
