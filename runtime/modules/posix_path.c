/* posix_path.c - posix: functions of paths. Those that change something run between two transactions.
 * Owns: nothing. Threads: any. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "runtime/modules/posix_internal.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

/* state: the path for the message, or a pair of paths */
static Value raise_for(rt_thread *t, int64_t err, Value names) {
    if (!rt_is_tuple(names))
        return rt_raise_os_error(t, (int)err,
                                 rt_is_none(names) || rt_is_empty(names) ? RT_NULL : names);
    Value args[] = {rt_imm_int(err), rt_str_from_cstr(t, strerror((int)err)), rt_tuple_at(names, 0),
                    RT_NONE, rt_tuple_at(names, 1)};
    Value e = rt_is_null(args[1]) ? RT_NULL : rt_call(t, rt_from_obj(&rt_exc_OSError), args, 5);
    return rt_is_null(e) ? e : rt_raise_object(t, e);
}

static Value to_none(rt_thread *t, Value result, Value names) {
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? raise_for(t, -n, names) : RT_NONE;
}

static Value go(rt_thread *t, rt_request *r, Value names) {
    return r ? rt_then(t, rt_request_persist_tail(t, r), to_none, names) : RT_NULL;
}

/* i[0]: dir_fd, i[1]: mode or flags */
static int64_t call_mkdir(rt_request *r) {
    return mkdirat((int)r->i[0], r->path[0], (mode_t)r->i[1]);
}
static int64_t call_mkfifo(rt_request *r) {
    return mkfifoat((int)r->i[0], r->path[0], (mode_t)r->i[1]);
}
static int64_t call_unlink(rt_request *r) {
    return unlinkat((int)r->i[0], r->path[0], (int)r->i[1]);
}
static int64_t call_chdir(rt_request *r) {
    return r->path[0] ? chdir(r->path[0]) : fchdir((int)r->i[0]);
}
static int64_t call_chmod(rt_request *r) {
    return r->path[0] ? fchmodat((int)r->i[0], r->path[0], (mode_t)r->i[1], (int)r->i[2])
                      : fchmod((int)r->i[3], (mode_t)r->i[1]);
}
static int64_t call_chown(rt_request *r) {
    return r->path[0]
               ? fchownat((int)r->i[0], r->path[0], (uid_t)r->i[1], (gid_t)r->i[4], (int)r->i[2])
               : fchown((int)r->i[3], (uid_t)r->i[1], (gid_t)r->i[4]);
}
static int64_t call_truncate(rt_request *r) {
    return r->path[0] ? truncate(r->path[0], r->i[1]) : ftruncate((int)r->i[0], r->i[1]);
}
static int64_t call_rename(rt_request *r) {
    return renameat((int)r->i[0], r->path[0], (int)r->i[1], r->path[1]);
}
static int64_t call_link(rt_request *r) {
    return linkat((int)r->i[0], r->path[0], (int)r->i[1], r->path[1], (int)r->i[2]);
}
static int64_t call_symlink(rt_request *r) {
    return symlinkat(r->path[0], (int)r->i[0], r->path[1]);
}
static int64_t call_utime(rt_request *r) {
    struct timespec times[2];
    for (int i = 0; i < 2; i++)
        times[i] = (struct timespec){r->time[i].sec, r->time[i].nsec};
    const struct timespec *given = r->i[1] ? times : NULL;
    return r->path[0] ? utimensat((int)r->i[0], r->path[0], given, (int)r->i[2])
                      : futimens((int)r->i[3], given);
}

/* ---- one path ---- */

/* args: path, mode=, dir_fd= */
static Value make(rt_thread *t, Value *args, const char *name, int64_t (*call)(rt_request *),
                  int64_t mode) {
    posix_path p;
    int dir;
    if (!posix_path_arg(t, args[0], name, "path", 0, &p)) return RT_NULL;
    if (!rt_is_empty(args[1]) && !posix_int_arg(t, args[1], &mode)) return RT_NULL;
    if (!posix_dir_fd(t, args[2], &dir)) return RT_NULL;
    rt_request *r = rt_request_new(t, call, p.path, NULL, 0);
    if (r) r->i[0] = dir, r->i[1] = mode;
    return go(t, r, p.shown);
}
static Value posix_mkdir(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, make(t, args, "mkdir", call_mkdir, 0777);
}
static Value posix_mkfifo(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, make(t, args, "mkfifo", call_mkfifo, 0666);
}

