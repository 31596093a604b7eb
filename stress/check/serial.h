/* Is a history of transactions serializable, strictly serializable, opaque?
 *
 * Each is the question whether all transactions fit in one order in which every read returns the last
 * value written before it. What is known of that order becomes edges of a graph: who read whose value,
 * and for the two stricter properties who had ended before whom began. The order of the versions of
 * an object is inferred: of two writers and a reader of one of them, the other comes before or after
 * both; where one possibility would close a cycle the other one holds. What is left open is tried.
 * (A polygraph, Papadimitriou 1979, pruned as by Tan et al., Cobra, 2020.)
 *
 *   serializable  committed transactions, any order
 *   strict        and the order agrees with real time
 *   opaque        aborted attempts, too, read consistently, in an order that agrees with real time,
 *                 and nobody reads what was written by who had not yet asked to commit
 *                 (Guerraoui, Kapalka 2008)
 *
 * Threads: one.
 */
#ifndef STRESS_CHECK_SERIAL_H
#define STRESS_CHECK_SERIAL_H

#include "stress/check/history.h"

typedef enum serial_property { SERIALIZABLE, STRICT, OPAQUE, SERIAL_PROPERTIES } serial_property;

typedef enum verdict { HOLDS, VIOLATED, UNDECIDED } verdict;

/* Where it is violated, writes the reason to `why` (null: nowhere): the transactions that form a cycle, or
 * the read that no order explains. UNDECIDED: too many orders of versions are left to try. */
verdict serial_check(const history *h, serial_property property, FILE *why);
const char *serial_name(serial_property property);

#endif
