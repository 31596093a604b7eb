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

static _Atomic(uint64_t) x_pending; /* bit signum - 1 */
static uint64_t
    taken; /* of the transaction in flight in the main thread, which alone touches it: its abort gives them back */
static _Atomic(int) x_wakeup_fd = -1; /* set_wakeup_fd */
static _Atomic(bool) x_wakeup_warns;
static _Atomic(int)
    x_wakeup_error; /* errno of a write to it that failed and that nobody was told of; 0: none */
Value (*thr_signal_hook)(rt_thread *t, int signum);

static uint64_t bit_of(int signum) { return UINT64_C(1) << (signum - 1); }

/* Wakes the main thread if it sleeps on a lock: whoever is about to sleep sees the changed word. */
static void wake_main(rt_thread *main) {
    _Atomic(uint32_t) *parked =
        atomic_load(&thr_os_of(main)->x_parked); /* pairs-with: sleep_on (lock.c) */
    if (!parked) return;
    atomic_fetch_add(parked, 1);
    syscall(SYS_futex, parked, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

int thr_signal_wakeup(int fd, bool warns) {
    atomic_store(&x_wakeup_warns, warns);
    return atomic_exchange(&x_wakeup_fd, fd);
}

static void write_wakeup(int signum) {
    int fd = atomic_load(&x_wakeup_fd);
    unsigned char byte = (unsigned char)signum;
    if (fd < 0 || write(fd, &byte, 1) == 1) return;
    if (atomic_load(&x_wakeup_warns) || (errno != EAGAIN && errno != EWOULDBLOCK))
        atomic_store(&x_wakeup_error, errno);
}

void thr_signal_simulate(int signum) {
    rt_thread *main = thr_main();
    atomic_fetch_or(&x_pending, bit_of(signum));
    write_wakeup(signum);
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

void thr_signals_committed(const rt_thread *t) {
    if (t == thr_main()) taken = 0;
}

void thr_signals_aborted(rt_thread *t) {
    if (t != thr_main() || !taken) return;
    atomic_fetch_or(&x_pending, taken);
    taken = 0;
    thr_attention_set(t, THR_SIGNAL);
}

bool thr_signals_pending(void) { return atomic_load(&x_pending) != 0; }

/* The lowest signal that has come in, off the list; 0: none. */
static int take_signal(rt_thread *t) {
    uint64_t pending = atomic_load(&x_pending);
    if (!pending) {
        thr_attention_clear(t, THR_SIGNAL);
        pending = atomic_load(&x_pending); /* one may have come between the two */
        if (!pending) return 0;
        thr_attention_set(t, THR_SIGNAL);
    }
    int signum = __builtin_ctzll(pending) + 1;
    atomic_fetch_and(&x_pending, ~bit_of(signum));
    if (!t->tx->solo) taken |= bit_of(signum);
    return signum;
}

static Value run_next(rt_thread *t, Value result, Value state) {
    (void)result, (void)state;
    return thr_signals_run_tail(t);
}

static Value report_wakeup_error(rt_thread *t, int err) {
    (void)rt_raise_os_error(t, err, RT_NULL);
    if (!rt_exception_pending(t) || !rt_unraisable_hook) return RT_NULL;
    Value args[] = {rt_exception_take(t)};
    return rt_tail_prelude(t, "signal_wakeup_failed", args, 1);
}

static Value interrupt(rt_thread *t) {
    Value exc = rt_exception_new(t, &rt_exc_KeyboardInterrupt, NULL, 0);
    return rt_is_null(exc) ? exc : rt_raise_object(t, exc);
}

Value thr_signals_run_tail(rt_thread *t) {
    for (;;) {
        int err = atomic_exchange(&x_wakeup_error, 0);
        if (err) return rt_then(t, report_wakeup_error(t, err), run_next, RT_NULL);
        int signum = take_signal(t);
        if (!signum) return RT_NONE;
        Value done = thr_signal_hook ? thr_signal_hook(t, signum) : RT_EMPTY;
        if (!rt_is_empty(done)) return rt_then(t, done, run_next, RT_NULL);
        if (signum == SIGINT) return interrupt(t);
    }
}
