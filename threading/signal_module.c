/* signal_module.c - the module _signal.
 *
 * The handlers are the items of one list, so that an abort takes back what an attempt put there. What is asked of the operating
 * system happens between two transactions, after the list has been committed.
 * Owns: the list of handlers. Threads: any may ask; the main thread sets handlers and runs them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/modules/arguments.h"
#include "runtime/modules/request.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/set.h"
#include "runtime/objects/str.h"
#include "runtime/objects/structseq.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"
#include "threading/signal.h"
#include "threading/thread.h"
#include "threading/thread_module.h"

enum { SIGNALS = 65, DEFAULT = 0, IGNORE = 1 };

static Value handlers, itimer_error, siginfo_type; /* list of SIGNALS items; types */

static const char *const siginfo_fields[] = {"si_signo", "si_code",   "si_errno", "si_pid",
                                             "si_uid",   "si_status", "si_band",  NULL};
static const rt_structseq_def siginfo_def = {
    "signal.struct_siginfo", siginfo_fields, 7,
    "struct_siginfo: Result from sigwaitinfo or sigtimedwait.\n\n"
    "This object may be accessed either as a tuple of\n"
    "(si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_band),\n"
    "or via the attributes si_signo, si_code, and so on.",
    false};

static bool signum_arg(rt_thread *t, Value v, int *out) {
    int64_t n;
    if (!rt_arg_int(t, v, &n)) return false;
    *out = (int)n;
    if (n >= 1 && n < SIGNALS) return true;
    (void)rt_raise_value_error(t, "signal number out of range");
    return false;
}

/* ---- requests ---- */

static Value failed(rt_thread *t, Value result) {
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? rt_raise_os_error(t, (int)-n, RT_NULL) : result;
}
/* state, where the call went well */
static Value answer(rt_thread *t, Value result, Value state) {
    return rt_is_null(failed(t, result)) ? RT_NULL : state;
}
static Value answer_after_signals(rt_thread *t, Value none, Value state) {
    return (void)t, (void)none, state;
}
/* A signal may have come in: its handler runs before the answer is given. */
static Value answer_and_attend(rt_thread *t, Value result, Value state) {
    if (rt_is_null(failed(t, result))) return RT_NULL;
    return rt_then(t, rt_signals_hook(t), answer_after_signals, state);
}

static rt_request *request(rt_thread *t, int64_t (*call)(rt_request *), int64_t a, int64_t b) {
    rt_request *r = rt_request_new(t, call, NULL, NULL, 2 * sizeof(sigset_t));
    if (r) r->i[0] = a, r->i[1] = b;
    return r;
}
static Value go(rt_thread *t, rt_request *r, rt_cont then, Value state) {
    return r ? rt_then(t, rt_request_tail(t, r), then, state) : RT_NULL;
}
/* The sets in and out of a request. */
static sigset_t *set_in(rt_request *r) { return (sigset_t *)(void *)r->data; }
static sigset_t *set_out(rt_request *r) { return set_in(r) + 1; }

/* ---- handlers ---- */

static Value call_handler(rt_thread *t, int signum) {
    Value handler = rt_list_get(t, handlers, signum);
    if (rt_is_null(handler)) return handler;
    if (rt_is_none(handler) || rt_is_imm_int(handler)) return RT_NONE;
    Value args[] = {handler, rt_imm_int(signum)};
    return rt_tail_prelude(t, "signal_call", args, 2);
}

static Value default_int_handler(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    Value exc = rt_exception_new(t, &rt_exc_KeyboardInterrupt, NULL, 0);
    return rt_is_null(exc) ? exc : rt_raise_object(t, exc);
}

static int64_t call_watch(rt_request *r) {
    int err;
    if (r->i[1] > IGNORE)
        err = thr_signal_watch((int)r->i[0]);
    else {
        struct sigaction action = {.sa_handler = r->i[1] == IGNORE ? SIG_IGN : SIG_DFL};
        err = sigaction((int)r->i[0], &action, NULL) < 0 ? errno : 0;
    }
    errno = err;
    return err ? -1 : 0;
}

