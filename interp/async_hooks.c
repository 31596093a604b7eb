/* async_hooks.c - what a program learns about its coroutines and async generators beside running them: the hooks for the first iteration
 * and the end of async generators (PEP 525), where coroutines were made, and the end of those that were dropped before their own.
 *
 * Owns: each thread's hooks and depth of tracking: entries of its dict of locals, so an abort takes back a change.
 * Threads: any, through barriers. A finalizer runs in whichever thread finds the call pending; an event loop's knows that. */
#include "interp/async_hooks.h"

#include "runtime/modules/arguments.h"
#include "runtime/native.h"
#include "runtime/objects/list.h"
#include "runtime/objects/structseq.h"
#include "runtime/objects/tuple.h"
#include "stm/atomic.h"
#include "threading/local.h"

static const char *const hook_fields[] = {"firstiter", "finalizer", NULL};
static const rt_structseq_def hooks_def = {
    "asyncgen_hooks", hook_fields, 2,
    "asyncgen_hooks is a NamedTuple holding the async generator hooks.", true};
enum { FIRSTITER, FINALIZER };

static Value hooks_type;
/* Whether any thread has ever asked for origins: a hint that spares the others the look into their locals. */
static _Atomic(bool) x_tracking;

Value vm_async_hooks_init(rt_thread *t) {
    rt_root_add(&hooks_type);
    return hooks_type = rt_structseq_type(t, &hooks_def);
}

/* ---- sys ---- */

/* The calling thread's hooks, a named tuple; one that is not set is None. */
static Value hooks_of(rt_thread *t) {
    Value hooks = thr_locals_get(t, THR_LOCAL_ASYNCGEN_HOOKS);
    if (!rt_is_empty(hooks)) return hooks;
    return rt_structseq_new(t, hooks_type, &hooks_def, (Value[]){RT_NONE, RT_NONE});
}

Value vm_sys_get_asyncgen_hooks(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return hooks_of(t);
}

static bool hook_valid(rt_thread *t, Value hook, const char *name) {
    if (!rt_arg_given(hook) || rt_type_of(hook)->slots.call) return true;
    (void)rt_raise_type_error(t, "callable %s expected, got %T", name, hook);
    return false;
}

Value vm_sys_set_asyncgen_hooks(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value old = hooks_of(t), new[2];
    if (rt_is_null(old) || !hook_valid(t, args[FINALIZER], hook_fields[FINALIZER]) ||
        !hook_valid(t, args[FIRSTITER], hook_fields[FIRSTITER]))
        return RT_NULL;
    for (int64_t i = 0; i < 2; i++)
        new[i] = rt_is_empty(args[i]) ? rt_tuple_at(old, i) : args[i];
    Value hooks = rt_structseq_new(t, hooks_type, &hooks_def, new);
    return !rt_is_null(hooks) && thr_locals_set(t, THR_LOCAL_ASYNCGEN_HOOKS, hooks) ? RT_NONE
                                                                                    : RT_NULL;
}

static bool origin_depth(rt_thread *t, int64_t *depth) {
    Value v = thr_locals_get(t, THR_LOCAL_ORIGIN_DEPTH);
    if (rt_is_null(v)) return false;
    *depth = 0;
    return rt_is_empty(v) || rt_arg_int(t, v, depth);
}

Value vm_sys_get_origin_depth(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    int64_t depth;
    return origin_depth(t, &depth) ? rt_imm_int(depth) : RT_NULL;
}

Value vm_sys_set_origin_depth(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t depth;
    if (!rt_arg_int(t, args[0], &depth)) return RT_NULL;
    if (depth < 0) return rt_raise_value_error(t, "depth must be >= 0");
    if (depth) store_rlx(&x_tracking, true); /* relaxed: who asks for origins is who makes them */
    return thr_locals_set(t, THR_LOCAL_ORIGIN_DEPTH, rt_imm_int(depth)) ? RT_NONE : RT_NULL;
}

/* ---- birth ---- */

