/* lock.h - the locks of scripts, and their elision.
 *
 * A lock is one granule: who holds it, how often. Three ways to hold it:
 *   elided    nothing is written: the lock was read as free, and the section runs within this transaction. Whoever acquires it for
 *             real before this transaction commits, changes what it has read: it aborts.
 *   real      the lock says so: written in a transaction that has committed, or is going to.
 *   solo      with one thread there is nothing to elide: plain state changes.
 * An elided lock that is still held when its transaction ends is materialised: made real in that transaction (thr_locks_settle).
 *
 * Owns: thr_lock, thr_os.elided, thr_os.real.
 * Invariants
 *   lock-1  No thread blocks on a lock inside a transaction that could end: it ends it first.
 *   lock-2  Waiters are woken only after a release has committed.
 *   lock-3  A thread that holds a real lock keeps its age from transaction to transaction until it has released it.
 *   lock-4  Between two transactions no lock is elided. */
#ifndef KRAIT_THREADING_LOCK_H
#define KRAIT_THREADING_LOCK_H

#include "runtime/heap/heap.h"

typedef struct thr_lock {
    rt_object hdr;
    rt_field x_owner;            /* ident of the thread that acquired it, 0: free */
    rt_field x_count;            /* how often, for RLock */
    _Atomic(uint32_t) x_changes; /* committed releases; what waiters sleep on */
    _Atomic(uint32_t) x_waiters; /* sleeping, or about to */
} thr_lock;

typedef struct thr_elided {
    thr_lock *lock;
    uint64_t count;
} thr_elided;

enum { THR_ELIDED_MAX = 8, THR_REAL_MAX = 8, THR_HEAT_LOCKS = 64 };

extern rt_type thr_lock_type, thr_rlock_type;
static inline thr_lock *thr_as_lock(Value v) { return (thr_lock *)rt_obj(v); }
[[nodiscard]] Value thr_lock_new(rt_thread *t);

enum { THR_FOR_EVER = -1, THR_AT_ONCE = 0 };
/* Acquires l. until: THR_FOR_EVER, THR_AT_ONCE or a monotonic time in ns. True, or False where the time is up. May return RT_TAIL. */
Value thr_lock_acquire_tail(rt_thread *t, thr_lock *l, int64_t until);
/* Releases it. RuntimeError if it is not held (RLock: by this thread). */
[[nodiscard]] bool thr_lock_release(rt_thread *t, thr_lock *l);
/* *held: by anyone, as this transaction sees it. false: conflict. */
[[nodiscard]] bool thr_lock_held(rt_thread *t, thr_lock *l, bool *held);

/* Before a commit: makes real what is elided and still held. false: conflict. */
[[nodiscard]] bool thr_locks_settle(rt_thread *t);
/* After an abort: the attempt held nothing. */
void thr_locks_forget(rt_thread *t);
/* After a commit. */
void thr_locks_committed(rt_thread *t);
/* An elided lock is held, and its section may still be given some time before the transaction is split. */
bool thr_locks_extend(rt_thread *t);
void thr_locks_mark(rt_thread *t, rt_marker *m);
#endif
