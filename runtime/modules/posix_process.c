/* posix_process.c - posix: processes, users, the system, the environment.
 * Owns: the types of the named tuples it returns. Threads: any. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/modules/posix_internal.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/set.h"
#include "runtime/objects/str.h"
#include "runtime/objects/structseq.h"
#include "runtime/objects/tuple.h"

static int64_t call_kill(rt_request *r) {
    return r->i[2] ? killpg((pid_t)r->i[0], (int)r->i[1]) : kill((pid_t)r->i[0], (int)r->i[1]);
}
static int64_t call_waitpid(rt_request *r) {
    int status = 0;
    pid_t pid = waitpid((pid_t)r->i[0], &status, (int)r->i[1]);
    r->out[0] = status;
    return pid;
}
static int64_t call_system(rt_request *r) { return system(r->path[0]); }
static int64_t call_umask(rt_request *r) { return umask((mode_t)r->i[0]); }
static int64_t call_random(rt_request *r) {
    for (size_t done = 0; done < r->size;) {
        ssize_t n = getrandom(r->data + done, r->size - done, 0);
        if (n < 0) return -1;
        done += (size_t)n;
    }
    return (int64_t)r->size;
}
static int64_t call_yield(rt_request *r) { return (void)r, sched_yield(); }
static int64_t call_sync(rt_request *r) {
    (void)r;
    sync();
    return 0;
}
static int64_t call_nice(rt_request *r) {
    int n = nice((int)r->i[0]);
    r->out[0] = n;
    return n == -1 && errno ? -1 : 0;
}
static int64_t call_setsid(rt_request *r) { return (void)r, setsid(); }
static int64_t call_setpgid(rt_request *r) { return setpgid((pid_t)r->i[0], (pid_t)r->i[1]); }
static int64_t call_putenv(rt_request *r) {
    return r->path[1] ? setenv(r->path[0], r->path[1], 1) : unsetenv(r->path[0]);
}

static Value to_int(rt_thread *t, Value result, Value state) {
    (void)state;
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? rt_raise_os_error(t, (int)-n, RT_NULL) : result;
}
static Value to_none(rt_thread *t, Value result, Value state) {
    return rt_is_null(to_int(t, result, state)) ? RT_NULL : RT_NONE;
}
static Value go(rt_thread *t, rt_request *r, rt_cont then) {
    return r ? rt_then(t, rt_request_persist_tail(t, r), then, rt_request_value(r)) : RT_NULL;
}
static rt_request *ints(rt_thread *t, int64_t (*call)(rt_request *), int64_t a, int64_t b,
                        int64_t c) {
    rt_request *r = rt_request_new(t, call, NULL, NULL, 0);
    if (r) r->i[0] = a, r->i[1] = b, r->i[2] = c;
    return r;
}

/* ---- processes ---- */

#define ID(name)                                                                                           \
    static Value posix_##name(rt_thread *t, Value *args, uint32_t nargs) { return (void)t, (void)args, (void)nargs, rt_imm_int(name()); }
ID(getpid)
ID(getppid)
ID(getuid)
ID(geteuid)
ID(getgid)
ID(getegid)
ID(getpgrp)

static Value posix_getpgid(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t pid;
    if (!posix_int_arg(t, args[0], &pid)) return RT_NULL;
    pid_t group = getpgid((pid_t)pid);
    return group < 0 ? rt_raise_os_error(t, errno, RT_NULL) : rt_imm_int(group);
}
static Value posix_getsid(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t pid;
    if (!posix_int_arg(t, args[0], &pid)) return RT_NULL;
    pid_t session = getsid((pid_t)pid);
    return session < 0 ? rt_raise_os_error(t, errno, RT_NULL) : rt_imm_int(session);
}

