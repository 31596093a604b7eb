/* deferred.h - what a transaction does to the world outside the heap: after its commit, in order, or not at all.
 *
 * Owns: each thread's list of deferred actions and its buffer of output (thr_os.deferred).
 * Invariants
 *   deferred-1  Nothing of an attempt that aborts is ever seen outside.
 *   deferred-2  Output of different transactions appears in the order of their commits.
 *   deferred-3  An error of a deferred write is kept until thr_write_error or thr_write returns it; it is never lost. */
#ifndef KRAIT_THREADING_DEFERRED_H
#define KRAIT_THREADING_DEFERRED_H

#include "runtime/thread.h"

/* Runs run(t, data) after the commit of the transaction in flight, in the order given, between two transactions (data in the heap
 * must be in the transaction's logs: the collector does not look here). Dropped if it aborts. In solo mode: now. */
void thr_defer(rt_thread *t, void (*run)(rt_thread *t, void *data), void *data);

/* Writes all n bytes to the file descriptor: now where the transaction cannot abort (solo mode, irrevocable), otherwise after its
 * commit. For standard output and error and terminals; other files are written by rt_tail_outside. Returns 0, or the errno of this write,
 * or that of an earlier deferred one to fd which nobody was told of yet (then nothing is written). *done: how many bytes are written or
 * will be, where it fails. The bytes are copied. */
[[nodiscard]] int thr_write(rt_thread *t, int fd, const void *bytes, size_t n, size_t *done);
/* Ends the process with `status`, an int, once all output of committed transactions is written, also that of other threads whose
 * commit could be seen before. Does not return. While blocked: through thr_run_blocked or rt_tail_outside. */
Value thr_exit(rt_thread *t, Value status);
/* The errno of a deferred write to fd that failed, then forgotten; 0: none. For flush and close. */
int thr_write_error(int fd);
/* True: the transaction in flight has output to fd that is not written yet. */
bool thr_write_pending(const rt_thread *t, int fd);

/* ---- for schedule.c and interp/transaction.c ---- */
typedef struct thr_deferred thr_deferred;
/* Commits the transaction in flight with all that hangs on it: elided locks that are still held are materialised, output is written,
 * actions run. false: conflict, to be aborted. No transaction is in flight after true. */
[[nodiscard]] bool thr_commit(rt_thread *t);
/* Aborts it and drops all that. */
void thr_abort(rt_thread *t);
/* The transaction has become irrevocable: what was deferred so far is done now. */
void thr_deferred_now(rt_thread *t);
void thr_deferred_free(rt_thread *t);
#endif
