/* explore.c - see explore.h. */
#include "stress/sched/explore.h"

#include <string.h>

#include "stress/memory.h"

/* One choice of the current path. Alternatives are tried in this order: the one that costs nothing,
 * then the others as the choice lists them. */
typedef struct node {
    uint32_t threads[THREADS_MAX];
    uint32_t n, taken;
    uint32_t free;             /* index of the thread that is no preemption, n: all are free */
    uint32_t preemptions_left; /* before this choice */
} node;

static struct {
    node *path;
    size_t n, room;
    size_t position; /* in the run that is under way */
    uint32_t max_preemptions;
} search;

void explore_start(uint32_t max_preemptions) {
    search.n = 0;
    search.max_preemptions = max_preemptions;
}

static bool costs(const node *at, uint32_t i) { return at->free < at->n && i != at->free; }

static uint32_t left_after(const node *at) { return at->preemptions_left - costs(at, at->taken); }

static void path_add(const choice *c) {
    if (search.n == search.room) {
        search.room = search.room ? search.room * 2 : 256;
        search.path = resized(search.path, search.room * sizeof *search.path);
    }
    node *at = &search.path[search.n];
    *at = (node){.n = c->n, .free = c->n};
    memcpy(at->threads, c->threads, c->n * sizeof *c->threads);
    at->preemptions_left =
        search.n ? left_after(&search.path[search.n - 1]) : search.max_preemptions;
    /* to stay is free for a thread that runs, to leave is free for one that waits */
    uint32_t stays = c->waiting ? choice_after(c, c->current) : c->current;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->threads[i] == stays && choice_has(c, c->current)) at->free = i;
    at->taken = at->free < at->n ? at->free : 0;
    search.n++;
}

/* The alternative after the one taken, in the order above; n when none is left or affordable. */
static uint32_t alternative(const node *at) {
    if (at->free < at->n && at->preemptions_left == 0) return at->n;
    uint32_t next = at->taken == at->free ? 0 : at->taken + 1;
    if (next == at->free) next++;
    return next;
}

bool explore_next(void) {
    while (search.n > 0) {
        node *at = &search.path[search.n - 1];
        uint32_t next = alternative(at);
        if (next < at->n) {
            at->taken = next;
            return true;
        }
        search.n--;
    }
    return false;
}

static void explore_run(policy_state *s) {
    (void)s;
    search.position = 0;
}

static uint32_t explore_pick(policy_state *s, const choice *c) {
    (void)s;
    if (search.position == search.n) path_add(c);
    const node *at = &search.path[search.position++];
    return at->threads[at->taken];
}

const policy policy_explore = {
    .name = "explore",
    .doc = "every schedule with a bounded number of preemptions",
    .start = explore_run,
    .pick = explore_pick,
};
