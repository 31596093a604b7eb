/* posix_child.c - posix: making processes, becoming other programs, other identities.
 * Owns: rt_fork_hook. Threads: any; fork needs a process with one. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pty.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/modules/arguments.h"
#include "runtime/modules/posix_internal.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

static int64_t fork_now(rt_thread *t) { return (void)t, fork(); }
int64_t (*rt_fork_hook)(rt_thread *t) = fork_now;

static Value number(rt_thread *t, Value result, Value state) {
    (void)state;
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? rt_raise_os_error(t, (int)-n, RT_NULL) : result;
}
static Value nothing(rt_thread *t, Value result, Value state) {
    return rt_is_null(number(t, result, state)) ? RT_NULL : RT_NONE;
}
static rt_request *request(rt_thread *t, int64_t (*call)(rt_request *), size_t size, int64_t a,
                           int64_t b, int64_t c) {
    rt_request *r = rt_request_new(t, call, NULL, NULL, size);
    if (r) r->i[0] = a, r->i[1] = b, r->i[2] = c;
    return r;
}
static Value go(rt_thread *t, rt_request *r, rt_cont then) {
    return r ? rt_then(t, rt_request_persist_tail(t, r), then, rt_request_value(r)) : RT_NULL;
}

/* ---- fork: the prelude calls the functions that were registered around it ---- */

static Value fork_outside(rt_thread *t, Value state) {
    (void)state;
    int64_t pid = rt_fork_hook(t);
    return rt_imm_int(pid < 0 ? -(int64_t)errno : pid);
}
static Value forked(rt_thread *t, Value result, Value state) {
    if (rt_same(result, rt_imm_int(-EDEADLK)))
        return rt_raise(t, &rt_exc_RuntimeError, "fork() in a process with several threads");
    return number(t, result, state);
}
static Value do_fork(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_then(t, rt_tail_outside(t, fork_outside, RT_NONE), forked, RT_NULL);
}
static Value posix_fork(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    static const rt_native_def def = {"fork", do_fork, 0, 0, NULL, 0, NULL};
    Value native = rt_native_new(t, &def, RT_EMPTY, RT_NONE);
    return rt_is_null(native) ? native : rt_tail_prelude(t, "fork_between_hooks", &native, 1);
}

static Value posix_register_at_fork(rt_thread *t, Value *args, uint32_t nargs) {
    static const char *const names[] = {"before", "after_in_child", "after_in_parent"};
    bool any = false;
    for (uint32_t i = 0; i < nargs; i++) {
        if (rt_is_empty(args[i])) {
            args[i] = RT_NONE;
            continue;
        }
        any = true;
        if (!rt_type_of(args[i])->slots.call)
            return rt_raise_type_error(t, "'%s' must be callable, not %T", names[i], args[i]);
    }
    if (!any) return rt_raise_type_error(t, "At least one argument is required.");
    return rt_tail_prelude(t, "register_at_fork", args, nargs);
}

/* ---- exec: strings in blobs, pointers to them in a third ---- */

/* i[0]: 1 with an environment; data: pointers to argv and environment */
static int64_t call_exec(rt_request *r) {
    char **const *arrays = (char **const *)(void *)r->data;
    return r->i[0] ? execve(r->path[0], arrays[0], arrays[1]) : execv(r->path[0], arrays[0]);
}

/* The items of a list of bytes objects as a NULL-ended array in a blob; the objects are kept alive by the list. */
static rt_blob *pointers(rt_thread *t, Value list) {
    size_t n;
    rt_array *items = rt_list_snapshot(t, list, &n);
    rt_blob *blob = items ? rt_blob_new(t, (n + 1) * sizeof(char *)) : NULL;
    if (!blob) return NULL;
    char **out = (char **)(void *)blob->data;
    for (size_t i = 0; i < n; i++)
        out[i] = (char *)rt_as_bytes(rt_load(&items->x_items[i]))->data;
    out[n] = NULL;
    return blob;
}

static bool add_bytes(rt_thread *t, Value list, const char *s, size_t n) {
    Value bytes = rt_bytes_new(t, s, n);
    return !rt_is_null(bytes) && rt_list_append(t, list, bytes);
}

static Value argument_list(rt_thread *t, Value args, const char *function) {
    if (!rt_is_tuple(args) && !rt_is_list(args))
        return rt_raise_type_error(t, strcmp(function, "execv") == 0
                                          ? "execv() arg 2 must be a tuple or list"
                                          : "execve: argv must be a tuple or list");
    Value tuple = rt_to_tuple(t, args), list = rt_is_null(tuple) ? tuple : rt_list_new(t, NULL, 0);
    if (rt_is_null(list)) return list;
    if (rt_tuple_len(tuple) == 0)
        return rt_raise_value_error(t, strcmp(function, "execv") == 0
                                           ? "execv() arg 2 must not be empty"
                                           : "execve: argv must not be empty");
    for (size_t i = 0; i < rt_tuple_len(tuple); i++) {
        const char *s;
        Value shown;
        if (!rt_path_arg(t, rt_tuple_at(tuple, i), NULL, "argv", &s, &shown) ||
            !add_bytes(t, list, s, strlen(s)))
            return RT_NULL;
    }
    Value first = rt_list_get(t, list, 0);
    if (rt_is_null(first)) return first; /* a conflict */
    return rt_as_bytes(first)->length
               ? list
               : rt_raise_value_error(t, "%s first element cannot be empty",
                                      strcmp(function, "execv") == 0 ? "execv() arg 2"
                                                                     : "execve: argv");
}

