/* scheduled.c - see scheduled.h. */
#include "stress/engine/scheduled.h"

#include <inttypes.h>
#include <stdlib.h>

#include "stress/check/serial.h"
#include "stress/engine/shrink.h"
#include "stress/sched/explore.h"

enum { STEPS_EACH = 24, STEPS_MAX = 20000, STEPS_MAX_EACH = 4000 };

static world *the_world;

run_setup run_setup_for(const workload *load, uint32_t threads, uint32_t rounds) {
    uint32_t cycle = load->cycle ? load->cycle : 1;
    uint32_t wanted = rounds ? rounds : load->rounds;
    return (run_setup){.load = load,
                       .threads = load->threads ? load->threads
                                  : threads     ? threads
                                                : 3,
                       .rounds = (wanted + cycle - 1) / cycle * cycle,
                       .policy = &policy_random,
                       .depth = 3,
                       .manager = &stm_wound_wait};
}

world *scheduled_world(void) {
    if (!the_world) {
        the_world = world_create();
        the_world->scheduled = the_world->recorded = true;
    }
    return the_world;
}

/* ---- descriptors ------------------------------------------------------------------------- */

static void begin_and_commit(stm_tx *tx) {
    stm_begin(tx);
    if (!stm_validate(tx) || !stm_commit(tx)) abort(); /* nothing runs that it could meet */
}

/* Idle holders of slots, for a crowded workload; the i-th holds slot i. */
static stm_tx *crowd[STM_MAX_SLOTS];

static void crowd_leave(void) {
    for (uint32_t i = 0; i < STM_MAX_SLOTS && crowd[i]; i++) {
        stm_thread_detach(crowd[i]);
        crowd[i] = nullptr;
    }
}

/* All slots are taken but `slots`; the workers hold none. */
static void crowd_gather(uint32_t slots) {
    bool first = !crowd[0];
    for (uint32_t i = 0; i < (first ? STM_MAX_SLOTS : THREADS_MAX); i++) {
        if (first) crowd[i] = stm_thread_attach();
        begin_and_commit(crowd[i]);
    }
    for (uint32_t i = 0; i < THREADS_MAX; i++)
        if (i < slots) stm_thread_park(crowd[i]);
}

/* Every run begins alike: worker i holds the i-th slot (the last one none, in a crowd), all count from the same serial,
 * with an empty filter and a snapshot that was taken after all others had got their slots. */
static void descriptors_prepare(world *w, const workload *load, uint32_t threads) {
    uint32_t holders = load->crowded && threads > 1 ? threads - 1 : threads;
    uint64_t serial = 0;
    for (uint32_t i = 0; i < THREADS_MAX; i++)
        if (w->workers[i].tx) stm_thread_park(w->workers[i].tx);
    if (load->crowded)
        crowd_gather(holders);
    else
        crowd_leave();
    for (uint32_t i = 0; i < threads; i++)
        if (!w->workers[i].tx) w->workers[i].tx = stm_thread_attach();
    for (uint32_t i = 0; i < holders; i++) {
        begin_and_commit(w->workers[i].tx);
        uint64_t reached = stm_stamp_serial(w->workers[i].tx->mine);
        if (reached > serial) serial = reached;
    }
    for (uint32_t i = 0; i < holders; i++) {
        world_skip(w->workers[i].tx, serial);
        begin_and_commit(w->workers[i].tx);
    }
}

/* After an abandoned run: ends what was in flight. The cells are made anew before the next run. */
static void descriptors_end(world *w) {
    for (uint32_t i = 0; i < w->threads; i++) {
        stm_tx *tx = w->workers[i].tx;
        if (stm_is_irrevocable(tx)) {
            if (!stm_commit(tx)) abort(); /* gives the token back; it owns all it has read */
        } else if (stm_active(tx)) {
            stm_abort(tx);
        }
        stm_forget(tx);
        stm_thread_detach(tx);
        w->workers[i].tx = nullptr;
    }
}

void scheduled_end(void) {
    crowd_leave();
    for (uint32_t i = 0; the_world && i < THREADS_MAX; i++) {
        if (the_world->workers[i].tx) stm_thread_detach(the_world->workers[i].tx);
        the_world->workers[i].tx = nullptr;
    }
}

/* ---- one run ----------------------------------------------------------------------------- */

/* A thread that is to exit leaves its work to a new one, with another descriptor. */
static void thread_body(void *arg, uint32_t i) {
    world *w = arg;
    worker *me = &w->workers[i];
    while (me->round < w->rounds) {
        if (world_transact(me, sched_exit_wanted)) continue;
        stm_thread_detach(me->tx);
        me->tx = stm_thread_attach();
    }
}

