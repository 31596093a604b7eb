/* posix_file.c - posix: functions of descriptors.
 * Owns: nothing. Threads: any. What blocks or changes something runs between two transactions. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "runtime/modules/posix_internal.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

static int64_t call_open(rt_request *r) {
    return openat((int)r->i[0], r->path[0], (int)r->i[1] | O_CLOEXEC, (mode_t)r->i[2]);
}
static int64_t call_close(rt_request *r) { return close((int)r->i[0]); }
static int64_t call_closerange(rt_request *r) {
    for (int64_t fd = r->i[0]; fd < r->i[1]; fd++)
        (void)close((int)fd);
    return 0;
}
static int64_t call_read(rt_request *r) {
    return r->i[1] < 0 ? read((int)r->i[0], r->data, r->size)
                       : pread((int)r->i[0], r->data, r->size, r->i[1]);
}
static int64_t call_write(rt_request *r) {
    return r->i[1] < 0 ? write((int)r->i[0], r->data, r->size)
                       : pwrite((int)r->i[0], r->data, r->size, r->i[1]);
}
static int64_t call_seek(rt_request *r) { return lseek((int)r->i[0], r->i[1], (int)r->i[2]); }
static int64_t call_truncate(rt_request *r) { return ftruncate((int)r->i[0], r->i[1]); }
static int64_t call_sync(rt_request *r) {
    return r->i[1] ? fdatasync((int)r->i[0]) : fsync((int)r->i[0]);
}
static int64_t call_dup(rt_request *r) { return fcntl((int)r->i[0], F_DUPFD_CLOEXEC, 0); }
static int64_t call_dup2(rt_request *r) {
    if (r->i[0] == r->i[1] || r->i[2]) return dup2((int)r->i[0], (int)r->i[1]);
    return dup3((int)r->i[0], (int)r->i[1], O_CLOEXEC);
}
static int64_t call_pipe(rt_request *r) {
    int fds[2];
    if (pipe2(fds, (int)r->i[0]) < 0) return -1;
    r->out[0] = fds[0];
    r->out[1] = fds[1];
    return 0;
}
static int64_t call_fcntl(rt_request *r) { return fcntl((int)r->i[0], (int)r->i[1], (int)r->i[2]); }
static int64_t call_lockf(rt_request *r) { return lockf((int)r->i[0], (int)r->i[1], r->i[2]); }

static Value to_int(rt_thread *t, Value result, Value name) {
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? rt_raise_os_error(t, (int)-n, name) : result;
}
static Value to_none(rt_thread *t, Value result, Value name) {
    return rt_is_null(to_int(t, result, name)) ? RT_NULL : RT_NONE;
}

/* A request of up to three ints. */
static rt_request *ints(rt_thread *t, int64_t (*call)(rt_request *), int64_t a, int64_t b,
                        int64_t c) {
    rt_request *r = rt_request_new(t, call, NULL, NULL, 0);
    if (r) r->i[0] = a, r->i[1] = b, r->i[2] = c;
    return r;
}
static Value go(rt_thread *t, rt_request *r, rt_cont then) {
    return r ? rt_then(t, rt_request_persist_tail(t, r), then, RT_NULL) : RT_NULL;
}

/* args: path, flags, mode=, dir_fd= */
static Value posix_open(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    int64_t flags, mode = 0777;
    int dir;
    if (!posix_path_arg(t, args[0], "open", "path", 0, &p) || !posix_int_arg(t, args[1], &flags) ||
        (!rt_is_empty(args[2]) && !posix_int_arg(t, args[2], &mode)) ||
        !posix_dir_fd(t, args[3], &dir))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_open, p.path, NULL, 0);
    if (!r) return RT_NULL;
    r->i[0] = dir, r->i[1] = flags, r->i[2] = mode;
    return rt_then(t, rt_request_persist_tail(t, r), to_int, p.shown);
}

static Value posix_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd;
    return posix_int_arg(t, args[0], &fd) ? go(t, ints(t, call_close, fd, 0, 0), to_none) : RT_NULL;
}

static Value posix_closerange(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t low, high;
    if (!posix_int_arg(t, args[0], &low) || !posix_int_arg(t, args[1], &high)) return RT_NULL;
    return go(t, ints(t, call_closerange, low, high, 0), to_none);
}

static Value bytes_read(rt_thread *t, Value result, Value request) {
    if (rt_is_null(to_int(t, result, RT_NULL))) return RT_NULL;
    return rt_bytes_new(t, rt_request_of(request)->data, (size_t)rt_imm_int_get(result));
}

