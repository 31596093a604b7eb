/* What happens when a transaction ends: actions of the program, memory given and taken, names.
 *
 * Owns: each thread's list of actions, its bag of retired memory, the table of names.
 *
 * A transaction keeps one list, in order: actions to run after its commit or its abort, memory it
 * allocated (freed if it aborts) and memory it freed (retired if it commits).
 *
 * When is retired memory free? A transaction in flight at the unlinking may still read, lock,
 * write and restore what was unlinked, although it will abort. Every thread reports a quiescent
 * state to liburcu (QSBR) after each transaction; a bag is freed after a grace period that began
 * after the commit, so every such transaction is over. The callback loads every slot's serial
 * (acquire), which orders all accesses of those transactions before the frees also in the eyes of
 * the language and of ThreadSanitizer, which know nothing of the grace period.
 *
 * Memory allocated by an attempt that aborts is freed at once: others may have loaded a pointer to
 * it, but not one that passed a re-check, and only such a pointer is followed.
 *
 * Invariants
 *   action-1  The list is empty between transactions.
 *   action-2  Actions run when the transaction is over and nothing is held; they may run
 *             transactions of their own.
 *
 * Threads: the owner of tx; bags are freed by liburcu's callback thread.
 */
#include <stdlib.h>
#include <string.h>
#include <urcu-qsbr.h>

#include "stm/internal.h"

enum { BAG_SIZE = 126, NAMES = 256 };

typedef enum action_kind { ON_COMMIT, ON_ABORT, ALLOCATED, FREED } action_kind;

struct stm_action {
    action_kind kind;
    void (*run)(void *arg);
    void *arg; /* or the memory */
};

struct stm_bag {
    struct rcu_head rcu;
    _Atomic(size_t) x_n;
    void *memory[BAG_SIZE];
};

static void action_add(stm_tx *tx, stm_action action) {
    struct stm_cold *cold = tx->cold;
    assert(tx->state != STM_IDLE);
    if (cold->action_count == cold->action_room) {
        size_t room = cold->action_room ? cold->action_room * 2 : 16;
        stm_action *bigger = stm_allocate(room * sizeof *bigger);
        if (!bigger) stm_fatal("no memory for a transaction's actions");
        if (cold->action_count) memcpy(bigger, cold->actions, cold->action_count * sizeof *bigger);
        free(cold->actions);
        cold->actions = bigger;
        cold->action_room = room;
    }
    cold->actions[cold->action_count++] = action;
    tx->events |= EVENT_ACTIONS;
}

void stm_on_commit(stm_tx *tx, void (*run)(void *arg), void *arg) {
    action_add(tx, (stm_action){ON_COMMIT, run, arg});
}

void stm_on_abort(stm_tx *tx, void (*run)(void *arg), void *arg) {
    action_add(tx, (stm_action){ON_ABORT, run, arg});
}

/* ---- memory ------------------------------------------------------------------------------ */

void *stm_new(stm_tx *tx, size_t size) {
    size_t rounded = (size + 15) & ~(size_t)15;
    if (rounded < size) return nullptr;
    if (STM_UNLIKELY(stm_hook.may_alloc) && !stm_hook.may_alloc(stm_hook.ctx, rounded))
        return nullptr;
    stm_object *o = aligned_alloc(16, rounded);
    if (!o) return nullptr;
    memset(o, 0, rounded);
    stm_object_init(tx, o);
    if (tx->state != STM_IDLE && !tx->solo) action_add(tx, (stm_action){ALLOCATED, nullptr, o});
    return o;
}

void stm_free(stm_tx *tx, void *memory) {
    if (memory) action_add(tx, (stm_action){FREED, nullptr, memory});
}

/* Bags handed to liburcu and not yet freed. (rcu_barrier would do, but what it does inside an
 * uninstrumented library looks like a race to ThreadSanitizer.) */
static _Atomic(size_t) x_bags;

static void bag_free(struct rcu_head *head) {
    stm_bag *bag = (stm_bag *)(void *)((char *)head - offsetof(stm_bag, rcu));
    uint32_t used = stm_slots_bound();
    for (uint32_t t = 0; t < used; t++)
        (void)load_acq(&stm_slots[t].x_committed); /* pairs-with: stm_serial_end (boundary.h) */
    size_t n = load_acq(&bag->x_n);                /* pairs-with: bag_flush */
    for (size_t i = 0; i < n; i++)
        free(bag->memory[i]);
    free(bag);
    sub_acqrel(&x_bags, 1); /* pairs-with: stm_reclaim */
}

