/* Contention: who waits, who dies.
 *
 * Owns: the contention clock, the doom words, the irrevocable token, how a thread waits.
 *
 * Who gives way is the contention manager's to say (manager.h); what follows is the default's rule
 * and what the core guarantees to all of them.
 *
 * Wound-wait by age. A transaction's age is the reading of the contention clock at its first
 * attempt, kept through its retries; ties are broken by slot. The clock advances only when a
 * transaction meets a conflict: whoever begins afterwards is younger than everyone who was in
 * conflict before, so each loser becomes the oldest after finitely many others, and transactions
 * without conflicts share one read-mostly cache line instead of drawing tickets from it.
 *
 * An older transaction dooms the owner and waits; a younger one waits. The victim aborts at its
 * next poll and, before its next attempt, waits until the winner is over, holding nothing
 * (hand-off); without that it would take the object again before the winner looks.
 *
 * Invariants
 *   contend-1  A doom names its victim's serial, so a late one hits nobody. (It keeps 26 bits of
 *              both serials: once in 2^26 transactions a stale doom may cost a spurious abort.)
 *   contend-2  Every wait polls the own doom and the safepoint, and every sleep has a time limit,
 *              so a wake-up lost between the commit store and the look at x_sleepers costs at most
 *              that limit.
 *   contend-3  Who waits without polling its doom holds nothing (hand-off, token at begin, slot).
 *   contend-4  The token's holder has age 0: it is older than everyone, and it cannot be doomed.
 *
 * Threads: the owner of tx; stm_wake_sleepers by the thread whose serial ended.
 */
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "stm/internal.h"

static struct {
    alignas(64) _Atomic(uint64_t) x_token; /* slot + 1 of the irrevocable transaction, 0 = none */
    _Atomic(stm_site) x_site;              /* the instruction that needed it */
} token;

/* Alone on its line: every transaction reads it, only conflicts write it. Age 0 is the token's. */
alignas(64) _Atomic(uint64_t) stm_x_clock = 1;

static const uint64_t doom_serial_mask = (UINT64_C(1) << STM_DOOM_SERIAL_BITS) - 1;

/* ---- how to wait ------------------------------------------------------------------------- */

/* A short transaction lasts some microseconds, a sleep at least the 50 to 100 that a wake-up takes: so about 5 us pass before
 * the owner is doomed, and 50 before the waiter sleeps. */
enum { PAUSES_SPINNING = 8, PAUSES_YIELDING = 256, PAUSES_A_LOOK = 16 };

void stm_sleep(stm_tx *tx, void (*sleep)(void *arg), void *arg) {
    if (stm_settings.sleeping)
        stm_settings.sleeping(tx, stm_settings.user, sleep, arg);
    else
        sleep(arg);
}

typedef struct sleep_order {
    uint32_t slot;
    uint64_t until_serial, ns;
} sleep_order;

static void sleep_plain(void *arg) {
    const sleep_order *order = arg;
    nanosleep(&(struct timespec){.tv_nsec = (long)order->ns}, nullptr);
}

/* Sleeps until the slot's serial moves, at most ns. */
static void sleep_on_slot(void *arg) {
    const sleep_order *order = arg;
    stm_slot *slot = &stm_slots[order->slot];
    add_acqrel(&slot->x_sleepers, 1);
    uint64_t committed = load_acq(&slot->x_committed); /* pairs-with: stm_serial_end (boundary.h) */
    if (committed < order->until_serial) {
        /* the low half of the word: little-endian is assumed, and checked below */
        struct timespec limit = {.tv_nsec = (long)order->ns};
        syscall(SYS_futex, &slot->x_committed, FUTEX_WAIT_PRIVATE, (uint32_t)committed, &limit,
                nullptr, 0);
    }
    sub_acqrel(&slot->x_sleepers, 1);
}
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

