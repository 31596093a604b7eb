/* signal.h - signals reach Python in the main thread, at a safepoint or when a blocking call is interrupted.
 *
 * Owns: the set of signals that have come in, and the handler at the level of the operating system. */
#ifndef KRAIT_THREADING_SIGNAL_H
#define KRAIT_THREADING_SIGNAL_H
#include "runtime/thread.h"

/* SIGINT becomes KeyboardInterrupt. Once, from the main thread. */
void thr_signals_init(void);
/* Has the operating system report signum to us (signal.signal). errno or 0. */
[[nodiscard]] int thr_signal_watch(int signum);
/* As if signum had come in. */
void thr_signal_simulate(int signum);
/* Every signal that comes in is also written to fd as one byte (-1: not). warns: a full buffer is an error as well. The old fd. */
int thr_signal_wakeup(int fd, bool warns);
/* The transaction in flight of t has ended: the signals that it took are done with, or come in again. */
void thr_signals_committed(const rt_thread *t);
void thr_signals_aborted(rt_thread *t);
/* Has a signal come in that nothing has been done about yet? */
bool thr_signals_pending(void);
/* Runs what the program wants done about the signals that have come in: main thread. None; RT_NULL: raised; may return RT_TAIL. */
Value thr_signals_run_tail(rt_thread *t);
/* What is done about one signal: the module _signal calls the program's handler and may return RT_TAIL. NULL or RT_EMPTY as the
 * answer: the default, which for SIGINT is KeyboardInterrupt and for others nothing. */
extern Value (*thr_signal_hook)(rt_thread *t, int signum);
#endif
