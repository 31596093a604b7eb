/* Runs of a workload on real threads, at full speed.
 *
 * Here ThreadSanitizer sees races, memory is really retired, and signals hit sleeping threads. Runs
 * alternate: recorded and judged by the checkers, then unrecorded with cells from the heap.
 *
 * Owns: the threads of the run. Threads: the caller's waits for them.
 */
#ifndef STRESS_ENGINE_FREE_H
#define STRESS_ENGINE_FREE_H

#include "stress/engine/coverage.h"
#include "stress/workloads/workloads.h"

typedef struct free_setup {
    const workload *load;
    uint32_t threads;
    double seconds;
    uint64_t seed;
    uint64_t abort_one_in; /* forced aborts, one event in so many; 0: none */
    bool signals;          /* a signal hits some thread every millisecond */
    const stm_manager *manager;
} free_setup;

/* Runs, with the seeds from setup->seed on, until the time is over. false: a failure has been told. */
[[nodiscard]] bool free_runs(const free_setup *setup, coverage *c);

#endif
