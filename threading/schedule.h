/* schedule.h - how long a transaction lasts, and what a thread does between two. */
#ifndef KRAIT_THREADING_SCHEDULE_H
#define KRAIT_THREADING_SCHEDULE_H
#include "runtime/thread.h"
/* Back-edges and calls that the transaction about to run may spend. */
int64_t thr_fuel(rt_thread *t);
void thr_fuel_set(int64_t fuel); /* -X fuel: the same for all; 0: adaptive */
/* After a commit: runs what was deferred to it. After an abort: drops it. */
void thr_committed(rt_thread *t);
void thr_aborted(rt_thread *t);
/* Signals, pending calls, finalizers: at the beginning of a transaction. RT_NULL: an exception is pending; may return RT_TAIL
 * for a call that is to be made before the program goes on. */
Value thr_attention_tail(rt_thread *t);
#endif
