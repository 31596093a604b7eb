/* imp.c - the module _imp: what importlib asks of the interpreter. There are no frozen modules and no extension modules.
 * Owns: the import lock that importlib takes. Threads: any. */
#include "interp/modules/imp.h"

#include "interp/code.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"
#include "threading/deferred.h"
#include "threading/lock.h"

static Value import_lock; /* RLock */

/* ---- the lock ---- */

static Value call_lock(rt_thread *t, const char *method) {
    Value name = rt_str_intern_cstr(t, method);
    return rt_is_null(name) ? name : rt_call_method_tail(t, import_lock, name, NULL, 0);
}
static Value to_none(rt_thread *t, Value result, Value state) {
    (void)t, (void)result, (void)state;
    return RT_NONE;
}
static Value acquire_lock(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_then(t, call_lock(t, "acquire"), to_none, RT_NULL);
}
static Value release_lock(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    bool held;
    if (!thr_lock_held(t, thr_as_lock(import_lock), &held)) return RT_NULL;
    if (!held) return rt_raise(t, &rt_exc_RuntimeError, "not holding the import lock");
    return call_lock(t, "release");
}
static Value lock_held(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    bool held;
    return thr_lock_held(t, thr_as_lock(import_lock), &held) ? rt_bool(held) : RT_NULL;
}

/* ---- built-in modules ---- */

/* Making types and registering roots cannot be taken back: the transaction must not abort any more. */
static bool no_way_back(rt_thread *t) {
    if (t->tx->solo) return true;
    if (!stm_irrevocable(t->tx, rt_site(t))) {
        t->conflict = true;
        return false;
    }
    thr_deferred_now(t);
    return true;
}

Value vm_builtin_module(rt_thread *t, Value name) {
    const char *text = rt_str_utf8(t, name, NULL);
    if (!text) return RT_NULL;
    if (rt_str_equal_cstr(name, "builtins")) return rt_builtins;
    const rt_module_def *def = rt_module_find(text);
    if (!def) return RT_NONE;
    return no_way_back(t) ? rt_module_create(t, def) : RT_NULL;
}

static bool is_known(rt_thread *t, Value name, bool *known) {
    const char *text = rt_str_utf8(t, name, NULL);
    if (!text) return false;
    *known = strcmp(text, "sys") == 0 || rt_module_find(text);
    return true;
}

static Value is_builtin(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool known;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "is_builtin() argument must be str, not %T", args[0]);
    if (!is_known(t, args[0], &known)) return RT_NULL;
    bool basic = rt_str_equal_cstr(args[0], "sys") || rt_str_equal_cstr(args[0], "builtins");
    return rt_imm_int(known ? (basic ? -1 : 1) : 0);
}

static Value named(rt_thread *t, Value name, Value state) {
    (void)state;
    if (!rt_is_str(name)) return rt_raise_type_error(t, "name must be string, not %T", name);
    if (!rt_str_equal_cstr(name, "sys")) return vm_builtin_module(t, name);
    Value sys = rt_dict_get_str(t, rt_sys_modules, rt_id.sys);
    return rt_is_empty(sys) ? RT_NONE : sys;
}
static Value create_builtin(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_getattr_tail(t, args[0], rt_str_intern_cstr(t, "name")), named, RT_NULL);
}

/* Modules are complete when they are made. */
static Value exec_builtin(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_imm_int(0);
}

static Value create_dynamic(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_raise(t, &rt_exc_ImportError, "there are no extension modules");
}

/* ---- what there is none of ---- */

static Value name_only(rt_thread *t, Value *args, const char *function, Value answer) {
    if (rt_is_str(args[0])) return answer;
    return rt_raise_type_error(t, "%s() argument %smust be str, not %T", function,
                               strcmp(function, "find_frozen") == 0 ? "1 " : "", args[0]);
}
static Value is_frozen(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, name_only(t, args, "is_frozen", RT_FALSE);
}
static Value find_frozen(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, name_only(t, args, "find_frozen", RT_NONE);
}
static Value no_frozen(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_null(name_only(t, args, "get_frozen_object", RT_NONE))) return RT_NULL;
    return rt_raise(t, &rt_exc_ImportError, "No such frozen object named %V", args[0]);
}
static Value init_frozen(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, name_only(t, args, "init_frozen", RT_NONE);
}
static Value empty_list(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)args, (void)nargs, rt_list_new(t, NULL, 0);
}
static Value nothing(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)t, (void)args, (void)nargs, RT_NONE;
}

/* ---- code ---- */

