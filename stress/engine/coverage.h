/* What a series of runs has covered, and the bound that it gives.
 *
 * Owns: the counts. Threads: one.
 */
#ifndef STRESS_ENGINE_COVERAGE_H
#define STRESS_ENGINE_COVERAGE_H

#include <stdint.h>

#include "stress/sched/scheduler.h"

typedef struct coverage {
    uint64_t runs;      /* scheduled ones */
    uint64_t free_runs; /* on real threads */
    uint64_t steps, commits, aborts, free_commits;
    uint64_t given_up; /* scheduled runs in a livelock that their contention manager permits */
    uint64_t traces;   /* different ones among the scheduled runs */
    uint64_t points[STM_POINT_COUNT];
    uint64_t faults[FAULT_KIND_COUNT];
    uint64_t *seen; /* hashes of traces; 0: free */
    uint64_t seen_room;
} coverage;

void coverage_add(coverage *c, const sched_result *r);
/* Totals, yield points that were never reached, and the bound: no failure in N independent runs means
 * that a run fails with at most 3/N, with 95 % confidence (the rule of three: Hanley, Lippman-Hand 1983). */
void coverage_print(const coverage *c);

#endif