static void bag_flush(stm_tx *tx, size_t n) {
    stm_bag *bag = tx->cold->bag;
    tx->cold->bag = nullptr;
    tx->cold->bag_count = 0;
    add_acqrel(&x_bags, 1);
    store_rel(&bag->x_n, n); /* pairs-with: bag_free */
    call_rcu(&bag->rcu, bag_free);
}

static void retire(stm_tx *tx, void *memory) {
    struct stm_cold *cold = tx->cold;
    if (!cold->bag) {
        cold->bag = malloc(sizeof *cold->bag);
        if (!cold->bag) stm_fatal("no memory to retire memory");
    }
    cold->bag->memory[cold->bag_count++] = memory;
    if (cold->bag_count == BAG_SIZE) bag_flush(tx, BAG_SIZE);
}

void stm_bag_close(stm_tx *tx) {
    if (!tx->cold->bag) return;
    rcu_thread_online();
    bag_flush(tx, tx->cold->bag_count);
    rcu_thread_offline();
}

void stm_reclaim(stm_tx *tx) {
    assert(tx->state == STM_IDLE);
    if (tx->cold->bag) bag_flush(tx, tx->cold->bag_count);
    if (tx->qsbr && tx->slot) rcu_thread_offline();
    for (unsigned turn = YIELD_TURNS; load_acq(&x_bags) != 0; turn++) /* pairs-with: bag_free */
        stm_idle(tx, STM_MAX_SLOTS, 0, turn);
    if (tx->qsbr && tx->slot) rcu_thread_online();
}

/* ---- the end of a transaction ------------------------------------------------------------ */

static void action_run(stm_tx *tx, const stm_action *a, bool committed) {
    switch (a->kind) {
    case ON_COMMIT:
        if (committed) a->run(a->arg);
        return;
    case ON_ABORT:
        if (!committed) a->run(a->arg);
        return;
    case ALLOCATED:
        if (!committed) free(a->arg);
        return;
    case FREED:
        if (committed) retire(tx, a->arg);
        return;
    }
}

/* Runs the list: in order after a commit, in reverse after an abort. The list is detached first,
 * because an action may run transactions (action-2). */
void stm_actions_run(stm_tx *tx, bool committed) {
    struct stm_cold *cold = tx->cold;
    stm_action *list = cold->actions;
    size_t n = cold->action_count, room = cold->action_room;
    cold->actions = nullptr;
    cold->action_count = cold->action_room = 0;
    tx->events &= ~(uint32_t)EVENT_ACTIONS;
    for (size_t i = 0; i < n; i++)
        action_run(tx, &list[committed ? i : n - 1 - i], committed);
    if (cold->actions) { /* an action used the list anew */
        free(list);
        return;
    }
    cold->actions = list;
    cold->action_room = room;
}

/* ---- names ------------------------------------------------------------------------------- */

typedef struct name_entry {
    _Atomic(const char *) x_name; /* set once */
    _Atomic(uint64_t) x_commits, x_aborts, x_worst;
} name_entry;

static name_entry names[NAMES];

/* Any name beyond the table's room is not counted. */
static name_entry *name_find(const char *name) {
    size_t start = ((uintptr_t)name >> 3) * 0x9e3779b1u;
    for (size_t probe = 0; probe < NAMES; probe++) {
        name_entry *e = &names[(start + probe) % NAMES];
        const char *found = load_acq(&e->x_name); /* pairs-with: the swap below */
        if (!found && cas_acqrel(&e->x_name, &found, name)) return e;
        if (found == name) return e;
    }
    return nullptr;
}

void stm_name(stm_tx *tx, const char *name) {
    assert(tx->state != STM_IDLE);
    tx->cold->name = name;
    tx->events |= EVENT_NAMED;
}

void stm_name_count(stm_tx *tx, bool committed) {
    name_entry *e = name_find(tx->cold->name);
    tx->cold->name = nullptr;
    tx->events &= ~(uint32_t)EVENT_NAMED;
    if (!e) return;
    add_rlx(committed ? &e->x_commits : &e->x_aborts, 1); /* relaxed: counts */
    uint64_t attempts = tx->attempt + 1, worst = load_rlx(&e->x_worst);
    while (attempts > worst && !cas_rlx(&e->x_worst, &worst, attempts))
        ;
}

size_t stm_names(stm_name_stats *out, size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < NAMES && n < max; i++) {
        const char *name = load_acq(&names[i].x_name); /* pairs-with: name_find */
        if (name)
            out[n++] = (stm_name_stats){name, load_rlx(&names[i].x_commits),
                                        load_rlx(&names[i].x_aborts), load_rlx(&names[i].x_worst)};
    }
    return n;
}
