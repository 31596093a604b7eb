/* Slots, attached threads, statistics.
 *
 * Owns: the slot table, who holds which slot, the library's settings.
 *
 * A thread holds a slot while it may run transactions. Slots come and go with threads, but a
 * slot's serial never goes back, so stamps left by an earlier holder stay versions. The lowest
 * free slot is taken first: snapshot vectors stay short.
 *
 * Invariants
 *   slot-1  x_committed[t] only grows; while no transaction of t is in flight the holder's
 *           `mine` is (t, x_committed[t], 0).
 *   slot-2  stm_slots[t].log is set before any stamp of slot t can be seen.
 *
 * Threads: attach, detach and park by the thread itself; statistics by any.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <urcu-qsbr.h>

#include "stm/internal.h"

stm_slot stm_slots[STM_MAX_SLOTS];
uint64_t stm_no_snapshot[STM_MAX_SLOTS];
stm_config stm_settings = {.starvation_after = 8, .commit_log = 1024, .manager = &stm_wound_wait};

static struct {
    pthread_mutex_t mutex;
    bool taken[STM_MAX_SLOTS];
    _Atomic(uint32_t) x_used; /* slots ever used are below */
    _Atomic(uint64_t) x_threads_ever;
} table = {.mutex = PTHREAD_MUTEX_INITIALIZER};

void stm_fatal(const char *message) {
    if (stm_settings.fatal) stm_settings.fatal(message);
    fprintf(stderr, "krait-stm: %s\n", message);
    abort();
}

static unsigned power_of_two(unsigned n, unsigned least) {
    unsigned p = least;
    while (p < n)
        p *= 2;
    return p;
}

void stm_init(const stm_config *config) {
    if (config) stm_settings = *config;
    if (stm_settings.starvation_after == 0) stm_settings.starvation_after = 8;
    if (stm_settings.time_every > 1 << STM_FILTER_PERIOD_BITS)
        stm_settings.time_every = 1 << STM_FILTER_PERIOD_BITS;
    if (stm_settings.time_every != 0)
        stm_settings.time_every = power_of_two(stm_settings.time_every, 1);
    stm_settings.commit_log =
        power_of_two(stm_settings.commit_log ? stm_settings.commit_log : 1024, 64);
    if (!stm_settings.manager) stm_settings.manager = &stm_wound_wait;
    if (stm_settings.hooks) stm_hooks_install(stm_settings.hooks);
}

uint32_t stm_slots_bound(void) { return load_acq(&table.x_used); /* pairs-with: slot_find */ }

uint32_t stm_slots_used(void) { return stm_slots_bound(); }

static stm_slot_log *slot_log_create(void) {
    stm_slot_log *log = aligned_alloc(alignof(stm_slot_log), sizeof *log);
    if (!log) stm_fatal("no memory for a slot");
    memset(log, 0, sizeof *log);
    log->capacity = stm_settings.commit_log;
    log->entries = calloc(log->capacity, sizeof *log->entries);
    if (!log->entries) stm_fatal("no memory for a commit log");
    return log;
}

/* The lowest free slot, or STM_MAX_SLOTS. */
static uint32_t slot_find(void) {
    pthread_mutex_lock(&table.mutex);
    uint32_t t = 0;
    while (t < STM_MAX_SLOTS && table.taken[t])
        t++;
    if (t < STM_MAX_SLOTS) {
        table.taken[t] = true;
        if (!stm_slots[t].log) stm_slots[t].log = slot_log_create();
        if (t >= load_rlx(&table.x_used))    /* relaxed: written under the mutex only */
            store_rel(&table.x_used, t + 1); /* pairs-with: stm_slots_bound; publishes log */
    }
    pthread_mutex_unlock(&table.mutex);
    return t;
}

void stm_slot_take(stm_tx *tx) {
    uint32_t t;
    for (unsigned turn = 0; (t = slot_find()) == STM_MAX_SLOTS; turn++) {
        stm_at(tx, STM_AT_SLOT);
        stm_idle(tx, STM_MAX_SLOTS, 0, turn);
    }
    if (tx->qsbr) rcu_thread_online();
    stm_slot *slot = &stm_slots[t];
    tx->slot = slot;
    /* relaxed: the mutex handed over all that the last holder did */
    tx->mine = stm_stamp_make(t, load_rlx(&slot->x_committed), 0);
    /* relaxed: published by the first acquiring compare-and-swap */
    store_rlx(&slot->x_age, tx->age);
    store_rlx(&slot->x_priority, 0);
    tx->limit[t] = UINT64_MAX; /* whatever has my slot is mine, or was committed before */
    /* keys of another slot's serials would look like ours */
    if (!stm_mutant(FILTER_SURVIVES_SLOT)) stm_filter_clear(tx);
    stm_write_log_attach(tx);
    tx->events &= ~(uint32_t)EVENT_NO_SLOT;
}

