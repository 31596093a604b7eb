/* shrink.c - see shrink.h.
 *
 * Greedy: take away whatever can go, as long as the run still fails in some way: whole rounds, then
 * stretches of the schedule (halves, quarters, ... single segments), then repetitions within a segment.
 * What remains of the schedule is followed, and its end is played without needless switches.
 */
#include "stress/engine/shrink.h"

enum { BUDGET = 4000 };

typedef struct shrinking {
    run_setup *setup;
    schedule *choices;
    int budget;
} shrinking;

static bool still_fails(shrinking *s, const run_setup *setup) {
    sched_result r = {};
    if (s->budget-- <= 0) return false;
    bool failed = !scheduled_run(setup, &r, nullptr);
    schedule_free(&r.choices);
    return failed;
}

/* Does it fail with this schedule? Then it becomes the schedule. */
static bool accept(shrinking *s, schedule *candidate) {
    run_setup with = *s->setup;
    with.replay = candidate;
    bool fails = still_fails(s, &with);
    if (fails) schedule_copy(s->choices, candidate);
    schedule_free(candidate);
    return fails;
}

static void fewer_rounds(shrinking *s) {
    uint32_t cycle = s->setup->load->cycle ? s->setup->load->cycle : 1;
    for (run_setup with = *s->setup; with.rounds > cycle;) {
        with.rounds -= cycle;
        if (!still_fails(s, &with)) return;
        s->setup->rounds = with.rounds;
    }
}

static void fewer_segments(shrinking *s) {
    for (size_t size = s->choices->n; size > 0; size /= 2)
        for (size_t at = 0; at < s->choices->n;) {
            schedule candidate = {};
            schedule_copy(&candidate, s->choices);
            for (size_t i = 0; i < size && at < candidate.n; i++)
                schedule_remove(&candidate, at);
            if (!accept(s, &candidate)) at += size;
            if (s->budget <= 0) return;
        }
}

static void fewer_times(shrinking *s) {
    for (size_t at = 0; at < s->choices->n; at++)
        while (s->choices->segments[at].times > 1) {
            schedule candidate = {};
            schedule_copy(&candidate, s->choices);
            candidate.segments[at].times /= 2;
            if (!accept(s, &candidate)) break;
        }
}

void shrink(run_setup *setup, schedule *choices) {
    shrinking s = {setup, choices, BUDGET};
    setup->policy = &policy_replay;
    setup->replay = choices;
    fewer_rounds(&s);
    fewer_segments(&s);
    fewer_times(&s);
    fewer_segments(&s);
}
