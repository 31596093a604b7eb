/* _posixsubprocess.c - the module _posixsubprocess: fork_exec.
 *
 * The child is made between two transactions and runs C code alone until it becomes another program: it touches no heap object and
 * takes no lock, so that it does not matter what the other threads were doing. With a preexec_fn Python runs in the child, which
 * needs a process with one thread (os.fork).
 * Owns: nothing. Threads: any. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/modules/arguments.h"
#include "runtime/modules/posix_internal.h"
#include "runtime/modules/request.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/list.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

enum {
    ARGS,
    PROGRAMS,
    CLOSE_FDS,
    KEEP,
    CWD,
    ENV,
    P2CREAD,
    P2CWRITE,
    C2PREAD,
    C2PWRITE,
    ERRREAD,
    ERRWRITE,
    ERRPIPE_READ,
    ERRPIPE_WRITE,
    RESTORE_SIGNALS,
    NEW_SESSION,
    GROUP,
    GID,
    GROUPS,
    UID,
    UMASK,
    PREEXEC,
    ALLOW_VFORK,
    NARGS
};

/* Lies at the data of a request; what it points to is in blobs that the continuation's state holds. */
typedef struct spawn {
    char **argv, **programs, **env; /* NULL-ended; env NULL: as it is */
    const char *cwd;
    const int64_t *keep; /* ascending */
    size_t nkeep;
    const gid_t *groups;
    size_t ngroups;
    int fd[8]; /* P2CREAD to ERRPIPE_WRITE */
    int64_t group, gid, uid, mask;
    bool close_fds, restore_signals, new_session, set_gid, set_uid, set_groups;
    sigset_t signals; /* the mask of the parent */
} spawn;
static spawn *spawn_of(rt_request *r) { return (spawn *)(void *)r->data; }
static int *fd_of(spawn *s, int which) { return &s->fd[which - P2CREAD]; }

/* ---- in the child: async-signal-safe calls only ---- */

static bool make_inheritable(int fd) {
    int flags = fcntl(fd, F_GETFD);
    return flags >= 0 && fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC) >= 0;
}

/* Puts *fd where the program expects it; *fd is above 2 or in place already. */
static bool put_at(int fd, int target) {
    if (fd < 0) return true;
    return fd == target ? make_inheritable(fd) : dup2(fd, target) >= 0;
}

static bool place_streams(spawn *s) {
    static const int foreign[] = {P2CWRITE, C2PREAD, ERRREAD, ERRPIPE_READ};
    for (size_t i = 0; i < 4; i++)
        if (*fd_of(s, foreign[i]) >= 0) (void)close(*fd_of(s, foreign[i]));
    int *out = fd_of(s, C2PWRITE), *err = fd_of(s, ERRWRITE), *in = fd_of(s, P2CREAD);
    bool shared = *out == *err;
    if (*out == 0 && (*out = dup(0)) < 0) return false;
    if (shared) *err = *out;
    while (*err == 0 || *err == 1)
        if ((*err = dup(*err)) < 0) return false;
    return put_at(*in, 0) && put_at(*out, 1) && put_at(*err, 2);
}

static bool keeps(const spawn *s, int64_t fd) {
    for (size_t i = 0; i < s->nkeep; i++)
        if (s->keep[i] == fd) return true;
    return false;
}

/* Closes everything above the standard streams but what is to be kept. */
static void close_others(const spawn *s) {
    unsigned from = 3;
    for (size_t i = 0; i < s->nkeep; i++) {
        unsigned kept = (unsigned)s->keep[i];
        if (kept < from) continue;
        if (kept > from) (void)syscall(SYS_close_range, from, kept - 1, 0);
        from = kept + 1;
    }
    if (syscall(SYS_close_range, from, ~0u, 0) == 0) return;
    for (long fd = from, end = sysconf(_SC_OPEN_MAX); fd < end; fd++)
        if (!keeps(s, fd)) (void)close((int)fd);
}