void stm_slot_give(stm_tx *tx) {
    if (!tx->slot) return;
    uint32_t t = stm_slot_index(tx);
    assert(load_rlx(&tx->slot->x_committed) == stm_serial(tx)); /* slot-1 */
    if (!stm_mutant(SNAPSHOT_SURVIVES_SLOT))
        tx->limit[t] = 0; /* no longer mine: the next holder's stamps are like any other's */
    tx->slot = nullptr;
    /* what is born without a slot is version 0 of slot 0: committed */
    tx->mine = 0;
    tx->events |= EVENT_NO_SLOT;
    pthread_mutex_lock(&table.mutex);
    table.taken[t] = false;
    pthread_mutex_unlock(&table.mutex);
    if (tx->qsbr) rcu_thread_offline();
}

stm_tx *stm_thread_attach(void) {
    /* mapped, not allocated: most of the vector and the filter is never touched */
    void *memory =
        mmap(nullptr, sizeof(stm_tx), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) stm_fatal("no memory for a thread");
    stm_tx *tx = memory;
    tx->cold = calloc(1, sizeof *tx->cold);
    if (!tx->cold) stm_fatal("no memory for a thread");
    tx->cold->random = stm_settings.seed + (add_rlx(&table.x_threads_ever, 1) + 1) * 0x9e3779b9;
    tx->cold->cause = COUNT_ABORTS_OTHER;
    tx->snap = tx->limit;
    uint64_t period = stm_settings.time_every ? stm_settings.time_every : TIMED_AT_FIRST;
    tx->periodic = (period - 1) << STM_INCARNATION_BITS;
    tx->events = EVENT_NO_SLOT;
    tx->qsbr = !stm_settings.external_qsbr;
    stm_logs_create(tx);
    stm_grace_watch(tx);
    if (tx->qsbr) {
        rcu_register_thread();
        rcu_thread_offline();
    }
    return tx;
}

void stm_thread_detach(stm_tx *tx) {
    assert(tx->state == STM_IDLE);
    stm_slot_give(tx);
    stm_bag_close(tx);
    if (tx->qsbr) rcu_unregister_thread();
    stm_logs_destroy(tx);
    free(tx->cold->actions);
    free(tx->cold);
    munmap(tx, sizeof *tx);
}

void stm_thread_park(stm_tx *tx) {
    assert(tx->state == STM_IDLE && !tx->solo);
    /* a parked thread is quiescent: it may not poll what it read */
    tx->cold->retry_entries = 0;
    tx->events &= ~(uint32_t)EVENT_RETRIED;
    stm_slot_give(tx);
}

void stm_stats_slot(uint32_t slot, stm_stats *out) {
    *out = (stm_stats){};
    if (slot >= stm_slots_bound()) return;
    const stm_slot_log *log = stm_slots[slot].log;
    /* relaxed: independent counters, each read once */
    uint64_t n[COUNTER_COUNT];
    for (int i = 0; i < COUNTER_COUNT; i++)
        n[i] = load_rlx(&log->x_counters[i]);
    for (int kind = 0; kind < STM_KIND_COUNT; kind++)
        out->aborts += out->aborts_by_kind[kind] = n[kind];
    out->aborts += out->aborts_other = n[COUNT_ABORTS_OTHER];
    /* each serial ended in a commit or an abort */
    uint64_t finished = load_rlx(&stm_slots[slot].x_committed);
    out->commits = finished > out->aborts ? finished - out->aborts : 0;
    out->waits = n[COUNT_WAITS];
    out->extensions = n[COUNT_EXTENSIONS];
    out->dooms = n[COUNT_DOOMS];
    out->starved = n[COUNT_STARVED];
    out->irrevocable = n[COUNT_IRREVOCABLE];
    out->compactions = n[COUNT_COMPACTIONS];
    out->aborted_ns = n[COUNT_ABORTED_NS];
    out->waiting_ns = n[COUNT_WAITING_NS];
    out->retry_ns = n[COUNT_RETRY_NS];
    if (n[COUNT_TIMED] != 0)
        out->committed_ns =
            (uint64_t)((double)n[COUNT_TIMED_NS] / (double)n[COUNT_TIMED] * (double)out->commits);
}

void stm_stats_read(stm_stats *out) {
    *out = (stm_stats){};
    uint32_t used = stm_slots_bound();
    for (uint32_t t = 0; t < used; t++) {
        stm_stats one;
        stm_stats_slot(t, &one);
        /* all fields are sums of 64-bit counts */
        uint64_t *sum = (uint64_t *)out;
        const uint64_t *add = (const uint64_t *)&one;
        for (size_t i = 0; i < sizeof one / sizeof *add; i++)
            sum[i] += add[i];
    }
}