/* (file, line, name) of frame f. */
static Value origin_entry(rt_thread *t, const rt_frame *f) {
    vm_position p = vm_code_position(f->code, (uint32_t)(f->pc - f->code->words));
    return rt_tuple_pack3(t, f->code->filename, rt_imm_int(p.line), f->code->name);
}

/* The nearest `depth` Python frames at or below f, the nearest first. */
static Value origin_from(rt_thread *t, rt_frame *f, int64_t depth) {
    Value entries = rt_list_new(t, NULL, 0);
    for (f = vm_frame_python(t, f); f && depth-- > 0 && !rt_is_null(entries);
         f = vm_frame_python(t, f - 1)) {
        Value entry = origin_entry(t, f);
        if (rt_is_null(entry) || !rt_list_append(t, entries, entry)) return RT_NULL;
    }
    return rt_is_null(entries) ? entries : rt_to_tuple(t, entries);
}

bool vm_coroutine_born(rt_thread *t, vm_generator *g, rt_frame *f) {
    if (!rt_finalizer_add(t, &g->hdr)) return false;
    int64_t depth = 0;
    if (!load_rlx(&x_tracking)) return true; /* relaxed: a hint */
    if (!origin_depth(t, &depth)) return false;
    if (depth == 0) return true;
    Value origin = origin_from(t, f - 1, depth);
    rt_init(&g->x_origin, origin);
    return !rt_is_null(origin);
}

Value vm_async_gen_first_tail(rt_thread *t, Value self) {
    vm_generator *g = vm_as_generator(self);
    Value flags = rt_read_field(t, &g->hdr, &g->x_flags);
    if (t->conflict) return RT_NULL;
    if (flags.bits & VM_AGEN_ITERATED) return RT_NONE;
    Value hooks = hooks_of(t);
    rt_own own = rt_is_null(hooks) ? STM_CONFLICT : rt_write(t, &g->hdr);
    if (!own) return RT_NULL;
    rt_set_word(t, own, &g->x_flags, flags.bits | VM_AGEN_ITERATED);
    Value first = rt_tuple_at(hooks, FIRSTITER), finalizer = rt_tuple_at(hooks, FINALIZER);
    if (!rt_is_none(finalizer)) rt_set(t, own, &g->x_origin, finalizer);
    if (!rt_finalizer_add(t, &g->hdr)) return RT_NULL;
    return rt_is_none(first) ? RT_NONE : rt_tail_call1(t, first, self);
}

/* ---- death ---- */

bool vm_generator_wants_del(const rt_object *o) {
    uint64_t state = rt_load_word(&((const vm_generator *)o)->x_state);
    return state == VM_GEN_CREATED || state == VM_GEN_SUSPENDED;
}

Value vm_coroutine_del(rt_thread *t, Value *args, uint32_t nargs) {
    vm_generator *g = vm_as_generator(args[0]);
    Value state = rt_read_field(t, &g->hdr, &g->x_state);
    if (t->conflict) return RT_NULL;
    if (state.bits == VM_GEN_CREATED) return rt_tail_prelude(t, "coroutine_unawaited", args, 1);
    return state.bits == VM_GEN_SUSPENDED ? vm_generator_close(t, args, nargs) : RT_NONE;
}

Value vm_async_gen_del(rt_thread *t, Value *args, uint32_t nargs) {
    vm_generator *g = vm_as_generator(args[0]);
    Value state = rt_read_field(t, &g->hdr, &g->x_state),
          flags = rt_read_field(t, &g->hdr, &g->x_flags),
          finalizer = rt_read_field(t, &g->hdr, &g->x_origin);
    if (t->conflict) return RT_NULL;
    if (state.bits != VM_GEN_CREATED && state.bits != VM_GEN_SUSPENDED) return RT_NONE;
    if (!rt_is_null(finalizer) && !(flags.bits & VM_AGEN_CLOSING))
        return rt_tail_call1(t, finalizer, args[0]);
    return vm_generator_close(t, args, nargs);
}
