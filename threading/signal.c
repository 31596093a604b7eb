/* signal.c - see signal.h. Threads: the handler runs in any thread, and touches only atomics. */
#define _GNU_SOURCE
#include "threading/signal.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/exception.h"
#include "threading/thread.h"

static _Atomic(uint64_t) x_pending; /* bit signum */
Value (*thr_signal_hook)(rt_thread *t, int signum);

/* Wakes the main thread if it sleeps on a lock: whoever is about to sleep sees the changed word. */
static void wake_main(rt_thread *main) {
    _Atomic(uint32_t) *parked =
        atomic_load(&thr_os_of(main)->x_parked); /* pairs-with: sleep_on (lock.c) */
    if (!parked) return;
    atomic_fetch_add(parked, 1);
    syscall(SYS_futex, parked, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

void thr_signal_simulate(int signum) {
    rt_thread *main = thr_main();
    atomic_fetch_or(&x_pending, UINT64_C(1) << signum);
    thr_attention_set(main, THR_SIGNAL);
    wake_main(main);
}

static void handler(int signum) {
    int saved = errno;
    rt_thread *main = thr_main();
    if (pthread_equal(pthread_self(), thr_os_of(main)->handle))
        thr_signal_simulate(signum);
    else
        pthread_kill(thr_os_of(main)->handle, signum); /* its blocking call is to be interrupted */
    errno = saved;
}

int thr_signal_watch(int signum) {
    struct sigaction action = {.sa_handler = handler}; /* no SA_RESTART: blocking calls return */
    sigemptyset(&action.sa_mask);
    return sigaction(signum, &action, NULL) == 0 ? 0 : errno;
}

void thr_signals_init(void) {
    struct sigaction old;
    if (sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        (void)!thr_signal_watch(SIGINT);
    struct sigaction ignore = {.sa_handler =
                                   SIG_IGN}; /* writing to a closed pipe is an error, not the end */
    (void)sigaction(SIGPIPE, &ignore, NULL);
}

static Value run_next(rt_thread *t, Value result, Value state) {
    (void)result, (void)state;
    return thr_signals_run_tail(t);
}

Value thr_signals_run_tail(rt_thread *t) {
    uint64_t pending = atomic_load(&x_pending);
    if (!pending) {
        thr_attention_clear(t, THR_SIGNAL);
        if (!atomic_load(&x_pending)) return RT_NONE; /* none came between the two */
        thr_attention_set(t, THR_SIGNAL);
        return thr_signals_run_tail(t);
    }
    int signum = __builtin_ctzll(pending);
    atomic_fetch_and(&x_pending, ~(UINT64_C(1) << signum));
    Value done = thr_signal_hook ? thr_signal_hook(t, signum) : RT_EMPTY;
    if (!rt_is_empty(done)) return rt_then(t, done, run_next, RT_NULL);
    if (signum != SIGINT) return thr_signals_run_tail(t);
    Value exc = rt_exception_new(t, &rt_exc_KeyboardInterrupt, NULL, 0);
    return rt_is_null(exc) ? exc : rt_raise_object(t, exc);
}
