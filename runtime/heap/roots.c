/* roots.c - what is live from the start, and stopping the world.
 *
 * Owns: the lists of registered roots; the world operations; which thread has the world stopped.
 *
 * Threads: registration at start-up or under roots_lock; roots_mark with the world stopped.
 * Order: roots_lock is a leaf.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pthread_getattr_np */
#endif
#include "runtime/heap/heap_internal.h"

#include "runtime/error.h"

static pthread_mutex_t roots_lock = PTHREAD_MUTEX_INITIALIZER;
static heap_vector values, hooks, after_mark;

void (*rt_vm_roots_hook)(rt_thread *t, rt_marker *m);

static void add(heap_vector *v, uint64_t word) {
    pthread_mutex_lock(&roots_lock);
    if (!vector_push(v, word)) rt_fatal("no memory for the list of roots");
    pthread_mutex_unlock(&roots_lock);
}

void rt_root_add(Value *slot) { add(&values, (uint64_t)(uintptr_t)slot); }
void rt_roots_hook(void (*visit)(rt_marker *m)) { add(&hooks, (uint64_t)(uintptr_t)visit); }
void rt_after_mark_hook(void (*run)(rt_thread *t)) { add(&after_mark, (uint64_t)(uintptr_t)run); }

void roots_after_mark(rt_thread *t) {
    for (size_t i = 0; i < after_mark.count; i++)
        ((void (*)(rt_thread *))(uintptr_t)after_mark.items[i])(t);
}

/* ---- the world ---- */

static rt_world_ops ops; /* all NULL: one thread */
static _Atomic(rt_thread *)
    x_stopper;              /* who has the world stopped; relaxed: compared with oneself only */
static unsigned stop_depth; /* the stopper's */

void rt_world_ops_set(const rt_world_ops *o) { ops = *o; }

void world_stop(rt_thread *t) {
    if (load_rlx(&x_stopper) == t) {
        stop_depth++;
        return;
    }
    if (ops.stop) ops.stop(t);
    store_rlx(&x_stopper, t);
    stop_depth = 1;
}

/* Who stops the world writes without barriers. */
void rt_world_stop(rt_thread *t) {
    world_stop(t);
    rt_heap_spoil();
}

void rt_world_start(rt_thread *t) {
    assert(load_rlx(&x_stopper) == t);
    if (--stop_depth > 0) return;
    store_rlx(&x_stopper, NULL);
    if (ops.start) ops.start(t);
}

void world_poll(rt_thread *t) {
    if (ops.poll && load_rlx(&x_stopper) != t) ops.poll(t);
}

void rt_world_each(void (*visit)(rt_thread *, void *ctx), void *ctx) {
    if (ops.each_thread)
        ops.each_thread(visit, ctx);
    else
        visit(load_rlx(&x_stopper), ctx);
}

/* ---- C stacks ---- */

/* The end of the calling thread's stack. */
static const void *own_stack_high(void) {
    static thread_local const char *high;
    if (high) return high;
    pthread_attr_t attr;
    void *low;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attr) != 0 ||
        pthread_attr_getstack(&attr, &low, &size) != 0)
        rt_fatal("cannot find the bounds of the C stack");
    pthread_attr_destroy(&attr);
    high = (const char *)low + size;
    return high;
}

/* Its frame lies below that of its caller, with all that is saved there. */
[[gnu::noinline]] static void mark_callers(rt_marker *m) {
    mark_words(m, __builtin_frame_address(0), own_stack_high());
}

/* Callers' registers are in their frames once this function has saved all of them in its own. */
[[gnu::noinline]] static void mark_own_stack(rt_marker *m) {
    __builtin_unwind_init();
    mark_callers(m);
    __asm__ volatile("" ::: "memory"); /* no tail call: the frame must stay */
}

/* ---- one thread ---- */

static void mark_tail(const rt_tail *tail, rt_marker *m) {
    rt_mark(m, tail->callable);
    rt_mark(m, tail->kwnames);
    /* Words beyond the arguments in use may be old: all are looked at conservatively. */
    if (tail->args) mark_words(m, tail->args, tail->args + tail->cap);
    for (uint32_t i = 0; i < tail->nconts; i++)
        rt_mark(m, tail->conts[i].state);
}

static void log_object(void *ctx, const stm_object *o) { rt_mark_ptr(ctx, o); }
/* The address lies inside an object, often a table that its container has already replaced again: an abort stores there,
 * so the memory must not become another thread's meanwhile. */
static void log_word(void *ctx, const void *address, uint64_t old) {
    mark_word(ctx, (uint64_t)(uintptr_t)address);
    mark_word(ctx, old);
}

typedef struct walk {
    rt_thread *self;
    rt_marker *m;
} walk;

static void mark_thread(rt_thread *t, void *ctx) {
    const walk *w = ctx;
    rt_mark(w->m, t->exc);
    rt_mark(w->m, t->handled);
    mark_tail(&t->tail, w->m);
    finalize_roots(t, w->m);
    if (t->tx && !t->tx->solo) stm_tx_visit(t->tx, log_object, log_word, w->m);
    if (rt_vm_roots_hook) rt_vm_roots_hook(t, w->m);
    if (t != w->self && ops.stack_bounds) {
        const void *low = NULL, *high = NULL;
        ops.stack_bounds(t, &low, &high);
        if (low) mark_words(w->m, low, high);
    }
}

void roots_mark(rt_thread *t, rt_marker *m) {
    for (size_t i = 0; i < values.count; i++)
        rt_mark(m, *(Value *)(uintptr_t)values.items[i]);
    for (size_t i = 0; i < hooks.count; i++)
        ((void (*)(rt_marker *))(uintptr_t)hooks.items[i])(m);
    finalize_queue_roots(m);
    walk w = {t, m};
    rt_world_each(mark_thread, &w);
    mark_own_stack(m);
}