static Value send_signal(rt_thread *t, Value *args, bool group) {
    int64_t pid, signum;
    if (!posix_int_arg(t, args[0], &pid) || !posix_int_arg(t, args[1], &signum)) return RT_NULL;
    return go(t, ints(t, call_kill, pid, signum, group), to_none);
}
/* A signal to this very process is handled before the call returns. */
static Value sent(rt_thread *t, Value none, Value state) {
    (void)none, (void)state;
    return rt_signals_hook(t);
}
static Value posix_kill(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_then(t, send_signal(t, args, false), sent, RT_NULL);
}
static Value posix_killpg(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, send_signal(t, args, true);
}
static Value posix_setsid(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)args, (void)nargs, go(t, ints(t, call_setsid, 0, 0, 0), to_none);
}
static Value posix_setpgid(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t pid, group;
    if (!posix_int_arg(t, args[0], &pid) || !posix_int_arg(t, args[1], &group)) return RT_NULL;
    return go(t, ints(t, call_setpgid, pid, group, 0), to_none);
}

static Value waited(rt_thread *t, Value result, Value request) {
    if (rt_is_null(to_int(t, result, request))) return RT_NULL;
    return rt_tuple_pack2(t, result, rt_imm_int(rt_request_of(request)->out[0]));
}
static Value posix_waitpid(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t pid, options;
    if (!posix_int_arg(t, args[0], &pid) || !posix_int_arg(t, args[1], &options)) return RT_NULL;
    return go(t, ints(t, call_waitpid, pid, options, 0), waited);
}
static Value posix_wait(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)args, (void)nargs, go(t, ints(t, call_waitpid, -1, 0, 0), waited);
}

static Value posix_system(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    if (!posix_path_arg(t, args[0], "system", "command", 0, &p)) return RT_NULL;
    return go(t, rt_request_new(t, call_system, p.path, NULL, 0), to_int);
}

static Value posix_exit(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t status;
    if (!posix_int_arg(t, args[0], &status)) return RT_NULL;
    return rt_tail_outside(t, rt_exit_hook, rt_imm_int((int)status));
}
static Value abort_now(rt_thread *t, Value state) {
    (void)t, (void)state;
    abort();
}
static Value posix_abort(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_tail_outside(t, abort_now, RT_NULL);
}

#define STATUS(name, expression)                                                                           \
    static Value posix_##name(rt_thread *t, Value *args, uint32_t nargs)                                   \
    {                                                                                                      \
        (void)nargs;                                                                                       \
        int64_t n;                                                                                         \
        if (!posix_int_arg(t, args[0], &n)) return RT_NULL;                                                \
        int status = (int)n;                                                                               \
        return expression;                                                                                 \
    }
STATUS(WIFEXITED, rt_bool(WIFEXITED(status)))
STATUS(WIFSIGNALED, rt_bool(WIFSIGNALED(status)))
STATUS(WIFSTOPPED, rt_bool(WIFSTOPPED(status)))
STATUS(WIFCONTINUED, rt_bool(WIFCONTINUED(status)))
STATUS(WCOREDUMP, rt_bool(WCOREDUMP(status)))
STATUS(WEXITSTATUS, rt_imm_int(WEXITSTATUS(status)))
STATUS(WTERMSIG, rt_imm_int(WTERMSIG(status)))
STATUS(WSTOPSIG, rt_imm_int(WSTOPSIG(status)))
STATUS(waitstatus_to_exitcode, WIFEXITED(status) ? rt_imm_int(WEXITSTATUS(status))
                               : WIFSIGNALED(status)
                                   ? rt_imm_int(-WTERMSIG(status))
                                   : rt_raise_value_error(t, "invalid wait status: %d", status))
STATUS(strerror, rt_str_from_cstr(t, strerror(status)))
STATUS(umask, go(t, ints(t, call_umask, status, 0, 0), to_int))

static Value nice_done(rt_thread *t, Value result, Value request) {
    return rt_is_null(to_int(t, result, request)) ? RT_NULL
                                                  : rt_imm_int(rt_request_of(request)->out[0]);
}
STATUS(nice, go(t, ints(t, call_nice, status, 0, 0), nice_done))

/* ---- the machine ---- */

