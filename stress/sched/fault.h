/* Faults at the n-th event of a run.
 *
 * Owns: the counts of events and which faults of the plan are still to come. The text form of a plan
 * is "abort@12,exit@40".
 *
 * Threads: one runs at a time.
 */
#ifndef STRESS_SCHED_FAULT_H
#define STRESS_SCHED_FAULT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FAULT_KINDS(X)                                                         \
    X(ABORT, "abort", "the n-th barrier or commit reports a conflict")         \
    X(ALLOC, "alloc", "the n-th allocation of an object fails")                \
    X(DELAY, "delay", "the thread at the n-th yield point stands still")       \
    X(EXIT, "exit", "the thread at the n-th yield point gives up and exits; " \
                    "another takes over its work")                             \
    X(SIGNAL, "signal", "a signal handler runs at the n-th yield point")

typedef enum fault_kind {
#define X(name, text, doc) FAULT_##name,
    FAULT_KINDS(X)
#undef X
        FAULT_KIND_COUNT
} fault_kind;

enum { FAULTS_MAX = 8 };

typedef struct fault {
    fault_kind kind;
    uint64_t at; /* counted from 1, among the events of its kind */
} fault;

typedef struct fault_plan {
    fault faults[FAULTS_MAX];
    size_t n;
} fault_plan;

/* What happened of a plan in one run. */
typedef struct fault_state {
    const fault_plan *plan; /* null: none */
    uint64_t events[FAULT_KIND_COUNT];
    uint64_t injected[FAULT_KIND_COUNT];
} fault_state;

/* One event of this kind: does it fail? */
bool fault_hits(fault_state *state, fault_kind kind);
const char *fault_name(fault_kind kind);
[[nodiscard]] bool fault_parse(fault_plan *plan, const char *text);
void fault_print(const fault_plan *plan, FILE *out);

#endif
