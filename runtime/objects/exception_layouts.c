/* exception_layouts.c - the small layouts: StopIteration, SystemExit, KeyError, AttributeError,
 * NameError, ImportError; and OSError.
 *
 * Owns: their slots and attributes. Threads: any, inside a transaction. */
#include <errno.h>

#include "runtime/objects/dict.h"
#include "runtime/objects/exception_internal.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

/* ---- StopIteration, SystemExit ---- */

Value rt_exc_stop_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    if (rt_is_null(rt_exc_base_init(t, self, args, nargs, kwnames))) return RT_NULL;
    Value value = nargs ? args[0] : RT_NONE;
    return rt_exc_store(t, self, &value, 1, RT_NULL) ? RT_NONE : RT_NULL;
}

Value rt_exc_exit_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    if (rt_is_null(rt_exc_base_init(t, self, args, nargs, kwnames))) return RT_NULL;
    Value code = nargs == 0 ? RT_NONE : nargs == 1 ? args[0] : rt_tuple_new(t, args, nargs);
    if (rt_is_null(code)) return code;
    return rt_exc_store(t, self, &code, 1, RT_NULL) ? RT_NONE : RT_NULL;
}

const rt_member_def rt_exc_stop_members[] = {RT_EXTRA("value", EXTRA_VALUE), {0}};
const rt_member_def rt_exc_exit_members[] = {RT_EXTRA("code", EXTRA_VALUE), {0}};

/* ---- KeyError: its str is the key's repr ---- */

Value rt_exc_key_str(rt_thread *t, Value self) {
    Value args = rt_read_field(t, rt_obj(self), &rt_as_exception(self)->x_args);
    if (rt_is_null(args) && t->conflict) return RT_NULL;
    if (rt_is_null(args) || rt_tuple_len(args) != 1) return rt_exc_base_str(t, self);
    return rt_repr_tail(t, rt_tuple_at(args, 0));
}

/* ---- keywords: AttributeError, NameError, ImportError ---- */

Value rt_exc_attribute_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kw) {
    static const char *const names[] = {"name", "obj"};
    Value extras[2];
    if (!rt_exc_keywords(t, "AttributeError", args + nargs, kw, names, extras, 2)) return RT_NULL;
    if (rt_is_null(rt_exc_base_init(t, self, args, nargs, RT_NULL))) return RT_NULL;
    return rt_exc_store(t, self, extras, 2, RT_NULL) ? RT_NONE : RT_NULL;
}

Value rt_exc_name_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    static const char *const names[] = {"name"};
    Value extra;
    if (!rt_exc_keywords(t, "NameError", args + nargs, kwnames, names, &extra, 1)) return RT_NULL;
    if (rt_is_null(rt_exc_base_init(t, self, args, nargs, RT_NULL))) return RT_NULL;
    return rt_exc_store(t, self, &extra, 1, RT_NULL) ? RT_NONE : RT_NULL;
}

Value rt_exc_import_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    static const char *const names[] = {"name", "path"};
    Value extras[3];
    if (!rt_exc_keywords(t, "ImportError", args + nargs, kwnames, names, extras + 1, 2)) {
        return RT_NULL;
    }
    extras[EXTRA_IMPORT_MSG] = nargs == 1 ? args[0] : RT_NULL;
    if (rt_is_null(rt_exc_base_init(t, self, args, nargs, RT_NULL))) return RT_NULL;
    return rt_exc_store(t, self, extras, 3, RT_NULL) ? RT_NONE : RT_NULL;
}

Value rt_exc_import_str(rt_thread *t, Value self) {
    Value msg;
    if (!rt_exc_load(t, self, EXTRA_IMPORT_MSG, &msg)) return RT_NULL;
    return rt_is_exact(msg, &rt_str_type) ? msg : rt_exc_base_str(t, self);
}

/* Adds the extra of this index, if it is set, to the dict. */
static bool add_state(rt_thread *t, Value self, Value dict, const char *name, size_t index) {
    Value key = rt_str_intern_cstr(t, name), v;
    if (rt_is_null(key) || !rt_exc_load(t, self, index, &v)) return false;
    return rt_is_null(v) || rt_dict_set(t, dict, key, v);
}

