/* Schedule policies: which thread goes on at a yield point.
 *
 * A policy is a row of the table in policy.c: a function that prepares its state from a seed, and one
 * that picks. All it may depend on is that state and the choice it is shown, so that a seed replays.
 *
 * Owns: the state of the run's policy. Threads: one runs at a time.
 */
#ifndef STRESS_SCHED_POLICY_H
#define STRESS_SCHED_POLICY_H

#include "stress/sched/schedule.h"

enum { THREADS_MAX = 16, DEPTH_MAX = 16 };

/* A choice: at least two threads can go on. */
typedef struct choice {
    uint32_t current;        /* has been running; among `threads` unless it is blocked */
    bool waiting;            /* current waits for somebody: picked again, it spins obstinately */
    uint64_t step;           /* yield points passed so far by all threads */
    const uint32_t *threads; /* who can go on, in order */
    uint32_t n;
} choice;

typedef struct policy_setup {
    uint64_t seed;
    uint32_t threads;
    uint32_t depth;          /* pct: the number of ordering constraints that a bug needs */
    uint64_t expected_steps; /* pct: over how many steps the change points are spread */
    const schedule *replay;  /* replay: what to follow */
} policy_setup;

typedef struct policy_state {
    policy_setup setup;
    uint64_t random;
    uint32_t one_in;                   /* random: a switch at one point in so many */
    uint64_t priority[THREADS_MAX];    /* pct */
    uint64_t change_points[DEPTH_MAX]; /* pct */
    uint32_t changes;                  /* pct: change points left */
    uint32_t victim;                   /* starve: who stands still, until when */
    uint64_t until;
    size_t segment, used; /* replay */
} policy_state;

typedef struct policy {
    const char *name, *doc;
    void (*start)(policy_state *s);
    uint32_t (*pick)(policy_state *s, const choice *c);
} policy;

extern const policy policy_random, policy_pct, policy_starve, policy_replay;
/* Those that need nothing but a seed, then null. */
extern const policy *const policies[];
const policy *policy_find(const char *name);

/* For a pick: is thread t among those that can go on? The next one after t, in a circle? */
bool choice_has(const choice *c, uint32_t t);
uint32_t choice_after(const choice *c, uint32_t t);

#endif
