/* fault.c - see fault.h. */
#include "stress/sched/fault.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
#define X(name, text, doc) text,
    FAULT_KINDS(X)
#undef X
};

const char *fault_name(fault_kind kind) { return names[kind]; }

bool fault_hits(fault_state *state, fault_kind kind) {
    uint64_t event = ++state->events[kind];
    if (!state->plan) return false;
    for (size_t i = 0; i < state->plan->n; i++)
        if (state->plan->faults[i].kind == kind && state->plan->faults[i].at == event) {
            state->injected[kind]++;
            return true;
        }
    return false;
}

static bool kind_parse(const char *text, size_t n, fault_kind *out) {
    for (int kind = 0; kind < FAULT_KIND_COUNT; kind++)
        if (strlen(names[kind]) == n && memcmp(names[kind], text, n) == 0) {
            *out = (fault_kind)kind;
            return true;
        }
    return false;
}

bool fault_parse(fault_plan *plan, const char *text) {
    plan->n = 0;
    while (*text) {
        fault one = {};
        const char *at = strchr(text, '@');
        char *end;
        if (!at || plan->n == FAULTS_MAX || !kind_parse(text, (size_t)(at - text), &one.kind))
            return false;
        one.at = strtoull(at + 1, &end, 10);
        if (end == at + 1 || one.at == 0 || (*end && *end != ',')) return false;
        plan->faults[plan->n++] = one;
        text = *end ? end + 1 : end;
    }
    return true;
}

void fault_print(const fault_plan *plan, FILE *out) {
    for (size_t i = 0; i < plan->n; i++)
        fprintf(out, "%s%s@%llu", i ? "," : "", names[plan->faults[i].kind],
                (unsigned long long)plan->faults[i].at);
}
