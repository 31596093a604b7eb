/* atexit.c - the module atexit.
 * Owns: the list of callbacks, in a list of (function, args, kwargs). Threads: any, the list is an ordinary one. */
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

static Value callbacks; /* list */

/* args: func, args, kwargs */
static Value atexit_register(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_type_of(args[0])->slots.call)
        return rt_raise_type_error(t, "the first argument must be callable");
    Value entry = rt_tuple_pack3(t, args[0], args[1], args[2]);
    return rt_is_null(entry) || !rt_list_append(t, callbacks, entry) ? RT_NULL : args[0];
}

static Value run_exitfuncs(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_tail_prelude(t, "atexit_run", &callbacks, 1);
}

static Value atexit_clear(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_call_method_tail(t, callbacks, rt_str_intern_cstr(t, "clear"), NULL, 0);
}

static Value atexit_unregister(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value call[] = {callbacks, args[0]};
    return rt_tail_prelude(t, "atexit_unregister", call, 2);
}

static Value ncallbacks(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_len_tail(t, callbacks);
}

static const rt_native_def functions[] = {
    {"register", atexit_register, 0, 0, "func, /, *args, **kwargs", 0,
     "Register a function to be executed upon normal program termination."},
    {"_run_exitfuncs", run_exitfuncs, 0, 0, NULL, 0, "Run all registered exit functions."},
    {"_clear", atexit_clear, 0, 0, NULL, 0,
     "Clear the list of previously registered exit functions."},
    {"unregister", atexit_unregister, 1, 1, NULL, 0,
     "Unregister an exit function which was previously registered using\natexit.register"},
    {"_ncallbacks", ncallbacks, 0, 0, NULL, 0, "Return the number of registered exit functions."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

static bool exec(rt_thread *t, Value module) {
    (void)module;
    if (!rt_is_null(callbacks)) return true;
    rt_root_add(&callbacks);
    callbacks = rt_list_new(t, NULL, 0);
    return !rt_is_null(callbacks);
}

const rt_module_def rt_module_atexit = {
    "atexit", functions, exec,
    "allow programmer to define multiple exit functions to be executed\nupon normal program termination."};