/* Beside args and the attributes: name and path. */
static Value import_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value items = rt_exc_args(t, args[0]), dict = rt_exc_state(t, args[0]);
    if (rt_is_null(dict) || !add_state(t, args[0], dict, "name", EXTRA_IMPORT_NAME) ||
        !add_state(t, args[0], dict, "path", EXTRA_IMPORT_PATH))
        return RT_NULL;
    return rt_exc_reduced(t, args[0], items, dict);
}

const rt_native_def rt_exc_import_methods[] = {{"__reduce__", import_reduce, 1, 1, NULL, 0, NULL},
                                               {.name = NULL}};

const rt_member_def rt_exc_attribute_members[] = {
    RT_EXTRA("name", EXTRA_NAME), RT_EXTRA("obj", EXTRA_OBJ), {0}};
const rt_member_def rt_exc_name_members[] = {RT_EXTRA("name", EXTRA_NAME), {0}};
const rt_member_def rt_exc_import_members[] = {RT_EXTRA("msg", EXTRA_IMPORT_MSG),
                                               RT_EXTRA("name", EXTRA_IMPORT_NAME),
                                               RT_EXTRA("path", EXTRA_IMPORT_PATH),
                                               {0}};

/* ---- OSError ---- */

/* The subclass that stands for an errno (PEP 3151). */
static rt_type *os_error_class(int64_t err) {
    switch (err) {
    case EAGAIN:
    case EALREADY:
    case EINPROGRESS: return &rt_exc_BlockingIOError;
    case EPIPE:
    case ESHUTDOWN: return &rt_exc_BrokenPipeError;
    case ECHILD: return &rt_exc_ChildProcessError;
    case ECONNABORTED: return &rt_exc_ConnectionAbortedError;
    case ECONNREFUSED: return &rt_exc_ConnectionRefusedError;
    case ECONNRESET: return &rt_exc_ConnectionResetError;
    case EEXIST: return &rt_exc_FileExistsError;
    case ENOENT: return &rt_exc_FileNotFoundError;
    case EISDIR: return &rt_exc_IsADirectoryError;
    case ENOTDIR: return &rt_exc_NotADirectoryError;
    case EINTR: return &rt_exc_InterruptedError;
    case EACCES:
    case EPERM: return &rt_exc_PermissionError;
    case ESRCH: return &rt_exc_ProcessLookupError;
    case ETIMEDOUT: return &rt_exc_TimeoutError;
    default: return NULL;
    }
}

/* Fills errno, strerror and the file names from 2 to 5 arguments; args keeps the first two. */
static bool os_fill(rt_thread *t, Value self, const Value *args, uint32_t nargs) {
    Value extras[5] = {RT_NULL, RT_NULL, RT_NULL, RT_NULL, RT_NULL};
    uint32_t kept = nargs;
    if (nargs >= 2 && nargs <= 5) {
        extras[EXTRA_ERRNO] = args[0];
        extras[EXTRA_STRERROR] = args[1];
        if (nargs > 2 && !rt_is_none(args[2])) {
            bool number = rt_is_int(args[2]);
            if (number && rt_type_is_subtype(rt_type_of(self), &rt_exc_BlockingIOError)) {
                extras[EXTRA_WRITTEN] = args[2];
            } else {
                extras[EXTRA_FILENAME] = args[2];
                if (nargs == 5 && !rt_is_none(args[4])) extras[EXTRA_FILENAME2] = args[4];
                kept = 2;
            }
        }
    }
    Value tuple = rt_tuple_new(t, args, kept);
    return !rt_is_null(tuple) && rt_exc_store(t, self, extras, 5, tuple);
}

/* As in CPython: a subclass with an __init__ of its own is filled by OSError.__init__, when and if that is
 * called; all others already by __new__. */
static bool filled_by_init(const rt_type *type) {
    return type->slots.init != rt_exc_os_init && type->slots.new_ == rt_exc_os_new;
}

static bool no_keywords(rt_thread *t, const rt_type *type, Value kwnames) {
    if (rt_is_null(kwnames) || rt_tuple_len(kwnames) == 0) return true;
    (void)rt_raise_type_error(t, "%N() takes no keyword arguments", type);
    return false;
}