/* state: (signum, old handler) */
static Value watched(rt_thread *t, Value result, Value state) {
    Value old = rt_tuple_at(state, 1);
    if (rt_imm_int_get(result) >= 0) return old;
    return rt_list_set(t, handlers, rt_imm_int_get(rt_tuple_at(state, 0)), old)
               ? rt_raise_os_error(t, (int)-rt_imm_int_get(result), RT_NULL)
               : RT_NULL;
}

static Value signal_set(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int signum;
    int64_t kind = IGNORE + 1;
    if (t != thr_main())
        return rt_raise_value_error(t, "signal only works in main thread of the main interpreter");
    if (!signum_arg(t, args[0], &signum)) return RT_NULL;
    if (rt_is_int(args[1]) && rt_int_get(args[1], &kind) && (kind == DEFAULT || kind == IGNORE))
        args[1] = rt_imm_int(kind);
    else if (!rt_type_of(args[1])->slots.call)
        return rt_raise_type_error(
            t, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    Value old = rt_list_get(t, handlers, signum);
    Value state = rt_is_null(old) ? old : rt_tuple_pack2(t, rt_imm_int(signum), old);
    if (rt_is_null(state) || !rt_list_set(t, handlers, signum, args[1])) return RT_NULL;
    return go(t, request(t, call_watch, signum, rt_is_imm_int(args[1]) ? kind : IGNORE + 1),
              watched, state);
}

static Value signal_getsignal(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int signum;
    return signum_arg(t, args[0], &signum) ? rt_list_get(t, handlers, signum) : RT_NULL;
}

static int64_t call_siginterrupt(rt_request *r) {
    struct sigaction action;
    if (sigaction((int)r->i[0], NULL, &action) < 0) return -1;
    action.sa_flags = r->i[1] ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
    return sigaction((int)r->i[0], &action, NULL);
}
static Value signal_siginterrupt(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int signum;
    bool on;
    if (!signum_arg(t, args[0], &signum) || !rt_arg_flag(t, args[1], true, &on)) return RT_NULL;
    return go(t, request(t, call_siginterrupt, signum, on), answer, RT_NONE);
}

static bool wakeup_fd_good(rt_thread *t, int fd) {
    struct stat st;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fstat(fd, &st) < 0) {
        (void)rt_raise_os_error(t, errno, RT_NULL);
        return false;
    }
    if (flags & O_NONBLOCK) return true;
    (void)rt_raise_value_error(t, "the fd %i must be in non-blocking mode", fd);
    return false;
}
static int64_t call_set_wakeup_fd(rt_request *r) {
    r->out[0] = thr_signal_wakeup((int)r->i[0], r->i[1] != 0);
    return 0;
}
static Value wakeup_set(rt_thread *t, Value result, Value blob) {
    (void)t, (void)result;
    return rt_imm_int(rt_request_of(blob)->out[0]);
}
static Value signal_set_wakeup_fd(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd;
    bool warn;
    if (!rt_arg_int(t, args[0], &fd) || !rt_arg_flag(t, args[1], true, &warn)) return RT_NULL;
    if (t != thr_main())
        return rt_raise_value_error(
            t, "set_wakeup_fd only works in main thread of the main interpreter");
    if (fd != -1 && !wakeup_fd_good(t, (int)fd)) return RT_NULL;
    rt_request *r = request(t, call_set_wakeup_fd, fd, warn);
    return r ? go(t, r, wakeup_set, rt_request_value(r)) : RT_NULL;
}

/* ---- sending ---- */

static int64_t call_raise(rt_request *r) { return raise((int)r->i[0]); }
static Value signal_raise(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t signum;
    if (!rt_arg_int(t, args[0], &signum)) return RT_NULL;
    return go(t, request(t, call_raise, signum, 0), answer_and_attend, RT_NONE);
}

static int64_t call_pthread_kill(rt_request *r) {
    errno = pthread_kill((pthread_t)r->i[0], (int)r->i[1]);
    return errno ? -1 : 0;
}
static Value signal_pthread_kill(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t thread, signum;
    if (!rt_arg_long(t, args[0], &thread) || !rt_arg_int(t, args[1], &signum)) return RT_NULL;
    return go(t, request(t, call_pthread_kill, thread, signum), answer_and_attend, RT_NONE);
}

