/* posix.c - the module posix: arguments, results of stat, constants, the environment.
 * Owns: the module and stat_result. Threads: any. */
#define _GNU_SOURCE
#include "runtime/modules/posix_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/structseq.h"
#include "runtime/type.h"

extern char **environ;

/* ---- arguments ---- */

bool posix_int_arg(rt_thread *t, Value v, int64_t *out) {
    if (!rt_is_int(v) && !rt_type_of(v)->slots.unary[RT_INDEX]) {
        (void)rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v);
        return false;
    }
    Value i = rt_index(t, v);
    if (rt_is_null(i)) return false;
    if (rt_int_get(i, out)) return true;
    (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C int");
    return false;
}

bool posix_path_arg(rt_thread *t, Value v, const char *function, const char *argument,
                    unsigned also, posix_path *out) {
    *out = (posix_path){.fd = -1, .shown = v};
    if ((also & POSIX_NONE) && (rt_is_empty(v) || rt_is_none(v))) {
        out->path = ".";
        out->shown = RT_NONE;
        return true;
    }
    if (rt_is_str(v) || rt_is_bytes(v))
        return rt_path_arg(t, v, function, argument, &out->path, &out->shown);
    if ((also & POSIX_FD) && (rt_is_int(v) || rt_type_of(v)->slots.unary[RT_INDEX])) {
        int64_t fd;
        if (!posix_int_arg(t, v, &fd)) return false;
        if (fd < INT32_MIN || fd > INT32_MAX) {
            (void)rt_raise(t, &rt_exc_OverflowError,
                           fd < 0 ? "fd is less than minimum" : "fd is greater than maximum");
            return false;
        }
        out->fd = (int)fd;
        return true;
    }
    Value name = rt_str_intern_cstr(t, "__fspath__");
    Value method = rt_is_null(name) ? name : rt_type_lookup(t, rt_type_of(v), name);
    if (rt_is_null(method)) return false;
    if (rt_is_empty(method)) {
        const char *kinds = also == (POSIX_FD | POSIX_NONE)
                                ? "string, bytes, os.PathLike, integer or None"
                            : also & POSIX_FD   ? "string, bytes, os.PathLike or integer"
                            : also & POSIX_NONE ? "string, bytes, os.PathLike or None"
                                                : "string, bytes or os.PathLike";
        (void)rt_raise_type_error(t, "%s: %s should be %s, not %T", function, argument, kinds, v);
        return false;
    }
    return rt_path_arg(t, v, function, argument, &out->path, &out->shown);
}

bool posix_dir_fd(rt_thread *t, Value v, int *out) {
    int64_t fd;
    *out = AT_FDCWD;
    if (rt_is_empty(v) || rt_is_none(v)) return true;
    if (!rt_is_int(v) && !rt_type_of(v)->slots.unary[RT_INDEX]) {
        (void)rt_raise_type_error(t, "argument should be integer or None, not %T", v);
        return false;
    }
    if (!posix_int_arg(t, v, &fd)) return false;
    *out = (int)fd;
    return true;
}

bool posix_flag(rt_thread *t, Value v, bool standard, bool *out) {
    *out = standard;
    if (rt_is_empty(v)) return true;
    Value b = rt_truth(t, v);
    *out = rt_same(b, RT_TRUE);
    return !rt_is_null(b);
}

Value posix_name(rt_thread *t, const char *s, size_t n, Value like) {
    return rt_is_bytes(like) ? rt_bytes_new(t, s, n) : rt_fsdecode(t, s, n);
}

/* ---- stat_result ---- */

static const char *const stat_fields[] = {
    "st_mode",     "st_ino",      "st_dev",     "st_nlink",  "st_uid",   "st_gid",   "st_size",
    "-st_atime",   "-st_mtime",   "-st_ctime",  "st_atime",  "st_mtime", "st_ctime", "st_atime_ns",
    "st_mtime_ns", "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev",  NULL};
static const rt_structseq_def stat_def = {"os.stat_result", stat_fields, 10,
                                          "stat_result: Result from stat, fstat, or lstat.", false};
static Value stat_type;

Value posix_stat_result(rt_thread *t, const struct stat *st) {
    const struct timespec times[] = {st->st_atim, st->st_mtim, st->st_ctim};
    Value v[19] = {rt_imm_int(st->st_mode),       rt_int_new_u64(t, st->st_ino),
                   rt_int_new_u64(t, st->st_dev), rt_imm_int((int64_t)st->st_nlink),
                   rt_imm_int(st->st_uid),        rt_imm_int(st->st_gid),
                   rt_imm_int(st->st_size)};
    for (int i = 0; i < 3; i++) {
        v[7 + i] = rt_imm_int(times[i].tv_sec);
        v[10 + i] = rt_float_new(t, (double)times[i].tv_sec + 1e-9 * (double)times[i].tv_nsec);
        v[13 + i] = rt_int_new(t, times[i].tv_sec * INT64_C(1000000000) + times[i].tv_nsec);
    }
    v[16] = rt_imm_int(st->st_blksize);
    v[17] = rt_imm_int(st->st_blocks);
    v[18] = rt_imm_int((int64_t)st->st_rdev);
    for (int i = 0; i < 19; i++)
        if (rt_is_null(v[i])) return RT_NULL;
    return rt_structseq_new(t, stat_type, &stat_def, v);
}

bool posix_stat_exec(rt_thread *t, Value module) {
    if (rt_is_null(stat_type)) {
        rt_root_add(&stat_type);
        stat_type = rt_structseq_type(t, &stat_def);
    }
    return !rt_is_null(stat_type) && rt_module_set(t, module, "stat_result", stat_type);
}

