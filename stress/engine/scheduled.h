/* Runs of a workload on the deterministic scheduler: one, many, all; repeated, shrunk.
 *
 * Owns: the descriptors of the scheduled threads. Threads: one.
 */
#ifndef STRESS_ENGINE_SCHEDULED_H
#define STRESS_ENGINE_SCHEDULED_H

#include "stress/engine/coverage.h"
#include "stress/sched/scheduler.h"
#include "stress/workloads/workloads.h"

/* All that a run depends on. */
typedef struct run_setup {
    const workload *load;
    uint32_t threads, rounds;
    uint64_t seed;
    const policy *policy;
    uint32_t depth;         /* pct */
    const schedule *replay; /* with policy_replay */
    fault_plan faults;
    const stm_manager *manager;
} run_setup;

/* A setup with the workload's own sizes; `threads` 0: as many as it is for, or 3. */
run_setup run_setup_for(const workload *load, uint32_t threads, uint32_t rounds);

/* The world in which runs happen; its failure and history after a run. */
world *scheduled_world(void);
/* One run. false: failed. */
[[nodiscard]] bool scheduled_run(const run_setup *setup, sched_result *out, coverage *c);
/* Runs with the seeds from setup->seed on. Stops at the first failure, which stays in setup->seed. */
[[nodiscard]] bool scheduled_runs(run_setup *setup, uint64_t runs, coverage *c);
/* All schedules with at most so many preemptions, or the first `most`. On a failure *failing is the
 * schedule; *complete: all were run. */
[[nodiscard]] bool scheduled_explore(run_setup *setup, uint32_t preemptions, uint64_t most,
                                     coverage *c, schedule *failing, bool *complete);
/* One run for each event of the kind, until a run has no n-th one any more (or n passes `most`). The
 * failing plan stays in setup. */
[[nodiscard]] bool scheduled_fault_sweep(run_setup *setup, fault_kind kind, uint64_t most,
                                         coverage *c);

/* Gives up the descriptors, so that real threads may have the library to themselves. */
void scheduled_end(void);

/* Tells of a failed run: what failed, how to repeat it, whether it repeats, and the shortest schedule
 * found that also fails; writes the history of that to `history_file` (null: nowhere). */
void failure_tell(run_setup *setup, const char *history_file);

#endif