/* args: path, dir_fd= */
static Value drop(rt_thread *t, Value *args, const char *name, int64_t flags) {
    Value call[] = {args[0], rt_imm_int(flags), args[1]};
    return make(t, call, name, call_unlink, 0);
}
static Value posix_unlink(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, drop(t, args, "unlink", 0);
}
static Value posix_remove(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, drop(t, args, "remove", 0);
}
static Value posix_rmdir(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, drop(t, args, "rmdir", AT_REMOVEDIR);
}

static Value posix_chdir(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    if (!posix_path_arg(t, args[0], "chdir", "path", POSIX_FD, &p)) return RT_NULL;
    rt_request *r = rt_request_new(t, call_chdir, p.path, NULL, 0);
    if (r) r->i[0] = p.fd;
    return go(t, r, p.shown);
}

/* args: path, mode, dir_fd=, follow_symlinks= */
static Value posix_chmod(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    int64_t mode;
    int dir;
    bool follow;
    if (!posix_path_arg(t, args[0], "chmod", "path", POSIX_FD, &p) ||
        !posix_int_arg(t, args[1], &mode) || !posix_dir_fd(t, args[2], &dir) ||
        !posix_flag(t, args[3], true, &follow))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_chmod, p.path, NULL, 0);
    if (r)
        r->i[0] = dir, r->i[1] = mode, r->i[2] = follow ? 0 : AT_SYMLINK_NOFOLLOW, r->i[3] = p.fd;
    return go(t, r, p.shown);
}

/* args: path, uid, gid, dir_fd=, follow_symlinks= */
static Value posix_chown(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    int64_t uid, gid;
    int dir;
    bool follow;
    if (!posix_path_arg(t, args[0], "chown", "path", POSIX_FD, &p) ||
        !posix_int_arg(t, args[1], &uid) || !posix_int_arg(t, args[2], &gid) ||
        !posix_dir_fd(t, args[3], &dir) || !posix_flag(t, args[4], true, &follow))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_chown, p.path, NULL, 0);
    if (r)
        r->i[0] = dir, r->i[1] = uid, r->i[4] = gid, r->i[2] = follow ? 0 : AT_SYMLINK_NOFOLLOW,
        r->i[3] = p.fd;
    return go(t, r, p.shown);
}

static Value posix_lchown(rt_thread *t, Value *args, uint32_t nargs) {
    Value call[] = {args[0], args[1], args[2], RT_EMPTY, RT_FALSE};
    return posix_chown(t, call, nargs);
}

static Value posix_truncate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    int64_t size;
    if (!posix_path_arg(t, args[0], "truncate", "path", POSIX_FD, &p) ||
        !posix_int_arg(t, args[1], &size))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_truncate, p.path, NULL, 0);
    if (r) r->i[0] = p.fd, r->i[1] = size;
    return go(t, r, p.shown);
}

/* ---- two paths ---- */

static Value pair(rt_thread *t, const posix_path *a, const posix_path *b, rt_request *r) {
    Value names = r ? rt_tuple_pack2(t, a->shown, b->shown) : RT_NULL;
    return rt_is_null(names) ? names : go(t, r, names);
}

/* args: src, dst, src_dir_fd=, dst_dir_fd= */
static Value move(rt_thread *t, Value *args, const char *name) {
    posix_path a, b;
    int from, to;
    if (!posix_path_arg(t, args[0], name, "src", 0, &a) ||
        !posix_path_arg(t, args[1], name, "dst", 0, &b) || !posix_dir_fd(t, args[2], &from) ||
        !posix_dir_fd(t, args[3], &to))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_rename, a.path, b.path, 0);
    if (r) r->i[0] = from, r->i[1] = to;
    return pair(t, &a, &b, r);
}
static Value posix_rename(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, move(t, args, "rename");
}
static Value posix_replace(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, move(t, args, "replace");
}

