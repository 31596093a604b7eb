/* builtins_internal.h - the built-in functions, by theme; builtins.c gathers them in the module. */
#ifndef KRAIT_RUNTIME_BUILTINS_INTERNAL_H
#define KRAIT_RUNTIME_BUILTINS_INTERNAL_H

#include "runtime/protocol.h"

Value rt_builtin_all(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_any(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_max(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_min(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_sum(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_sorted(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_iter(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_next(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_getattr(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_hasattr(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_setattr(rt_thread *t, Value *args, uint32_t nargs);
Value rt_builtin_delattr(rt_thread *t, Value *args, uint32_t nargs);

#endif
