/* parallel.h - several threads run transactions by hand over shared objects, with collections and forced aborts meanwhile.
 *
 *   parallel_start()   the runtime is up, the caller is the only thread, solo and inside a transaction: makes the shared objects
 *   parallel_run()     workers do `rounds` transactions each; then the caller is between two transactions
 *   parallel_check()   runs one more transaction in the calling thread
 *
 * A step returns false where a conflict unwound it, and is then run again. What it counts for later goes into w->tally, which
 * is taken over when it has committed. Seeds are printed; KRAIT_SEED repeats one. */
#ifndef KRAIT_TESTS_THREADING_PARALLEL_H
#define KRAIT_TESTS_THREADING_PARALLEL_H

#include "tests/runtime/fixture.h"

#include <sched.h>
#include <stdio.h>
#include <time.h>

#include "runtime/objects/cell.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/number.h"
#include "runtime/objects/set.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"
#include "runtime/shape.h"
#include "runtime/type.h"
#include "threading/thread.h"

enum { PARALLEL_THREADS = 4, PARALLEL_TALLIES = 64 };

typedef struct worker {
    rt_thread *t;
    unsigned index;
    uint64_t random;
    unsigned rounds;
    bool (*step)(struct worker *w);
    int64_t tally[PARALLEL_TALLIES],
        counted[PARALLEL_TALLIES]; /* of this attempt; of all that committed */
    pthread_t handle;
} worker;

static pthread_barrier_t parallel_together;
static worker parallel_workers[PARALLEL_THREADS];
static rt_thread *parallel_main;
static uint64_t parallel_seed;

[[maybe_unused]] static uint64_t pick(worker *w, uint64_t n) {
    w->random = w->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    if ((w->random >> 60) == 0)
        sched_yield(); /* the others get on in the middle of a transaction */
    return (w->random >> 33) % n;
}

/* false: a conflict. An exception is a failure of the test. */
[[maybe_unused]] static bool went(const worker *w, bool ok) {
    if (!ok && !w->t->conflict) {
        Value e = rt_exception_take(w->t);
        ck_abort_msg("%s raised", rt_is_null(e) ? "nothing" : rt_type_of(e)->name);
    }
    return ok;
}
[[maybe_unused]] static bool got(const worker *w, Value v) { return went(w, !rt_is_null(v)); }

[[maybe_unused]] static Value named(const char *prefix, uint64_t i) {
    char text[32];
    snprintf(text, sizeof text, "%s%u", prefix, (unsigned)i);
    return rt_str_intern_cstr(thr_current(), text);
}

/* ---- transactions ---- */

static void parallel_transaction(worker *w) {
    rt_thread *t = w->t;
    for (unsigned attempt = 0;; attempt++) {
        ck_assert_uint_lt(attempt, 1000000);
        memset(w->tally, 0, sizeof w->tally);
        thr_poll(t);
        stm_begin(t->tx);
        bool ok = w->step(w) && stm_commit(t->tx);
        if (!ok) stm_abort(t->tx);
        t->conflict = false;
        rt_heap_transaction_end(t, ok);
        if (ok) break;
    }
    for (unsigned i = 0; i < PARALLEL_TALLIES; i++)
        w->counted[i] += w->tally[i];
}

static void *parallel_thread(void *arg) {
    worker *w = arg;
    pthread_barrier_wait(&parallel_together);
    w->t = thr_attach();
    ck_assert_ptr_nonnull(w->t);
    for (unsigned i = 0; i < w->rounds; i++)
        parallel_transaction(w);
    thr_detach(w->t);
    return NULL;
}

static Value parallel_join(rt_thread *t, Value state) {
    (void)t;
    for (unsigned i = 0; i < PARALLEL_THREADS; i++)
        pthread_join(parallel_workers[i].handle, NULL);
    return state;
}

/* collect: at every n-th allocation; abort: once in so many events. 0: never. */
[[maybe_unused]] static void parallel_run(bool (*step)(worker *w), unsigned rounds,
                                          uint64_t collect, uint64_t abort_one_in) {
    rt_thread *t = parallel_main;
    if (t->tx->solo) stm_solo_leave(t->tx);
    if (stm_active(t->tx)) ck_assert(stm_commit(t->tx));
    if (abort_one_in) stm_inject(&(stm_injection){.one_in = abort_one_in, .seed = parallel_seed});
    rt_heap_stress(collect);
    pthread_barrier_init(&parallel_together, NULL, PARALLEL_THREADS);
    for (unsigned i = 0; i < PARALLEL_THREADS; i++) {
        worker *w = &parallel_workers[i];
        *w = (worker){.index = i, .random = parallel_seed * 31 + i, .rounds = rounds, .step = step};
        ck_assert(pthread_create(&w->handle, NULL, parallel_thread, w) == 0);
    }
    (void)thr_run_blocked(t, parallel_join, RT_NONE);
    rt_heap_stress(0);
    uint64_t injected = stm_injected();
    stm_inject(NULL);
    stm_stats stats;
    stm_stats_read(&stats);
    printf("%llu commits, %llu aborts of which %llu injected, %llu waits\n",
           (unsigned long long)stats.commits, (unsigned long long)stats.aborts,
           (unsigned long long)injected, (unsigned long long)stats.waits);
    fflush(stdout);
}

[[maybe_unused]] static void parallel_check(bool (*step)(worker *w)) {
    worker w = {.t = parallel_main, .random = parallel_seed, .step = step};
    parallel_transaction(&w);
}

[[maybe_unused]] static int64_t counted(unsigned i) {
    int64_t sum = 0;
    for (unsigned k = 0; k < PARALLEL_THREADS; k++)
        sum += parallel_workers[k].counted[i];
    return sum;
}

/* ---- start ---- */

static void parallel_safepoint(stm_tx *tx, void *user) {
    (void)user;
    rt_thread *t = tx->user;
    if (t) thr_poll(t);
}

static void parallel_mode(rt_thread *t, bool parallel) { (void)t, (void)parallel; }

[[maybe_unused]] static void parallel_start(void) {
    static const thr_interp interp = {.mode_set = parallel_mode};
    const char *seed = getenv("KRAIT_SEED");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    parallel_seed = seed ? strtoull(seed, NULL, 0) : (uint64_t)now.tv_nsec | 1;
    printf("KRAIT_SEED=%llu\n", (unsigned long long)parallel_seed);
    fflush(stdout);
    stm_init(&(stm_config){.safepoint = parallel_safepoint, .seed = parallel_seed});
    thr_init(&interp);
    rt_thread *t = parallel_main = thr_attach();
    ck_assert_ptr_nonnull(t);
    ck_assert(stm_solo_enter(t->tx));
    stm_begin(t->tx);
    rt_heap_init(0);
    rt_finish_hook = fixture_finish;
    rt_runtime_init(t, &(rt_options){0});
}

/* A shared object: kept by the collector. */
[[maybe_unused]] static void shared(Value *slot, Value v) {
    ck_assert(!rt_is_null(v));
    *slot = v;
    rt_root_add(slot);
}

[[maybe_unused]] static Value class_named(const char *name) {
    Value object = rt_from_obj(&rt_object_type);
    Value args[] = {rt_str_intern_cstr(parallel_main, name),
                    rt_tuple_new(parallel_main, &object, 1), rt_dict_new(parallel_main)};
    return rt_call(parallel_main, rt_from_obj(&rt_type_type), args, 3);
}

#endif