/* args: fd, length, offset */
static Value posix_read(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t fd, n, offset = -1;
    if (!posix_int_arg(t, args[0], &fd) || !posix_int_arg(t, args[1], &n) ||
        (nargs > 2 && !posix_int_arg(t, args[2], &offset)))
        return RT_NULL;
    if (n < 0) return rt_raise_os_error(t, EINVAL, RT_NULL);
    rt_request *r = rt_request_new(t, call_read, NULL, NULL, (size_t)n);
    if (!r) return RT_NULL;
    r->i[0] = fd, r->i[1] = offset;
    return rt_then(t, rt_request_persist_tail(t, r), bytes_read, rt_request_value(r));
}

/* args: fd, data, offset */
static Value posix_write(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t fd, offset = -1;
    const unsigned char *data;
    size_t n;
    if (!posix_int_arg(t, args[0], &fd) || !rt_buffer_get(t, args[1], &data, &n) ||
        (nargs > 2 && !posix_int_arg(t, args[2], &offset)))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_write, NULL, NULL, n);
    if (!r) return RT_NULL;
    memcpy(r->data, data, n);
    r->i[0] = fd, r->i[1] = offset;
    return go(t, r, to_int);
}

static Value posix_lseek(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd, offset, whence;
    if (!posix_int_arg(t, args[0], &fd) || !posix_int_arg(t, args[1], &offset) ||
        !posix_int_arg(t, args[2], &whence))
        return RT_NULL;
    return go(t, ints(t, call_seek, fd, offset, whence), to_int);
}

static Value posix_ftruncate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd, size;
    if (!posix_int_arg(t, args[0], &fd) || !posix_int_arg(t, args[1], &size)) return RT_NULL;
    return go(t, ints(t, call_truncate, fd, size, 0), to_none);
}

static Value sync_fd(rt_thread *t, Value v, bool data_only) {
    int64_t fd;
    Value n = rt_is_int(v) ? v : rt_call_method(t, v, rt_str_intern_cstr(t, "fileno"), NULL, 0);
    return !rt_is_null(n) && posix_int_arg(t, n, &fd)
               ? go(t, ints(t, call_sync, fd, data_only, 0), to_none)
               : RT_NULL;
}
static Value posix_fsync(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, sync_fd(t, args[0], false);
}
static Value posix_fdatasync(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, sync_fd(t, args[0], true);
}

static Value posix_dup(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd;
    return posix_int_arg(t, args[0], &fd) ? go(t, ints(t, call_dup, fd, 0, 0), to_int) : RT_NULL;
}

/* args: fd, fd2, inheritable= */
static Value posix_dup2(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd, to;
    bool inherit;
    if (!posix_int_arg(t, args[0], &fd) || !posix_int_arg(t, args[1], &to) ||
        !posix_flag(t, args[2], true, &inherit))
        return RT_NULL;
    return go(t, ints(t, call_dup2, fd, to, inherit), to_int);
}

static Value pair_made(rt_thread *t, Value result, Value request) {
    if (rt_is_null(to_int(t, result, RT_NULL))) return RT_NULL;
    rt_request *r = rt_request_of(request);
    return rt_tuple_pack2(t, rt_imm_int(r->out[0]), rt_imm_int(r->out[1]));
}

static Value make_pipe(rt_thread *t, int64_t flags) {
    rt_request *r = ints(t, call_pipe, flags, 0, 0);
    return r ? rt_then(t, rt_request_persist_tail(t, r), pair_made, rt_request_value(r)) : RT_NULL;
}
static Value posix_pipe(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)args, (void)nargs, make_pipe(t, O_CLOEXEC);
}
static Value posix_pipe2(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t flags;
    return posix_int_arg(t, args[0], &flags) ? make_pipe(t, flags) : RT_NULL;
}

static Value posix_lockf(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd, command, length;
    if (!posix_int_arg(t, args[0], &fd) || !posix_int_arg(t, args[1], &command) ||
        !posix_int_arg(t, args[2], &length))
        return RT_NULL;
    return go(t, ints(t, call_lockf, fd, command, length), to_none);
}

/* ---- flags of descriptors ---- */

static Value get_flag(rt_thread *t, Value v, int command, int flag, bool when_set) {
    int64_t fd;
    if (!posix_int_arg(t, v, &fd)) return RT_NULL;
    int flags = fcntl((int)fd, command);
    return flags < 0 ? rt_raise_os_error(t, errno, RT_NULL)
                     : rt_bool(((flags & flag) != 0) == when_set);
}
static Value posix_get_inheritable(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, get_flag(t, args[0], F_GETFD, FD_CLOEXEC, false);
}
static Value posix_get_blocking(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, get_flag(t, args[0], F_GETFL, O_NONBLOCK, false);
}

