/* schedule.h - how long a transaction lasts, and what a thread does between two. */
#ifndef KRAIT_THREADING_SCHEDULE_H
#define KRAIT_THREADING_SCHEDULE_H
#include "runtime/thread.h"
/* Back-edges and calls that the transaction about to run may spend. */
int64_t thr_fuel(rt_thread *t);
/* After a commit: runs what was deferred to it. After an abort: drops it. */
void thr_committed(rt_thread *t);
void thr_aborted(rt_thread *t);
/* Safepoint: waits while the world is stopped. */
void thr_poll(rt_thread *t);
/* Around code that runs outside any transaction and does not touch the heap: the world may stop meanwhile. */
void thr_block(rt_thread *t);
void thr_unblock(rt_thread *t);
/* Signals, pending calls, finalizers: at the beginning of a transaction. False: an exception is pending. */
[[nodiscard]] bool thr_handle_attention(rt_thread *t);
#endif