static Value random_done(rt_thread *t, Value result, Value request) {
    if (rt_is_null(to_int(t, result, request))) return RT_NULL;
    return rt_bytes_new(t, rt_request_of(request)->data, rt_request_of(request)->size);
}
static Value posix_urandom(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t n;
    if (!posix_int_arg(t, args[0], &n)) return RT_NULL;
    if (n < 0) return rt_raise_value_error(t, "negative argument not allowed");
    return go(t, rt_request_new(t, call_random, NULL, NULL, (size_t)n), random_done);
}
static Value posix_getrandom(rt_thread *t, Value *args, uint32_t nargs) {
    return posix_urandom(t, args, nargs);
}

static Value posix_cpu_count(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? rt_imm_int(n) : RT_NONE;
}

static Value posix_sched_getaffinity(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t pid;
    cpu_set_t set;
    if (!posix_int_arg(t, args[0], &pid)) return RT_NULL;
    if (sched_getaffinity((pid_t)pid, sizeof set, &set) < 0)
        return rt_raise_os_error(t, errno, RT_NULL);
    Value list = rt_list_new(t, NULL, 0);
    for (int i = 0; i < CPU_SETSIZE && !rt_is_null(list); i++)
        if (CPU_ISSET(i, &set) && !rt_list_append(t, list, rt_imm_int(i))) return RT_NULL;
    return rt_is_null(list) ? list : rt_call(t, rt_from_obj(&rt_set_type), &list, 1);
}
static Value posix_sched_yield(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)args, (void)nargs, go(t, ints(t, call_yield, 0, 0, 0), to_none);
}
static Value posix_sync(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)args, (void)nargs, go(t, ints(t, call_sync, 0, 0, 0), to_none);
}

static Value posix_getloadavg(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    double load[3];
    if (getloadavg(load, 3) != 3)
        return rt_raise(t, &rt_exc_OSError, "Load averages are unobtainable");
    return rt_tuple_pack3(t, rt_float_new(t, load[0]), rt_float_new(t, load[1]),
                          rt_float_new(t, load[2]));
}