/* pairs: a list of (name, value). */
static Value environment_list(rt_thread *t, Value pairs) {
    size_t n;
    rt_array *items = rt_list_snapshot(t, pairs, &n);
    Value list = items ? rt_list_new(t, NULL, 0) : RT_NULL;
    for (size_t i = 0; i < n && !rt_is_null(list); i++) {
        const char *name, *value;
        Value shown, pair = rt_load(&items->x_items[i]);
        if (!rt_path_arg(t, rt_tuple_at(pair, 0), NULL, "env", &name, &shown) ||
            !rt_path_arg(t, rt_tuple_at(pair, 1), NULL, "env", &value, &shown))
            return RT_NULL;
        if (strchr(name, '=')) return rt_raise_value_error(t, "illegal environment variable name");
        Value text = rt_bytes_new(t, NULL, strlen(name) + 1 + strlen(value));
        if (rt_is_null(text)) return text;
        char *at = stpcpy((char *)rt_as_bytes(text)->data, name);
        *at++ = '=';
        memcpy(at, value, strlen(value));
        if (!rt_list_append(t, list, text)) return RT_NULL;
    }
    return list;
}

static Value exec_with(rt_thread *t, const posix_path *p, Value argv, Value env) {
    Value kept[] = {argv, env, RT_NONE, RT_NONE, RT_NONE};
    rt_blob *a = pointers(t, argv), *e = rt_is_none(env) || !a ? a : pointers(t, env);
    rt_request *r = e ? rt_request_new(t, call_exec, p->path, NULL, 2 * sizeof(char **)) : NULL;
    if (!r) return RT_NULL;
    ((void **)(void *)r->data)[0] = a->data;
    ((void **)(void *)r->data)[1] = e->data;
    r->i[0] = !rt_is_none(env);
    kept[2] = rt_from_obj(a), kept[3] = rt_from_obj(e), kept[4] = rt_request_value(r);
    Value state = rt_tuple_new(t, kept, 5);
    return rt_is_null(state) ? state : rt_then(t, rt_request_tail(t, r), number, state);
}

static Value posix_execv(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    if (!posix_path_arg(t, args[0], "execv", "path", 0, &p)) return RT_NULL;
    Value argv = argument_list(t, args[1], "execv");
    return rt_is_null(argv) ? argv : exec_with(t, &p, argv, RT_NONE);
}

/* state: (path, argv) */
static Value exec_environment(rt_thread *t, Value pairs, Value state) {
    posix_path p;
    Value argv, env;
    if (!posix_path_arg(t, rt_tuple_at(state, 0), "execve", "path", 0, &p) ||
        rt_is_null(argv = argument_list(t, rt_tuple_at(state, 1), "execve")) ||
        rt_is_null(env = environment_list(t, pairs)))
        return RT_NULL;
    return exec_with(t, &p, argv, env);
}
static Value items_found(rt_thread *t, Value items, Value state) {
    return rt_then(t, rt_to_list_tail(t, items), exec_environment, state);
}
static Value posix_execve(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value state = rt_tuple_pack2(t, args[0], args[1]), name = rt_str_intern_cstr(t, "items");
    if (rt_is_null(state)) return state;
    if (!rt_is_dict(args[2]) && !rt_type_of(args[2])->slots.getitem)
        return rt_raise_type_error(t, "execve: environment must be a mapping object");
    return rt_then(t, rt_call_method_tail(t, args[2], name, NULL, 0), items_found, state);
}

/* ---- identities ---- */

/* i[1]: the number of the system call; two ids at most */
static int64_t call_ids(rt_request *r) {
    switch (r->i[2]) {
    case 'u': return setuid((uid_t)r->i[0]);
    case 'g': return setgid((gid_t)r->i[0]);
    case 'U': return seteuid((uid_t)r->i[0]);
    case 'G': return setegid((gid_t)r->i[0]);
    case 'r': return setreuid((uid_t)r->i[0], (uid_t)r->i[1]);
    default: return setregid((gid_t)r->i[0], (gid_t)r->i[1]);
    }
}
static Value set_ids(rt_thread *t, Value *args, uint32_t nargs, int64_t which) {
    int64_t id[2] = {0, 0};
    for (uint32_t i = 0; i < nargs; i++) {
        if (!rt_arg_long(t, args[i], &id[i])) return RT_NULL;
        if (id[i] < -1 || id[i] > UINT32_MAX)
            return rt_raise(t, &rt_exc_OverflowError, "%s is %s",
                            which == 'u' || which == 'U' || which == 'r' ? "uid" : "gid",
                            id[i] < 0 ? "less than minimum" : "greater than maximum");
    }
    return go(t, request(t, call_ids, 0, id[0], id[1], which), nothing);
}
#define SET_IDS(name, which)                                                                               \
    static Value posix_##name(rt_thread *t, Value *args, uint32_t nargs) { return set_ids(t, args, nargs, which); }
