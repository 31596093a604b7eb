/* Exhaustive exploration of a small program: every schedule with at most so many preemptions.
 *
 * A depth-first search over the choices of the scheduler, without storing states: each run replays
 * the choices of the last one up to the deepest that has an alternative left, and takes that. A
 * preemption is a switch away from a thread that could go on, or an obstinate wait; switches from
 * threads that wait or have ended are free. (Iterative context bounding: Musuvathi, Qadeer 2007.)
 *
 * Owns: the stack of choices. Threads: one.
 */
#ifndef STRESS_SCHED_EXPLORE_H
#define STRESS_SCHED_EXPLORE_H

#include "stress/sched/policy.h"

/* Starts a search. */
void explore_start(uint32_t max_preemptions);
/* After a run: moves on to the next schedule. false: all have been run. */
[[nodiscard]] bool explore_next(void);
/* The policy under which each run of the search happens. */
extern const policy policy_explore;

#endif