/* args: src, dst, src_dir_fd=, dst_dir_fd=, follow_symlinks= */
static Value posix_link(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path a, b;
    int from, to;
    bool follow;
    if (!posix_path_arg(t, args[0], "link", "src", 0, &a) ||
        !posix_path_arg(t, args[1], "link", "dst", 0, &b) || !posix_dir_fd(t, args[2], &from) ||
        !posix_dir_fd(t, args[3], &to) || !posix_flag(t, args[4], true, &follow))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_link, a.path, b.path, 0);
    if (r) r->i[0] = from, r->i[1] = to, r->i[2] = follow ? AT_SYMLINK_FOLLOW : 0;
    return pair(t, &a, &b, r);
}

/* args: src, dst, target_is_directory=, dir_fd= */
static Value posix_symlink(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path a, b;
    int dir;
    if (!posix_path_arg(t, args[0], "symlink", "src", 0, &a) ||
        !posix_path_arg(t, args[1], "symlink", "dst", 0, &b) || !posix_dir_fd(t, args[3], &dir))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_symlink, a.path, b.path, 0);
    if (r) r->i[0] = dir;
    return pair(t, &a, &b, r);
}

/* ---- asking: in the transaction, they change nothing ---- */

static Value posix_readlink(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    int dir;
    char target[PATH_MAX];
    if (!posix_path_arg(t, args[0], "readlink", "path", 0, &p) || !posix_dir_fd(t, args[1], &dir))
        return RT_NULL;
    ssize_t n = readlinkat(dir, p.path, target, sizeof target);
    return n < 0 ? rt_raise_os_error(t, errno, p.shown) : posix_name(t, target, (size_t)n, p.shown);
}

/* args: path, mode, dir_fd=, effective_ids=, follow_symlinks= */
static Value posix_access(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    int64_t mode;
    int dir;
    bool effective, follow;
    if (!posix_path_arg(t, args[0], "access", "path", 0, &p) || !posix_int_arg(t, args[1], &mode) ||
        !posix_dir_fd(t, args[2], &dir) || !posix_flag(t, args[3], false, &effective) ||
        !posix_flag(t, args[4], true, &follow))
        return RT_NULL;
    return rt_bool(faccessat(dir, p.path, (int)mode,
                             (effective ? AT_EACCESS : 0) | (follow ? 0 : AT_SYMLINK_NOFOLLOW)) ==
                   0);
}

static Value stat_of(rt_thread *t, Value path, Value dir_fd, const char *name, unsigned also,
                     bool follow) {
    posix_path p;
    int dir;
    struct stat st;
    if (!posix_path_arg(t, path, name, "path", also, &p) || !posix_dir_fd(t, dir_fd, &dir))
        return RT_NULL;
    int failed =
        p.path ? fstatat(dir, p.path, &st, follow ? 0 : AT_SYMLINK_NOFOLLOW) : fstat(p.fd, &st);
    return failed ? rt_raise_os_error(t, errno, p.path ? p.shown : RT_NULL)
                  : posix_stat_result(t, &st);
}

/* args: path, dir_fd=, follow_symlinks= */
static Value posix_stat(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool follow;
    return posix_flag(t, args[2], true, &follow)
               ? stat_of(t, args[0], args[1], "stat", POSIX_FD, follow)
               : RT_NULL;
}
static Value posix_lstat(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return stat_of(t, args[0], args[1], "lstat", 0, false);
}
static Value posix_fstat(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd;
    struct stat st;
    if (!posix_int_arg(t, args[0], &fd)) return RT_NULL;
    return fstat((int)fd, &st) ? rt_raise_os_error(t, errno, RT_NULL) : posix_stat_result(t, &st);
}

static Value cwd(rt_thread *t, Value like) {
    char path[PATH_MAX];
    return getcwd(path, sizeof path) ? posix_name(t, path, strlen(path), like)
                                     : rt_raise_os_error(t, errno, RT_NULL);
}
static Value posix_getcwd(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)args, (void)nargs, cwd(t, RT_NONE);
}
static Value posix_getcwdb(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return cwd(t, rt_bytes_new(t, "", 0));
}

static Value posix_fspath(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_fspath(t, args[0]);
}