static const struct {
    const char *name;
    int value;
} sysconf_names[] = {{"SC_ARG_MAX", _SC_ARG_MAX},
                     {"SC_CLK_TCK", _SC_CLK_TCK},
                     {"SC_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF},
                     {"SC_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN},
                     {"SC_OPEN_MAX", _SC_OPEN_MAX},
                     {"SC_PAGESIZE", _SC_PAGESIZE},
                     {"SC_PAGE_SIZE", _SC_PAGESIZE},
                     {"SC_PHYS_PAGES", _SC_PHYS_PAGES},
                     {"SC_AVPHYS_PAGES", _SC_AVPHYS_PAGES},
                     {"SC_IOV_MAX", _SC_IOV_MAX},
                     {"SC_CHILD_MAX", _SC_CHILD_MAX},
                     {"SC_SEM_NSEMS_MAX", _SC_SEM_NSEMS_MAX}};

static Value posix_sysconf(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t name = -1;
    if (rt_is_str(args[0])) {
        for (size_t i = 0; i < sizeof sysconf_names / sizeof *sysconf_names; i++)
            if (rt_str_equal_cstr(args[0], sysconf_names[i].name)) name = sysconf_names[i].value;
        if (name < 0) return rt_raise_value_error(t, "unrecognized configuration name");
    } else if (!rt_is_int(args[0]))
        return rt_raise_type_error(t, "configuration names must be strings or integers");
    else if (!posix_int_arg(t, args[0], &name))
        return RT_NULL;
    errno = 0;
    long v = sysconf((int)name);
    return v == -1 && errno ? rt_raise_os_error(t, errno, RT_NULL) : rt_imm_int(v);
}

/* ---- named tuples ---- */

static const char *const uname_fields[] = {"sysname", "nodename", "release",
                                           "version", "machine",  NULL};
static const char *const times_fields[] = {"user",    "system", "children_user", "children_system",
                                           "elapsed", NULL};
static const char *const size_fields[] = {"columns", "lines", NULL};
static const rt_structseq_def uname_def = {"posix.uname_result", uname_fields, 5,
                                           "uname_result: Result from os.uname().", false};
static const rt_structseq_def times_def = {"posix.times_result", times_fields, 5,
                                           "times_result: Result from os.times().", false};
static const rt_structseq_def size_def = {
    "os.terminal_size", size_fields, 2,
    "A tuple of (columns, lines) for holding terminal window size", false};
static Value uname_type, times_type, size_type;

static Value posix_uname(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    struct utsname u;
    if (uname(&u) < 0) return rt_raise_os_error(t, errno, RT_NULL);
    Value v[] = {rt_str_from_cstr(t, u.sysname), rt_str_from_cstr(t, u.nodename),
                 rt_str_from_cstr(t, u.release), rt_str_from_cstr(t, u.version),
                 rt_str_from_cstr(t, u.machine)};
    return rt_structseq_new(t, uname_type, &uname_def, v);
}

static Value posix_times(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    struct tms m;
    clock_t now = times(&m);
    double tick = (double)sysconf(_SC_CLK_TCK);
    const clock_t ticks[] = {m.tms_utime, m.tms_stime, m.tms_cutime, m.tms_cstime, now};
    Value v[5];
    for (int i = 0; i < 5; i++)
        v[i] = rt_float_new(t, (double)ticks[i] / tick);
    return rt_structseq_new(t, times_type, &times_def, v);
}

static Value posix_get_terminal_size(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t fd = 1;
    struct winsize w;
    if (nargs && !posix_int_arg(t, args[0], &fd)) return RT_NULL;
    if (ioctl((int)fd, TIOCGWINSZ, &w) < 0) return rt_raise_os_error(t, errno, RT_NULL);
    Value v[] = {rt_imm_int(w.ws_col), rt_imm_int(w.ws_row)};
    return rt_structseq_new(t, size_type, &size_def, v);
}

static bool make_type(rt_thread *t, Value module, Value *type, const rt_structseq_def *def,
                      const char *name) {
    if (rt_is_null(*type)) {
        rt_root_add(type);
        *type = rt_structseq_type(t, def);
    }
    return !rt_is_null(*type) && rt_module_set(t, module, name, *type);
}

bool posix_process_exec(rt_thread *t, Value module) {
    Value names = rt_dict_new(t);
    for (size_t i = 0; i < sizeof sysconf_names / sizeof *sysconf_names; i++)
        if (rt_is_null(names) ||
            !rt_dict_set(t, names, rt_str_intern_cstr(t, sysconf_names[i].name),
                         rt_imm_int(sysconf_names[i].value)))
            return false;
    return make_type(t, module, &uname_type, &uname_def, "uname_result") &&
           make_type(t, module, &times_type, &times_def, "times_result") &&
           make_type(t, module, &size_type, &size_def, "terminal_size") &&
           rt_module_set(t, module, "sysconf_names", names);
}

/* ---- environment ---- */

static Value posix_putenv(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path name, value;
    if (!posix_path_arg(t, args[0], "putenv", "name", 0, &name) ||
        !posix_path_arg(t, args[1], "putenv", "value", 0, &value))
        return RT_NULL;
    if (strchr(name.path, '=')) return rt_raise_value_error(t, "illegal environment variable name");
    return go(t, rt_request_new(t, call_putenv, name.path, value.path, 0), to_none);
}
static Value posix_unsetenv(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path name;
    if (!posix_path_arg(t, args[0], "unsetenv", "name", 0, &name)) return RT_NULL;
    return go(t, rt_request_new(t, call_putenv, name.path, NULL, 0), to_none);
}

const rt_native_def posix_process_functions[] = {
    {"getpid", posix_getpid, 0, 0, NULL, 0, "Return the current process id."},
    {"getppid", posix_getppid, 0, 0, NULL, 0, "Return the parent's process id."},
    {"getuid", posix_getuid, 0, 0, NULL, 0, "Return the current process's user id."},
    {"geteuid", posix_geteuid, 0, 0, NULL, 0, "Return the current process's effective user id."},
    {"getgid", posix_getgid, 0, 0, NULL, 0, "Return the current process's group id."},
    {"getegid", posix_getegid, 0, 0, NULL, 0, "Return the current process's effective group id."},
    {"getpgrp", posix_getpgrp, 0, 0, NULL, 0, "Return the current process group id."},
    {"getpgid", posix_getpgid, 0, 0, "pid", 0,
     "Call the system call getpgid(), and return the result."},
    {"getsid", posix_getsid, 1, 1, NULL, 0,
     "Call the system call getsid(pid) and return the result."},
    {"setsid", posix_setsid, 0, 0, NULL, 0, "Call the system call setsid()."},
    {"setpgid", posix_setpgid, 2, 2, NULL, 0, "Call the system call setpgid(pid, pgrp)."},
    {"kill", posix_kill, 2, 2, NULL, 0, "Kill a process with a signal."},
    {"killpg", posix_killpg, 2, 2, NULL, 0, "Kill a process group with a signal."},
    {"waitpid", posix_waitpid, 2, 2, NULL, 0, "Wait for completion of a given child process."},
    {"wait", posix_wait, 0, 0, NULL, 0, "Wait for completion of a child process."},
    {"system", posix_system, 0, 0, "command", 0, "Execute the command in a subshell."},
    {"_exit", posix_exit, 0, 0, "status", 0,
     "Exit to the system with specified status, without normal exit processing."},
    {"abort", posix_abort, 0, 0, NULL, 0, "Abort the interpreter immediately."},
    {"WIFEXITED", posix_WIFEXITED, 0, 0, "status", 0, NULL},
    {"WIFSIGNALED", posix_WIFSIGNALED, 0, 0, "status", 0, NULL},
    {"WIFSTOPPED", posix_WIFSTOPPED, 0, 0, "status", 0, NULL},
    {"WIFCONTINUED", posix_WIFCONTINUED, 0, 0, "status", 0, NULL},
    {"WCOREDUMP", posix_WCOREDUMP, 1, 1, NULL, 0, NULL},
    {"WEXITSTATUS", posix_WEXITSTATUS, 0, 0, "status", 0, NULL},
    {"WTERMSIG", posix_WTERMSIG, 0, 0, "status", 0, NULL},
    {"WSTOPSIG", posix_WSTOPSIG, 0, 0, "status", 0, NULL},
    {"waitstatus_to_exitcode", posix_waitstatus_to_exitcode, 0, 0, "status", 0,
     "Convert a wait status to an exit code."},
    {"strerror", posix_strerror, 1, 1, NULL, 0, "Translate an error code to a message string."},
    {"umask", posix_umask, 1, 1, NULL, 0,
     "Set the current numeric umask and return the previous umask."},
    {"nice", posix_nice, 1, 1, NULL, 0,
     "Add increment to the priority of process and return the new priority."},
    {"urandom", posix_urandom, 1, 1, NULL, 0,
     "Return a bytes object containing random bytes suitable for cryptographic use."},
    {"getrandom", posix_getrandom, 1, 2, NULL, 0, "Obtain a series of random bytes."},
    {"cpu_count", posix_cpu_count, 0, 0, NULL, 0,
     "Return the number of CPUs in the system; return None if indeterminable."},
    {"sched_getaffinity", posix_sched_getaffinity, 1, 1, NULL, 0,
     "Return the affinity of the process identified by pid."},
    {"sched_yield", posix_sched_yield, 0, 0, NULL, 0, "Voluntarily relinquish the CPU."},
    {"sync", posix_sync, 0, 0, NULL, 0, "Force write of everything to disk."},
    {"getloadavg", posix_getloadavg, 0, 0, NULL, 0,
     "Return average recent system load information."},
    {"sysconf", posix_sysconf, 1, 1, NULL, 0,
     "Return an integer-valued system configuration variable."},
    {"uname", posix_uname, 0, 0, NULL, 0,
     "Return an object identifying the current operating system."},
    {"times", posix_times, 0, 0, NULL, 0,
     "Return a collection containing process timing information."},
    {"get_terminal_size", posix_get_terminal_size, 0, 1, NULL, 0,
     "Return the size of the terminal window as (columns, lines)."},
    {"putenv", posix_putenv, 2, 2, NULL, 0, "Change or add an environment variable."},
    {"unsetenv", posix_unsetenv, 1, 1, NULL, 0, "Delete an environment variable."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
