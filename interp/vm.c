/* vm.c - a thread's machine: stacks, nested loops, roots, the hooks that the floors below call. */
#include "interp/vm.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "interp/builtins_frames.h"
#include "interp/generator.h"
#include "interp/instructions.h"
#include "interp/prelude.h"
#include "interp/specialize.h"
#include "interp/vm_internal.h"
#include "runtime/heap/heap.h"
#include "runtime/type.h"
#include "threading/schedule.h"

enum {
    STACK_WORDS = 4 << 20,   /* registers of a thread; reserved, not touched */
    FRAME_RESERVE = 1 << 18, /* frames of a thread */
    FRAMES_BELOW_MAIN =
        3, /* exit frames and the prelude, which the recursion limit does not count */
};

static _Atomic(uint32_t) x_recursion_limit = 1000;

static void *reserve(size_t bytes) {
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static void limit_apply(rt_thread *t, uint32_t limit) {
    size_t frames = (size_t)limit + FRAMES_BELOW_MAIN;
    t->frame_end = t->frame_base + (frames < FRAME_RESERVE - 1 ? frames : FRAME_RESERVE - 1);
}

bool vm_thread_init(rt_thread *t, const void *c_stack_low) {
    vm_thread *vm = calloc(1, sizeof *vm);
    if (!vm) return false;
    t->vm = vm;
    t->c_stack_low = c_stack_low;
    t->stack_base = reserve(STACK_WORDS * sizeof(Value));
    t->frame_base = reserve(FRAME_RESERVE * sizeof(rt_frame));
    if (!t->stack_base || !t->frame_base) return false;
    t->stack_end = t->stack_base + STACK_WORDS;
    t->frame = t->frame_base;
    *t->frame = (rt_frame){.regs = t->stack_base, .flags = VM_FRAME_EXIT};
    t->frame_low = t->frame_base;
    limit_apply(t, atomic_load(&x_recursion_limit));
    return true;
}

void vm_thread_fini(rt_thread *t) {
    vm_thread *vm = vm_of(t);
    munmap(t->stack_base, STACK_WORDS * sizeof(Value));
    munmap(t->frame_base, FRAME_RESERVE * sizeof(rt_frame));
    free(vm->checkpoint.frames);
    free(vm->checkpoint.regs);
    free(vm);
}

uint32_t vm_recursion_limit(void) { return atomic_load(&x_recursion_limit); }

static Value limit_set(rt_thread *t, Value limit) {
    uint32_t n = (uint32_t)rt_imm_int_get(limit);
    atomic_store(&x_recursion_limit, n);
    limit_apply(t, n);
    return RT_NONE;
}

Value vm_recursion_limit_set_tail(rt_thread *t, uint32_t limit) {
    uint32_t depth = 0;
    for (rt_frame *f = t->frame; f > t->frame_base; f--)
        depth += !(f->flags & (VM_FRAME_CONT | VM_FRAME_EXIT));
    if (depth >= limit)
        return rt_raise(
            t, &rt_exc_RecursionError,
            "cannot set the recursion limit to %u at the recursion depth %u: the limit is too low",
            limit, depth);
    return rt_tail_outside(t, limit_set, rt_imm_int(limit));
}

void vm_mode_set(rt_thread *t, bool parallel) {
    memcpy(t->dispatch, parallel ? vm_handlers_parallel : vm_handlers_solo,
           sizeof vm_handlers_solo);
}

/* ---- nested loops ---- */
static bool push_exit(rt_thread *t) {
    Value *regs = vm_top(t);
    rt_frame *f = t->frame + 1;
    const char here = 0;
    if (f >= t->frame_end || regs >= t->stack_end || &here < t->c_stack_low) {
        vm_recursion_error(t);
        return false;
    }
    *f = (rt_frame){.regs = regs, .flags = VM_FRAME_EXIT};
    t->frame = f;
    return true;
}

/* Runs what `begin` started above a fresh exit frame to its end. */
static Value run_nested(rt_thread *t, rt_frame *below, vm_step step) {
    if (step == VM_GO) (void)vm_enter(t, thr_fuel(t));
    t->c_depth--;
    t->frame = below;
    Value v = vm_of(t)->result;
    vm_of(t)->result = RT_NULL;
    return v;
}

Value vm_call_from_c(rt_thread *t, Value callable, const Value *args, uint32_t nargs,
                     Value kwnames) {
    if (rt_is_null(rt_tail_call_kw(t, callable, args, nargs, kwnames))) return RT_NULL;
    return vm_finish(t);
}

Value vm_finish(rt_thread *t) {
    rt_frame *below = t->frame;
    vm_thread *vm = vm_of(t);
    Value *saved_top = vm->args_top;
    if (!push_exit(t)) return RT_NULL;
    vm->args_top = NULL;
    t->c_depth++;
    Value v = run_nested(
        t, below, t->c_depth == 1 ? vm_outermost_enter(t) : vm_result(t, RT_TAIL, VM_TO_EXIT, 0));
    vm->args_top = saved_top;
    return v;
}

/* ---- running code with a namespace ---- */
/* A frame that has a namespace cannot be asked for by a plain call: the function carries it over in t. */
Value vm_exec_tail(rt_thread *t, Value code, Value globals, Value ns, Value closure) {
    Value f = vm_function_new(t, code, globals, closure, RT_NULL, RT_NULL, RT_NULL);
    if (rt_is_null(f)) return f;
    Value tail = rt_tail_call(t, f, NULL, 0);
    if (rt_is_tail(tail)) t->tail.ns = rt_is_null(ns) ? globals : ns;
    return tail;
}

/* ---- roots ---- */
static void mark_roots(rt_thread *t, rt_marker *m) {
    if (!t->vm) return;
    vm_thread *vm = vm_of(t);
    rt_mark_conservative(m, t->stack_base, vm_top(t));
    rt_mark_conservative(m, t->frame_base, t->frame + 1);
    rt_mark(m, vm->result);
    rt_mark(m, t->stop_iterator);
    rt_mark(m, t->stop_value);
    vm_checkpoint_mark(t, m);
}

/* ---- what the runtime asks ---- */
static Value ignored_exception(rt_thread *t, Value exception, Value object) {
    return rt_tail_prelude(t, "ignored_exception", (Value[]){exception, object}, 2);
}

static Value class_body(rt_thread *t, Value function, Value ns) {
    Value tail = rt_tail_call(t, function, NULL, 0);
    if (rt_is_tail(tail)) t->tail.ns = ns;
    return tail;
}

static uint32_t attr_hint(Value function) {
    return vm_is_function(function) ? vm_function_code(vm_as_function(function))->attr_hint : 0;
}

static Value running_globals(rt_thread *t) {
    const rt_frame *f = vm_frame_python(t, t->frame);
    return f ? vm_frame_globals(f) : RT_NULL;
}

static bool frames_left(const rt_thread *t) { return t->frame + 1 < t->frame_end; }

void vm_init(rt_thread *t) {
    rt_frames_left_hook = frames_left;
    rt_vm_roots_hook = mark_roots;
    rt_finish_hook = vm_finish;
    rt_unraisable_hook = ignored_exception;
    rt_attention_hook = thr_attention_tail;
    rt_prelude_hook = vm_prelude_function;
    rt_function_type = &vm_function_type;
    rt_class_body_hook = class_body;
    rt_attr_hint_hook = attr_hint;
    rt_globals_hook = running_globals;
    rt_super_hook = vm_super_arguments;
    rt_shadow_hook = vm_shadowed;
    rt_type *const types[] = {&vm_code_type,
                              &vm_function_type,
                              &vm_frame_type,
                              &vm_traceback_type,
                              &vm_generator_type,
                              &vm_coroutine_type,
                              &vm_coroutine_wrapper_type,
                              &vm_async_generator_type,
                              &vm_async_wrapped_type,
                              &vm_async_asend_type,
                              &vm_async_athrow_type,
                              &vm_anext_awaitable_type};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        rt_type_ready(t, types[i]);
}
