/* coverage.c - see coverage.h. */
#include "stress/engine/coverage.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { TRACES_MAX = 1 << 22 };

static bool table_put(uint64_t *table, uint64_t room, uint64_t hash) {
    uint64_t at = hash % room;
    while (table[at] && table[at] != hash)
        at = (at + 1) % room;
    bool fresh = table[at] == 0;
    table[at] = hash;
    return fresh;
}

static void traces_grow(coverage *c) {
    uint64_t room = c->seen_room ? c->seen_room * 2 : 4096;
    uint64_t *table = calloc(room, sizeof *table);
    if (!table) abort();
    for (uint64_t i = 0; i < c->seen_room; i++)
        if (c->seen[i]) table_put(table, room, c->seen[i]);
    free(c->seen);
    c->seen = table;
    c->seen_room = room;
}

/* Beyond TRACES_MAX new ones are no longer counted. */
static void trace_add(coverage *c, uint64_t trace) {
    if (c->traces >= TRACES_MAX) return;
    if (c->traces * 2 >= c->seen_room) traces_grow(c);
    c->traces += table_put(c->seen, c->seen_room, trace ? trace : 1);
}

void coverage_add(coverage *c, const sched_result *r) {
    c->runs++;
    c->steps += r->steps;
    for (int i = 0; i < STM_POINT_COUNT; i++)
        c->points[i] += r->points[i];
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        c->faults[i] += r->faults.injected[i];
    trace_add(c, r->trace);
}

static void print_never_reached(const coverage *c) {
    const char *before = "yield points never reached: ";
    for (int i = 0; i < STM_POINT_COUNT; i++) {
        if (c->points[i]) continue;
        printf("%s%s", before, stm_point_name((stm_point)i));
        before = ", ";
    }
    puts(before[0] == ',' ? "" : "every yield point was reached");
}

static void print_bound(const char *what, uint64_t runs) {
    if (runs > 0)
        printf("no failure in %" PRIu64 " %s: a run fails with at most %.2g (95 %% confidence)\n",
               runs, what, runs < 3 ? 1 : 3.0 / (double)runs);
}

void coverage_print(const coverage *c) {
    if (c->runs > 0) {
        printf("scheduled: %" PRIu64 " runs, %" PRIu64 " different interleavings, %" PRIu64
               " steps, %" PRIu64 " commits, %" PRIu64 " aborts\n",
               c->runs, c->traces, c->steps, c->commits, c->aborts);
        if (c->given_up)
            printf(
                "given up, because no transaction finished and the contention manager promises none: "
                "%" PRIu64 " runs\n",
                c->given_up);
        printf("faults injected:");
        for (int i = 0; i < FAULT_KIND_COUNT; i++)
            printf(" %s %" PRIu64, fault_name((fault_kind)i), c->faults[i]);
        printf("\n");
        print_never_reached(c);
    }
    if (c->free_runs > 0)
        printf("real threads: %" PRIu64 " runs, %" PRIu64 " commits\n", c->free_runs,
               c->free_commits);
    print_bound("scheduled runs", c->runs);
    print_bound("runs on real threads", c->free_runs);
}
