/* policy.c - see policy.h. */
#include "stress/sched/policy.h"

#include <string.h>

#include "stress/sched/random.h"

bool choice_has(const choice *c, uint32_t t) {
    for (uint32_t i = 0; i < c->n; i++)
        if (c->threads[i] == t) return true;
    return false;
}

uint32_t choice_after(const choice *c, uint32_t t) {
    for (uint32_t i = 0; i < c->n; i++)
        if (c->threads[i] > t) return c->threads[i];
    return c->threads[0];
}

static bool one_in(policy_state *s, uint32_t n) { return random_next(&s->random) % n == 0; }

/* Somebody other than `t` where there is one. */
static uint32_t other(policy_state *s, const choice *c, uint32_t t) {
    uint32_t candidates[THREADS_MAX], n = 0;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->threads[i] != t) candidates[n++] = c->threads[i];
    return n ? candidates[random_next(&s->random) % n] : t;
}

/* ---- random: switches now and then, how often is drawn for each run --------------------- */

static void random_start(policy_state *s) {
    static const uint32_t rates[] = {1, 2, 4, 16};
    s->one_in = rates[random_next(&s->random) % (sizeof rates / sizeof *rates)];
}

static uint32_t random_pick(policy_state *s, const choice *c) {
    if (!choice_has(c, c->current)) return c->threads[random_next(&s->random) % c->n];
    if (c->waiting) return one_in(s, 8) ? c->current : other(s, c, c->current);
    return one_in(s, s->one_in) ? c->threads[random_next(&s->random) % c->n] : c->current;
}

const policy policy_random = {
    .name = "random",
    .doc = "at each point, at one rate for the whole run, any thread",
    .start = random_start,
    .pick = random_pick,
};

/* ---- pct: probabilistic concurrency testing (Burckhardt et al. 2010) -------------------- */

/* Distinct priorities above the depth; the change points lower the running thread below all. */
static void pct_start(policy_state *s) {
    uint32_t depth = s->setup.depth < DEPTH_MAX ? s->setup.depth : DEPTH_MAX;
    for (uint32_t t = 0; t < s->setup.threads; t++)
        s->priority[t] = depth + t;
    for (uint32_t t = s->setup.threads; t > 1; t--) {
        uint32_t with = (uint32_t)(random_next(&s->random) % t);
        uint64_t swapped = s->priority[t - 1];
        s->priority[t - 1] = s->priority[with];
        s->priority[with] = swapped;
    }
    s->changes = depth ? depth - 1 : 0;
    for (uint32_t i = 0; i < s->changes; i++)
        s->change_points[i] = 1 + random_next(&s->random) % s->setup.expected_steps;
}

static uint32_t pct_highest(const policy_state *s, const choice *c) {
    uint32_t best = c->threads[0];
    for (uint32_t i = 1; i < c->n; i++)
        if (s->priority[c->threads[i]] > s->priority[best]) best = c->threads[i];
    return best;
}

static uint32_t pct_pick(policy_state *s, const choice *c) {
    for (uint32_t i = 0; i < s->changes; i++)
        if (s->change_points[i] != 0 && s->change_points[i] <= c->step) {
            s->change_points[i] = 0;
            s->priority[c->current] = i;
        }
    uint32_t best = pct_highest(s, c);
    /* Who waits and has the highest priority would spin for ever: it is obstinate at times only. */
    return best == c->current && c->waiting && one_in(s, 2) ? other(s, c, best) : best;
}

const policy policy_pct = {
    .name = "pct",
    .doc = "random priorities and depth - 1 changes of them: finds a bug of that depth with known "
           "probability",
    .start = pct_start,
    .pick = pct_pick,
};

/* ---- starve: one thread stands still for long, then another (rr's chaos mode) ----------- */

static void starve_next(policy_state *s, uint64_t step) {
    s->victim = (uint32_t)(random_next(&s->random) % (s->setup.threads + 1)); /* or nobody */
    uint64_t longest = UINT64_C(4) << random_next(&s->random) % 9;
    s->until = step + 1 + random_next(&s->random) % longest;
}

static void starve_start(policy_state *s) { starve_next(s, 0); }

static uint32_t starve_pick(policy_state *s, const choice *c) {
    if (c->step >= s->until) starve_next(s, c->step);
    bool stay = choice_has(c, c->current) && c->current != s->victim;
    if (stay && !one_in(s, c->waiting ? 2 : 8)) return c->current;
    return other(s, c, s->victim);
}

const policy policy_starve = {
    .name = "starve",
    .doc = "one thread after the other stands still for a long time",
    .start = starve_start,
    .pick = starve_pick,
};

/* ---- replay: follows a schedule, then switches only when it must ------------------------- */

static void replay_start(policy_state *s) { (void)s; }

static uint32_t replay_pick(policy_state *s, const choice *c) {
    const schedule *r = s->setup.replay;
    while (s->segment < r->n) {
        const segment *now = &r->segments[s->segment];
        if (s->used < now->times && choice_has(c, now->thread)) {
            s->used++;
            return now->thread;
        }
        s->segment++;
        s->used = 0;
    }
    if (!c->waiting && choice_has(c, c->current)) return c->current;
    return choice_after(c, c->current);
}

const policy policy_replay = {
    .name = "replay",
    .doc = "follows a given schedule; after its end switches only where a thread waits or ends",
    .start = replay_start,
    .pick = replay_pick,
};

const policy *const policies[] = {&policy_random, &policy_pct, &policy_starve, nullptr};

const policy *policy_find(const char *name) {
    for (const policy *const *p = policies; *p; p++)
        if (strcmp((*p)->name, name) == 0) return *p;
    return nullptr;
}
