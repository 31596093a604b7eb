/* posix_dir.c - posix: listdir, scandir and DirEntry.
 *
 * A directory is read completely when it is opened: in the transaction, as reading changes nothing.
 * Owns: DirEntry and the iterator of scandir. Threads: any; a DirEntry remembers what stat said. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "runtime/modules/posix_internal.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

typedef struct dir_entry {
    rt_object hdr;
    rt_field x_name, x_path;
    rt_field x_inode, x_kind; /* immediate ints; kind: DT_* */
    int64_t dir;              /* the descriptor that x_path is relative to, or AT_FDCWD; constant */
    rt_field x_stat, x_lstat; /* stat_result, RT_NULL before */
} dir_entry;

typedef struct scan_iterator {
    rt_object hdr;
    rt_field x_entries; /* list */
    rt_field x_next;    /* word; UINT64_MAX: closed */
} scan_iterator;

static rt_type dir_entry_type, scan_iterator_type;
static dir_entry *as_entry(Value v) { return (dir_entry *)rt_obj(v); }

/* ---- reading a directory ---- */

static DIR *open_dir(const posix_path *p) {
    if (p->path) return opendir(p->path);
    int fd = fcntl(p->fd, F_DUPFD_CLOEXEC, 0);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d && fd >= 0) (void)close(fd);
    if (d) rewinddir(d);
    return d;
}

/* what: makes an item of an entry; NULL, RT_NULL: raised. */
static Value read_dir(rt_thread *t, const posix_path *p,
                      Value (*item)(rt_thread *t, const posix_path *p, const struct dirent *e)) {
    DIR *d = open_dir(p);
    if (!d)
        return rt_raise_os_error(t, errno,
                                 rt_is_none(p->shown) ? rt_str_from_char(t, '.') : p->shown);
    Value list = rt_list_new(t, NULL, 0);
    for (struct dirent *e; !rt_is_null(list) && (e = readdir(d)) != NULL;) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
        Value v = item(t, p, e);
        if (rt_is_null(v) || !rt_list_append(t, list, v)) list = RT_NULL;
    }
    (void)closedir(d);
    return list;
}

static Value entry_name(rt_thread *t, const posix_path *p, const struct dirent *e) {
    return posix_name(t, e->d_name, strlen(e->d_name), p->shown);
}

static Value posix_listdir(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    return posix_path_arg(t, args[0], "listdir", "path", POSIX_FD | POSIX_NONE, &p)
               ? read_dir(t, &p, entry_name)
               : RT_NULL;
}

/* ---- scandir ---- */

static Value entry_path(rt_thread *t, const posix_path *p, Value name) {
    if (!p->path || rt_is_none(p->shown)) return p->path ? rt_str_format_c(t, "./%V", name) : name;
    size_t n = strlen(p->path);
    bool slash = n > 0 && p->path[n - 1] == '/';
    Value sep = slash                   ? RT_NONE
                : rt_is_bytes(p->shown) ? rt_bytes_new(t, "/", 1)
                                        : rt_str_from_char(t, '/');
    Value dir = slash ? p->shown : rt_binary(t, RT_ADD, p->shown, sep);
    return rt_is_null(dir) ? dir : rt_binary(t, RT_ADD, dir, name);
}

static Value entry_new(rt_thread *t, const posix_path *p, const struct dirent *e) {
    Value name = entry_name(t, p, e), path = rt_is_null(name) ? name : entry_path(t, p, name);
    if (rt_is_null(path)) return path;
    dir_entry *d = (dir_entry *)rt_alloc(t, sizeof *d, &dir_entry_type.root);
    if (!d) return RT_NULL;
    rt_init(&d->x_name, name);
    rt_init(&d->x_path, path);
    rt_init(&d->x_inode, rt_imm_int((int64_t)e->d_ino));
    rt_init(&d->x_kind, rt_imm_int(e->d_type));
    d->dir = p->path ? AT_FDCWD : p->fd;
    return rt_from_obj(d);
}

static Value posix_scandir(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    posix_path p;
    if (!posix_path_arg(t, args[0], "scandir", "path", POSIX_FD | POSIX_NONE, &p)) return RT_NULL;
    Value list = read_dir(t, &p, entry_new);
    scan_iterator *it = rt_is_null(list)
                            ? NULL
                            : (scan_iterator *)rt_alloc(t, sizeof *it, &scan_iterator_type.root);
    if (!it) return RT_NULL;
    rt_init(&it->x_entries, list);
    return rt_from_obj(it);
}

static Value scan_next(rt_thread *t, Value self) {
    scan_iterator *it = (scan_iterator *)rt_obj(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    uint64_t i = rt_load_word(&it->x_next);
    if (i == UINT64_MAX) return RT_EMPTY;
    Value v = rt_list_get(t, rt_load(&it->x_entries), (int64_t)i);
    if (!rt_is_null(v)) rt_set_word(t, own, &it->x_next, rt_is_empty(v) ? UINT64_MAX : i + 1);
    return v;
}
static Value scan_self(rt_thread *t, Value self) { return (void)t, self; }
static Value scan_enter(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)t, (void)nargs, args[0];
}
static Value scan_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    scan_iterator *it = (scan_iterator *)rt_obj(args[0]);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    rt_set_word(t, own, &it->x_next, UINT64_MAX);
    return RT_NONE;
}
static void scan_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((scan_iterator *)o)->x_entries);
}

