/* thread.c - the registry of threads and stop-the-world.
 *
 * Who stops whom: a thread that wants the world to stand still sets THR_STOP on all others and waits until each is STOPPED (it saw the
 * bit at a safepoint) or BLOCKED (it runs code that does not touch the heap, and will wait when it comes back).
 *
 * | operation          | excluded by the world lock                                  |
 * |--------------------|-------------------------------------------------------------|
 * | stop, start        | each other; a second stopper waits as a stopped thread      |
 * | attach, detach     | stop (a new thread waits until the world moves)             |
 * | block, unblock     | stop's look at the states                                   |
 *
 * Starting: the boot tuple is on the list `boots` until the new thread has attached itself, then in its thr_os.
 *
 * Invariants
 *   thread-1  While stopper is set and not me, I am STOPPED or BLOCKED, or on the way to my next safepoint.
 *   thread-2  A thread that is not RUNNING has its registers on its stack above stopped_at. */
#define _GNU_SOURCE /* pthread_getattr_np */
#include "threading/thread.h"

#include <stdlib.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "threading/deferred.h"

static pthread_mutex_t world = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER; /* a state, the stopper or the registry */
static rt_thread *threads;                                /* newest first */
static rt_thread *main_thread;
static rt_thread *stopper;
static uint32_t count; /* attached, and starting */
static const thr_interp *interp;

/* A thread on its way into being: between thr_start and its attachment. */
typedef struct thr_boot {
    Value boot;
    struct thr_boot *next;
} thr_boot;
static thr_boot *boots; /* world lock */
_Atomic(size_t) x_thr_stack_size;
enum { STACK_SIZE = 8 << 20 };
static thread_local rt_thread *current;

rt_thread *thr_current(void) { return current; }
rt_thread *thr_main(void) { return main_thread; }

uint32_t thr_count(void) {
    pthread_mutex_lock(&world);
    uint32_t n = count;
    pthread_mutex_unlock(&world);
    return n;
}

void thr_attention_set(rt_thread *t, uint32_t bits) { atomic_fetch_or(&t->x_attention, bits); }
void thr_attention_clear(rt_thread *t, uint32_t bits) { atomic_fetch_and(&t->x_attention, ~bits); }

/* ---- stopping ---- */
/* The caller is out of the way of the world from now; world lock held. The frame of this function lies below the caller's with
 * the registers saved there, which lie below the caller's own frame address. */
[[gnu::noinline]] static void leave_running(rt_thread *t, enum thr_state state) {
    thr_os *os = thr_os_of(t);
    os->stopped_at = __builtin_frame_address(0);
    os->state = state;
    pthread_cond_broadcast(&changed);
}

static void wait_to_run(rt_thread *t) {
    while (stopper && stopper != t)
        pthread_cond_wait(&changed, &world);
    thr_os_of(t)->state = THR_RUNNING;
}

/* Who calls this has saved the registers in its own frame, which lies above this one (thread-2). */
[[gnu::noinline]] static void stand_still(rt_thread *t) {
    pthread_mutex_lock(&world);
    if (stopper && stopper != t) {
        leave_running(t, THR_STOPPED);
        wait_to_run(t);
    }
    pthread_mutex_unlock(&world);
}

[[gnu::noinline]] void thr_poll(rt_thread *t) {
    /* relaxed: the lock below orders what follows; a stale zero only delays the stop */
    if (!(atomic_load_explicit(&t->x_attention, memory_order_relaxed) & THR_STOP)) return;
    __builtin_unwind_init(); /* registers onto the stack: the collector scans it */
    stand_still(t);
    __asm__ volatile("" ::: "memory"); /* no tail call: the frame must stay */
}

[[gnu::noinline]] static void sleep_off(rt_thread *t, void (*sleep)(void *arg), void *arg) {
    pthread_mutex_lock(&world);
    leave_running(t, THR_BLOCKED);
    pthread_mutex_unlock(&world);
    sleep(arg);
    pthread_mutex_lock(&world);
    wait_to_run(t);
    pthread_mutex_unlock(&world);
}

[[gnu::noinline]] void thr_sleep(rt_thread *t, void (*sleep)(void *arg), void *arg) {
    __builtin_unwind_init();
    sleep_off(t, sleep, arg);
    __asm__ volatile("" ::: "memory"); /* no tail call: the frame must stay */
}

[[gnu::noinline]] static Value run_off(rt_thread *t, Value (*run)(rt_thread *t, Value state),
                                       Value state) {
    pthread_mutex_lock(&world);
    leave_running(t, THR_BLOCKED);
    pthread_mutex_unlock(&world);
    Value v = run(t, state);
    pthread_mutex_lock(&world);
    wait_to_run(t);
    pthread_mutex_unlock(&world);
    return v;
}