static Value set_flag(rt_thread *t, Value *args, int get, int set, int flag) {
    int64_t fd;
    bool on;
    if (!posix_int_arg(t, args[0], &fd) || !posix_flag(t, args[1], true, &on)) return RT_NULL;
    int flags = fcntl((int)fd, get);
    if (flags < 0) return rt_raise_os_error(t, errno, RT_NULL);
    return go(t, ints(t, call_fcntl, fd, set, on ? flags & ~flag : flags | flag), to_none);
}
static Value posix_set_inheritable(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, set_flag(t, args, F_GETFD, F_SETFD, FD_CLOEXEC);
}
static Value posix_set_blocking(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, set_flag(t, args, F_GETFL, F_SETFL, O_NONBLOCK);
}

static Value posix_isatty(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd;
    return posix_int_arg(t, args[0], &fd) ? rt_bool(isatty((int)fd)) : RT_NULL;
}

static Value posix_ttyname(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd;
    char name[256];
    if (!posix_int_arg(t, args[0], &fd)) return RT_NULL;
    int err = ttyname_r((int)fd, name, sizeof name);
    return err ? rt_raise_os_error(t, err, RT_NULL) : rt_fsdecode(t, name, strlen(name));
}

static Value posix_device_encoding(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd;
    if (!posix_int_arg(t, args[0], &fd)) return RT_NULL;
    return isatty((int)fd) ? rt_str_intern_cstr(t, "UTF-8") : RT_NONE;
}

const rt_native_def posix_file_functions[] = {
    {"open", posix_open, 0, 0, "path, flags, mode=, *, dir_fd=", 0,
     "Open a file for low level IO.  Returns a file descriptor (integer)."},
    {"close", posix_close, 0, 0, "fd", 0, "Close a file descriptor."},
    {"closerange", posix_closerange, 2, 2, NULL, 0,
     "Closes all file descriptors in [fd_low, fd_high), ignoring errors."},
    {"read", posix_read, 2, 2, NULL, 0, "Read from a file descriptor.  Returns a bytes object."},
    {"pread", posix_read, 3, 3, NULL, 0,
     "Read a number of bytes from a file descriptor starting at a particular offset."},
    {"write", posix_write, 2, 2, NULL, 0, "Write a bytes object to a file descriptor."},
    {"pwrite", posix_write, 3, 3, NULL, 0,
     "Write bytes to a file descriptor starting at a particular offset."},
    {"lseek", posix_lseek, 3, 3, NULL, 0,
     "Set the position of a file descriptor.  Return the new position."},
    {"ftruncate", posix_ftruncate, 2, 2, NULL, 0,
     "Truncate a file, specified by file descriptor, to a specific length."},
    {"fsync", posix_fsync, 0, 0, "fd", 0, "Force write of fd to disk."},
    {"fdatasync", posix_fdatasync, 0, 0, "fd", 0,
     "Force write of fd to disk without forcing update of metadata."},
    {"dup", posix_dup, 1, 1, NULL, 0, "Return a duplicate of a file descriptor."},
    {"dup2", posix_dup2, 0, 0, "fd, fd2, inheritable=", 0, "Duplicate file descriptor."},
    {"pipe", posix_pipe, 0, 0, NULL, 0, "Create a pipe."},
    {"pipe2", posix_pipe2, 1, 1, NULL, 0, "Create a pipe with flags set atomically."},
    {"lockf", posix_lockf, 3, 3, NULL, 0,
     "Apply, test or remove a POSIX lock on an open file descriptor."},
    {"get_inheritable", posix_get_inheritable, 1, 1, NULL, 0,
     "Get the close-on-exe flag of the specified file descriptor."},
    {"set_inheritable", posix_set_inheritable, 2, 2, NULL, 0,
     "Set the inheritable flag of the specified file descriptor."},
    {"get_blocking", posix_get_blocking, 1, 1, NULL, 0,
     "Get the blocking mode of the file descriptor."},
    {"set_blocking", posix_set_blocking, 2, 2, NULL, 0,
     "Set the blocking mode of the specified file descriptor."},
    {"isatty", posix_isatty, 1, 1, NULL, 0, "Return True if the fd is connected to a terminal."},
    {"ttyname", posix_ttyname, 1, 1, NULL, 0,
     "Return the name of the terminal device connected to 'fd'."},
    {"device_encoding", posix_device_encoding, 0, 0, "fd", 0,
     "Return a string describing the encoding of a terminal's file descriptor."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
