/* suite.c - see suite.h. */
#include "stress/engine/suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "stress/engine/free.h"
#include "stress/engine/scheduled.h"

const suite_size suite_smoke = {
    .runs = 600, .preemptions = 3, .most = 4000, .sweep = 60, .free_seconds = 0.2};
const suite_size suite_ci = {
    .runs = 6000, .preemptions = 3, .most = 40000, .sweep = 400, .free_seconds = 1};
/* What the planted bugs are looked for with: no real threads, so that the verdict is certain. */
const suite_size suite_scheduled = {
    .runs = 300, .preemptions = 3, .most = 3000, .sweep = 40, .free_seconds = 0};

enum { CAMPAIGN_RUNS = 100, CAMPAIGN_THREADS = 4 };
static const double campaign_free_seconds = 0.2;

static double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* How often a workload is run where others are run n times. */
static uint64_t as_many(const workload *load, uint64_t n) {
    uint64_t weight = load->weight ? load->weight : 1;
    return (n + weight - 1) / weight;
}

/* ---- one workload ------------------------------------------------------------------------ */

static bool random_runs(const suite_size *size, const workload *load, uint64_t seed,
                        const char *history_file, coverage *c) {
    for (const policy *const *p = policies; *p; p++)
        for (uint32_t threads = 2; threads <= 4; threads++) {
            run_setup setup = run_setup_for(load, threads, 0);
            setup.policy = *p;
            setup.seed = seed;
            if (!scheduled_runs(&setup, as_many(load, size->runs / 3), c)) {
                failure_tell(&setup, history_file);
                return false;
            }
            if (load->threads) break;
        }
    return true;
}

/* First with one preemption, then with more, as long as all schedules can be run: the bound that is reached is told. */
static bool exploration(const suite_size *size, const workload *load, uint64_t seed,
                        const char *history_file, coverage *c) {
    schedule failing = {};
    bool good = true, complete = true;
    uint32_t bound = 0;
    run_setup setup = run_setup_for(load, 2, 2);
    setup.seed = seed;
    while (good && complete && bound < size->preemptions)
        good =
            scheduled_explore(&setup, ++bound, as_many(load, size->most), c, &failing, &complete);
    if (!good) {
        setup.policy = &policy_replay;
        setup.replay = &failing;
        failure_tell(&setup, history_file);
    } else {
        bound -= !complete;
        printf("  %-14s every schedule of 2 threads with at most %" PRIu32 " preemption%s\n",
               load->name, bound, bound == 1 ? "" : "s");
    }
    schedule_free(&failing);
    return good;
}

static bool sweeps(const suite_size *size, const workload *load, uint64_t seed,
                   const char *history_file, coverage *c) {
    for (int kind = 0; kind < FAULT_KIND_COUNT; kind++) {
        run_setup setup = run_setup_for(load, 2, 0);
        setup.seed = seed;
        if (!scheduled_fault_sweep(&setup, (fault_kind)kind, as_many(load, size->sweep), c)) {
            failure_tell(&setup, history_file);
            return false;
        }
    }
    return true;
}

static bool free_workload(const suite_size *size, const workload *load, uint64_t seed,
                          coverage *c) {
    free_setup setup = {.load = load,
                        .threads = load->threads ? load->threads : 4,
                        .seconds = size->free_seconds,
                        .seed = seed,
                        .manager = &stm_wound_wait};
    if (size->free_seconds <= 0) return true;
    if (!free_runs(&setup, c)) return false;
    setup.abort_one_in = 50;
    setup.signals = true;
    return free_runs(&setup, c);
}

/* The other contention managers must keep everything correct, too; they promise less. */
static bool managers(const suite_size *size, const workload *load, uint64_t seed,
                     const char *history_file, coverage *c) {
    for (const stm_manager *const *m = stm_managers + 1; *m; m++) {
        run_setup setup = run_setup_for(load, 3, 0);
        setup.manager = *m;
        setup.seed = seed;
        if (!scheduled_runs(&setup, as_many(load, size->runs / 3), c)) {
            failure_tell(&setup, history_file);
            return false;
        }
    }
    return true;
}

static bool workload_run(const suite_size *size, const workload *load, uint64_t seed,
                         const char *history_file, coverage *c) {
    return random_runs(size, load, seed, history_file, c) &&
           exploration(size, load, seed, history_file, c) &&
           sweeps(size, load, seed, history_file, c) && managers(size, load, seed, history_file, c);
}