[[gnu::noinline]] Value thr_run_blocked(rt_thread *t, Value (*run)(rt_thread *t, Value state),
                                        Value state) {
    __builtin_unwind_init();
    Value on_stack[1] = {state}; /* the collector finds it here */
    __asm__ volatile("" : : "r"(on_stack) : "memory");
    Value v = run_off(t, run, state);
    __asm__ volatile("" : : "r"(on_stack) : "memory");
    return v;
}

/* ---- the end of the program ---- */
static _Atomic(bool) x_ending; /* relaxed: seen late, a thread makes one transaction more */

void thr_others_park(void) { atomic_store_explicit(&x_ending, true, memory_order_relaxed); }

static Value sleep_for_ever(rt_thread *t, Value state) {
    (void)t, (void)state;
    for (;;)
        pause();
}

void thr_park_at_end(rt_thread *t) {
    if (atomic_load_explicit(&x_ending, memory_order_relaxed) && t != main_thread)
        (void)thr_run_blocked(t, sleep_for_ever, RT_NULL);
}

static bool all_out_of_the_way(const rt_thread *t) {
    for (const rt_thread *other = threads; other; other = other->next)
        if (other != t && thr_os_of(other)->state == THR_RUNNING) return false;
    return true;
}

[[gnu::noinline]] static void take_the_world(rt_thread *t) {
    pthread_mutex_lock(&world);
    while (stopper) { /* another stop is under way: stand still for it */
        leave_running(t, THR_STOPPED);
        wait_to_run(t);
    }
    stopper = t;
    for (rt_thread *other = threads; other; other = other->next)
        if (other != t) thr_attention_set(other, THR_STOP);
    while (!all_out_of_the_way(t))
        pthread_cond_wait(&changed, &world);
    pthread_mutex_unlock(&world);
}

static void world_stop(rt_thread *t) {
    if (thr_os_of(t)->stop_depth++) return;
    __builtin_unwind_init();
    take_the_world(t);
    __asm__ volatile("" ::: "memory");
}

static void world_start(rt_thread *t) {
    if (--thr_os_of(t)->stop_depth) return;
    pthread_mutex_lock(&world);
    for (rt_thread *other = threads; other; other = other->next)
        thr_attention_clear(other, THR_STOP);
    stopper = NULL;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&world);
}

static void each_thread(void (*visit)(rt_thread *, void *), void *ctx) {
    for (rt_thread *t = threads; t; t = t->next)
        visit(t, ctx);
}

static void stack_bounds(rt_thread *t, const void **low, const void **high) {
    const thr_os *os = thr_os_of(t);
    *low = t == current ? __builtin_frame_address(0) : os->stopped_at;
    *high = os->stack_high;
}

/* ---- coming and going ---- */
static void find_stack(thr_os *os) {
    pthread_attr_t attr;
    void *low;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attr) != 0) rt_fatal("cannot find the C stack");
    pthread_attr_getstack(&attr, &low, &size);
    pthread_attr_destroy(&attr);
    os->stack_low = low;
    os->stack_high = (char *)low + size;
}

/* An rt_thread that is not in the registry yet. NULL: no memory. */
static rt_thread *thread_new(void) {
    rt_thread *t = aligned_alloc(64, (sizeof *t + 63) / 64 * 64);
    thr_os *os = calloc(1, sizeof *os);
    stm_tx *tx = t && os ? stm_thread_attach() : NULL;
    if (!tx) {
        free(t);
        free(os);
        return NULL;
    }
    rt_thread_init(t, tx);
    t->os = os;
    os->handle = pthread_self();
    t->ident = (uint64_t)os->handle;
    find_stack(os);
    return t;
}

static void registry_add(rt_thread *t) {
    while (stopper)
        pthread_cond_wait(&changed, &world);
    t->next = threads;
    threads = t;
}

rt_thread *thr_attach(void) {
    rt_thread *t = thread_new();
    if (!t) return NULL;
    pthread_mutex_lock(&world);
    registry_add(t);
    count++;
    if (!main_thread) main_thread = t;
    pthread_mutex_unlock(&world);
    return current = t;
}

/* World lock held: one thread fewer. The last one may go back to solo mode. */
static void count_down(void) {
    if (--count == 1 && threads) thr_attention_set(threads, THR_RETURN);
    pthread_cond_broadcast(&changed);
}

