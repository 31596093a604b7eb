/* builtins_frames.h - built-ins that need frames or the compiler. */
#ifndef KRAIT_INTERP_BUILTINS_FRAMES_H
#define KRAIT_INTERP_BUILTINS_FRAMES_H
#include "runtime/native.h"
/* Adds them to the builtins module. */
[[nodiscard]] bool vm_builtins_init(rt_thread *t);
extern const rt_native_def vm_builtins_compile[]; /* compile, eval, exec (builtins_compile.c) */
extern const rt_native_def vm_builtins_async[];   /* aiter, anext (anext.c) */
/* The hook behind super() without arguments; false: RuntimeError pending. */
[[nodiscard]] bool vm_super_arguments(rt_thread *t, Value *cls, Value *self);
#endif
