/* async_hooks.h - what a program learns about its coroutines and async generators beside running them. */
#ifndef KRAIT_INTERP_ASYNC_HOOKS_H
#define KRAIT_INTERP_ASYNC_HOOKS_H
#include "interp/generator.h"

/* The named tuple of sys.get_asyncgen_hooks(). RT_NULL: raised. Start-up only. */
[[nodiscard]] Value vm_async_hooks_init(rt_thread *t);
/* get_asyncgen_hooks and its like, for the table of sys. */
Value vm_sys_get_asyncgen_hooks(rt_thread *t, Value *args, uint32_t nargs);
Value vm_sys_set_asyncgen_hooks(rt_thread *t, Value *args, uint32_t nargs);
Value vm_sys_get_origin_depth(rt_thread *t, Value *args, uint32_t nargs);
Value vm_sys_set_origin_depth(rt_thread *t, Value *args, uint32_t nargs);

/* Before async generator g is iterated: the first time its thread's hooks become its own, and firstiter is called with it. None, or
 * RT_TAIL, or RT_NULL. */
Value vm_async_gen_first_tail(rt_thread *t, Value g);
/* Coroutine g, made by the call that the frame is of, is born: its origin, if that is asked for. */
[[nodiscard]] bool vm_coroutine_born(rt_thread *t, vm_generator *g, rt_frame *f);

/* ---- the end of what was dropped before its own: __del__ of coroutines and async generators ---- */
bool vm_generator_wants_del(const rt_object *o);
Value vm_coroutine_del(rt_thread *t, Value *args, uint32_t nargs);
Value vm_async_gen_del(rt_thread *t, Value *args, uint32_t nargs);
#endif