void thr_detach(rt_thread *t) {
    pthread_mutex_lock(&world);
    leave_running(t, THR_BLOCKED);
    wait_to_run(t);
    for (rt_thread **at = &threads; *at; at = &(*at)->next)
        if (*at == t) {
            *at = t->next;
            break;
        }
    rt_thread_fini(t); /* under the lock: no collection runs meanwhile */
    pthread_mutex_unlock(&world);
    if (t->vm)
        interp->thread_fini(
            t); /* only now: the collector reads the stacks of all that are registered */
    stm_thread_detach(t->tx);
    current = NULL;
    thr_deferred_free(t);
    free(t->os);
    free(t);
    pthread_mutex_lock(&world);
    count_down();
    pthread_mutex_unlock(&world);
}

/* ---- starting ---- */
/* The boot leaves the list; world lock held. */
static void boot_remove(thr_boot *b) {
    for (thr_boot **at = &boots; *at; at = &(*at)->next)
        if (*at == b) {
            *at = b->next;
            return;
        }
}

static void *thread_main(void *arg) {
    thr_boot *b = arg;
    rt_thread *t = thread_new();
    if (!t) rt_fatal("no memory for a thread");
    bool ok = interp->thread_init(t);
    if (!ok) rt_fatal("no memory for the stacks of a thread");
    interp->mode_set(t, true);
    pthread_mutex_lock(&world);
    registry_add(t);
    Value boot = thr_os_of(t)->boot = b->boot;
    boot_remove(b);
    pthread_mutex_unlock(&world);
    current = t;
    free(b);
    interp->run(t, boot);
    thr_detach(t);
    return NULL;
}

static void solo_leave(rt_thread *t) {
    if (!t->tx->solo) return;
    rt_heap_spoil();
    stm_solo_leave(t->tx);
    interp->mode_set(t, true);
    /* in the middle of a nested loop there is no checkpoint to go back to */
    if (stm_active(t->tx) && !stm_irrevocable(t->tx, 0))
        rt_fatal("the first transaction cannot be made irrevocable");
}

bool thr_alone(const rt_thread *t) {
    pthread_mutex_lock(&world);
    bool alone = count == 1 && threads == t;
    pthread_mutex_unlock(&world);
    return alone;
}

void thr_solo_enter(rt_thread *t) {
    thr_attention_clear(t, THR_RETURN);
    if (!stm_solo_enter(t->tx)) rt_fatal("solo mode between transactions");
    interp->mode_set(t, false);
}

/* The list of boots is changed while nobody marks. */
static thr_boot *boot_add(rt_thread *t, Value tuple) {
    thr_boot *b = malloc(sizeof *b);
    if (!b) return NULL;
    pthread_mutex_lock(&world);
    while (stopper && stopper != t)
        pthread_cond_wait(&changed, &world);
    *b = (thr_boot){tuple, boots};
    boots = b;
    count++;
    pthread_mutex_unlock(&world);
    return b;
}

static void boot_drop(thr_boot *b) {
    pthread_mutex_lock(&world);
    boot_remove(b);
    count_down();
    pthread_mutex_unlock(&world);
    free(b);
}

uint64_t thr_start(rt_thread *t, Value tuple) {
    pthread_t handle;
    pthread_attr_t attr;
    size_t size = atomic_load_explicit(&x_thr_stack_size, memory_order_relaxed);
    thr_boot *b = boot_add(t, tuple);
    if (!b) return 0;
    solo_leave(t);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    bool ok = pthread_attr_setstacksize(&attr, size ? size : STACK_SIZE) == 0 &&
              pthread_create(&handle, &attr, thread_main, b) == 0;
    pthread_attr_destroy(&attr);
    if (ok) return (uint64_t)handle;
    boot_drop(b);
    return 0;
}

static void mark_thread(rt_thread *t, void *m) {
    const thr_os *os = thr_os_of(t);
    rt_mark(m, os->boot);
    rt_mark(m, os->sentinel);
    rt_mark(m, os->locals);
    thr_locks_mark(t, m);
}

static void mark_roots(rt_marker *m) {
    for (const thr_boot *b = boots; b; b = b->next)
        rt_mark(m, b->boot);
    each_thread(mark_thread, m);
}

void thr_init(const thr_interp *i) {
    static const rt_world_ops ops = {.stop = world_stop,
                                     .start = world_start,
                                     .each_thread = each_thread,
                                     .stack_bounds = stack_bounds,
                                     .poll = thr_poll};
    rt_world_ops_set(&ops);
    rt_roots_hook(mark_roots);
    interp = i;
}