static int64_t call_pidfd(rt_request *r) {
    return syscall(SYS_pidfd_send_signal, (int)r->i[0], (int)r->i[1], NULL, (unsigned)r->i[2]);
}
static Value signal_pidfd_send(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd, signum, flags;
    if (!rt_arg_int(t, args[0], &fd) || !rt_arg_int(t, args[1], &signum) ||
        !rt_arg_int_or(t, args[3], 0, &flags))
        return RT_NULL;
    if (rt_arg_given(args[2])) return rt_raise_type_error(t, "siginfo must be None");
    rt_request *r = request(t, call_pidfd, fd, signum);
    if (r) r->i[2] = flags;
    return go(t, r, answer_and_attend, RT_NONE);
}

/* ---- timers ---- */

static int64_t call_alarm(rt_request *r) { return alarm((unsigned)r->i[0]); }
static Value number(rt_thread *t, Value result, Value state) {
    return (void)state, failed(t, result);
}
static Value signal_alarm(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t seconds;
    if (!rt_arg_int(t, args[0], &seconds)) return RT_NULL;
    return go(t, request(t, call_alarm, seconds, 0), number, RT_NULL);
}

static int64_t call_pause(rt_request *r) {
    (void)r;
    (void)pause();
    return 0;
}
static Value signal_pause(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return go(t, request(t, call_pause, 0, 0), answer_and_attend, RT_NONE);
}

static Value seconds(rt_thread *t, const struct timeval *tv) {
    return rt_float_new(t, (double)tv->tv_sec + (double)tv->tv_usec * 1e-6);
}
static Value timer_pair(rt_thread *t, const struct itimerval *v) {
    return rt_tuple_pack2(t, seconds(t, &v->it_value), seconds(t, &v->it_interval));
}
static bool timeval_arg(rt_thread *t, Value v, struct timeval *out) {
    double d = 0;
    if (!rt_is_empty(v) && !rt_arg_double(t, v, &d)) return false;
    if (isnan(d)) {
        (void)rt_raise_value_error(t, "Invalid value NaN (not a number)");
        return false;
    }
    if (fabs(d) > 9.2e18) {
        (void)rt_raise(t, &rt_exc_OverflowError, "timestamp too large to convert to C _PyTime_t");
        return false;
    }
    double whole = floor(d);
    *out = (struct timeval){(time_t)whole, (suseconds_t)ceil((d - whole) * 1e6)};
    if (out->tv_usec >= 1000000) out->tv_sec++, out->tv_usec -= 1000000;
    return true;
}
static Value raise_itimer_error(rt_thread *t, int err) {
    Value args[] = {rt_imm_int(err), rt_str_from_cstr(t, strerror(err))};
    Value exc = rt_is_null(args[1]) ? args[1] : rt_call(t, itimer_error, args, 2);
    return rt_is_null(exc) ? exc : rt_raise_object(t, exc);
}

typedef struct timer_values {
    struct itimerval now, before;
} timer_values;
static timer_values *timers(rt_request *r) { return (timer_values *)(void *)r->data; }
static_assert(sizeof(timer_values) <= 2 * sizeof(sigset_t));

static int64_t call_setitimer(rt_request *r) {
    return setitimer((int)r->i[0], &timers(r)->now, &timers(r)->before);
}
static Value timer_set(rt_thread *t, Value result, Value blob) {
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? raise_itimer_error(t, (int)-n)
                 : timer_pair(t, &timers(rt_request_of(blob))->before);
}
static Value signal_setitimer(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t which;
    struct itimerval v;
    if (!rt_arg_int(t, args[0], &which) || !timeval_arg(t, args[1], &v.it_value) ||
        !timeval_arg(t, nargs > 2 ? args[2] : RT_EMPTY, &v.it_interval))
        return RT_NULL;
    rt_request *r = request(t, call_setitimer, which, 0);
    if (!r) return RT_NULL;
    timers(r)->now = v;
    return go(t, r, timer_set, rt_request_value(r));
}
static Value signal_getitimer(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t which;
    struct itimerval v;
    if (!rt_arg_int(t, args[0], &which)) return RT_NULL;
    return getitimer((__itimer_which_t)which, &v) < 0 ? raise_itimer_error(t, errno)
                                                      : timer_pair(t, &v);
}

