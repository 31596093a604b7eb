/* sys.c - the sys module.
 * Owns: the types of its named tuples and the module object. Threads: filled at start-up; its attributes are cells like any module's. */
#include "interp/modules/sys.h"

#include <float.h>
#include <stdlib.h>
#include <unistd.h>

#include "interp/async_hooks.h"
#include "interp/instructions.h"
#include "interp/vm.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/module.h"
#include "runtime/objects/namespace.h"
#include "runtime/objects/number.h"
#include "runtime/objects/structseq.h"
#include "runtime/protocol.h"
#include "stm/atomic.h"

enum { LEAST_DIGITS = 640 }; /* the lowest limit of digits between int and str */

static Value module;

Value vm_sys_attr(rt_thread *t, const char *name) {
    Value id = rt_str_intern_cstr(t, name);
    Value v = rt_is_null(id) ? id : rt_dict_get_str(t, rt_load(&rt_as_module(module)->x_dict), id);
    return rt_is_empty(v) ? rt_raise(t, &rt_exc_RuntimeError, "lost sys.%s", name) : v;
}

/* ---- functions ---- */
static Value sys_exit(rt_thread *t, Value *args, uint32_t nargs) {
    Value v = nargs ? args[0] : RT_NONE;
    Value state = rt_has_flag(v, RT_TF_TUPLE) ? v : rt_tuple_new(t, &v, nargs ? 1 : 0);
    if (rt_is_null(state)) return state;
    Value e =
        rt_exception_new(t, &rt_exc_SystemExit, rt_as_tuple(state)->items, rt_tuple_len(state));
    return rt_is_null(e) ? e : rt_raise_object(t, e);
}

static Value exc_info(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    Value e = t->handled;
    if (rt_is_null(e)) return rt_tuple_pack3(t, RT_NONE, RT_NONE, RT_NONE);
    Value tb = rt_load(&rt_as_exception(e)->x_traceback);
    return rt_tuple_pack3(t, rt_from_obj(rt_type_of(e)), e, rt_is_null(tb) ? RT_NONE : tb);
}

static Value exception(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_is_null(t->handled) ? RT_NONE : t->handled;
}

static Value getrecursionlimit(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_imm_int(vm_recursion_limit());
}

static bool c_int(rt_thread *t, Value v, int64_t *out) {
    if (!rt_is_int(v)) {
        (void)rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v);
        return false;
    }
    if (rt_int_get(v, out) && *out >= INT32_MIN && *out <= INT32_MAX) return true;
    (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C int");
    return false;
}

static Value setrecursionlimit(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t limit;
    if (!c_int(t, args[0], &limit)) return RT_NULL;
    if (limit < 1)
        return rt_raise_value_error(t, "recursion limit must be greater or equal than 1");
    return vm_recursion_limit_set_tail(t, (uint32_t)limit);
}

static Value get_max_digits(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_imm_int(load_rlx(&rt_int_x_max_digits)); /* relaxed: a number by itself */
}

static Value max_digits_set(rt_thread *t, Value limit) {
    (void)t;
    store_rlx(&rt_int_x_max_digits, (int)rt_imm_int_get(limit)); /* relaxed: a number by itself */
    return RT_NONE;
}

/* Between two transactions: an abort could not take it back. */
static Value set_max_digits(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t limit;
    if (!c_int(t, args[0], &limit)) return RT_NULL;
    if (limit != 0 && limit < LEAST_DIGITS)
        return rt_raise_value_error(t, "maxdigits must be 0 or larger than %d", LEAST_DIGITS);
    return rt_tail_outside(t, max_digits_set, rt_imm_int(limit));
}

static Value getframe(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t depth = 0;
    if (nargs && !rt_int_get(args[0], &depth))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[0]);
    rt_frame *f = vm_frame_python(t, t->frame);
    for (; f && depth > 0; depth--)
        f = vm_frame_python(t, f - 1);
    if (!f) return rt_raise_value_error(t, "call stack is not deep enough");
    vm_frame_object *o = vm_frame_object_get(t, f);
    return o ? rt_from_obj(o) : RT_NULL;
}