bool suite_run(const suite_size *size, const workload *only, uint64_t seed,
               const char *history_file, coverage *c) {
    for (const workload *const *load = workloads; *load; load++)
        if ((!only || only == *load) && !workload_run(size, *load, seed, history_file, c))
            return false;
    scheduled_end();
    for (const workload *const *load = workloads; *load; load++)
        if ((!only || only == *load) && !free_workload(size, *load, seed, c)) return false;
    return true;
}

/* ---- campaign ---------------------------------------------------------------------------- */

/* What is kept from one campaign to the next. */
typedef struct campaign_state {
    uint64_t seed, runs, free_runs, steps, commits, aborts, free_commits;
} campaign_state;

static void state_read(const char *file, campaign_state *s) {
    FILE *in = file ? fopen(file, "r") : nullptr;
    if (!in) return;
    if (fscanf(in,
               "seed %" SCNu64 " runs %" SCNu64 " free_runs %" SCNu64 " steps %" SCNu64
               " commits %" SCNu64 " aborts %" SCNu64 " free_commits %" SCNu64,
               &s->seed, &s->runs, &s->free_runs, &s->steps, &s->commits, &s->aborts,
               &s->free_commits) == 7)
        printf("resuming at seed %" PRIu64 " after %" PRIu64 " runs\n", s->seed, s->runs);
    fclose(in);
}

static void state_write(const char *file, uint64_t seed, const coverage *c) {
    FILE *out = file ? fopen(file, "w") : nullptr;
    if (!out) return;
    fprintf(out,
            "seed %" PRIu64 " runs %" PRIu64 " free_runs %" PRIu64 " steps %" PRIu64
            " commits %" PRIu64 " aborts %" PRIu64 " free_commits %" PRIu64 "\n",
            seed, c->runs, c->free_runs, c->steps, c->commits, c->aborts, c->free_commits);
    fclose(out);
}

/* Every workload, policy and manager once more, from this seed on. */
static bool campaign_scheduled(uint64_t seed, double end, const char *history_file, coverage *c) {
    for (const workload *const *load = workloads; *load && seconds_now() < end; load++)
        for (const policy *const *p = policies; *p; p++)
            for (const stm_manager *const *m = stm_managers; *m; m++) {
                run_setup setup =
                    run_setup_for(*load, 2 + (uint32_t)(seed / CAMPAIGN_RUNS % 4),
                                  (*load)->rounds + (uint32_t)(seed / CAMPAIGN_RUNS % 3));
                setup.policy = *p;
                setup.manager = *m;
                setup.seed = seed;
                setup.depth = 2 + (uint32_t)(seed / CAMPAIGN_RUNS % 5);
                if (!scheduled_runs(&setup, as_many(*load, CAMPAIGN_RUNS), c)) {
                    failure_tell(&setup, history_file);
                    return false;
                }
            }
    scheduled_end();
    return true;
}

static bool campaign_free(uint64_t seed, double end, coverage *c) {
    const stm_manager *manager = stm_managers[seed / CAMPAIGN_RUNS % 3];
    for (const workload *const *load = workloads; *load && seconds_now() < end; load++) {
        free_setup setup = {.load = *load,
                            .threads = (*load)->threads ? (*load)->threads : CAMPAIGN_THREADS,
                            .seconds = campaign_free_seconds,
                            .seed = seed,
                            .abort_one_in = seed / CAMPAIGN_RUNS % 2 ? 50 : 0,
                            .signals = seed / CAMPAIGN_RUNS % 2,
                            .manager = manager};
        if (!free_runs(&setup, c)) return false;
    }
    return true;
}

bool campaign_run(double seconds, uint64_t seed, const char *state_file, const char *history_file,
                  coverage *c) {
    campaign_state state = {.seed = seed};
    state_read(state_file, &state);
    c->runs = state.runs;
    c->free_runs = state.free_runs;
    c->steps = state.steps;
    c->commits = state.commits;
    c->aborts = state.aborts;
    c->free_commits = state.free_commits;
    double end = seconds_now() + seconds;
    while (seconds_now() < end) {
        if (!campaign_scheduled(state.seed, end, history_file, c) ||
            !campaign_free(state.seed, end, c))
            return false;
        state.seed += CAMPAIGN_RUNS;
        state_write(state_file, state.seed, c);
    }
    return true;
}