/* ---- sets of signals ---- */

static Value set_value(rt_thread *t, const sigset_t *mask) {
    Value set = rt_set_new(t, &rt_set_type);
    for (int n = 1; n < SIGNALS && !rt_is_null(set); n++)
        if (sigismember(mask, n) == 1 && rt_set_add(t, set, rt_imm_int(n)) < 0) return RT_NULL;
    return set;
}

/* A list of signal numbers. */
static bool set_from_list(rt_thread *t, Value list, sigset_t *mask) {
    sigemptyset(mask);
    size_t n;
    rt_array *items = rt_list_snapshot(t, list, &n);
    if (!items) return false;
    for (size_t i = 0; i < n; i++) {
        int64_t signum;
        if (!rt_arg_long(t, rt_load(&items->x_items[i]), &signum)) return false;
        if (signum < 1 || signum >= SIGNALS) {
            (void)rt_raise_value_error(t, "signal number %lld out of range [1; %d]",
                                       (long long)signum, SIGNALS - 1);
            return false;
        }
        (void)sigaddset(mask, (int)signum);
    }
    return true;
}

/* Reads the iterable into the request's set, then goes on with `then`, whose state is the request. */
static Value with_set(rt_thread *t, rt_request *r, Value iterable, rt_cont then) {
    return r ? rt_then(t, rt_to_list_tail(t, iterable), then, rt_request_value(r)) : RT_NULL;
}

static int64_t call_sigmask(rt_request *r) {
    errno = pthread_sigmask((int)r->i[0], set_in(r), set_out(r));
    return errno ? -1 : 0;
}
static Value mask_changed(rt_thread *t, Value result, Value blob) {
    if (rt_is_null(failed(t, result))) return RT_NULL;
    Value old = set_value(t, set_out(rt_request_of(blob)));
    return rt_is_null(old) ? old : rt_then(t, rt_signals_hook(t), answer_after_signals, old);
}
static Value mask_change(rt_thread *t, Value list, Value blob) {
    rt_request *r = rt_request_of(blob);
    if (!set_from_list(t, list, set_in(r))) return RT_NULL;
    return go(t, r, mask_changed, blob);
}
static Value signal_pthread_sigmask(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t how;
    if (!rt_arg_int(t, args[0], &how)) return RT_NULL;
    return with_set(t, request(t, call_sigmask, how, 0), args[1], mask_change);
}

static Value signal_sigpending(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    sigset_t mask;
    return sigpending(&mask) < 0 ? rt_raise_os_error(t, errno, RT_NULL) : set_value(t, &mask);
}
static Value signal_valid(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    sigset_t mask;
    sigfillset(&mask);
    return set_value(t, &mask);
}

static int64_t call_sigwait(rt_request *r) {
    int signum = 0;
    errno = sigwait(set_in(r), &signum);
    return errno ? -1 : signum;
}
static Value wait_for_one(rt_thread *t, Value list, Value blob) {
    rt_request *r = rt_request_of(blob);
    return set_from_list(t, list, set_in(r)) ? go(t, r, number, RT_NULL) : RT_NULL;
}
static Value signal_sigwait(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return with_set(t, request(t, call_sigwait, 0, 0), args[0], wait_for_one);
}

