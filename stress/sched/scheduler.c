/* scheduler.c - see scheduler.h. */
#include "stress/sched/scheduler.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "stress/sched/fiber.h"
#include "stress/sched/random.h"

enum { DELAY_STEPS = 400 };

typedef struct thread {
    fiber *fiber; /* kept from run to run */
    bool done;
    bool waiting;         /* sched-1 */
    uint64_t moved_seen;  /* moves of all threads when it began to wait */
    bool obstinate;       /* spins without asking, until it would sleep */
    uint64_t still_until; /* a delay: stands still until this step */
    bool exit_wanted;
} thread;

static struct {
    fiber *main;
    thread threads[THREADS_MAX];
    uint32_t n, current;
    bool running;
    const sched_setup *setup;
    policy_state state;
    void (*body)(void *arg, uint32_t i);
    void *arg;
    sched_result *out;
    uint64_t moves; /* steps that were no waiting */
    uint64_t random;
} run;

static volatile sig_atomic_t signals;

/* What a signal handler of a program may well do: look at the statistics. */
static void on_signal(int number) {
    (void)number;
    stm_stats stats;
    stm_stats_read(&stats);
    signals++;
}

/* ---- who can go on ----------------------------------------------------------------------- */

static bool blocked(const thread *t, bool mind_delays) {
    if (t->done) return true;
    if (mind_delays && t->still_until > run.out->steps) return true;
    return t->waiting && t->moved_seen == run.moves;
}

static uint32_t able(uint32_t *out, bool mind_delays) {
    uint32_t n = 0;
    for (uint32_t t = 0; t < run.n; t++)
        if (!blocked(&run.threads[t], mind_delays)) out[n++] = t;
    return n;
}

/* All wait: the next one takes its turn. */
static uint32_t round_robin(void) {
    for (uint32_t i = 1; i <= run.n; i++) {
        uint32_t t = (run.current + i) % run.n;
        if (!run.threads[t].done) return t;
    }
    return run.n;
}

static void trace_add(uint64_t what) {
    run.out->trace = (run.out->trace ^ what) * UINT64_C(0x100000001b3);
}

static uint32_t pick(const uint32_t *threads, uint32_t n, bool waiting) {
    choice c = {run.current, waiting, run.out->steps, threads, n};
    uint32_t t = run.setup->policy->pick(&run.state, &c);
    schedule_add(&run.out->choices, t);
    return t;
}

/* Who goes on after the current thread has reached a point, waits (and may instead spin on), or has
 * ended; run.n: all have ended. */
static uint32_t next_thread(bool waiting, bool may_spin) {
    uint32_t threads[THREADS_MAX];
    uint32_t n = able(threads, true);
    if (n == 0) n = able(threads, false);
    if (n == 0) return round_robin();
    if (may_spin) {
        thread *me = &run.threads[run.current];
        me->waiting = false;
        n = able(threads, true);
        me->waiting = true;
    }
    return n == 1 ? threads[0] : pick(threads, n, waiting);
}

static void go_to(uint32_t t) {
    if (t == run.current) return;
    uint32_t from = run.current;
    run.out->switches++;
    run.current = t;
    fiber_switch(run.threads[from].fiber, run.threads[t].fiber);
}

static void to_main(void) { fiber_switch(run.threads[run.current].fiber, run.main); }

void sched_abandon(void) {
    run.out->abandoned = true;
    to_main();
    abort(); /* nobody comes back */
}

static void step(stm_point at) {
    run.out->points[at]++;
    trace_add((uint64_t)run.current << 8 | at);
    if (++run.out->steps > run.setup->max_steps) {
        run.out->stuck = true;
        sched_abandon();
    }
}

/* ---- the hooks --------------------------------------------------------------------------- */

static void point_faults(void) {
    thread *me = &run.threads[run.current];
    if (fault_hits(&run.out->faults, FAULT_DELAY)) me->still_until = run.out->steps + DELAY_STEPS;
    if (fault_hits(&run.out->faults, FAULT_EXIT)) me->exit_wanted = true;
    if (fault_hits(&run.out->faults, FAULT_SIGNAL)) raise(SIGUSR1);
}

static void on_point(void *ctx, stm_tx *tx, stm_point at) {
    (void)ctx, (void)tx;
    if (!run.running) return;
    step(at);
    point_faults();
    bool waits = at == STM_AT_WAIT || at == STM_AT_HANDOFF || at == STM_AT_TOKEN ||
                 at == STM_AT_RETRY || at == STM_AT_SLOT;
    if (waits) return; /* an idle turn follows */
    run.moves++;
    go_to(next_thread(false, false));
}