bool scheduled_run(const run_setup *setup, sched_result *out, coverage *c) {
    world *w = scheduled_world();
    uint64_t weight = setup->load->weight ? setup->load->weight : 1;
    uint64_t transactions = weight * setup->threads * setup->rounds;
    sched_setup sched = {.policy = setup->policy,
                         .options = {.seed = setup->seed,
                                     .threads = setup->threads,
                                     .depth = setup->depth,
                                     .expected_steps = transactions * STEPS_EACH,
                                     .replay = setup->replay},
                         .faults = &setup->faults,
                         .max_steps = STEPS_MAX + transactions * STEPS_MAX_EACH};
    stm_init(&(stm_config){.external_qsbr = true, .seed = 1, .manager = setup->manager});
    descriptors_prepare(w, setup->load, setup->threads);
    w->progress = setup->manager == &stm_wound_wait;
    world_reset(w, setup->load, setup->threads, setup->rounds, setup->seed);
    sched_run(&sched, thread_body, w, out);
    bool given_up = out->stuck && !w->progress; /* a livelock that this manager does not rule out */
    if (out->stuck && !given_up) wk_fail(w, "no end in sight after %" PRIu64 " steps", out->steps);
    if (out->abandoned) descriptors_end(w);
    if (!given_up) world_check(w);
    if (c) {
        c->given_up += given_up;
        coverage_add(c, out);
        for (uint32_t i = 0; i < setup->threads; i++) {
            c->commits += w->workers[i].commits;
            c->aborts += w->workers[i].aborts;
        }
    }
    return !world_failed(w);
}

/* ---- many -------------------------------------------------------------------------------- */

bool scheduled_runs(run_setup *setup, uint64_t runs, coverage *c) {
    sched_result r = {};
    bool good = true;
    for (uint64_t i = 0; i < runs; i++) {
        good = scheduled_run(setup, &r, c);
        if (!good) break;
        setup->seed++;
    }
    schedule_free(&r.choices);
    return good;
}

bool scheduled_explore(run_setup *setup, uint32_t preemptions, uint64_t most, coverage *c,
                       schedule *failing, bool *complete) {
    sched_result r = {};
    bool good = true, more = true;
    setup->policy = &policy_explore;
    explore_start(preemptions);
    for (uint64_t i = 0; good && more && i < most; i++) {
        good = scheduled_run(setup, &r, c);
        if (good) more = explore_next();
    }
    *complete = good && !more;
    if (!good) schedule_copy(failing, &r.choices);
    schedule_free(&r.choices);
    return good;
}

bool scheduled_fault_sweep(run_setup *setup, fault_kind kind, uint64_t most, coverage *c) {
    sched_result r = {};
    bool good = true;
    for (uint64_t n = 1; good && n <= most; n++) {
        setup->faults = (fault_plan){.faults = {{kind, n}}, .n = 1};
        good = scheduled_run(setup, &r, c);
        if (good && r.faults.injected[kind] == 0) break;
    }
    schedule_free(&r.choices);
    return good;
}

/* ---- telling ----------------------------------------------------------------------------- */

static void tell_sizes(const run_setup *setup) {
    printf("stm_stress run %s --threads %u --rounds %u --seed %" PRIu64, setup->load->name,
           setup->threads, setup->rounds, setup->seed);
    if (setup->manager != &stm_wound_wait) printf(" --manager %s", setup->manager->name);
    if (setup->faults.n) {
        printf(" --faults ");
        fault_print(&setup->faults, stdout);
    }
}

static void tell_setup(const run_setup *setup) {
    tell_sizes(setup);
    if (setup->policy == &policy_replay) {
        printf(" --schedule ");
        schedule_print(setup->replay, stdout);
    } else {
        printf(" --policy %s --depth %u", setup->policy->name, setup->depth);
    }
    printf("\n");
}

static void history_save(const world *w, const char *file) {
    FILE *out = fopen(file, "w");
    if (!out) {
        perror(file);
        return;
    }
    history_write(&w->history, out);
    fclose(out);
    printf("  history in %s\n", file);
}

void failure_tell(run_setup *setup, const char *history_file) {
    world *w = scheduled_world();
    sched_result first = {}, again = {};
    bool failed = !scheduled_run(setup, &first, nullptr);
    printf("FAILED %s: %s\n  repeat: ", setup->load->name,
           failed ? w->failure : "not any more when repeated: please report this");
    tell_setup(setup);
    if (failed) {
        failed = !scheduled_run(setup, &again, nullptr);
        printf("  repeated: %s\n", failed && first.trace == again.trace
                                       ? "the same steps, the same failure"
                                       : "DIFFERENT: the run depends on more than its seed");
        shrink(setup, &first.choices);
        failed = !scheduled_run(setup, &again, nullptr);
        printf("  shortest found (%s): ", failed ? w->failure : "lost");
        tell_setup(setup);
        if (serial_check(&w->history, OPAQUE, stdout) == HOLDS)
            (void)linear_check(&w->history, stdout);
        if (history_file) history_save(w, history_file);
    }
    schedule_free(&first.choices);
    schedule_free(&again.choices);
}