/* i[0]: 1 with a time limit; time[0]: when it ends, monotonic; the answer goes behind the set. */
static int64_t call_sigtimedwait(rt_request *r) {
    siginfo_t *info = (siginfo_t *)(void *)(r->data + sizeof(sigset_t));
    if (!r->i[0]) return sigwaitinfo(set_in(r), info);
    struct timespec now, left;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ns = (r->time[0].sec - now.tv_sec) * 1000000000 + r->time[0].nsec - now.tv_nsec;
    if (ns < 0) ns = 0;
    left = (struct timespec){ns / 1000000000, ns % 1000000000};
    return sigtimedwait(set_in(r), info, &left);
}
static Value waited(rt_thread *t, Value result, Value blob) {
    rt_request *r = rt_request_of(blob);
    if (r->i[0] && rt_same(result, rt_imm_int(-EAGAIN))) return RT_NONE;
    if (rt_is_null(failed(t, result))) return RT_NULL;
    const siginfo_t *info = (const siginfo_t *)(const void *)(r->data + sizeof(sigset_t));
    Value v[] = {rt_imm_int(info->si_signo), rt_imm_int(info->si_code), rt_imm_int(info->si_errno),
                 rt_imm_int(info->si_pid),   rt_imm_int(info->si_uid),  rt_imm_int(info->si_status),
                 rt_imm_int(info->si_band)};
    return rt_structseq_new(t, siginfo_type, &siginfo_def, v);
}
static Value wait_for_info(rt_thread *t, Value list, Value blob) {
    rt_request *r = rt_request_of(blob);
    if (!set_from_list(t, list, set_in(r))) return RT_NULL;
    return rt_then(t, rt_request_persist_tail(t, r), waited, blob);
}
static rt_request *info_request(rt_thread *t) {
    return rt_request_new(t, call_sigtimedwait, NULL, NULL, sizeof(sigset_t) + sizeof(siginfo_t));
}
static Value signal_sigwaitinfo(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return with_set(t, info_request(t), args[0], wait_for_info);
}
static Value signal_sigtimedwait(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double d;
    struct timespec now;
    if (!rt_arg_double(t, args[1], &d)) return RT_NULL;
    if (isnan(d)) return rt_raise_value_error(t, "Invalid value NaN (not a number)");
    if (d < 0) return rt_raise_value_error(t, "timeout must be non-negative");
    if (d > 9e9) d = 9e9;
    rt_request *r = info_request(t);
    if (!r) return RT_NULL;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    double whole = floor(d);
    int64_t ns = now.tv_nsec + (int64_t)((d - whole) * 1e9);
    r->i[0] = 1;
    r->time[0].sec = now.tv_sec + (int64_t)whole + ns / 1000000000;
    r->time[0].nsec = ns % 1000000000;
    return with_set(t, r, args[0], wait_for_info);
}

static Value signal_strsignal(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int signum;
    if (!signum_arg(t, args[0], &signum)) return RT_NULL;
    const char *text = strsignal(signum);
    if (!text || strncmp(text, "Unknown signal", 14) == 0) return RT_NONE;
    return rt_str_from_cstr(t, text);
}

/* ---- the module ---- */

static const rt_native_def functions[] = {
    {"default_int_handler", default_int_handler, 2, 2, NULL, 0,
     "The default handler for SIGINT installed by Python.\n\nIt raises KeyboardInterrupt."},
    {"signal", signal_set, 2, 2, NULL, 0, "Set the action for the given signal."},
    {"getsignal", signal_getsignal, 1, 1, NULL, 0,
     "Return the current action for the given signal."},
    {"siginterrupt", signal_siginterrupt, 2, 2, NULL, 0, "Change system call restart behaviour."},
    {"set_wakeup_fd", signal_set_wakeup_fd, 0, 0, "fd, /, *, warn_on_full_buffer=", 0,
     "Sets the fd to be written to (with the signal number) when a signal comes in."},
    {"raise_signal", signal_raise, 1, 1, NULL, 0, "Send a signal to the executing process."},
    {"pthread_kill", signal_pthread_kill, 2, 2, NULL, 0, "Send a signal to a thread."},
    {"pidfd_send_signal", signal_pidfd_send, 0, 0, "pidfd, signalnum, siginfo=, flags=, /", 0,
     "Send a signal to a process referred to by a pid file descriptor."},
    {"alarm", signal_alarm, 1, 1, NULL, 0,
     "Arrange for SIGALRM to arrive after the given number of seconds."},
    {"pause", signal_pause, 0, 0, NULL, 0, "Wait until a signal arrives."},
    {"setitimer", signal_setitimer, 2, 3, NULL, 0,
     "Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF)."},
    {"getitimer", signal_getitimer, 1, 1, NULL, 0, "Returns current value of given itimer."},
    {"pthread_sigmask", signal_pthread_sigmask, 2, 2, NULL, 0,
     "Fetch and/or change the signal mask of the calling thread."},
    {"sigpending", signal_sigpending, 0, 0, NULL, 0, "Examine pending signals."},
    {"valid_signals", signal_valid, 0, 0, NULL, 0,
     "Return a set of valid signal numbers on this platform."},
    {"sigwait", signal_sigwait, 1, 1, NULL, 0, "Wait for a signal."},
    {"sigwaitinfo", signal_sigwaitinfo, 1, 1, NULL, 0,
     "Wait synchronously until one of the signals in *sigset* is delivered."},
    {"sigtimedwait", signal_sigtimedwait, 2, 2, NULL, 0, "Like sigwaitinfo(), but with a timeout."},
    {"strsignal", signal_strsignal, 1, 1, NULL, 0,
     "Return the system description of the given signal."},
    {.name = NULL},
};

