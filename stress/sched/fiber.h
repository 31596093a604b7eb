/* Coroutines on one OS thread: what the scheduler runs a program's threads on.
 *
 * Owns: stacks and contexts. Sanitizers are told about each switch. Races are not looked for here: one
 * fiber runs at a time, and a switch orders everything. The free engine (engine/free.c) is for that.
 *
 * Threads: one. A fiber's function never returns; it switches away for the last time.
 */
#ifndef STRESS_SCHED_FIBER_H
#define STRESS_SCHED_FIBER_H

typedef struct fiber fiber;

/* The caller as a fiber, so that others can switch back to it. */
fiber *fiber_of_caller(void);
fiber *fiber_create(void (*run)(void *arg), void *arg);
/* Leaves `from`, which is running, until somebody switches to it. */
void fiber_switch(fiber *from, fiber *to);
void fiber_destroy(fiber *f);

#endif