/* ---- the module ---- */

#define CONSTANTS(X)                                                                                       \
    X(F_OK) X(R_OK) X(W_OK) X(X_OK) X(O_RDONLY) X(O_WRONLY) X(O_RDWR) X(O_NDELAY) X(O_NONBLOCK) X(O_APPEND) X(O_DSYNC) \
    X(O_RSYNC) X(O_SYNC) X(O_NOCTTY) X(O_CREAT) X(O_EXCL) X(O_TRUNC) X(O_LARGEFILE) X(O_PATH) X(O_TMPFILE) X(O_CLOEXEC) \
    X(O_ACCMODE) X(O_ASYNC) X(O_DIRECT) X(O_DIRECTORY) X(O_NOFOLLOW) X(O_NOATIME) X(EX_OK) X(WNOHANG) X(WUNTRACED) X(WCONTINUED) \
    X(SEEK_DATA) X(SEEK_HOLE) X(F_LOCK) X(F_TLOCK) X(F_ULOCK) X(F_TEST) X(P_PID) X(P_PGID) X(P_ALL) X(WEXITED) X(WSTOPPED) X(WNOWAIT) \
    X(SCHED_OTHER) X(SCHED_BATCH) X(SCHED_IDLE) X(SCHED_FIFO) X(SCHED_RR) X(ST_RDONLY) X(ST_NOSUID)

enum { EX_OK = 0 };

static const struct {
    const char *name;
    int64_t value;
} constants[] = {
#define X(name) {#name, name},
    CONSTANTS(X)
#undef X
        {"TMP_MAX", 238328},
    {"NGROUPS_MAX", 65536},
    {"EX_USAGE", 64},
    {"EX_DATAERR", 65},
    {"EX_NOINPUT", 66},
    {"EX_NOUSER", 67},
    {"EX_NOHOST", 68},
    {"EX_UNAVAILABLE", 69},
    {"EX_SOFTWARE", 70},
    {"EX_OSERR", 71},
    {"EX_OSFILE", 72},
    {"EX_CANTCREAT", 73},
    {"EX_IOERR", 74},
    {"EX_TEMPFAIL", 75},
    {"EX_PROTOCOL", 76},
    {"EX_NOPERM", 77},
    {"EX_CONFIG", 78},
    {"RTLD_LAZY", 1},
    {"RTLD_NOW", 2},
    {"RTLD_GLOBAL", 256},
    {"RTLD_LOCAL", 0},
    {"GRND_RANDOM", 2},
    {"GRND_NONBLOCK", 1},
};

/* What os.py asks for to know which functions take descriptors. */
static const char *const have[] = {
    "HAVE_FACCESSAT", "HAVE_FCHDIR",    "HAVE_FCHMOD",     "HAVE_FCHMODAT", "HAVE_FCHOWN",
    "HAVE_FCHOWNAT",  "HAVE_FDOPENDIR", "HAVE_FPATHCONF",  "HAVE_FSTATAT",  "HAVE_FSTATVFS",
    "HAVE_FTRUNCATE", "HAVE_FUTIMENS",  "HAVE_LINKAT",     "HAVE_LSTAT",    "HAVE_MKDIRAT",
    "HAVE_MKFIFOAT",  "HAVE_OPENAT",    "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT",
    "HAVE_UNLINKAT",  "HAVE_UTIMENSAT"};

static bool add_environment(rt_thread *t, Value module) {
    Value dict = rt_dict_new(t);
    if (rt_is_null(dict)) return false;
    for (char **e = environ; e && *e; e++) {
        const char *equal = strchr(*e, '=');
        if (!equal) continue;
        Value key = rt_bytes_new(t, *e, (size_t)(equal - *e)),
              value = rt_bytes_new(t, equal + 1, strlen(equal + 1));
        if (rt_is_null(key) || rt_is_null(value)) return false;
        Value old = rt_dict_get(t, dict, key);
        if (rt_is_null(old) || (rt_is_empty(old) && !rt_dict_set(t, dict, key, value)))
            return false;
    }
    return rt_module_set(t, module, "environ", dict);
}

static bool add_functions(rt_thread *t, Value module, const rt_native_def *defs) {
    Value name = rt_str_intern_cstr(t, "posix");
    for (; defs->name; defs++) {
        Value f = rt_native_new(t, defs, RT_EMPTY, name);
        if (rt_is_null(f) || !rt_module_set(t, module, defs->name, f)) return false;
    }
    return true;
}

static bool exec(rt_thread *t, Value module) {
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (!rt_module_set(t, module, constants[i].name, rt_imm_int(constants[i].value)))
            return false;
    Value list = rt_list_new(t, NULL, 0);
    for (size_t i = 0; i < sizeof have / sizeof *have; i++)
        if (rt_is_null(list) || !rt_list_append(t, list, rt_str_from_cstr(t, have[i])))
            return false;
    return rt_module_set(t, module, "_have_functions", list) &&
           rt_module_set(t, module, "error", rt_from_obj(&rt_exc_OSError)) &&
           add_functions(t, module, posix_path_functions) &&
           add_functions(t, module, posix_file_functions) &&
           add_functions(t, module, posix_process_functions) &&
           add_functions(t, module, posix_dir_functions) &&
           add_functions(t, module, posix_child_functions) && posix_stat_exec(t, module) &&
           posix_dir_exec(t, module) && posix_process_exec(t, module) && add_environment(t, module);
}

const rt_module_def rt_module_posix = {
    "posix", NULL, exec,
    "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard."};