static Value intern(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_exact(args[0], &rt_str_type))
        return rt_raise_type_error(t, "intern() argument must be str, not %T", args[0]);
    return rt_str_intern(t, args[0]);
}

static Value getsizeof(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return rt_imm_int(rt_is_obj(args[0]) ? rt_obj_type(rt_obj(args[0]))->basic_size : 8);
}

static Value getdefaultencoding(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_str_intern_cstr(t, "utf-8");
}

static Value filesystem_errors(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_str_intern_cstr(t, "surrogateescape");
}

static Value shown(rt_thread *t, Value text, Value state) {
    (void)state;
    Value out = vm_sys_attr(t, "stdout"),
          line = rt_is_null(out) ? out : rt_str_concat(t, text, rt_str_from_char(t, '\n'));
    return rt_is_null(line) ? line : rt_call_method_tail(t, out, rt_id.write, &line, 1);
}

static Value to_none(rt_thread *t, Value v, Value state) {
    (void)t, (void)v, (void)state;
    return RT_NONE;
}

static Value displayhook(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_none(args[0])) return RT_NONE;
    if (!rt_module_set(t, rt_builtins, "_", args[0])) return RT_NULL;
    return rt_then(t, rt_then(t, rt_repr_tail(t, args[0]), shown, RT_NULL), to_none, RT_NULL);
}

static Value report_made(rt_thread *t, Value text, Value state) {
    (void)state;
    Value err = vm_sys_attr(t, "stderr");
    return rt_is_null(err) ? err : rt_call_method_tail(t, err, rt_id.write, &text, 1);
}

static Value excepthook(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(
        t, rt_then(t, rt_tail_prelude(t, "format_exception", &args[1], 1), report_made, RT_NULL),
        to_none, RT_NULL);
}

static Value breakpointhook(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_tail_prelude(t, "breakpointhook", args, 2);
}

static Value is_finalizing(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return RT_FALSE;
}

static Value none(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return RT_NONE;
}

/* There is no tracing: a function is refused; None, which asks for none, is not. */
static Value settrace(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_none(args[0])) return RT_NONE;
    return rt_raise(t, &rt_exc_NotImplementedError, "krait does not call trace functions");
}

static Value unraisablehook(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_tail_prelude(t, "report_unraisable", args, 1);
}

static Value switch_interval(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_float_new(t, 0.005);
}

