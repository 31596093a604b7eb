/* thread_module.c - the module _thread. Threads: any. */
#define _GNU_SOURCE
#include "threading/thread_module.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/modules/posix_internal.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/structseq.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"
#include "stm/atomic.h"
#include "threading/fork.h"
#include "threading/krait_module.h"
#include "threading/local.h"
#include "threading/lock.h"
#include "threading/signal.h"
#include "threading/thread.h"

/* ---- starting and ending ---- */
static Value start_outside(rt_thread *t, Value boot) {
    uint64_t ident = thr_start(t, boot);
    return rt_imm_int((int64_t)ident);
}

static Value started(rt_thread *t, Value ident, Value state) {
    (void)state;
    return rt_imm_int_get(ident) ? ident
                                 : rt_raise(t, &rt_exc_RuntimeError, "can't start new thread");
}

static Value start_new_thread(rt_thread *t, Value *args, uint32_t nargs) {
    if (!rt_type_of(args[0])->slots.call)
        return rt_raise_type_error(t, "first arg must be callable");
    if (!rt_is_tuple(args[1])) return rt_raise_type_error(t, "2nd arg must be a tuple");
    if (nargs > 2 && !rt_is_dict(args[2]))
        return rt_raise_type_error(t, "optional 3rd arg must be a dictionary");
    Value kwargs = nargs > 2 ? rt_dict_copy(t, args[2]) : rt_dict_new(t);
    Value boot = rt_is_null(kwargs) ? kwargs : rt_tuple_pack3(t, args[0], args[1], kwargs);
    if (rt_is_null(boot)) return boot;
    return rt_then(t, rt_tail_outside(t, start_outside, boot), started, RT_NULL);
}

Value thr_thread_begun(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return thr_locals_begin(t) ? RT_NONE : RT_NULL;
}

/* Lets go of the lock that others join by. */
Value thr_thread_ended(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    Value sentinel = thr_os_of(t)->sentinel;
    bool held = false;
    if (rt_is_null(sentinel)) return RT_NONE;
    if (!thr_lock_held(t, thr_as_lock(sentinel), &held)) return RT_NULL;
    return !held || thr_lock_release(t, thr_as_lock(sentinel)) ? RT_NONE : RT_NULL;
}

static Value set_sentinel(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    Value lock = thr_lock_new(t);
    if (!rt_is_null(lock))
        thr_os_of(t)->sentinel = lock; /* a replay makes another one: same place */
    return lock;
}

static Value thread_exit(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    Value exit = rt_exception_new(t, &rt_exc_SystemExit, NULL, 0);
    return rt_is_null(exit) ? exit : rt_raise_object(t, exit);
}

static Value interrupt_main(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t signum = SIGINT;
    if (nargs > 0) {
        Value v = rt_index(t, args[0]);
        if (rt_is_null(v)) return v;
        if (!rt_int_get(v, &signum)) signum = -1;
    }
    if (signum < 1 || signum >= 64) return rt_raise_value_error(t, "signal number out of range");
    struct sigaction now;
    if (sigaction((int)signum, NULL, &now) == 0 && now.sa_handler != SIG_IGN &&
        now.sa_handler != SIG_DFL)
        thr_signal_simulate((int)signum);
    return RT_NONE;
}

/* ---- asking ---- */
static Value get_ident(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_int_new_u64(t, t->ident);
}

static Value get_native_id(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_imm_int(syscall(SYS_gettid));
}

static Value count_threads(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_imm_int((int64_t)thr_count() - 1);
}

static Value stack_size(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t size = 0;
    size_t old = load_rlx(&x_thr_stack_size); /* relaxed: a setting */
    if (nargs > 0) {
        Value v = rt_index(t, args[0]);
        if (rt_is_null(v)) return v;
        if (!rt_int_get(v, &size)) size = -1;
        if (size < 0) return rt_raise_value_error(t, "size must be 0 or a positive value");
        if (size != 0 && size < 32768)
            return rt_raise_value_error(t, "size not valid: %lld bytes", (long long)size);
        store_rlx(&x_thr_stack_size, size && size < (1 << 20) ? 1 << 20 : (size_t)size);
    }
    return rt_imm_int((int64_t)old);
}

static Value allocate_lock(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return thr_lock_new(t);
}

static Value excepthook(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_tail_prelude(t, "thread_excepthook", args, 1);
}

static const rt_native_def functions[] = {
    {"start_new_thread", start_new_thread, 2, 3, NULL, 0, NULL},
    {"start_new", start_new_thread, 2, 3, NULL, 0, NULL},
    {"allocate_lock", allocate_lock, 0, 0, NULL, 0, NULL},
    {"allocate", allocate_lock, 0, 0, NULL, 0, NULL},
    {"exit", thread_exit, 0, 0, NULL, 0, NULL},
    {"exit_thread", thread_exit, 0, 0, NULL, 0, NULL},
    {"interrupt_main", interrupt_main, 0, 1, NULL, 0, NULL},
    {"get_ident", get_ident, 0, 0, NULL, 0, NULL},
    {"get_native_id", get_native_id, 0, 0, NULL, 0, NULL},
    {"_count", count_threads, 0, 0, NULL, 0, NULL},
    {"stack_size", stack_size, 0, 1, NULL, 0, NULL},
    {"_set_sentinel", set_sentinel, 0, 0, NULL, 0, NULL},
    {"_excepthook", excepthook, 1, 1, NULL, 0, NULL},
    {.name = NULL},
};

static Value hook_args_type;
static const char *const hook_args_fields[] = {"exc_type", "exc_value", "exc_traceback", "thread",
                                               NULL};

static bool fill(rt_thread *t, Value module) {
    static const rt_structseq_def def = {
        "_thread._ExceptHookArgs", hook_args_fields, 4,
        "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.", false};
    if (rt_is_null(hook_args_type)) hook_args_type = rt_structseq_type(t, &def);
    Value timeout = rt_imm_float_try(THR_TIMEOUT_MAX);
    return !rt_is_null(hook_args_type) &&
           rt_module_set(t, module, "_ExceptHookArgs", hook_args_type) &&
           rt_module_set(t, module, "error", rt_from_obj(&rt_exc_RuntimeError)) &&
           rt_module_set(t, module, "LockType", rt_from_obj(&thr_lock_type)) &&
           rt_module_set(t, module, "RLock", rt_from_obj(&thr_rlock_type)) &&
           rt_module_set(t, module, "_local", rt_from_obj(&thr_local_type)) &&
           rt_module_set(t, module, "TIMEOUT_MAX", timeout);
}

const rt_module_def rt_module__thread = {
    .name = "_thread",
    .functions = functions,
    .exec = fill,
    .doc = "This module provides primitive operations to write multi-threaded programs."};

void thr_modules_init(rt_thread *t) {
    rt_type_ready(t, &thr_lock_type);
    rt_type_ready(t, &thr_rlock_type);
    rt_type_ready(t, &thr_local_type);
    rt_root_add(&hook_args_type);
    rt_type_ready(t, &thr_atomic_type);
    rt_module_register(&rt_module__thread);
    rt_module_register(&rt_module__signal);
    rt_module_register(&rt_module__contextvars);
    rt_module_register(&rt_module_krait);
    rt_fork_hook = thr_fork;
    if (!thr_locals_begin(t)) rt_fatal("no memory to start");
}
