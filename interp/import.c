/* import.c - what the import instructions and __import__ do at once; everything else is prelude/importer.py. */
#include "interp/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interp/code_cache.h"
#include "interp/compile.h"
#include "interp/instructions.h"
#include "interp/vm.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"

Value vm_import_name_tail(rt_thread *t, rt_frame *f, Value name, Value level, Value fromlist) {
    Value hook = rt_dict_get_str(t, rt_load(&f->function->x_builtins), rt_id.__import__);
    if (rt_is_null(hook)) return hook;
    if (rt_is_empty(hook)) return rt_raise(t, &rt_exc_ImportError, "__import__ not found");
    Value args[] = {name, vm_frame_globals(f), f->flags & VM_FRAME_NS ? f->ns : RT_NONE, fromlist,
                    level};
    return rt_tail_call(t, hook, args, 5);
}

Value vm_import_from_tail(rt_thread *t, Value module, Value name) {
    Value args[] = {module, name};
    return rt_tail_prelude(t, "import_from", args, 2);
}

Value vm_import_star_tail(rt_thread *t, rt_frame *f, Value module) {
    Value args[] = {module, vm_frame_namespace(f)};
    return rt_tail_prelude(t, "import_star", args, 2);
}

/* ---- files ---- */
static bool is_file(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_dir(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static Value found(rt_thread *t, const char *file, const char *package_dir) {
    Value filename = file ? rt_str_from_cstr(t, file) : RT_NONE, search = RT_NONE;
    if (rt_is_null(filename)) return filename;
    if (package_dir) {
        Value dir = rt_str_from_cstr(t, package_dir);
        search = rt_is_null(dir) ? dir : rt_list_new(t, &dir, 1);
        if (rt_is_null(search)) return search;
    }
    return rt_tuple_pack3(t, filename, rt_bool(package_dir != NULL), search);
}

/* One entry of the path: RT_EMPTY if nothing is there; a directory without __init__.py is remembered in *portion. */
static Value find_in(rt_thread *t, const char *dir, const char *name, Value portions) {
    char path[4096], package[4096];
    const char *sep = *dir && dir[strlen(dir) - 1] != '/' ? "/" : "";
    int n = snprintf(package, sizeof package, "%s%s%s", dir, sep, name);
    if (n < 0 || (size_t)n + 16 > sizeof path) return RT_EMPTY;
    snprintf(path, sizeof path, "%s/__init__.py", package);
    if (is_file(path)) return found(t, path, package);
    snprintf(path, sizeof path, "%s.py", package);
    if (is_file(path)) return found(t, path, NULL);
    if (is_dir(package)) {
        Value portion = rt_str_from_cstr(t, package);
        if (rt_is_null(portion) || !rt_list_append(t, portions, portion)) return RT_NULL;
    }
    return RT_EMPTY;
}

Value vm_find_source(rt_thread *t, Value name, Value path) {
    size_t n;
    rt_array *entries = rt_list_snapshot(t, path, &n);
    const char *tail = entries ? rt_str_utf8(t, name, NULL) : NULL;
    Value portions = tail ? rt_list_new(t, NULL, 0) : RT_NULL;
    if (rt_is_null(portions)) return RT_NULL;
    for (size_t i = 0; i < n; i++) {
        Value entry = rt_load(&entries->x_items[i]);
        if (!rt_is_str(entry)) continue;
        const char *dir = rt_str_utf8(t, entry, NULL);
        Value v = dir ? find_in(t, *dir ? dir : ".", tail, portions) : RT_NULL;
        if (!rt_is_empty(v)) return v;
    }
    int64_t nportions;
    if (!rt_list_len(t, portions, &nportions)) return RT_NULL;
    return nportions ? rt_tuple_pack3(t, RT_NONE, RT_TRUE, portions) : RT_NONE;
}

/* The contents of an open file, which is closed; expected: its size, as far as known. NULL: errno. */
static char *read_open(int fd, size_t expected, size_t *length) {
    size_t cap = expected + 1, used = 0;
    char *text = malloc(cap);
    for (ssize_t got; text && (got = read(fd, text + used, cap - used)) != 0;) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            free(text);
            text = NULL;
            break;
        }
        used += (size_t)got;
        if (used == cap) {
            char *larger = realloc(text, cap *= 2);
            if (!larger) free(text);
            text = larger;
        }
    }
    int saved = errno;
    close(fd);
    errno = saved;
    *length = used;
    return text;
}

/* -1: errno. */
static int open_source(const char *path, struct stat *st) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    if (fstat(fd, st) == 0 && !S_ISDIR(st->st_mode)) return fd;
    close(fd);
    errno = EISDIR;
    return -1;
}

char *vm_file_read(const char *path, size_t *length) {
    struct stat st;
    int fd = open_source(path, &st);
    return fd < 0 ? NULL : read_open(fd, (size_t)st.st_size, length);
}

/* sys.dont_write_bytecode, which programs may change. */
static bool may_write(rt_thread *t) {
    Value flag = vm_sys_attr(t, "dont_write_bytecode");
    if (!rt_is_null(flag)) return rt_same(rt_truth(t, flag), RT_FALSE);
    if (!t->conflict) (void)rt_exception_take(t);
    return false;
}

Value vm_read_code(rt_thread *t, Value filename) {
    const char *path = rt_str_utf8(t, filename, NULL);
    if (!path) return RT_NULL;
    struct stat st;
    size_t length;
    int fd = open_source(path, &st);
    if (fd < 0) return rt_raise_os_error(t, errno, filename);
    Value code = vm_cache_load(t, path, &st, filename);
    if (!rt_is_empty(code)) {
        close(fd);
        return code;
    }
    char *text = read_open(fd, (size_t)st.st_size, &length);
    if (!text) return rt_raise_os_error(t, errno, filename);
    code = comp_compile_source(t, text, length, filename, PARSE_EXEC, COMP_SOURCE_IS_FILE,
                               vm_optimize);
    free(text);
    if (!rt_is_null(code) && may_write(t)) vm_cache_store(t, path, &st, code);
    return t->conflict ? RT_NULL : code;
}

Value vm_find_source_in(rt_thread *t, Value path, Value name) {
    return vm_find_source(t, name, path);
}

int vm_optimize = 0;