static const rt_native_def scan_methods[] = {
    {"__enter__", scan_enter, 1, 1, NULL, 0, NULL},
    {"__exit__", scan_close, 1, -1, NULL, 0, NULL},
    {"close", scan_close, 1, 1, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
static rt_type scan_iterator_type = {
    RT_TYPE_HEAD(scan_iterator_type, "posix.ScandirIterator"),
    .basic_size = sizeof(scan_iterator),
    .slots = {.iter = scan_self, .next = scan_next},
    .trace = scan_trace,
    .methods = scan_methods,
};

/* ---- DirEntry ---- */

static Value entry_stat(rt_thread *t, Value self, bool follow) {
    dir_entry *d = as_entry(self);
    if (follow && rt_imm_int_get(rt_load(&d->x_kind)) != DT_LNK &&
        rt_imm_int_get(rt_load(&d->x_kind)) != DT_UNKNOWN)
        follow = false;
    rt_field *kept = follow ? &d->x_stat : &d->x_lstat;
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    if (!rt_is_null(rt_load(kept))) return rt_load(kept);
    const char *path;
    Value shown;
    struct stat st;
    if (!rt_path_arg(t, rt_load(&d->x_path), NULL, "path", &path, &shown)) return RT_NULL;
    if (fstatat((int)d->dir, path, &st, follow ? 0 : AT_SYMLINK_NOFOLLOW))
        return rt_raise_os_error(t, errno, shown);
    Value v = posix_stat_result(t, &st);
    if (!rt_is_null(v)) rt_set(t, own, kept, v);
    return v;
}

static Value entry_stat_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool follow;
    return posix_flag(t, args[1], true, &follow) ? entry_stat(t, args[0], follow) : RT_NULL;
}

/* Whether the entry (or what it links to) is of the kind; a missing file is of none. */
static Value entry_is(rt_thread *t, Value self, bool follow, mode_t mode, int kind) {
    int64_t known = rt_imm_int_get(rt_load(&as_entry(self)->x_kind));
    if (known != DT_UNKNOWN && !(follow && known == DT_LNK)) return rt_bool(known == kind);
    Value st = entry_stat(t, self, follow);
    if (rt_is_null(st))
        return rt_exception_catch(t, &rt_exc_FileNotFoundError) ? RT_FALSE : RT_NULL;
    return rt_bool(((mode_t)rt_imm_int_get(rt_tuple_at(st, 0)) & S_IFMT) == mode);
}
static Value entry_is_dir(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool follow;
    return posix_flag(t, args[1], true, &follow) ? entry_is(t, args[0], follow, S_IFDIR, DT_DIR)
                                                 : RT_NULL;
}
static Value entry_is_file(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool follow;
    return posix_flag(t, args[1], true, &follow) ? entry_is(t, args[0], follow, S_IFREG, DT_REG)
                                                 : RT_NULL;
}
static Value entry_is_symlink(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, entry_is(t, args[0], false, S_IFLNK, DT_LNK);
}
static Value entry_inode(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)t, (void)nargs, rt_load(&as_entry(args[0])->x_inode);
}
static Value entry_fspath(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)t, (void)nargs, rt_load(&as_entry(args[0])->x_path);
}
static Value get_name(rt_thread *t, Value self) {
    return (void)t, rt_load(&as_entry(self)->x_name);
}
static Value get_path(rt_thread *t, Value self) {
    return (void)t, rt_load(&as_entry(self)->x_path);
}
static Value entry_repr(rt_thread *t, Value self) {
    return rt_str_format_c(t, "<DirEntry %R>", rt_load(&as_entry(self)->x_name));
}

static void entry_trace(rt_object *o, rt_marker *m) {
    dir_entry *d = (dir_entry *)o;
    rt_mark_field(m, &d->x_name);
    rt_mark_field(m, &d->x_path);
    rt_mark_field(m, &d->x_stat);
    rt_mark_field(m, &d->x_lstat);
}

static const rt_native_def entry_methods[] = {
    {"stat", entry_stat_method, 0, 0, "self, /, *, follow_symlinks=", 0,
     "Return stat_result object for the entry; cached per entry."},
    {"is_dir", entry_is_dir, 0, 0, "self, /, *, follow_symlinks=", 0,
     "Return True if the entry is a directory; cached per entry."},
    {"is_file", entry_is_file, 0, 0, "self, /, *, follow_symlinks=", 0,
     "Return True if the entry is a file; cached per entry."},
    {"is_symlink", entry_is_symlink, 1, 1, NULL, 0,
     "Return True if the entry is a symbolic link; cached per entry."},
    {"inode", entry_inode, 1, 1, NULL, 0, "Return inode of the entry; cached per entry."},
    {"__fspath__", entry_fspath, 1, 1, NULL, 0, "Returns the path for the entry."},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
static const rt_getset_def entry_getsets[] = {
    {"name", get_name, NULL, "the entry's base filename"},
    {"path", get_path, NULL, "the entry's full path name"},
    {NULL, NULL, NULL, NULL}};
static rt_type dir_entry_type = {
    RT_TYPE_HEAD(dir_entry_type, "posix.DirEntry"),
    .basic_size = sizeof(dir_entry),
    .slots = {.repr = entry_repr},
    .trace = entry_trace,
    .methods = entry_methods,
    .getsets = entry_getsets,
};

bool posix_dir_exec(rt_thread *t, Value module) {
    rt_type_ready(t, &dir_entry_type);
    rt_type_ready(t, &scan_iterator_type);
    return rt_module_set(t, module, "DirEntry", rt_from_obj(&dir_entry_type));
}

const rt_native_def posix_dir_functions[] = {
    {"listdir", posix_listdir, 0, 0, "path=", 0,
     "Return a list containing the names of the files in the directory."},
    {"scandir", posix_scandir, 0, 0, "path=", 0,
     "Return an iterator of DirEntry objects for given path."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
