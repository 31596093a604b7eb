/* schedule.h - how long a transaction lasts, and what a thread does between two. */
#ifndef KRAIT_THREADING_SCHEDULE_H
#define KRAIT_THREADING_SCHEDULE_H
#include "runtime/thread.h"

/* Fuel, some microseconds: ten times what it costs when an object's cache lines go from one core to another. */
enum { THR_WORTH_A_HAND_OVER = 64 };

/* Back-edges and calls that the transaction about to run may spend. */
int64_t thr_fuel(rt_thread *t);
void thr_fuel_set(int64_t fuel); /* -X fuel: the same for all; 0: adaptive */
/* The transaction has acquired something that others lately had to wait for (stm_config.contended): it should end once it is out of
 * its elided locks. */
void thr_contended(stm_tx *tx, void *user);
/* The outermost lock has been released: the same, if it was put off until now. */
void thr_contended_released(rt_thread *t);
/* Others wait (t->hurry): of `given` fuel, `left` is left. What is left from now on: none, unless the transaction has done so little that to
 * hand things over would cost more than to go on. */
static inline int64_t thr_fuel_in_a_hurry(rt_thread *t, int64_t given, int64_t left) {
    t->hurry = false;
    return given - left >= THR_WORTH_A_HAND_OVER ? 0 : left;
}
/* After a commit: runs what was deferred to it. After an abort: drops it. */
void thr_committed(rt_thread *t);
void thr_aborted(rt_thread *t);
/* Signals, pending calls, finalizers: at the beginning of a transaction. RT_NULL: an exception is pending; may return RT_TAIL
 * for a call that is to be made before the program goes on. */
Value thr_attention_tail(rt_thread *t);
#endif
