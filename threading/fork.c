/* fork.c - see fork.h. Owns: nothing. */
#include "threading/fork.h"

#include <errno.h>
#include <unistd.h>

#include "threading/thread.h"

int64_t thr_fork(rt_thread *t) {
    if (thr_alone(t)) return fork();
    errno = EDEADLK;
    return -1;
}