Value rt_exc_os_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    rt_type *type = (rt_type *)rt_obj(self);
    if (filled_by_init(type)) return rt_exc_base_new(t, self, NULL, 0, RT_NULL);
    if (!no_keywords(t, type, kwnames)) return RT_NULL;
    int64_t err;
    if (type == &rt_exc_OSError && nargs >= 2 && nargs <= 5 && rt_is_int(args[0]) &&
        rt_int_get(args[0], &err)) {
        rt_type *better = os_error_class(err);
        if (better) self = rt_from_obj(better);
    }
    Value e = rt_exc_base_new(t, self, args, nargs, RT_NULL);
    return !rt_is_null(e) && os_fill(t, e, args, nargs) ? e : RT_NULL;
}

Value rt_exc_os_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    const rt_type *type = rt_type_of(self);
    if (!filled_by_init(type)) return RT_NONE;
    if (!no_keywords(t, type, kwnames)) return RT_NULL;
    return os_fill(t, self, args, nargs) ? RT_NONE : RT_NULL;
}

/* args lacks the file names, which the constructor takes. */
static Value os_args(rt_thread *t, Value self) {
    Value args = rt_exc_args(t, self), file, file2;
    if (rt_is_null(args) || !rt_exc_load(t, self, EXTRA_FILENAME, &file) ||
        !rt_exc_load(t, self, EXTRA_FILENAME2, &file2))
        return RT_NULL;
    if (rt_tuple_len(args) != 2 || rt_is_null(file)) return args;
    Value all[] = {rt_tuple_at(args, 0), rt_tuple_at(args, 1), file, RT_NONE, file2};
    return rt_tuple_new(t, all, rt_is_null(file2) ? 3 : 5);
}

static Value os_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_exc_reduced(t, args[0], os_args(t, args[0]), rt_exc_state(t, args[0]));
}

const rt_native_def rt_exc_os_methods[] = {{"__reduce__", os_reduce, 1, 1, NULL, 0, NULL},
                                           {.name = NULL}};

static bool add_text(rt_str_builder *b, Value text) {
    if (rt_is_null(text)) return false;
    rt_sb_str(b, text);
    return true;
}

static Value or_none(Value v) { return rt_is_null(v) ? RT_NONE : v; }

Value rt_exc_os_str(rt_thread *t, Value self) {
    Value v[4];
    for (size_t i = 0; i < 4; i++) {
        if (!rt_exc_load(t, self, i, &v[i])) return RT_NULL;
    }
    bool file = !rt_is_null(v[EXTRA_FILENAME]), two = file && !rt_is_null(v[EXTRA_FILENAME2]);
    if (!file && (rt_is_null(v[EXTRA_ERRNO]) || rt_is_null(v[EXTRA_STRERROR]))) {
        return rt_exc_base_str(t, self);
    }
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_cstr(&b, "[Errno ");
    bool ok = add_text(&b, rt_to_str(t, or_none(v[EXTRA_ERRNO])));
    rt_sb_cstr(&b, "] ");
    ok = ok && add_text(&b, rt_to_str(t, or_none(v[EXTRA_STRERROR])));
    if (file) rt_sb_cstr(&b, ": ");
    ok = ok && (!file || add_text(&b, rt_repr(t, v[EXTRA_FILENAME])));
    if (two) rt_sb_cstr(&b, " -> ");
    ok = ok && (!two || add_text(&b, rt_repr(t, v[EXTRA_FILENAME2])));
    if (ok) return rt_sb_finish(t, &b);
    rt_sb_drop(&b);
    return RT_NULL;
}

const rt_member_def rt_exc_os_members[] = {RT_EXTRA("errno", EXTRA_ERRNO),
                                           RT_EXTRA("strerror", EXTRA_STRERROR),
                                           RT_EXTRA("filename", EXTRA_FILENAME),
                                           RT_EXTRA("filename2", EXTRA_FILENAME2),
                                           {0}};
const rt_member_def rt_exc_blocking_members[] = {
    {"characters_written", offsetof(rt_exception, x_extra) + EXTRA_WRITTEN * sizeof(rt_field), true,
     false},
    {0}};
