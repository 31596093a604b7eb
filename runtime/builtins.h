/* builtins.h - the builtins module, and what the prelude may call of it. */
#ifndef KRAIT_RUNTIME_BUILTINS_H
#define KRAIT_RUNTIME_BUILTINS_H
#include "runtime/native.h"
/* Adds functions of an upper floor (open, exec, globals ...) to the builtins module. */
[[nodiscard]] bool rt_builtins_add(rt_thread *t, const rt_native_def *functions);
/* A function of the builtins module by name; RT_NULL: raised. */
Value rt_builtin_function(rt_thread *t, const char *name);
/* Functions that only prelude code (interp/prelude) sees, under these names: _krait_list_take ... */
extern const rt_native_def rt_prelude_natives[];
#endif
