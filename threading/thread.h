/* thread.h - OS threads that run Python, and how one of them stops all others.
 *
 * Owns: the registry of threads, thr_os, the bits of rt_thread.x_attention.
 * Order: world lock, then nothing: no other lock is taken while it is held. */
#ifndef KRAIT_THREADING_THREAD_H
#define KRAIT_THREADING_THREAD_H

#include <pthread.h>

#include "runtime/thread.h"

enum thr_attention {
    THR_STOP = 1,    /* somebody wants the world to stand still */
    THR_SIGNAL = 2,  /* a signal has come in (main thread) */
    THR_PENDING = 4, /* finalizers and weak reference callbacks are queued */
    THR_RETURN = 8,  /* the mode has changed: end the transaction soon */
};

/* Where a thread is, as far as stopping the world goes; changed by its owner under the world lock. */
enum thr_state { THR_RUNNING, THR_STOPPED, THR_BLOCKED };

typedef struct thr_os {
    pthread_t handle;
    const void *stack_low, *stack_high;  /* of the C stack; high is where scanning ends */
    const void *stopped_at;              /* stack pointer when it stopped or blocked */
    enum thr_state state;                /* world lock */
    unsigned stop_depth;                 /* nested rt_world_stop of the owner */
    int64_t fuel;                        /* schedule.c */
} thr_os;
static inline thr_os *thr_os_of(const rt_thread *t) { return (thr_os *)t->os; }

/* Registers the world operations with the runtime. Once, before any thread is attached. */
void thr_init(void);
/* Makes the calling OS thread a Python thread: its stm descriptor, allocator, registry entry. It is running (not blocked) and has no
 * transaction. NULL: out of memory. */
[[nodiscard]] rt_thread *thr_attach(void);
/* The opposite; no transaction may be in flight. Frees t. */
void thr_detach(rt_thread *t);
rt_thread *thr_current(void); /* of the calling OS thread; NULL if it is not attached */
uint32_t thr_count(void);     /* attached threads */
rt_thread *thr_main(void);

void thr_attention_set(rt_thread *t, uint32_t bits);   /* any thread, signal handlers too */
void thr_attention_clear(rt_thread *t, uint32_t bits);

/* Runs code that does not touch the heap while the world may stop around it. */
Value thr_run_blocked(rt_thread *t, Value (*run)(rt_thread *t, Value state), Value state);
/* Safepoint: waits while the world is stopped. Inside or outside a transaction. */
void thr_poll(rt_thread *t);

#endif