#define S(name) {#name, name}
static const rt_constant constants[] = {
    S(SIGHUP),           S(SIGINT),         S(SIGQUIT),
    S(SIGILL),           S(SIGTRAP),        S(SIGIOT),
    S(SIGABRT),          S(SIGFPE),         S(SIGKILL),
    S(SIGBUS),           S(SIGSEGV),        S(SIGSYS),
    S(SIGPIPE),          S(SIGALRM),        S(SIGTERM),
    S(SIGUSR1),          S(SIGUSR2),        S(SIGCHLD),
    {"SIGCLD", SIGCHLD}, S(SIGPWR),         S(SIGIO),
    S(SIGURG),           S(SIGWINCH),       S(SIGPOLL),
    S(SIGSTOP),          S(SIGTSTP),        S(SIGCONT),
    S(SIGTTIN),          S(SIGTTOU),        S(SIGVTALRM),
    S(SIGPROF),          S(SIGXCPU),        S(SIGXFSZ),
    S(SIGSTKFLT),        {"NSIG", SIGNALS}, {"SIG_DFL", DEFAULT},
    {"SIG_IGN", IGNORE}, S(SIG_BLOCK),      S(SIG_UNBLOCK),
    S(SIG_SETMASK),      S(ITIMER_REAL),    S(ITIMER_VIRTUAL),
    S(ITIMER_PROF)};
#undef S

/* What each signal does now, before anyone has asked for anything else. */
static bool read_handlers(rt_thread *t, Value module) {
    Value items[SIGNALS];
    Value name = rt_str_intern_cstr(t, "default_int_handler");
    Value interrupt = rt_is_null(name) ? name : rt_getattr(t, module, name);
    if (rt_is_null(interrupt)) return false;
    items[0] = RT_NONE;
    for (int n = 1; n < SIGNALS; n++) {
        struct sigaction now;
        bool known = sigaction(n, NULL, &now) == 0;
        items[n] = known && now.sa_handler == SIG_DFL   ? rt_imm_int(DEFAULT)
                   : known && now.sa_handler == SIG_IGN ? rt_imm_int(IGNORE)
                   : n == SIGINT                        ? interrupt
                                                        : RT_NONE;
    }
    handlers = rt_list_new(t, items, SIGNALS);
    return !rt_is_null(handlers);
}

static bool make_all(rt_thread *t, Value module) {
    rt_root_add(&handlers);
    rt_root_add(&itimer_error);
    rt_root_add(&siginfo_type);
    siginfo_type = rt_structseq_type(t, &siginfo_def);
    itimer_error = rt_type_new_simple(t, "signal.itimer_error", &rt_exc_OSError, NULL);
    if (rt_is_null(siginfo_type) || rt_is_null(itimer_error) || !read_handlers(t, module))
        return false;
    thr_signal_hook = call_handler;
    return true;
}

static bool fill(rt_thread *t, Value module) {
    if (rt_is_null(handlers) && !make_all(t, module)) return false;
    return rt_module_constants(t, module, constants, sizeof constants / sizeof *constants) &&
           rt_module_set(t, module, "SIGRTMIN", rt_imm_int(SIGRTMIN)) &&
           rt_module_set(t, module, "SIGRTMAX", rt_imm_int(SIGRTMAX)) &&
           rt_module_set(t, module, "ItimerError", itimer_error) &&
           rt_module_set(t, module, "struct_siginfo", siginfo_type);
}

const rt_module_def rt_module__signal = {
    .name = "_signal",
    .functions = functions,
    .exec = fill,
    .doc = "This module provides mechanisms to use signal handlers in Python."};
