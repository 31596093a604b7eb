/* The stamp: the first word of every mutable object.
 *
 * Owns: the layout {thread 12 bits, serial 48, incarnation 4}, highest bits first, so that for one
 * thread a plain unsigned comparison of stamps compares serials.
 *
 * A stamp (t, s) with s <= committed[t] is a version: the object is free and was last acquired in
 * transaction s of slot t. With s > committed[t] the object is owned by the transaction in flight.
 *
 * Invariants
 *   stamp-1  For one object a stamp word that stands for a version never comes back once it was
 *            replaced (no ABA), while any transaction that saw it is in flight.
 *   stamp-2  An acquisition stores incarnation 0, a birth stores incarnation 1. So `stamp ^ mine`
 *            is 0 for what I acquired, 1 for what I created, and at least 2 for all else.
 *
 * Why stamp-1 holds with birth at incarnation 1. The pair (t, s) is used by one transaction only:
 * serials never go back and an aborted attempt's serial is never used again. Within that
 * transaction an object is either born or acquired, never both (a born object is already mine), so
 * the pair enters an object's history once, with one starting incarnation (0 or 1). From there
 * only aborts of later acquirers change the word without replacing the pair, and each adds one to
 * the incarnation; at 15 the aborter leaves (me, my serial, 0) instead, a pair of its own that is
 * new to the object as a version. That word is the same one that marked the aborter's ownership,
 * which is harmless: nobody loads fields under a stamp before it is seen committed, and by then
 * the fields are restored. A memory cell reborn as another object is safe because memory is reused
 * only when no transaction that could have logged the old object still runs.
 *
 * Threads: pure functions.
 */
#ifndef STM_STAMP_H
#define STM_STAMP_H

#include <stdint.h>

#include "stm/mutant.h"

enum {
    STM_SLOT_BITS = 12,
    STM_SERIAL_BITS = 48,
    STM_INCARNATION_BITS = 4,
    STM_MAX_SLOTS = 1 << STM_SLOT_BITS,
    STM_INCARNATION_MAX = (1 << STM_INCARNATION_BITS) - 1,
    STM_INCARNATION_ACQUIRED = 0,
    STM_INCARNATION_BORN = 1,
    STM_INCARNATION_SAVED = 2, /* acquired, and every word of it is in the undo log */
};

static inline uint64_t stm_stamp_make(uint32_t slot, uint64_t serial, uint32_t incarnation) {
    return (uint64_t)slot << (STM_SERIAL_BITS + STM_INCARNATION_BITS) |
           serial << STM_INCARNATION_BITS | incarnation;
}

static inline uint32_t stm_stamp_slot(uint64_t stamp) {
    return (uint32_t)(stamp >> (STM_SERIAL_BITS + STM_INCARNATION_BITS));
}

static inline uint64_t stm_stamp_serial(uint64_t stamp) {
    return stamp >> STM_INCARNATION_BITS & ((UINT64_C(1) << STM_SERIAL_BITS) - 1);
}

static inline uint32_t stm_stamp_incarnation(uint64_t stamp) {
    return (uint32_t)(stamp & STM_INCARNATION_MAX);
}

/* Same thread and serial, whatever the incarnation: the same version, or the same owner. */
static inline bool stm_stamp_same_version(uint64_t a, uint64_t b) {
    return (a ^ b) <= STM_INCARNATION_MAX;
}

/* The stamp an aborting owner leaves on an object that it acquired at `old`; `mine` is the
 * aborter's own stamp with incarnation 0. See stamp-1. */
static inline uint64_t stm_stamp_after_abort(uint64_t old, uint64_t mine) {
    if (stm_mutant(NO_INCARNATION)) return old;
    if (stm_mutant(INCARNATION_WRAPS))
        return (old & ~(uint64_t)STM_INCARNATION_MAX) | (old + 1 & STM_INCARNATION_MAX);
    return stm_stamp_incarnation(old) < STM_INCARNATION_MAX ? old + 1 : mine;
}

#endif