/* ---- utime ---- */

static bool time_part(rt_thread *t, Value v, bool ns, rt_request *r, int i) {
    int64_t n;
    if (ns) {
        if (!posix_int_arg(t, v, &n)) return false;
        int64_t second = n / 1000000000, rest = n % 1000000000;
        if (rest < 0) rest += 1000000000, second--;
        r->time[i].sec = second;
        r->time[i].nsec = rest;
        return true;
    }
    double d;
    bool number;
    if (!rt_number_to_double(t, v, &d, &number) && number) return false;
    if (!number) return posix_int_arg(t, v, &n);
    double whole = floor(d);
    r->time[i].sec = (int64_t)whole;
    r->time[i].nsec = (int64_t)((d - whole) * 1e9);
    return true;
}

/* args: path, times=, ns=, dir_fd=, follow_symlinks= */
static Value posix_utime(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    int dir;
    bool follow, times = !rt_is_empty(args[1]) && !rt_is_none(args[1]), ns = !rt_is_empty(args[2]);
    if (!posix_path_arg(t, args[0], "utime", "path", POSIX_FD, &p) ||
        !posix_dir_fd(t, args[3], &dir) || !posix_flag(t, args[4], true, &follow))
        return RT_NULL;
    if (times && ns)
        return rt_raise_value_error(t,
                                    "utime: you may specify either 'times' or 'ns' but not both");
    Value pair_value = ns ? args[2] : args[1];
    if ((times || ns) && (!rt_is_tuple(pair_value) || rt_tuple_len(pair_value) != 2))
        return rt_raise_type_error(
            t, ns ? "utime: 'ns' must be a tuple of two ints"
                  : "utime: 'times' must be either a tuple of two ints or None");
    rt_request *r = rt_request_new(t, call_utime, p.path, NULL, 0);
    if (!r) return RT_NULL;
    for (int i = 0; (times || ns) && i < 2; i++)
        if (!time_part(t, rt_tuple_at(pair_value, (size_t)i), ns, r, i)) return RT_NULL;
    r->i[0] = dir, r->i[1] = times || ns, r->i[2] = follow ? 0 : AT_SYMLINK_NOFOLLOW,
    r->i[3] = p.fd;
    return go(t, r, p.shown);
}

/* ---- paths as texts ---- */

/* posixpath.normpath: "." and empty components go, ".." takes the one before it along. */
static Value posix_normpath(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "_path_normpath() argument 'path' must be str, not %A",
                                   args[0]);
    size_t n;
    const char *s = rt_str_utf8(t, args[0], &n);
    rt_blob *blob = s ? rt_blob_new(t, n + 4) : NULL;
    if (!blob) return RT_NULL;
    char *out = (char *)blob->data, *end = out;
    size_t i = 0, slashes = 0;
    while (i < n && s[i] == '/')
        i++;
    slashes = i == 2 ? 2 : i > 0;
    for (size_t k = 0; k < slashes; k++)
        *end++ = '/';
    char *root = end;
    while (i < n) {
        size_t start = i;
        while (i < n && s[i] != '/')
            i++;
        size_t length = i - start;
        while (i < n && s[i] == '/')
            i++;
        if (length == 0 || (length == 1 && s[start] == '.')) continue;
        bool up = length == 2 && s[start] == '.' && s[start + 1] == '.';
        char *last = end;
        while (last > root && last[-1] != '/')
            last--;
        bool above = end - last == 2 && last[0] == '.' && last[1] == '.';
        if (up && end > root && !above) {
            end = last > root ? last - 1 : root;
            continue;
        }
        if (up && slashes) continue;
        if (end > root) *end++ = '/';
        memcpy(end, s + start, length);
        end += length;
    }
    if (end == out) *end++ = '.';
    return rt_str_from_utf8(t, out, (size_t)(end - out));
}

static Value device_part(rt_thread *t, Value v, bool high) {
    int64_t n;
    return posix_int_arg(t, v, &n)
               ? rt_imm_int(high ? (int64_t)major((dev_t)n) : (int64_t)minor((dev_t)n))
               : RT_NULL;
}
static Value posix_major(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, device_part(t, args[0], true);
}
static Value posix_minor(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, device_part(t, args[0], false);
}
static Value posix_makedev(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t high, low;
    if (!posix_int_arg(t, args[0], &high) || !posix_int_arg(t, args[1], &low)) return RT_NULL;
    return rt_int_new(t, (int64_t)makedev((unsigned)high, (unsigned)low));
}

