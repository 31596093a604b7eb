/* gc.c - the gc module. There are no generations and no reference counts to tell of: what asks about them gets
 * the nearest honest answer (one generation that is always collected whole).
 * Owns: the thresholds that scripts set, which nothing reads. Threads: any. */
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

static Value collected(rt_thread *t, Value result, Value state) {
    (void)t, (void)result;
    return state;
}

/* Finalizers and callbacks run before it returns, as a script expects that asks for a collection. The number of unreachable
 * objects is unknown: nobody counts what is not looked at. */
static Value gc_collect(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t generation = 2;
    if (!rt_is_empty(args[0])) {
        if (!rt_is_int(args[0]))
            return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer",
                                       args[0]);
        if (!rt_int_get(args[0], &generation) || generation < 0 || generation > 2)
            return rt_raise_value_error(t, "invalid generation");
    }
    rt_collect(t);
    return rt_then(t, rt_pending_run_tail(t), collected, rt_imm_int(0));
}

static Value gc_enable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    rt_heap_enable(true);
    return RT_NONE;
}

static Value gc_disable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    rt_heap_enable(false);
    return RT_NONE;
}

static Value gc_isenabled(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_bool(rt_heap_enabled());
}

static _Atomic(int64_t) x_thresholds[3] = {700, 10, 10}; /* relaxed: settings without effect */

static Value gc_set_threshold(rt_thread *t, Value *args, uint32_t nargs) {
    for (uint32_t i = 0; i < nargs; i++) {
        int64_t n;
        if (!rt_is_int(args[i]) || !rt_int_get(args[i], &n))
            return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer",
                                       args[i]);
        atomic_store_explicit(&x_thresholds[i], n, memory_order_relaxed);
    }
    return RT_NONE;
}

static Value gc_get_threshold(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    Value v[3];
    for (int i = 0; i < 3; i++) {
        v[i] = rt_int_new(t, atomic_load_explicit(&x_thresholds[i], memory_order_relaxed));
        if (rt_is_null(v[i])) return RT_NULL;
    }
    return rt_tuple_new(t, v, 3);
}

static Value gc_get_count(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_tuple_pack3(t, rt_imm_int(0), rt_imm_int(0), rt_imm_int(0));
}

static Value stats_row(rt_thread *t, uint64_t collections) {
    static const char *const names[] = {"collections", "collected", "uncollectable"};
    Value row = rt_dict_new(t);
    for (int i = 0; i < 3 && !rt_is_null(row); i++) {
        Value key = rt_str_intern_cstr(t, names[i]);
        if (rt_is_null(key) || !rt_dict_set(t, row, key, rt_imm_int(i ? 0 : (int64_t)collections)))
            return RT_NULL;
    }
    return row;
}

static Value gc_get_stats(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    Value rows[3];
    for (int i = 0; i < 3; i++) {
        rows[i] = stats_row(t, i == 2 ? rt_heap_stats_get().collections : 0);
        if (rt_is_null(rows[i])) return RT_NULL;
    }
    return rt_list_new(t, rows, 3);
}

/* What refers to other objects may be part of a cycle. */
static Value gc_is_tracked(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return rt_bool(rt_is_obj(args[0]) &&
                   (rt_type_of(args[0])->trace || rt_type_of(args[0])->slots_offset) &&
                   !rt_has_flag(args[0], RT_TF_STR));
}

static const rt_native_def functions[] = {
    {.name = "collect", .fn = gc_collect, .sig = "generation="},
    {.name = "enable", .fn = gc_enable},
    {.name = "disable", .fn = gc_disable},
    {.name = "isenabled", .fn = gc_isenabled},
    {.name = "set_threshold",
     .fn = gc_set_threshold,
     .min = 1,
     .max = 3,
     .flags = RT_NATIVE_PARSED},
    {.name = "get_threshold", .fn = gc_get_threshold},
    {.name = "get_count", .fn = gc_get_count},
    {.name = "get_stats", .fn = gc_get_stats},
    {.name = "is_tracked", .fn = gc_is_tracked, .min = 1, .max = 1},
    {.name = NULL},
};

static bool gc_exec(rt_thread *t, Value module) {
    return rt_module_set(t, module, "garbage", rt_list_new(t, NULL, 0)) &&
           rt_module_set(t, module, "callbacks", rt_list_new(t, NULL, 0));
}

const rt_module_def rt_module_gc = {
    .name = "gc", .functions = functions, .exec = gc_exec, .doc = "Access to the collector."};
