/* Contention managers: what happens when a transaction meets one that owns what it wants.
 *
 * A manager is a table of functions, chosen for all threads by stm_config.manager. They are called
 * on the paths of conflict only: transactions that meet nobody pay nothing for them.
 *
 * Invariants
 *   manager-1  An irrevocable transaction is beyond every manager: it wounds whoever is in its way,
 *              and whoever meets it waits or, while validating, yields. (The core sees to it.)
 *   manager-2  No manager can break isolation: a verdict decides who goes on, never what is read.
 *   manager-3  Progress is the manager's: only stm_wound_wait promises that every transaction
 *              finishes. Where two wait for each other, one of them must wound or yield in time.
 *
 * Threads: each function is called by the thread that owns tx, inside its transaction unless said.
 */
#ifndef STM_MANAGER_H
#define STM_MANAGER_H

#include <stdint.h>

typedef struct stm_tx stm_tx;

typedef enum stm_verdict {
    STM_WAIT,  /* one more turn; the manager is asked again after it */
    STM_WOUND, /* ask the owner to abort, then one more turn */
    STM_YIELD, /* give up this attempt */
} stm_verdict;

/* The transaction that owns what tx wants, and how long tx has been waiting for it. */
typedef struct stm_rival {
    uint32_t slot;
    uint64_t serial;
    unsigned turn;   /* turns waited so far: the first 32 spin, the next 8 yield, then sleeps */
    bool validating; /* tx only re-checks what it has read: in a commit or an extension */
    uint64_t
        waited_ns; /* since the turns of spinning; for ever, where a hook schedules the threads */
} stm_rival;

typedef struct stm_manager {
    const char *name;
    /* Before each turn of waiting. */
    stm_verdict (*meet)(stm_tx *tx, const stm_rival *owner);
    /* An attempt is about to be rolled back; it still owns what it acquired. Null: nothing to do. */
    void (*aborted)(stm_tx *tx);
    /* Before the next attempt: between transactions, holding nothing. Null: at once. */
    void (*again)(stm_tx *tx);
    /* A transaction that was aborted before is over. Between transactions. Null: nothing to do. */
    void (*over)(stm_tx *tx);
} stm_manager;

/* The default: the older dooms the owner and waits, the younger waits; who was doomed lets the
 * winner finish first. Every transaction finishes. (Rosenkrantz, Stearns, Lewis 1978.) */
extern const stm_manager stm_wound_wait;
/* For comparison: spins briefly, then aborts itself, and backs off for a random time whose bound
 * doubles with each attempt. Nobody wounds anybody; progress is a matter of probability. */
extern const stm_manager stm_suicide;
/* For comparison: whoever has done more work, counted in objects over all attempts, wins; each wait
 * adds to the weight of who waits (Karma: Scherer, Scott 2005). Work in flight that was only read is
 * invisible to others and counts from the first abort on. */
extern const stm_manager stm_karma;

/* The managers above, then null. */
extern const stm_manager *const stm_managers[];

/* ---- what a manager may ask and do ------------------------------------------------------- */

/* Did tx begin its first attempt before the transaction in `slot` did? Ties go to the lower slot. */
bool stm_older(const stm_tx *tx, uint32_t slot);
/* Attempts of this transaction before this one. */
unsigned stm_attempts(const stm_tx *tx);
/* Objects that the attempt has read or acquired so far. */
uint64_t stm_work(const stm_tx *tx);
/* Objects that transaction `serial` of another slot has acquired; 0 when it is over. */
uint64_t stm_rival_work(const stm_rival *owner);
/* How long the transactions of a slot that committed have lasted on average, waiting not counted, as far as they were timed. */
uint64_t stm_usual_ns(uint32_t slot);
/* Does the transaction in `slot` wait for something that tx owns? A wait that has just ended may still count. */
bool stm_wants_mine(const stm_tx *tx, uint32_t slot);
/* A word that each slot publishes for its manager; 0 at first. */
uint64_t stm_priority(uint32_t slot);
uint64_t stm_my_priority(const stm_tx *tx);
void stm_set_priority(stm_tx *tx, uint64_t priority);
/* For `again`: waits until the transaction that caused the abort, if any, is over. */
void stm_hand_off(stm_tx *tx);
/* For `again`: waits about so long. */
void stm_back_off(stm_tx *tx, uint64_t ns);

#endif
