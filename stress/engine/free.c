/* free.c - see free.h. */
#include "stress/engine/free.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 200, SIGNAL_EVERY_NS = 1000 * 1000 };

static world *the_world;
static _Atomic(uint32_t) x_running; /* threads of the run that have not ended */

static void on_signal(int number) { (void)number; }

static double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *thread_body(void *arg) {
    worker *me = arg;
    me->tx = stm_thread_attach();
    while (me->round < me->w->rounds && world_transact(me, nullptr))
        ;
    if (world_failed(me->w) && stm_active(me->tx)) { /* it was irrevocable */
        if (!stm_commit(me->tx)) abort();
    }
    stm_thread_detach(me->tx);
    me->tx = nullptr;
    sub_acqrel(&x_running, 1);
    return nullptr;
}

static void pester(const pthread_t *threads, uint32_t n) {
    for (uint32_t i = 0; load_acq(&x_running) != 0; i = i + 1 < n ? i + 1 : 0) {
        pthread_kill(threads[i],
                     SIGUSR2); /* joined later: an ended thread is still a valid target */
        nanosleep(&(struct timespec){.tv_nsec = SIGNAL_EVERY_NS}, nullptr);
    }
}

static void run_once(const free_setup *setup, uint64_t seed) {
    pthread_t threads[WORKERS_MAX] = {};
    world *w = the_world;
    uint32_t cycle = setup->load->cycle ? setup->load->cycle : 1;
    uint32_t rounds = ROUNDS / (setup->load->weight ? setup->load->weight : 1);
    w->recorded = seed % 2 == 0;
    w->heap = !w->recorded;
    world_reset(w, setup->load, setup->threads, rounds / cycle * cycle, seed);
    store_rel(&x_running, setup->threads);
    for (uint32_t i = 0; i < setup->threads; i++)
        if (pthread_create(&threads[i], nullptr, thread_body, &w->workers[i]) != 0) abort();
    if (setup->signals) pester(threads, setup->threads);
    for (uint32_t i = 0; i < setup->threads; i++)
        pthread_join(threads[i], nullptr);
    world_check(w);
}

static void tell(const free_setup *setup, uint64_t seed) {
    printf("FAILED %s on real threads: %s\n  try again: stm_stress free %s --threads %u --seed "
           "%" PRIu64 " --abort-one-in %" PRIu64 " --manager %s\n",
           setup->load->name, the_world->failure, setup->load->name, setup->threads, seed,
           setup->abort_one_in, setup->manager->name);
}

bool free_runs(const free_setup *setup, coverage *c) {
    if (!the_world) the_world = world_create();
    sigaction(SIGUSR2, &(struct sigaction){.sa_handler = on_signal}, nullptr);
    stm_init(&(stm_config){.seed = setup->seed, .manager = setup->manager});
    if (setup->abort_one_in)
        stm_inject(&(stm_injection){.one_in = setup->abort_one_in, .seed = setup->seed});
    the_world->progress = setup->manager == &stm_wound_wait;
    double end = seconds_now() + setup->seconds;
    uint64_t seed = setup->seed;
    do {
        run_once(setup, seed++);
        c->free_runs++;
        for (uint32_t i = 0; i < setup->threads; i++)
            c->free_commits += the_world->workers[i].commits;
    } while (!world_failed(the_world) && seconds_now() < end);
    stm_inject(nullptr);
    if (world_failed(the_world)) tell(setup, seed - 1);
    return !world_failed(the_world);
}
