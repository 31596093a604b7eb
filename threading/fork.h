/* fork.h - making a child process that goes on running Python. */
#ifndef KRAIT_THREADING_FORK_H
#define KRAIT_THREADING_FORK_H
#include "runtime/thread.h"
/* fork() of a process whose only thread is t, outside any transaction: the child has no thread to miss, and no lock is held that
 * nobody would release. -1: errno; EDEADLK with several threads. */
int64_t thr_fork(rt_thread *t);
#endif