static bool inherit_kept(const spawn *s) {
    for (size_t i = 0; i < s->nkeep; i++)
        if (s->keep[i] != s->fd[ERRPIPE_WRITE - P2CREAD] && !make_inheritable((int)s->keep[i]))
            return false;
    return true;
}

static bool child_prepare(spawn *s) {
    if (!inherit_kept(s) || !place_streams(s)) return false;
    if (s->cwd && chdir(s->cwd) < 0) return false;
    if (s->mask >= 0) (void)umask((mode_t)s->mask);
    if (s->restore_signals) {
        (void)signal(SIGPIPE, SIG_DFL);
        (void)signal(SIGXFSZ, SIG_DFL);
    }
    if (s->new_session && setsid() < 0) return false;
    if (s->group >= 0 && setpgid(0, (pid_t)s->group) < 0) return false;
    if (s->set_groups && setgroups(s->ngroups, s->groups) < 0) return false;
    if (s->set_gid && setregid((gid_t)s->gid, (gid_t)s->gid) < 0) return false;
    return !s->set_uid || setreuid((uid_t)s->uid, (uid_t)s->uid) >= 0;
}

/* Tells the parent, which reads "type:errno in hexadecimal:message" from the pipe. */
[[noreturn]] static void child_fail(const spawn *s, const char *type, unsigned error,
                                    const char *message) {
    char text[128], hex[16];
    size_t n = 0, digits = 0;
    for (; *type; type++)
        text[n++] = *type;
    text[n++] = ':';
    do
        hex[digits++] = "0123456789ABCDEF"[error % 16];
    while ((error /= 16) > 0);
    while (digits > 0)
        text[n++] = hex[--digits];
    text[n++] = ':';
    for (; *message && n < sizeof text; message++)
        text[n++] = *message;
    (void)!write(s->fd[ERRPIPE_WRITE - P2CREAD], text, n);
    _exit(255);
}

[[noreturn]] static void child_exec(const spawn *s) {
    extern char **environ;
    int error = 0;
    if (s->close_fds) close_others(s);
    (void)sigprocmask(SIG_SETMASK, &s->signals, NULL);
    for (char **program = s->programs; *program; program++) {
        (void)execve(*program, s->argv, s->env ? s->env : environ);
        if (error == 0 || error == ENOENT || error == ENOTDIR)
            error = errno; /* the first that tells more */
    }
    child_fail(s, "OSError", (unsigned)error, "");
}

static int64_t call_spawn(rt_request *r) {
    spawn *s = spawn_of(r);
    sigset_t all;
    sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &s->signals);
    pid_t pid = fork();
    if (pid == 0) {
        if (!child_prepare(s)) child_fail(s, "OSError", (unsigned)errno, "noexec");
        child_exec(s);
    }
    int error = errno;
    (void)pthread_sigmask(SIG_SETMASK, &s->signals, NULL);
    errno = error;
    return pid;
}

/* ---- with a preexec_fn: the prelude drives the steps ---- */

static Value step_prepare(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    spawn *s = spawn_of(rt_request_of(rt_tuple_at(args[0], 0)));
    (void)sigprocmask(SIG_SETMASK, NULL, &s->signals);
    if (!child_prepare(s)) child_fail(s, "OSError", (unsigned)errno, "noexec");
    return RT_NONE;
}
static Value step_exec(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    child_exec(spawn_of(rt_request_of(rt_tuple_at(args[0], 0))));
}
static Value step_fail(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    child_fail(spawn_of(rt_request_of(rt_tuple_at(args[0], 0))), "SubprocessError", 0,
               "Exception occurred in preexec_fn.");
}

static Value with_preexec(rt_thread *t, Value state, Value preexec) {
    static const rt_native_def steps[] = {{"prepare", step_prepare, 1, 1, NULL, 0, NULL},
                                          {"exec", step_exec, 1, 1, NULL, 0, NULL},
                                          {"fail", step_fail, 1, 1, NULL, 0, NULL}};
    Value call[4] = {[3] = preexec};
    for (int i = 0; i < 3; i++)
        if (rt_is_null(call[i] = rt_native_new(t, &steps[i], state, RT_NONE))) return RT_NULL;
    return rt_tail_prelude(t, "spawn_with_preexec", call, 4);
}