/* Code that has just been read from a file: nobody else knows it yet. */
static void rename_code(rt_code *code, Value from, Value to) {
    if (!rt_str_equal(code->filename, from)) return;
    code->filename = to;
    for (uint32_t i = 0; i < code->nconsts; i++)
        if (rt_is_exact(code->consts[i], &vm_code_type))
            rename_code(vm_as_code(code->consts[i]), from, to);
}
static Value fix_co_filename(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_exact(args[0], &vm_code_type) || !rt_is_str(args[1]))
        return rt_raise_type_error(t, "_fix_co_filename() takes a code object and a str");
    rename_code(vm_as_code(args[0]), vm_as_code(args[0])->filename, args[1]);
    return RT_NONE;
}

/* SipHash-1-3 (Aumasson and Bernstein) under the key (k0, 0). */
static uint64_t rotl(uint64_t x, int n) { return x << n | x >> (64 - n); }
static void sip_round(uint64_t v[4]) {
    v[0] += v[1], v[1] = rotl(v[1], 13) ^ v[0], v[0] = rotl(v[0], 32);
    v[2] += v[3], v[3] = rotl(v[3], 16) ^ v[2];
    v[0] += v[3], v[3] = rotl(v[3], 21) ^ v[0];
    v[2] += v[1], v[1] = rotl(v[1], 17) ^ v[2], v[2] = rotl(v[2], 32);
}
static uint64_t siphash13(uint64_t k0, const unsigned char *p, size_t n) {
    uint64_t v[] = {k0 ^ 0x736f6d6570736575, 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
                    0x7465646279746573};
    uint64_t last = (uint64_t)n << 56, word;
    for (; n >= 8; n -= 8, p += 8) {
        memcpy(&word, p, 8);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    word = 0;
    memcpy(&word, p, n);
    last |= word;
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
static Value source_hash(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    int64_t key;
    if (!rt_int_get(args[0], &key))
        return rt_raise_type_error(t, "source_hash() argument 'key' must be an int");
    if (!rt_buffer_get(t, args[1], &data, &n)) return RT_NULL;
    uint64_t hash = siphash13((uint64_t)key, data, n);
    return rt_bytes_new(t, &hash, sizeof hash);
}

static const rt_native_def functions[] = {
    {"acquire_lock", acquire_lock, 0, 0, NULL, 0,
     "Acquires the interpreter's import lock for the current thread."},
    {"release_lock", release_lock, 0, 0, NULL, 0, "Release the interpreter's import lock."},
    {"lock_held", lock_held, 0, 0, NULL, 0,
     "Return True if the import lock is currently held, else False."},
    {"is_builtin", is_builtin, 1, 1, NULL, 0,
     "Returns True if the module name corresponds to a built-in module."},
    {"create_builtin", create_builtin, 1, 1, NULL, 0, "Create an extension module."},
    {"exec_builtin", exec_builtin, 1, 1, NULL, 0, "Initialize a built-in module."},
    {"create_dynamic", create_dynamic, 1, 2, NULL, 0, "Create an extension module."},
    {"exec_dynamic", exec_builtin, 1, 1, NULL, 0, "Initialize an extension module."},
    {"extension_suffixes", empty_list, 0, 0, NULL, 0,
     "Returns the list of file suffixes used to identify extension modules."},
    {"is_frozen", is_frozen, 1, 1, NULL, 0,
     "Returns True if the module name corresponds to a frozen module."},
    {"is_frozen_package", no_frozen, 1, 1, NULL, 0,
     "Returns True if the module name is of a frozen package."},
    {"find_frozen", find_frozen, 0, 0, "name, /, *, withdata=", 0,
     "Return info about the corresponding frozen module (if there is one) or None."},
    {"get_frozen_object", no_frozen, 1, 2, NULL, 0, "Create a code object for a frozen module."},
    {"init_frozen", init_frozen, 1, 1, NULL, 0, "Initializes a frozen module."},
    {"_frozen_module_names", empty_list, 0, 0, NULL, 0,
     "Returns the list of available frozen modules."},
    {"_override_frozen_modules_for_tests", nothing, 1, 1, NULL, 0, NULL},
    {"_fix_co_filename", fix_co_filename, 2, 2, NULL, 0,
     "Changes code.co_filename to specify the passed-in file path."},
    {"source_hash", source_hash, 0, 0, "key, source", 0, NULL},
    {.name = NULL},
};

static bool fill(rt_thread *t, Value module) {
    if (rt_is_null(import_lock)) {
        rt_root_add(&import_lock);
        import_lock = rt_call(t, rt_from_obj(&thr_rlock_type), NULL, 0);
    }
    return !rt_is_null(import_lock) &&
           rt_module_set(t, module, "check_hash_based_pycs", rt_str_intern_cstr(t, "default"));
}

const rt_module_def rt_module__imp = {
    "_imp", functions, fill, "(Extremely) low-level import machinery bits as used by importlib."};
