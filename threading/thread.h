/* thread.h - OS threads that run Python, and how one of them stops all others.
 *
 * Owns: the registry of threads, thr_os, the bits of rt_thread.x_attention.
 * Order: world lock, then heap_lock (runtime/heap/), when a thread leaves. */
#ifndef KRAIT_THREADING_THREAD_H
#define KRAIT_THREADING_THREAD_H

#include <pthread.h>

#include "runtime/thread.h"
#include "threading/lock.h"

#define THR_TIMEOUT_MAX 9223372036.0 /* seconds that a wait may last */

enum thr_attention {
    THR_STOP = 1,    /* somebody wants the world to stand still */
    THR_SIGNAL = 2,  /* a signal has come in (main thread) */
    THR_PENDING = 4, /* finalizers and weak reference callbacks are queued */
    THR_RETURN = 8,  /* the mode has changed: end the transaction soon */
};

/* Where a thread is, as far as stopping the world goes; changed by its owner under the world lock. */
enum thr_state { THR_RUNNING, THR_STOPPED, THR_BLOCKED };

/* What the C side knows of a thread beyond rt_thread; by owner: world lock or world stopped, then the thread itself. */
typedef struct thr_os {
    pthread_t handle;
    const void *stack_low, *stack_high; /* of the C stack; high is where scanning ends */
    const void *stopped_at;             /* stack pointer when it stopped or blocked */
    enum thr_state state;               /* world lock */
    unsigned stop_depth;                /* nested rt_world_stop of the owner */
    Value boot; /* (function, args, kwargs) on the way into the thread, RT_NULL: none */

    int64_t fuel;                  /* schedule.c */
    bool contended;                /* schedule.c: to hurry once it is out of its elided locks */
    struct thr_deferred *deferred; /* deferred.c; NULL: nothing ever */

    /* lock.c */
    thr_elided elided[THR_ELIDED_MAX];
    uint32_t nelided, extensions;
    const thr_lock *last_elided; /* of this attempt, NULL: none; only compared */
    uint16_t
        lock_heat[THR_HEAT_LOCKS]; /* by a hash of the lock: uses for which it stays contended */
    thr_lock *real[THR_REAL_MAX],
        *real_before[THR_REAL_MAX]; /* before: when the transaction began */
    uint32_t nreal, nreal_before;
    uint32_t park_seen; /* for the sleep to come */
    int64_t park_until;
    _Atomic(_Atomic(uint32_t) *) x_parked; /* what it sleeps on; read by the signal handler */

    /* _thread */
    Value sentinel; /* lock to be released when the thread ends, RT_NULL: none */
    Value locals;   /* dict of _local contents by their number, RT_NULL until used */
} thr_os;
static inline thr_os *thr_os_of(const rt_thread *t) { return (thr_os *)t->os; }

/* What interp/ does for threads; registered once at start. */
typedef struct thr_interp {
    bool (*thread_init)(rt_thread *t); /* gives it stacks; false: no memory */
    void (*thread_fini)(rt_thread *t);
    void (*mode_set)(rt_thread *t, bool parallel); /* which handlers it runs */
    /* Calls boot[0](*boot[1], **boot[2]) and everything it calls. No transaction is in flight before and after. */
    void (*run)(rt_thread *t, Value boot);
} thr_interp;

/* Registers the world operations with the runtime. Once, before any thread is attached. */
void thr_init(const thr_interp *interp);
/* Makes the calling OS thread a Python thread: its stm descriptor, allocator, registry entry. It is running (not blocked) and has no
 * transaction. NULL: out of memory. */
[[nodiscard]] rt_thread *thr_attach(void);
/* The opposite; no transaction may be in flight. Frees t. */
void thr_detach(rt_thread *t);
rt_thread *thr_current(void); /* of the calling OS thread; NULL if it is not attached */
uint32_t thr_count(void);     /* attached threads, and those about to be */
rt_thread *thr_main(void);

/* Starts an OS thread that runs boot, a tuple (function, args, kwargs), and ends solo mode first. Its ident; 0: it cannot be started. The
 * caller has no transaction in flight, or one that it must not end (then that becomes irrevocable). Blocked or running. */
uint64_t thr_start(rt_thread *t, Value boot);
extern _Atomic(size_t) x_thr_stack_size; /* of threads to be started; 0: 8 MiB. relaxed */
/* True: t is the only thread there is and will be until it starts another. */
bool thr_alone(const rt_thread *t);
/* Goes back to solo mode: t is alone and has no transaction in flight. */
void thr_solo_enter(rt_thread *t);

void thr_attention_set(rt_thread *t, uint32_t bits); /* any thread, signal handlers too */
void thr_attention_clear(rt_thread *t, uint32_t bits);

/* Runs code that does not touch the heap while the world may stop around it. */
Value thr_run_blocked(rt_thread *t, Value (*run)(rt_thread *t, Value state), Value state);
/* Inside a transaction that waits for another: calls sleep(arg), which touches no object, while the world may stop around it. */
void thr_sleep(rt_thread *t, void (*sleep)(void *arg), void *arg);
/* From now on every thread but the main one stops for ever where its next transaction would begin: the program is at its end. */
void thr_others_park(void);
void thr_park_at_end(rt_thread *t); /* between two transactions; returns only if t may go on */
/* Safepoint: waits while the world is stopped. Inside or outside a transaction. */
void thr_poll(rt_thread *t);
/* The transaction may end here: no C frame and no atomic block hangs on it. */
static inline bool thr_may_split(const rt_thread *t) {
    return t->c_depth == 1 && t->atomic_depth == 0;
}

#endif
