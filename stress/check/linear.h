/* Is a history of operations linearizable?
 *
 * The search of Wing and Gong (1993) with Lowe's memory of configurations (2017): take an operation
 * that nobody else's return precedes, if the specification allows its result; go on from there; never
 * look twice at the same set of operations with the same state of the object. Objects are checked one by one,
 * and the keys of a set one by one, because linearizability is a local property.
 *
 * Owns: the table of specifications. Threads: one.
 */
#ifndef STRESS_CHECK_LINEAR_H
#define STRESS_CHECK_LINEAR_H

#include "stress/check/history.h"

enum { LINEAR_STATE = 64 };

/* The state of an object: as many words as it needs. */
typedef struct linear_state {
    uint32_t n;
    int64_t words[LINEAR_STATE];
} linear_state;

struct linear_spec {
    const char *name;
    const char *const *ops; /* names, then null */
    bool by_argument;       /* operations with different arguments are independent */
    /* May the operation give this result in this state? If so, moves the state on. */
    bool (*apply)(linear_state *state, uint32_t op, int64_t arg, int64_t result);
    /* Which result would it give? For calls of which it is not known. */
    int64_t (*result)(const linear_state *state, uint32_t op, int64_t arg);
};

enum { SET_ADD, SET_REMOVE, SET_HAS }; /* argument: the key; result: 1 changed or present */
enum { QUEUE_PUT, QUEUE_GET };         /* get: result -1 when empty; values are >= 0 */
enum { COUNTER_ADD, COUNTER_READ };    /* add: result is the value before */
enum { REGISTER_WRITE, REGISTER_READ };
extern const linear_spec linear_set, linear_queue, linear_counter, linear_register;

const linear_spec *linear_spec_find(const char *name);
int linear_op_find(const linear_spec *spec, const char *name); /* -1: none */

/* Where it is violated, writes the calls that cannot be explained to `why` (or null). */
bool linear_check(const history *h, FILE *why);

#endif
