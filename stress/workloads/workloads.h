/* The table of workloads.
 *
 * Owns: the list of names; each is a `workload` in edges.c, invariants.c, litmus.c or structures.c. To add one
 * is a row here and its functions there.
 */
#ifndef STRESS_WORKLOADS_WORKLOADS_H
#define STRESS_WORKLOADS_WORKLOADS_H

#include "stress/workloads/world.h"

/* clang-format off */
#define WORKLOADS(X)                                                                     \
    X(publication) X(privatisation) X(write_skew) X(lost_update) X(dirty_read) X(zombie) \
    X(long_reader) X(starvation) X(elision)                                                            \
    X(bank) X(xy) X(registers) X(irrevocable) X(churn) X(philosophers)                   \
    X(list) X(tree) X(hash_set) X(queue)                                                 \
    X(rewrite) X(large) X(wrap) X(aba) X(crowd)
/* clang-format on */

#define X(name) extern const workload workload_##name;
WORKLOADS(X)
#undef X

/* All of them, then null. */
extern const workload *const workloads[];
const workload *workload_find(const char *name);

#endif