static void wait_turn(bool spinning) {
    thread *me = &run.threads[run.current];
    if (!run.running || (spinning && me->obstinate)) return;
    me->obstinate = false;
    me->waiting = true;
    me->moved_seen = run.moves;
    uint32_t to = next_thread(true, spinning);
    me->obstinate = to == run.current && spinning;
    go_to(to);
    me->waiting = false;
}

static void on_idle(void *ctx, stm_tx *tx, uint64_t ns) {
    (void)ctx, (void)tx;
    wait_turn(ns == 0);
}

/* An exit begins with an abort of the attempt in flight. */
static bool on_inject(void *ctx, stm_tx *tx, stm_point at) {
    (void)ctx, (void)tx, (void)at;
    if (!run.running) return false;
    bool hit = fault_hits(&run.out->faults, FAULT_ABORT);
    return hit || run.threads[run.current].exit_wanted;
}

static uint64_t on_clock(void *ctx) {
    (void)ctx;
    return run.running ? run.out->steps * 1000 : 0;
}

static uint64_t on_random(void *ctx, stm_tx *tx) {
    (void)ctx, (void)tx;
    return random_next(&run.random);
}

static const stm_hooks hooks = {.point = on_point,
                                .inject = on_inject,
                                .clock = on_clock,
                                .random = on_random,
                                .idle = on_idle};

/* ---- for the threads --------------------------------------------------------------------- */

bool sched_running(void) { return run.running; }

uint32_t sched_current(void) { return run.current; }

uint64_t sched_step(void) { return run.out->steps; }

void sched_wait(void) {
    step(STM_AT_USER);
    wait_turn(false);
}

bool sched_alloc_fails(void) { return fault_hits(&run.out->faults, FAULT_ALLOC); }

bool sched_exit_wanted(void) {
    bool wanted = run.threads[run.current].exit_wanted;
    run.threads[run.current].exit_wanted = false;
    return wanted;
}

/* ---- a run ------------------------------------------------------------------------------- */

/* A fiber serves one thread of run after run. */
static void serve(void *arg) {
    thread *me = arg;
    for (;;) {
        run.body(run.arg, (uint32_t)(me - run.threads));
        me->done = true;
        run.moves++;
        uint32_t to = next_thread(false, false);
        if (to == run.n)
            to_main();
        else
            go_to(to);
    }
}

static void threads_prepare(uint32_t n) {
    if (!run.main) {
        run.main = fiber_of_caller();
        sigaction(SIGUSR1, &(struct sigaction){.sa_handler = on_signal}, nullptr);
    }
    run.n = n;
    for (uint32_t t = 0; t < n; t++) {
        fiber *kept = run.threads[t].fiber;
        run.threads[t] = (thread){.fiber = kept ? kept : fiber_create(serve, &run.threads[t])};
    }
}

/* After an abandoned run the fibers stand in the middle of something. */
static void threads_discard(void) {
    for (uint32_t t = 0; t < THREADS_MAX; t++) {
        if (run.threads[t].fiber) fiber_destroy(run.threads[t].fiber);
        run.threads[t].fiber = nullptr;
    }
}

static void result_clear(sched_result *out, const fault_plan *faults) {
    schedule choices = out->choices;
    *out = (sched_result){.choices = choices, .faults = {.plan = faults}};
    schedule_clear(&out->choices);
}

void sched_run(const sched_setup *setup, void (*body)(void *arg, uint32_t i), void *arg,
               sched_result *out) {
    result_clear(out, setup->faults);
    run.setup = setup;
    run.body = body;
    run.arg = arg;
    run.out = out;
    run.moves = 0;
    run.random = random_stream(setup->options.seed, 1);
    run.state =
        (policy_state){.setup = setup->options, .random = random_stream(setup->options.seed, 2)};
    threads_prepare(setup->options.threads);
    setup->policy->start(&run.state);
    stm_hooks_install(&hooks);
    run.running = true;
    run.current = 0;
    uint32_t first = next_thread(false, false);
    run.current = first;
    fiber_switch(run.main, run.threads[first].fiber);
    run.running = false;
    stm_hooks_install(nullptr);
    if (out->abandoned) threads_discard();
}