/* ---- arguments ---- */

/* A path as bytes without NULs in them. */
static Value c_string(rt_thread *t, Value v) {
    Value path = rt_fspath(t, v);
    if (rt_is_null(path)) return path;
    Value bytes = rt_is_bytes(path) ? path : rt_encode(t, path, "utf-8", "surrogateescape");
    if (rt_is_null(bytes)) return bytes;
    if (strlen((const char *)rt_as_bytes(bytes)->data) == rt_as_bytes(bytes)->length) return bytes;
    return rt_raise_value_error(t, "embedded null byte");
}

/* Strings as a NULL-ended array of C strings, in one blob. */
static rt_blob *strings(rt_thread *t, Value sequence) {
    int64_t n;
    Value list = rt_to_tuple(t, sequence);
    if (rt_is_null(list)) return NULL;
    n = (int64_t)rt_tuple_len(list);
    size_t pointers = ((size_t)n + 1) * sizeof(char *), size = pointers;
    Value paths = rt_tuple_new(t, NULL, (size_t)n);
    for (int64_t i = 0; i < n && !rt_is_null(paths); i++) {
        Value bytes = c_string(t, rt_tuple_at(list, (size_t)i));
        if (rt_is_null(bytes)) return NULL;
        rt_as_tuple(paths)->items[i] = bytes;
        size += rt_as_bytes(bytes)->length + 1;
    }
    rt_blob *blob = rt_is_null(paths) ? NULL : rt_blob_new(t, size);
    if (!blob) return NULL;
    char **out = (char **)(void *)blob->data, *at = (char *)blob->data + pointers;
    for (int64_t i = 0; i < n; i++) {
        const rt_bytes *b = rt_as_bytes(rt_tuple_at(paths, (size_t)i));
        out[i] = memcpy(at, b->data, b->length + 1);
        at += b->length + 1;
    }
    out[n] = NULL;
    return blob;
}

static rt_blob *numbers(rt_thread *t, Value tuple, size_t *n, size_t width) {
    *n = rt_tuple_len(tuple);
    rt_blob *blob = rt_blob_new(t, *n * width + 1);
    for (size_t i = 0; blob && i < *n; i++) {
        int64_t v;
        if (!rt_arg_long(t, rt_tuple_at(tuple, i), &v)) return NULL;
        memcpy(blob->data + i * width, &v, width);
    }
    return blob;
}

static bool read_fds(rt_thread *t, const Value *args, spawn *s) {
    for (int i = P2CREAD; i <= ERRPIPE_WRITE; i++) {
        int64_t fd;
        if (!rt_arg_int(t, args[i], &fd)) return false;
        *fd_of(s, i) = (int)fd;
    }
    return true;
}

static bool optional_id(rt_thread *t, Value v, bool *given, int64_t *out) {
    *given = !rt_is_none(v);
    return !*given || rt_arg_long(t, v, out);
}

static bool read_numbers(rt_thread *t, const Value *args, spawn *s) {
    return read_fds(t, args, s) && rt_arg_flag(t, args[CLOSE_FDS], false, &s->close_fds) &&
           rt_arg_flag(t, args[RESTORE_SIGNALS], false, &s->restore_signals) &&
           rt_arg_flag(t, args[NEW_SESSION], false, &s->new_session) &&
           rt_arg_int(t, args[GROUP], &s->group) && rt_arg_int(t, args[UMASK], &s->mask) &&
           optional_id(t, args[GID], &s->set_gid, &s->gid) &&
           optional_id(t, args[UID], &s->set_uid, &s->uid);
}

/* Adds a blob to those that the state keeps alive. false: there is none, which raised. */
static bool hold(rt_thread *t, Value kept, rt_blob *blob) {
    return blob && rt_list_append(t, kept, rt_from_obj(blob));
}