SET_IDS(setuid, 'u')
SET_IDS(setgid, 'g')
SET_IDS(seteuid, 'U')
SET_IDS(setegid, 'G')
SET_IDS(setreuid, 'r')
SET_IDS(setregid, 'R')

static Value posix_getgroups(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    gid_t groups[1024];
    int n = getgroups(1024, groups);
    if (n < 0) return rt_raise_os_error(t, errno, RT_NULL);
    Value list = rt_list_new(t, NULL, 0);
    for (int i = 0; i < n && !rt_is_null(list); i++)
        if (!rt_list_append(t, list, rt_imm_int(groups[i]))) return RT_NULL;
    return list;
}

/* ---- descriptors between processes ---- */

static int64_t call_openpty(rt_request *r) {
    int ends[2];
    if (openpty(&ends[0], &ends[1], NULL, NULL, NULL) < 0) return -1;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        r->out[i] = ends[i];
    }
    return 0;
}
static Value opened(rt_thread *t, Value result, Value blob) {
    if (rt_is_null(number(t, result, blob))) return RT_NULL;
    return rt_tuple_pack2(t, rt_imm_int(rt_request_of(blob)->out[0]),
                          rt_imm_int(rt_request_of(blob)->out[1]));
}
static Value posix_openpty(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return go(t, request(t, call_openpty, 0, 0, 0, 0), opened);
}

static int64_t call_pidfd(rt_request *r) {
    return syscall(SYS_pidfd_open, (pid_t)r->i[0], (unsigned)r->i[1]);
}
static Value posix_pidfd_open(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t pid, flags;
    if (!rt_arg_int(t, args[0], &pid) || !rt_arg_int_or(t, args[1], 0, &flags)) return RT_NULL;
    return go(t, request(t, call_pidfd, 0, pid, flags, 0), number);
}

/* i: out, in, count; i[3]: 1 with an offset, i[4] */
static int64_t call_sendfile(rt_request *r) {
    off_t offset = r->i[4];
    return sendfile((int)r->i[0], (int)r->i[1], r->i[3] ? &offset : NULL, (size_t)r->i[2]);
}
static Value posix_sendfile(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t out, in, count, offset = 0;
    bool from = !rt_is_none(args[2]);
    if (!rt_arg_int(t, args[0], &out) || !rt_arg_int(t, args[1], &in) ||
        (from && !rt_arg_long(t, args[2], &offset)) || !rt_arg_long(t, args[3], &count))
        return RT_NULL;
    rt_request *r = request(t, call_sendfile, 0, out, in, count);
    if (r) r->i[3] = from, r->i[4] = offset;
    return go(t, r, number);
}

const rt_native_def posix_child_functions[] = {
    {"fork", posix_fork, 0, 0, NULL, 0,
     "Fork a child process.\n\nReturn 0 to child process and PID of child to parent process."},
    {"register_at_fork", posix_register_at_fork, 0, 0,
     "*, before=, after_in_child=, after_in_parent=", 0,
     "Register callables to be called when forking a new process."},
    {"execv", posix_execv, 2, 2, NULL, 0,
     "Execute an executable path with arguments, replacing current process."},
    {"execve", posix_execve, 0, 0, "path, argv, env", 0,
     "Execute an executable path with arguments, replacing current process."},
    {"setuid", posix_setuid, 1, 1, NULL, 0, "Set the current process's user id."},
    {"setgid", posix_setgid, 1, 1, NULL, 0, "Set the current process's group id."},
    {"seteuid", posix_seteuid, 1, 1, NULL, 0, "Set the current process's effective user id."},
    {"setegid", posix_setegid, 1, 1, NULL, 0, "Set the current process's effective group id."},
    {"setreuid", posix_setreuid, 2, 2, NULL, 0,
     "Set the current process's real and effective user ids."},
    {"setregid", posix_setregid, 2, 2, NULL, 0,
     "Set the current process's real and effective group ids."},
    {"getgroups", posix_getgroups, 0, 0, NULL, 0,
     "Return list of supplemental group IDs for the process."},
    {"openpty", posix_openpty, 0, 0, NULL, 0, "Open a pseudo-terminal."},
    {"pidfd_open", posix_pidfd_open, 0, 0, "pid, flags=", 0,
     "Return a file descriptor referring to the process *pid*."},
    {"sendfile", posix_sendfile, 0, 0, "out_fd, in_fd, offset, count", 0,
     "Copy count bytes from file descriptor in_fd to file descriptor out_fd."},
    {.name = NULL},
};
