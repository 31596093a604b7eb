/* The deterministic scheduler: a program's threads as fibers, one running at a time.
 *
 * Owns: the library's hooks during a run. At every yield point of stm/hook.h the policy says who
 * goes on; random numbers and the clock come from the run, so a run is a function of its setup.
 *
 * Invariants
 *   sched-1  A thread that waits (a turn of stm's waiting loops) goes on only after another has
 *            moved, unless all wait: then they take turns. So no policy can spin for ever.
 *   sched-2  A run that passes max_steps points, or in which a thread reports a failure, is abandoned: its
 *            fibers never go on. The caller ends the transactions that were in flight.
 *
 * Threads: one.
 */
#ifndef STRESS_SCHED_SCHEDULER_H
#define STRESS_SCHED_SCHEDULER_H

#include "stm/stm.h"
#include "stress/sched/fault.h"
#include "stress/sched/policy.h"

typedef struct sched_setup {
    const policy *policy;
    policy_setup options;
    const fault_plan *faults; /* null: none */
    uint64_t max_steps;
} sched_setup;

typedef struct sched_result {
    uint64_t steps, switches;
    uint64_t trace;   /* a hash of who passed which point, in order */
    bool abandoned;   /* sched-2 */
    bool stuck;       /* because of max_steps */
    schedule choices; /* kept from run to run; free it in the end */
    fault_state faults;
    uint64_t points[STM_POINT_COUNT];
} sched_result;

/* Runs body(arg, i) for each thread i to its end. */
void sched_run(const sched_setup *setup, void (*body)(void *arg, uint32_t i), void *arg,
               sched_result *out);

/* ---- for the threads of a run ---- */
bool sched_running(void);
/* Which thread is it that runs? */
uint32_t sched_current(void);
uint64_t sched_step(void);
/* Waits one turn for another thread to do something. */
void sched_wait(void);
/* One allocation of an object: does it fail? */
bool sched_alloc_fails(void);
/* Asked by the thread at the end of an attempt: is it to exit? Answers true once. */
bool sched_exit_wanted(void);
/* Ends the run at once, from inside: does not return. */
[[noreturn]] void sched_abandon(void);

#endif