static const rt_native_def functions[] = {
    {"exit", sys_exit, 0, 1, NULL, 0, "Exit the interpreter by raising SystemExit(status)."},
    {"exc_info", exc_info, 0, 0, NULL, 0,
     "Return current exception information: (type, value, traceback)."},
    {"exception", exception, 0, 0, NULL, 0, "Return the current exception."},
    {"getrecursionlimit", getrecursionlimit, 0, 0, NULL, 0,
     "Return the current value of the recursion limit."},
    {"setrecursionlimit", setrecursionlimit, 1, 1, NULL, 0,
     "Set the maximum depth of the Python interpreter stack to n."},
    {"get_int_max_str_digits", get_max_digits, 0, 0, NULL, 0,
     "Return the maximum string digits limit for non-binary int<->str conversions."},
    {"set_int_max_str_digits", set_max_digits, 0, 0, "maxdigits", 0,
     "Set the maximum string digits limit for non-binary int<->str conversions."},
    {"_getframe", getframe, 0, 1, NULL, 0, "Return a frame object from the call stack."},
    {"intern", intern, 1, 1, NULL, 0, "``Intern'' the given string."},
    {"getsizeof", getsizeof, 1, 2, NULL, 0, "getsizeof(object [, default]) -> int"},
    {"getdefaultencoding", getdefaultencoding, 0, 0, NULL, 0, NULL},
    {"getfilesystemencoding", getdefaultencoding, 0, 0, NULL, 0, NULL},
    {"getfilesystemencodeerrors", filesystem_errors, 0, 0, NULL, 0, NULL},
    {"displayhook", displayhook, 1, 1, NULL, 0,
     "Print an object to sys.stdout and also save it in builtins._"},
    {"excepthook", excepthook, 3, 3, NULL, 0,
     "Handle an exception by displaying it with a traceback on sys.stderr."},
    {"get_asyncgen_hooks", vm_sys_get_asyncgen_hooks, 0, 0, NULL, 0,
     "Return the installed asynchronous generators hooks."},
    {"set_asyncgen_hooks", vm_sys_set_asyncgen_hooks, 0, 0, "firstiter=, finalizer=", 0,
     "Set a finalizer for async generators objects."},
    {"get_coroutine_origin_tracking_depth", vm_sys_get_origin_depth, 0, 0, NULL, 0,
     "Check status of origin tracking for coroutine objects in this thread."},
    {"set_coroutine_origin_tracking_depth", vm_sys_set_origin_depth, 0, 0, "depth", 0,
     "Enable or disable origin tracking for coroutine objects in this thread."},
    {"breakpointhook", breakpointhook, 0, 0, "*args, **kws", 0,
     "breakpointhook(*args, **kws)\n\n"
     "This hook function is called by built-in breakpoint().\n"},
    {"is_finalizing", is_finalizing, 0, 0, NULL, 0, NULL},
    {"audit", none, 1, -1, NULL, 0, NULL},
    {"addaudithook", none, 1, 1, NULL, 0, NULL},
    {"unraisablehook", unraisablehook, 1, 1, NULL, 0, "Handle an unraisable exception."},
    {"settrace", settrace, 1, 1, NULL, 0, NULL},
    {"setprofile", settrace, 1, 1, NULL, 0, NULL},
    {"gettrace", none, 0, 0, NULL, 0, NULL},
    {"getprofile", none, 0, 0, NULL, 0, NULL},
    {"setswitchinterval", none, 1, 1, NULL, 0, NULL},
    {"getswitchinterval", switch_interval, 0, 0, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

/* ---- named tuples ---- */
static const char *const version_fields[] = {"major",        "minor",  "micro",
                                             "releaselevel", "serial", NULL};
static const rt_structseq_def version_def = {"sys.version_info", version_fields, 5,
                                             "Version information as a named tuple.", true};
static const char *const flag_fields[] = {"debug",
                                          "inspect",
                                          "interactive",
                                          "optimize",
                                          "dont_write_bytecode",
                                          "no_user_site",
                                          "no_site",
                                          "ignore_environment",
                                          "verbose",
                                          "bytes_warning",
                                          "quiet",
                                          "hash_randomization",
                                          "isolated",
                                          "dev_mode",
                                          "utf8_mode",
                                          "warn_default_encoding",
                                          "safe_path",
                                          "int_max_str_digits",
                                          NULL};
static const rt_structseq_def flags_def = {
    "sys.flags", flag_fields, 18,
    "Flags provided through command line arguments or environment vars.", true};
static const char *const float_fields[] = {"max",     "max_exp",    "max_10_exp", "min",
                                           "min_exp", "min_10_exp", "dig",        "mant_dig",
                                           "epsilon", "radix",      "rounds",     NULL};
static const rt_structseq_def float_def = {"sys.float_info", float_fields, 11, NULL, true};
static const char *const int_fields[] = {"bits_per_digit", "sizeof_digit", "default_max_str_digits",
                                         "str_digits_check_threshold", NULL};
static const rt_structseq_def int_def = {"sys.int_info", int_fields, 4, NULL, true};
static const char *const hash_fields[] = {"width",     "modulus",   "inf",       "nan",    "imag",
                                          "algorithm", "hash_bits", "seed_bits", "cutoff", NULL};
static const rt_structseq_def hash_def = {"sys.hash_info", hash_fields, 9, NULL, true};
static const char *const thread_fields[] = {"name", "lock", "version", NULL};
static const rt_structseq_def thread_def = {"sys.thread_info", thread_fields, 3, NULL, true};

static Value str(rt_thread *t, const char *s) { return rt_str_from_cstr(t, s); }

static bool set(rt_thread *t, const char *name, Value v) {
    return !rt_is_null(v) && rt_module_set(t, module, name, v);
}

static bool set_struct(rt_thread *t, const char *name, const rt_structseq_def *def,
                       const Value *values) {
    Value type = rt_structseq_type(t, def);
    return !rt_is_null(type) && set(t, name, rt_structseq_new(t, type, def, values));
}

static bool set_version(rt_thread *t) {
    Value version[] = {rt_imm_int(3), rt_imm_int(11), rt_imm_int(2), str(t, "final"),
                       rt_imm_int(0)};
    if (!set_struct(t, "version_info", &version_def, version)) return false;
    Value names[] = {rt_str_intern_cstr(t, "name"), rt_str_intern_cstr(t, "cache_tag"),
                     rt_str_intern_cstr(t, "version"), rt_str_intern_cstr(t, "hexversion")};
    /* no cache_tag: importlib reads and writes no .pyc files */
    Value values[] = {str(t, "krait"), RT_NONE, vm_sys_attr(t, "version_info"),
                      rt_imm_int(0x030b02f0)};
    Value implementation =
        rt_call_kw(t, rt_from_obj(&rt_namespace_type), values, 0, rt_tuple_new(t, names, 4));
    return set(t, "implementation", implementation) &&
           set(t, "hexversion", rt_imm_int(0x030b02f0)) &&
           set(t, "version", str(t, "3.11.2 (Krait 0.1.0) [Clang]")) &&
           set(t, "api_version", rt_imm_int(1013)) &&
           set(t, "copyright", str(t, "Copyright (c) The Krait authors."));
}

static bool set_numbers(rt_thread *t) {
    Value floats[] = {rt_float_new(t, DBL_MAX),
                      rt_imm_int(DBL_MAX_EXP),
                      rt_imm_int(DBL_MAX_10_EXP),
                      rt_float_new(t, DBL_MIN),
                      rt_imm_int(DBL_MIN_EXP),
                      rt_imm_int(DBL_MIN_10_EXP),
                      rt_imm_int(DBL_DIG),
                      rt_imm_int(DBL_MANT_DIG),
                      rt_float_new(t, DBL_EPSILON),
                      rt_imm_int(2),
                      rt_imm_int(1)};
    Value ints[] = {rt_imm_int(30), rt_imm_int(4), rt_imm_int(4300), rt_imm_int(LEAST_DIGITS)};
    Value hashes[] = {rt_imm_int(64),      rt_imm_int((INT64_C(1) << 61) - 1),
                      rt_imm_int(314159),  rt_imm_int(0),
                      rt_imm_int(1000003), str(t, "siphash13"),
                      rt_imm_int(64),      rt_imm_int(128),
                      rt_imm_int(0)};
    Value threads[] = {str(t, "pthread"), str(t, "futex"), RT_NONE};
    return set_struct(t, "float_info", &float_def, floats) &&
           set_struct(t, "int_info", &int_def, ints) &&
           set_struct(t, "hash_info", &hash_def, hashes) &&
           set_struct(t, "thread_info", &thread_def, threads) &&
           set(t, "maxsize", rt_int_new(t, INT64_MAX)) &&
           set(t, "maxunicode", rt_imm_int(0x10ffff)) &&
           set(t, "float_repr_style", str(t, "short"));
}

static bool set_flags(rt_thread *t, const vm_sys_options *o) {
    Value flags[18];
    for (int i = 0; i < 18; i++)
        flags[i] = rt_imm_int(0);
    flags[3] = rt_imm_int(o->optimize);
    flags[4] = rt_imm_int(o->dont_write_bytecode);
    flags[6] = rt_imm_int(1);
    flags[7] = rt_imm_int(o->ignore_environment);
    flags[10] = rt_imm_int(o->quiet);
    flags[11] = rt_imm_int(o->hash_random);
    flags[12] = rt_imm_int(o->isolated);
    flags[13] = RT_FALSE;
    flags[16] = rt_bool(o->safe_path);
    flags[17] = rt_imm_int(4300);
    return set_struct(t, "flags", &flags_def, flags) &&
           set(t, "dont_write_bytecode", rt_bool(o->dont_write_bytecode));
}

static Value list_of(rt_thread *t, const char *const *items, size_t n) {
    Value list = rt_list_new(t, NULL, 0);
    for (size_t i = 0; i < n && !rt_is_null(list); i++) {
        Value item = str(t, items[i]);
        if (rt_is_null(item) || !rt_list_append(t, list, item)) return RT_NULL;
    }
    return list;
}

static Value builtin_names(rt_thread *t) {
    Value name = str(t, "sys"), list = rt_list_new(t, &name, 1);
    const rt_module_def *m;
    for (size_t i = 0; !rt_is_null(list) && (m = rt_module_at(i)); i++)
        if (!rt_list_append(t, list, str(t, m->name))) return RT_NULL;
    return rt_is_null(list) ? list : rt_to_tuple(t, list);
}

static bool set_places(rt_thread *t, const vm_sys_options *o) {
    return set(t, "argv", list_of(t, o->argv, o->argc)) &&
           set(t, "orig_argv", list_of(t, o->orig_argv, o->orig_argc)) &&
           set(t, "path", list_of(t, o->path, o->npath)) &&
           set(t, "warnoptions", list_of(t, o->warnoptions, o->nwarnoptions)) &&
           set(t, "executable", str(t, o->executable)) &&
           set(t, "_base_executable", str(t, o->executable)) && set(t, "prefix", str(t, "/usr")) &&
           set(t, "exec_prefix", str(t, "/usr")) && set(t, "base_prefix", str(t, "/usr")) &&
           set(t, "base_exec_prefix", str(t, "/usr")) && set(t, "platlibdir", str(t, "lib")) &&
           set(t, "platform", str(t, "linux")) && set(t, "byteorder", str(t, "little")) &&
           set(t, "pycache_prefix", o->pycache_prefix ? str(t, o->pycache_prefix) : RT_NONE) &&
           set(t, "abiflags", str(t, "")) &&
           set(t, "_git", rt_tuple_pack3(t, str(t, "Krait"), str(t, ""), str(t, ""))) &&
           set(t, "_framework", str(t, "")) && set(t, "builtin_module_names", builtin_names(t)) &&
           set(t, "stdlib_module_names", rt_tuple_empty) &&
           set(t, "meta_path", rt_list_new(t, NULL, 0)) &&
           set(t, "path_hooks", rt_list_new(t, NULL, 0)) &&
           set(t, "path_importer_cache", rt_dict_new(t)) && set(t, "_xoptions", rt_dict_new(t));
}

static bool set_hooks(rt_thread *t) {
    static const char *const kept[] = {"breakpointhook", "displayhook", "excepthook",
                                       "unraisablehook"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        char name[32];
        snprintf(name, sizeof name, "__%s__", kept[i]);
        if (!set(t, name, vm_sys_attr(t, kept[i]))) return false;
    }
    return set(t, "modules", rt_sys_modules);
}

Value vm_sys_init(rt_thread *t, const vm_sys_options *o) {
    static const rt_module_def def = {
        "sys", functions, NULL,
        "This module provides access to some objects used or maintained by the interpreter."};
    module = rt_module_create(t, &def);
    rt_root_add(&module);
    if (rt_is_null(module) || rt_is_null(vm_async_hooks_init(t)) || !set_version(t) ||
        !set_numbers(t) || !set_flags(t, o) || !set_places(t, o) || !set_hooks(t))
        return RT_NULL;
    Value name = rt_str_intern_cstr(t, "sys"), builtins = rt_str_intern_cstr(t, "builtins");
    if (!rt_dict_set(t, rt_sys_modules, name, module) ||
        !rt_dict_set(t, rt_sys_modules, builtins, rt_builtins))
        return RT_NULL;
    return module;
}