static bool read_arrays(rt_thread *t, const Value *args, spawn *s, Value kept) {
    rt_blob *argv = strings(t, args[ARGS]);
    if (!hold(t, kept, argv)) return false;
    s->argv = (char **)(void *)argv->data;
    rt_blob *programs = strings(t, args[PROGRAMS]);
    if (!hold(t, kept, programs)) return false;
    s->programs = (char **)(void *)programs->data;
    rt_blob *keep = numbers(t, args[KEEP], &s->nkeep, sizeof(int64_t));
    if (!hold(t, kept, keep)) return false;
    s->keep = (const int64_t *)(const void *)keep->data;
    if (!rt_is_none(args[ENV])) {
        rt_blob *env = strings(t, args[ENV]);
        if (!hold(t, kept, env)) return false;
        s->env = (char **)(void *)env->data;
    }
    if (rt_is_none(args[GROUPS])) return true;
    Value tuple = rt_to_tuple(t, args[GROUPS]);
    rt_blob *groups = rt_is_null(tuple) ? NULL : numbers(t, tuple, &s->ngroups, sizeof(gid_t));
    s->set_groups = true;
    if (!hold(t, kept, groups)) return false;
    s->groups = (const gid_t *)(const void *)groups->data;
    return true;
}

static bool check_keep(rt_thread *t, Value tuple) {
    int64_t before = -1, fd;
    bool ok = rt_is_tuple(tuple);
    for (size_t i = 0; ok && i < rt_tuple_len(tuple); i++) {
        ok = rt_is_int(rt_tuple_at(tuple, i)) && rt_int_get(rt_tuple_at(tuple, i), &fd) &&
             fd >= 0 && fd > before && fd <= INT32_MAX;
        before = fd;
    }
    if (!rt_is_tuple(tuple))
        (void)rt_raise_type_error(t, "fork_exec() argument 4 must be tuple, not %T", tuple);
    else if (!ok)
        (void)rt_raise_value_error(t, "bad value(s) in fds_to_keep");
    return ok;
}

static Value spawned(rt_thread *t, Value result, Value state) {
    (void)state;
    int64_t pid = rt_imm_int_get(result);
    return pid < 0 ? rt_raise_os_error(t, (int)-pid, RT_NULL) : result;
}

static Value fork_exec(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const char *cwd = NULL;
    Value shown;
    bool close_fds;
    int64_t errpipe;
    if (!check_keep(t, args[KEEP]) || !rt_arg_flag(t, args[CLOSE_FDS], false, &close_fds) ||
        !rt_arg_int(t, args[ERRPIPE_WRITE], &errpipe))
        return RT_NULL;
    if (close_fds && errpipe < 3) return rt_raise_value_error(t, "errpipe_write must be >= 3");
    if (!rt_is_none(args[CWD]) && !rt_path_arg(t, args[CWD], NULL, "cwd", &cwd, &shown))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_spawn, cwd, NULL, sizeof(spawn));
    Value kept = r ? rt_list_new(t, NULL, 0) : RT_NULL;
    if (rt_is_null(kept)) return RT_NULL;
    spawn *s = spawn_of(r);
    memset(s, 0, sizeof *s);
    s->cwd = r->path[0];
    if (!read_numbers(t, args, s) || !read_arrays(t, args, s, kept)) return RT_NULL;
    Value state = rt_tuple_pack2(t, rt_request_value(r), kept);
    if (rt_is_null(state)) return state;
    if (!rt_is_none(args[PREEXEC])) return with_preexec(t, state, args[PREEXEC]);
    return rt_then(t, rt_request_tail(t, r), spawned, state);
}

static const rt_native_def functions[] = {
    {"fork_exec", fork_exec, NARGS, NARGS, NULL, 0, "Spawn a fresh new child process."},
    {.name = NULL},
};

extern const rt_module_def rt_module__posixsubprocess;
const rt_module_def rt_module__posixsubprocess = {"_posixsubprocess", functions, NULL,
                                                  "A POSIX helper for the subprocess module."};