void stm_wake_sleepers(stm_slot *slot) {
    syscall(SYS_futex, &slot->x_committed, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

static uint64_t sleep_length(unsigned turn) {
    unsigned doublings = (turn - YIELD_TURNS) / 2;
    uint64_t ns = doublings < 10 ? (uint64_t)SLEEP_MIN_NS << doublings : SLEEP_MAX_NS;
    return ns < SLEEP_MAX_NS ? ns : SLEEP_MAX_NS;
}

/* Some pauses on the processor (20 to 40 ns each), fewer if the slot gets there. */
static void pauses(uint32_t index, uint64_t until_serial, unsigned n) {
    for (unsigned i = 1; i <= n; i++) {
        cpu_relax();
        if (i % PAUSES_A_LOOK == 0 && index < STM_MAX_SLOTS &&
            load_rlx(&stm_slots[index].x_committed) >= until_serial)
            return;
    }
}

/* One turn of waiting for slot `index` to reach `until_serial` (index STM_MAX_SLOTS: for something
 * else): spin, then yield, then sleep, longer each time. Polls the safepoint; see contend-2. */
void stm_idle(stm_tx *tx, uint32_t index, uint64_t until_serial, unsigned turn) {
    if (STM_UNLIKELY(stm_hook.idle)) {
        stm_hook.idle(stm_hook.ctx, tx, turn < YIELD_TURNS ? 0 : sleep_length(turn));
        if (stm_settings.safepoint) stm_settings.safepoint(tx, stm_settings.user);
        return;
    }
    if (turn < SPIN_TURNS) {
        pauses(index, until_serial, turn < 8 ? 1 : PAUSES_SPINNING);
        return;
    }
    if (stm_settings.safepoint) stm_settings.safepoint(tx, stm_settings.user);
    if (turn < YIELD_TURNS) {
        pauses(index, until_serial, PAUSES_YIELDING);
        sched_yield();
        return;
    }
    sleep_order order = {index, until_serial, sleep_length(turn)};
    stm_sleep(tx, index < STM_MAX_SLOTS ? sleep_on_slot : sleep_plain, &order);
}

static void waited(stm_tx *tx, hotspot_entry *spot, uint64_t conflicts, uint64_t since) {
    uint64_t now = stm_clock();
    uint64_t ns = now > since ? now - since : 0;
    tx->cold->waited_ns += ns;
    if (tx->slot) stm_count(tx, COUNT_WAITING_NS, ns);
    if (spot) stm_hotspot_add(spot, conflicts, 0, ns);
}

/* ---- who dies ---------------------------------------------------------------------------- */

/* Makes everyone who begins from now on younger than this transaction. */
static void bump_clock(stm_tx *tx) {
    if (tx->events & EVENT_BUMPED) return;
    tx->events |= EVENT_BUMPED;
    add_rlx(&stm_x_clock, 1); /* relaxed: a rank, it orders nothing else */
}

static void doom(stm_tx *tx, uint32_t t, uint64_t serial) {
    stm_at(tx, STM_AT_DOOM);
    uint64_t word = (serial & doom_serial_mask) << STM_DOOM_SHIFT |
                    (stm_serial(tx) & doom_serial_mask) << STM_SLOT_BITS | stm_slot_index(tx);
    if (load_rlx(&stm_slots[t].x_doom) == word) return;
    /* release: publishes x_want; pairs-with: stm_doom_accept */
    store_rel(&stm_slots[t].x_doom, word);
    stm_count(tx, COUNT_DOOMS, 1);
}

void stm_condemn_for(stm_tx *tx, int cause, hotspot_entry *spot) {
    if (tx->irrevocable) stm_fatal("an irrevocable transaction cannot abort");
    tx->state = STM_CONDEMNED;
    tx->events |= EVENT_CONDEMNED;
    tx->snap = stm_no_snapshot;
    tx->cold->cause = cause;
    tx->cold->spot = spot;
    bump_clock(tx);
}

static void hand_off_to(stm_tx *tx, uint32_t slot, uint64_t serial) {
    tx->cold->handoff_slot = slot;
    tx->cold->handoff_serial = serial;
}

const stm_write_entry *stm_own_entry(const stm_tx *tx, uintptr_t object) {
    for (const stm_write_entry *e = tx->write_start; e < tx->write_top; e++)
        if (load_rlx(&e->x_object) == object) /* relaxed: my own entries */
            return e;
    return nullptr;
}

/* I am doomed: finds out by whom and for what, and condemns this attempt. */
void stm_doom_accept(stm_tx *tx) {
    uint64_t word = load_acq(&tx->slot->x_doom); /* pairs-with: doom */
    uint32_t w = (uint32_t)(word & (STM_MAX_SLOTS - 1));
    uint64_t low = word >> STM_SLOT_BITS & doom_serial_mask;
    stm_slot *winner = &stm_slots[w];
    uint64_t committed = load_acq(&winner->x_committed);
    uintptr_t object = 0;
    stm_site site = 0;
    if (((committed + 1) & doom_serial_mask) == low) { /* the winner is still in flight */
        hand_off_to(tx, w, committed + 1);
        object = load_acq(&winner->x_want);
        site = load_acq(&winner->x_want_site);
    }
    const stm_write_entry *mine = stm_own_entry(tx, object);
    /* an object that is not mine is one the winner wanted from someone else: it has moved on */
    const stm_object *o = mine ? (const stm_object *)object : nullptr;
    stm_kind kind = load_rlx(&winner->x_age) == 0 ? STM_IRREVOCABLE : STM_DOOMED;
    stm_site loser = mine ? load_rlx(&mine->x_site) : 0;
    stm_heat_up(loser);
    stm_condemn_for(tx, kind, stm_hotspot_find(kind, mine ? site : 0, loser, o));
}

static void announce(stm_tx *tx, const stm_object *o, stm_site site) {
    /* relaxed: published by the release store of a doom */
    store_rlx(&tx->slot->x_want, (uintptr_t)o);
    store_rlx(&tx->slot->x_want_site, site);
}

/* The owner of h: irrevocable, or an ordinary transaction? */
static stm_kind kind_against(uint64_t h, stm_kind kind) {
    return load_rlx(&stm_slots[stm_stamp_slot(h)].x_age) == 0 ? STM_IRREVOCABLE : kind;
}

/* since: 0 while spinning. */
static uint64_t waited_since(uint64_t since) {
    if (stm_hook.idle) return UINT64_MAX; /* its schedules count turns, no time passes */
    return since ? stm_clock() - since : 0;
}

/* What tx, which wants what is owned under stamp h, does next: manager-1, then the manager. */
static stm_verdict verdict(stm_tx *tx, uint64_t h, unsigned turn, uint64_t since, bool validating) {
    if (tx->irrevocable) return turn >= SPIN_TURNS ? STM_WOUND : STM_WAIT;
    if (kind_against(h, STM_DOOMED) == STM_IRREVOCABLE) return validating ? STM_YIELD : STM_WAIT;
    stm_rival owner = {stm_stamp_slot(h), stm_stamp_serial(h), turn, validating,
                       waited_since(since)};
    return stm_settings.manager->meet(tx, &owner);
}

/* Gives up this attempt in favour of the transaction that owns something under stamp h. */
static void yield_to(stm_tx *tx, uint64_t h, stm_kind kind, hotspot_entry *spot) {
    hand_off_to(tx, stm_stamp_slot(h), stm_stamp_serial(h));
    stm_condemn_for(tx, kind_against(h, kind), spot);
}

static bool still_owned(const stm_object *o, uint64_t h) {
    return load_acq(&o->x_stamp) == h && !is_committed(h); /* pairs-with: release_objects (tx.c) */
}

typedef enum outcome { FREE, STILL_OWNED, GIVEN_UP } outcome;

/* A wait for what is owned under stamp h. */
typedef struct wait {
    const stm_object *o;
    uint64_t h;
    stm_kind kind; /* as which it is recorded */
    bool validating;
    hotspot_entry *spot; /* null while it is not worth recording */
} wait;

/* Turns of waiting [from, to). */
static outcome wait_turns(stm_tx *tx, const wait *w, unsigned from, unsigned to, uint64_t since) {
    uint64_t h = w->h;
    uint32_t t = stm_stamp_slot(h);
    for (unsigned turn = from; turn < to; turn++) {
        if (!still_owned(w->o, h)) return FREE;
        if (stm_doomed(tx)) {
            stm_doom_accept(tx);
            return GIVEN_UP;
        }
        stm_at(tx, STM_AT_WAIT);
        switch (verdict(tx, h, turn, since, w->validating)) {
        case STM_WAIT: break;
        case STM_WOUND:
            if (!stm_mutant(NO_DOOM)) doom(tx, t, stm_stamp_serial(h));
            break;
        case STM_YIELD: yield_to(tx, h, w->kind, w->spot); return GIVEN_UP;
        }
        stm_idle(tx, t, stm_stamp_serial(h), turn);
        if (tx->state == STM_CONDEMNED) return GIVEN_UP; /* by the program, at the safepoint */
    }
    return STILL_OWNED;
}

/* Waits until o is no longer owned under h. false: doomed meanwhile, condemned. A wait that ends
 * while spinning is counted but not recorded: it costs less than its record would. */
static bool wait_for_owner(stm_tx *tx, wait *w, stm_site site) {
    stm_at(tx, STM_AT_CONFLICT);
    stm_count(tx, COUNT_WAITS, 1);
    announce(tx, w->o, site);
    bump_clock(tx);
    outcome now = wait_turns(tx, w, 0, SPIN_TURNS, 0);
    if (now != STILL_OWNED) return now == FREE;
    uint64_t since = stm_clock();
    w->kind = kind_against(w->h, w->kind);
    stm_site winner = stm_commit_log_site(stm_stamp_slot(w->h), stm_stamp_serial(w->h), w->o);
    w->spot = stm_hotspot_find(w->kind, winner, site, w->o);
    stm_heat_up(winner);
    now = wait_turns(tx, w, SPIN_TURNS, UINT_MAX, since);
    waited(tx, w->spot, 1, since);
    return now == FREE;
}

bool stm_wait_for_owner(stm_tx *tx, const stm_object *o, uint64_t h, stm_site site, bool write) {
    wait w = {.o = o, .h = h, .kind = write ? STM_WRITE_WRITE : STM_READ_WRITE};
    return wait_for_owner(tx, &w, site);
}

static void overwritten(stm_tx *tx, const stm_read_entry *e, uint64_t h, stm_kind kind) {
    stm_site winner = stm_commit_log_site(stm_stamp_slot(h), stm_stamp_serial(h), e->object);
    stm_condemn_for(tx, kind, stm_hotspot_find(kind, winner, e->site, e->object));
}

/* An entry of the read log is owned by another transaction in flight, under stamp h: waits for it
 * and looks again (true), or gives up (false). */
bool stm_validation_conflict(stm_tx *tx, const stm_read_entry *e, uint64_t h) {
    if (verdict(tx, h, 0, 0, true) != STM_YIELD) {
        wait w = {.o = e->object, .h = h, .kind = STM_READ_WRITE, .validating = true};
        return wait_for_owner(tx, &w, e->site);
    }
    hand_off_to(tx, stm_stamp_slot(h), stm_stamp_serial(h));
    overwritten(tx, e, h, kind_against(h, STM_VALIDATION));
    return false;
}

/* An entry of the read log has been overwritten by the committed transaction of stamp h. */
void stm_validation_stale(stm_tx *tx, const stm_read_entry *e, uint64_t h) {
    overwritten(tx, e, h, STM_VALIDATION);
}

void stm_hand_off(stm_tx *tx) {
    stm_slot *winner = &stm_slots[tx->cold->handoff_slot];
    uint64_t serial = stm_mutant(NO_HAND_OFF) ? 0 : tx->cold->handoff_serial;
    tx->cold->handoff_serial = 0;
    if (load_acq(&winner->x_committed) >= serial) /* pairs-with: stm_serial_end (boundary.h) */
        return;
    uint64_t since = stm_clock();
    for (unsigned turn = 0; load_acq(&winner->x_committed) < serial; turn++) {
        stm_at(tx, STM_AT_HANDOFF);
        stm_idle(tx, tx->cold->handoff_slot, serial, turn);
    }
    waited(tx, tx->cold->spot, 0, since);
}

void stm_back_off(stm_tx *tx, uint64_t ns) {
    stm_at(tx, STM_AT_HANDOFF);
    if (stm_hook.idle) {
        stm_hook.idle(stm_hook.ctx, tx, ns);
        return;
    }
    if (stm_settings.safepoint) stm_settings.safepoint(tx, stm_settings.user);
    sleep_order order = {.ns = ns < SLEEP_MAX_NS ? ns : SLEEP_MAX_NS};
    stm_sleep(tx, sleep_plain, &order);
}

/* ---- the irrevocable token --------------------------------------------------------------- */

static bool token_try(stm_tx *tx) {
    uint64_t none = 0;
    if (stm_mutant(TOKEN_SHARED)) return true;
    return load_rlx(&token.x_token) == 0 &&
           cas_seqcst(&token.x_token, &none, (uint64_t)stm_slot_index(tx) + 1);
}

/* Waits for the token; inside a transaction it polls the doom and returns false when doomed. */
bool stm_token_take(stm_tx *tx, stm_site why) {
    uint64_t since = 0;
    hotspot_entry *spot = nullptr;
    for (unsigned turn = 0; !token_try(tx); turn++) {
        if (tx->state != STM_IDLE && stm_doomed(tx)) {
            stm_doom_accept(tx);
            return false;
        }
        stm_at(tx, STM_AT_TOKEN);
        uint64_t holder = load_acq(&token.x_token); /* pairs-with: token_try */
        if (turn == SPIN_TURNS) {
            since = stm_clock();
            spot = stm_hotspot_find(STM_IRREVOCABLE, load_rlx(&token.x_site), why, nullptr);
        }
        if (holder != 0) {
            uint32_t t = (uint32_t)holder - 1;
            stm_idle(tx, t, load_acq(&stm_slots[t].x_committed) + 1, turn);
        }
    }
    if (spot) waited(tx, spot, 1, since);
    store_rlx(&token.x_site, why);
    store_rlx(&tx->slot->x_age, 0); /* relaxed: waiters look again each turn; contend-4 */
    tx->has_token = true;
    stm_count(tx, COUNT_IRREVOCABLE, 1);
    return true;
}

void stm_token_give(stm_tx *tx) {
    tx->has_token = false;
    store_rlx(&tx->slot->x_age, tx->age);
    store_rel(&token.x_token, 0); /* pairs-with: token_try */
}
