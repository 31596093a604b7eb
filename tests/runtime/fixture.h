/* fixture.h - a thread for tests of the runtime, without the threading floor and the interpreter.
 *
 *   fixture_thread()  the heap alone: no types are ready, nothing can be raised
 *   fixture_runtime() all of it: rt_runtime_init
 *   fixture_run()     completes a tail call whose callable is a native function
 *   fixture_world()   stops real threads: fixture_enter and fixture_leave in each of them
 *
 * Check runs each test in a process of its own, so each begins afresh. */
#ifndef KRAIT_TESTS_RUNTIME_FIXTURE_H
#define KRAIT_TESTS_RUNTIME_FIXTURE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pthread_getattr_np */
#endif
#include <check.h>
#include <pthread.h>
#include <stdlib.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/init.h"
#include "runtime/native.h"
#include "runtime/objects/tuple.h"
#include "stm/stm.h"

[[maybe_unused]] static rt_thread fixture_main;

/* The main thread in solo mode, in a transaction. */
[[maybe_unused]] static rt_thread *fixture_thread(void) {
    rt_thread *t = &fixture_main;
    stm_init(NULL);
    rt_thread_init(t, stm_thread_attach());
    ck_assert(stm_solo_enter(t->tx));
    stm_begin(t->tx);
    rt_heap_init(0);
    return t;
}

/* Calls t->tail and its continuations until a complete result is there; the callable has to be written in C. */
[[maybe_unused]] static Value fixture_finish(rt_thread *t) {
    struct {
        rt_cont run;
        Value state;
        bool catches;
    } conts[64];
    uint32_t n = 0;
    Value result = RT_TAIL;
    for (;;) {
        while (rt_is_tail(result)) {
            for (uint32_t i = t->tail.nconts; i-- > 0; n++) {
                ck_assert_uint_lt(n, 64);
                conts[n].run = t->tail.conts[i].run;
                conts[n].state = t->tail.conts[i].state;
                conts[n].catches = t->tail.conts[i].catches;
            }
            Value callable = t->tail.callable;
            if (t->tail.outside)
                result = t->tail.outside(t, callable);
            else
                result = rt_type_of(callable)->slots.call(t, callable, t->tail.args, t->tail.nargs,
                                                          t->tail.kwnames);
        }
        if (n == 0) return result;
        n--;
        if (!rt_is_null(result) || (conts[n].catches && !t->conflict))
            result = conts[n].run(t, result, conts[n].state);
    }
}

[[maybe_unused]] static Value fixture_run(rt_thread *t, Value result) {
    return rt_is_tail(result) ? fixture_finish(t) : result;
}

[[maybe_unused]] static rt_thread *fixture_runtime(void) {
    rt_thread *t = fixture_thread();
    rt_finish_hook = fixture_finish;
    rt_runtime_init(t, &(rt_options){0});
    return t;
}

/* ---- real threads ---- */

typedef struct fixture_os {
    const void *low, *high; /* while parked */
    bool parked;
} fixture_os;

static pthread_mutex_t fixture_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t fixture_changed = PTHREAD_COND_INITIALIZER;
static rt_thread *fixture_threads;
static rt_thread *fixture_stopper;

[[gnu::noinline]] static void fixture_wait(rt_thread *t) {
    fixture_os *os = t->os;
    os->low = __builtin_frame_address(0);
    os->parked = true;
    pthread_cond_broadcast(&fixture_changed);
    while (fixture_stopper)
        pthread_cond_wait(&fixture_changed, &fixture_lock);
    os->parked = false;
}

/* Under fixture_lock: waits while someone else has the world stopped, with all registers saved in its frame. */
[[gnu::noinline]] static void fixture_park(rt_thread *t) {
    __builtin_unwind_init();
    fixture_wait(t);
    __asm__ volatile("" ::: "memory"); /* no tail call: the frame must stay */
}

static bool fixture_all_parked(const rt_thread *self) {
    for (rt_thread *t = fixture_threads; t; t = t->next)
        if (t != self && !((fixture_os *)t->os)->parked) return false;
    return true;
}

static void fixture_attention(uint32_t value) {
    for (rt_thread *t = fixture_threads; t; t = t->next)
        atomic_store_explicit(&t->x_attention, value, memory_order_relaxed);
}

static void fixture_stop(rt_thread *t) {
    pthread_mutex_lock(&fixture_lock);
    while (fixture_stopper)
        fixture_park(t);
    fixture_stopper = t;
    fixture_attention(1);
    while (!fixture_all_parked(t))
        pthread_cond_wait(&fixture_changed, &fixture_lock);
    pthread_mutex_unlock(&fixture_lock);
}

static void fixture_start(rt_thread *t) {
    (void)t;
    pthread_mutex_lock(&fixture_lock);
    fixture_stopper = NULL;
    fixture_attention(0);
    pthread_cond_broadcast(&fixture_changed);
    pthread_mutex_unlock(&fixture_lock);
}

static void fixture_each(void (*visit)(rt_thread *, void *ctx), void *ctx) {
    for (rt_thread *t = fixture_threads; t; t = t->next)
        visit(t, ctx);
}

static void fixture_bounds(rt_thread *t, const void **low, const void **high) {
    *low = ((fixture_os *)t->os)->low;
    *high = ((fixture_os *)t->os)->high;
}

static void fixture_poll(rt_thread *t) {
    pthread_mutex_lock(&fixture_lock);
    if (fixture_stopper && fixture_stopper != t) fixture_park(t);
    pthread_mutex_unlock(&fixture_lock);
}

/* The calling thread takes part; its t and os live on its stack or longer. */
[[maybe_unused]] static void fixture_enter(rt_thread *t, fixture_os *os) {
    pthread_attr_t attr;
    void *low;
    size_t size;
    ck_assert(pthread_getattr_np(pthread_self(), &attr) == 0 &&
              pthread_attr_getstack(&attr, &low, &size) == 0);
    pthread_attr_destroy(&attr);
    os->high = (char *)low + size;
    os->parked = false;
    t->os = os;
    pthread_mutex_lock(&fixture_lock);
    while (fixture_stopper)
        pthread_cond_wait(&fixture_changed, &fixture_lock);
    t->next = fixture_threads;
    fixture_threads = t;
    pthread_mutex_unlock(&fixture_lock);
}

[[maybe_unused]] static void fixture_leave(rt_thread *t) {
    pthread_mutex_lock(&fixture_lock);
    while (fixture_stopper)
        fixture_park(t);
    rt_thread **link = &fixture_threads;
    while (*link != t)
        link = &(*link)->next;
    *link = t->next;
    pthread_mutex_unlock(&fixture_lock);
    rt_thread_fini(t);
}

/* The calling thread, until now alone, is the first of several. */
[[maybe_unused]] static void fixture_world(rt_thread *t, fixture_os *os) {
    static const rt_world_ops ops = {.stop = fixture_stop,
                                     .start = fixture_start,
                                     .each_thread = fixture_each,
                                     .stack_bounds = fixture_bounds,
                                     .poll = fixture_poll};
    rt_world_ops_set(&ops);
    fixture_enter(t, os);
    stm_solo_leave(t->tx);
}

#define FIXTURE_MAIN(suite_function)                                                                       \
    int main(void)                                                                                         \
    {                                                                                                      \
        SRunner *runner = srunner_create(suite_function());                                                \
        srunner_run_all(runner, CK_NORMAL);                                                                \
        int failed = srunner_ntests_failed(runner);                                                        \
        srunner_free(runner);                                                                              \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                                       \
    }

#endif
