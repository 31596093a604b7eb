/* Series of runs over all workloads: smoke, ci, campaign.
 *
 * Owns: nothing. Threads: one.
 */
#ifndef STRESS_ENGINE_SUITE_H
#define STRESS_ENGINE_SUITE_H

#include "stress/engine/coverage.h"
#include "stress/workloads/workloads.h"

typedef struct suite_size {
    uint64_t runs;        /* of each workload under each policy */
    uint32_t preemptions; /* of the exhaustive exploration with two threads */
    uint64_t most;        /* schedules of it, at most */
    uint64_t sweep;       /* faults of each kind: at the 1st to the n-th event */
    double free_seconds;  /* each workload on real threads, and again with aborts and signals */
} suite_size;

extern const suite_size suite_smoke, suite_ci, suite_scheduled;

/* Runs `only` (null: every workload) at this size. Stops at the first failure, which it tells;
 * the history goes to history_file (or null). */
[[nodiscard]] bool suite_run(const suite_size *size, const workload *only, uint64_t seed,
                             const char *history_file, coverage *c);

/* Goes on with ever new seeds for so many seconds, under all contention managers. The state file (or
 * null) says where the last campaign stopped and what all of them have covered; it is kept up to date. */
[[nodiscard]] bool campaign_run(double seconds, uint64_t seed, const char *state_file,
                                const char *history_file, coverage *c);

#endif
