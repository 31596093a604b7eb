/* The contention managers that come with the library: wound-wait, suicide, Karma.
 *
 * Owns: nothing; each is a policy over what manager.h offers.
 *
 * Invariants: manager-1 to manager-3 (manager.h).
 * Threads: the owner of tx.
 */
#include "stm/manager.h"

#include "stm/internal.h"

enum { BACK_OFF_NS = 1000, BACK_OFF_DOUBLINGS = 10 };

/* ---- wound-wait -------------------------------------------------------------------------- */

/* To doom the owner at once throws away what it has done, to wait costs the time until it is through: so the older one waits for as long as
 * the owner's transactions usually last, which is at worst about twice what the better choice would have cost. Where the owner
 * waits for the older one in turn, waiting leads nowhere. */
static bool waited_enough(const stm_tx *tx, const stm_rival *owner) {
    if (owner->turn < SPIN_TURNS) return false;
    return owner->waited_ns >= stm_usual_ns(owner->slot) || stm_wants_mine(tx, owner->slot);
}

static stm_verdict wound_wait_meet(stm_tx *tx, const stm_rival *owner) {
    bool older = stm_older(tx, owner->slot);
    if (owner->validating && !older) return STM_YIELD;
    return older && waited_enough(tx, owner) ? STM_WOUND : STM_WAIT;
}

const stm_manager stm_wound_wait = {
    .name = "wound-wait",
    .meet = wound_wait_meet,
    .again = stm_hand_off,
};

/* ---- suicide with back-off --------------------------------------------------------------- */

static stm_verdict suicide_meet(stm_tx *tx, const stm_rival *owner) {
    (void)tx;
    return owner->turn < SPIN_TURNS ? STM_WAIT : STM_YIELD;
}

static void suicide_again(stm_tx *tx) {
    unsigned attempts = stm_attempts(tx);
    unsigned doublings = attempts < BACK_OFF_DOUBLINGS ? attempts : BACK_OFF_DOUBLINGS;
    stm_back_off(tx, stm_random(tx) % ((uint64_t)BACK_OFF_NS << doublings));
}

const stm_manager stm_suicide = {
    .name = "suicide",
    .meet = suicide_meet,
    .again = suicide_again,
};

/* ---- Karma ------------------------------------------------------------------------------- */

/* Two that wait for each other both gain weight, and one passes the other: manager-3. */
static stm_verdict karma_meet(stm_tx *tx, const stm_rival *owner) {
    if (owner->turn < SPIN_TURNS) return STM_WAIT;
    uint64_t mine = stm_my_priority(tx) + stm_work(tx) + (owner->turn - SPIN_TURNS);
    uint64_t theirs = stm_priority(owner->slot) + stm_rival_work(owner);
    return mine > theirs ? STM_WOUND : STM_WAIT;
}

static void karma_aborted(stm_tx *tx) { stm_set_priority(tx, stm_my_priority(tx) + stm_work(tx)); }

static void karma_over(stm_tx *tx) { stm_set_priority(tx, 0); }

/* With the hand-off: a victim that began again at once would take the object before the winner,
 * asleep, has noticed that it is free. */
const stm_manager stm_karma = {
    .name = "karma",
    .meet = karma_meet,
    .aborted = karma_aborted,
    .again = stm_hand_off,
    .over = karma_over,
};

const stm_manager *const stm_managers[] = {&stm_wound_wait, &stm_suicide, &stm_karma, nullptr};

/* ---- what a manager may ask -------------------------------------------------------------- */

bool stm_older(const stm_tx *tx, uint32_t slot) {
    /* relaxed: a slot's age changes between transactions only (and to 0); each turn looks again */
    uint64_t mine = load_rlx(&tx->slot->x_age), theirs = load_rlx(&stm_slots[slot].x_age);
    return mine != theirs ? mine < theirs : stm_slot_index(tx) < slot;
}

unsigned stm_attempts(const stm_tx *tx) { return tx->attempt; }

uint64_t stm_work(const stm_tx *tx) {
    return (uint64_t)(tx->read_top - tx->read_log) + (uint64_t)(tx->write_top - tx->write_start);
}

uint64_t stm_rival_work(const stm_rival *owner) {
    return stm_commit_log_count(owner->slot, owner->serial);
}

uint64_t stm_usual_ns(uint32_t slot) {
    const stm_slot_log *log = stm_slots[slot].log;
    if (!log) return 0;
    /* relaxed: an estimate */
    uint64_t timed = load_rlx(&log->x_counters[COUNT_TIMED]);
    return timed ? load_rlx(&log->x_counters[COUNT_TIMED_NS]) / timed : 0;
}

bool stm_wants_mine(const stm_tx *tx, uint32_t slot) {
    uintptr_t wanted = load_rlx(&stm_slots[slot].x_want); /* relaxed: only compared */
    return wanted != 0 && stm_own_entry(tx, wanted) != nullptr;
}

/* relaxed: a rank, as the age */
uint64_t stm_priority(uint32_t slot) { return load_rlx(&stm_slots[slot].x_priority); }

uint64_t stm_my_priority(const stm_tx *tx) { return load_rlx(&tx->slot->x_priority); }

void stm_set_priority(stm_tx *tx, uint64_t priority) { store_rlx(&tx->slot->x_priority, priority); }