const rt_native_def posix_path_functions[] = {
    {"mkdir", posix_mkdir, 0, 0, "path, mode=, *, dir_fd=", 0, "Create a directory."},
    {"mkfifo", posix_mkfifo, 0, 0, "path, mode=, *, dir_fd=", 0,
     "Create a \"fifo\" (a POSIX named pipe)."},
    {"unlink", posix_unlink, 0, 0, "path, *, dir_fd=", 0, "Remove a file (same as remove())."},
    {"remove", posix_remove, 0, 0, "path, *, dir_fd=", 0, "Remove a file (same as unlink())."},
    {"rmdir", posix_rmdir, 0, 0, "path, *, dir_fd=", 0, "Remove a directory."},
    {"chdir", posix_chdir, 0, 0, "path", 0,
     "Change the current working directory to the specified path."},
    {"fchdir", posix_chdir, 0, 0, "fd", 0, "Change to the directory of the given file descriptor."},
    {"chmod", posix_chmod, 0, 0, "path, mode, *, dir_fd=, follow_symlinks=", 0,
     "Change the access permissions of a file."},
    {"chown", posix_chown, 0, 0, "path, uid, gid, *, dir_fd=, follow_symlinks=", 0,
     "Change the owner and group id of path to the numeric uid and gid."},
    {"lchown", posix_lchown, 0, 0, "path, uid, gid", 0,
     "Change the owner and group id of path to the numeric uid and gid."},
    {"truncate", posix_truncate, 0, 0, "path, length", 0,
     "Truncate a file, specified by path, to a specific length."},
    {"rename", posix_rename, 0, 0, "src, dst, *, src_dir_fd=, dst_dir_fd=", 0,
     "Rename a file or directory."},
    {"replace", posix_replace, 0, 0, "src, dst, *, src_dir_fd=, dst_dir_fd=", 0,
     "Rename a file or directory, overwriting the destination."},
    {"link", posix_link, 0, 0, "src, dst, *, src_dir_fd=, dst_dir_fd=, follow_symlinks=", 0,
     "Create a hard link to a file."},
    {"symlink", posix_symlink, 0, 0, "src, dst, target_is_directory=, *, dir_fd=", 0,
     "Create a symbolic link pointing to src named dst."},
    {"readlink", posix_readlink, 0, 0, "path, *, dir_fd=", 0,
     "Return a string representing the path to which the symbolic link points."},
    {"access", posix_access, 0, 0, "path, mode, *, dir_fd=, effective_ids=, follow_symlinks=", 0,
     "Use the real uid/gid to test for access to a path."},
    {"stat", posix_stat, 0, 0, "path, *, dir_fd=, follow_symlinks=", 0,
     "Perform a stat system call on the given path."},
    {"lstat", posix_lstat, 0, 0, "path, *, dir_fd=", 0,
     "Perform a stat system call on the given path, without following symbolic links."},
    {"fstat", posix_fstat, 0, 0, "fd", 0,
     "Perform a stat system call on the given file descriptor."},
    {"utime", posix_utime, 0, 0, "path, times=, *, ns=, dir_fd=, follow_symlinks=", 0,
     "Set the access and modified time of path."},
    {"getcwd", posix_getcwd, 0, 0, NULL, 0,
     "Return a unicode string representing the current working directory."},
    {"getcwdb", posix_getcwdb, 0, 0, NULL, 0,
     "Return a bytes string representing the current working directory."},
    {"fspath", posix_fspath, 0, 0, "path", 0,
     "Return the file system path representation of the object."},
    {"_path_normpath", posix_normpath, 0, 0, "path", 0, "Basic path normalization."},
    {"major", posix_major, 1, 1, NULL, 0, NULL},
    {"minor", posix_minor, 1, 1, NULL, 0, NULL},
    {"makedev", posix_makedev, 2, 2, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
