/* schedule.c - the length of transactions.
 *
 * A boundary costs some 11 ns, a first touch after it 5 to 11 ns an object, so length matters little above a few thousand instructions; it is
 * cut for contention only: halved by each abort of a thread, grown again by an eighth with each commit.
 * Owns: the fuel of each thread (thr_os.fuel). Threads: the owner. */
#include "threading/schedule.h"

#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "threading/signal.h"
#include "threading/thread.h"

enum { FUEL_MAX = 10000, FUEL_MIN = 1 };

static _Atomic(int64_t) x_fixed; /* -X fuel */

void thr_fuel_set(int64_t fuel) { atomic_store(&x_fixed, fuel); }

int64_t thr_fuel(rt_thread *t) {
    int64_t fixed = atomic_load_explicit(&x_fixed, memory_order_relaxed); /* set once at start-up */
    if (fixed) return fixed - 1;
    thr_os *os = thr_os_of(t);
    if (!os->fuel) os->fuel = FUEL_MAX;
    return os->fuel;
}

void thr_contended(stm_tx *tx, void *user) {
    (void)user;
    rt_thread *t = tx->user;
    if (!t) return;
    thr_os *os = thr_os_of(t);
    if (os->nelided == 0)
        t->hurry = true;
    else
        os->contended = true;
}

void thr_contended_released(rt_thread *t) {
    thr_os *os = thr_os_of(t);
    if (os->contended) t->hurry = true;
    os->contended = false;
}

static void calm(rt_thread *t) { t->hurry = thr_os_of(t)->contended = false; }

void thr_committed(rt_thread *t) {
    thr_signals_committed(t);
    calm(t);
    thr_os *os = thr_os_of(t);
    os->fuel += os->fuel / 8 + 1;
    if (os->fuel > FUEL_MAX) os->fuel = FUEL_MAX;
}

void thr_aborted(rt_thread *t) {
    thr_signals_aborted(t);
    calm(t);
    thr_os *os = thr_os_of(t);
    os->fuel /= 2;
    if (os->fuel < FUEL_MIN) os->fuel = FUEL_MIN;
}

static Value pending_next(rt_thread *t, Value result, Value state) {
    (void)result, (void)state;
    return rt_pending_any() ? rt_pending_run_tail(t) : RT_NONE;
}

Value thr_attention_tail(rt_thread *t) {
    if (t != thr_main()) return RT_NONE;
    Value v = RT_NONE;
    if (atomic_load_explicit(&t->x_attention, memory_order_relaxed) & THR_SIGNAL)
        v = thr_signals_run_tail(t);
    return rt_then(t, v, pending_next, RT_NONE);
}
