/* imp.h - the module _imp. */
#ifndef KRAIT_INTERP_MODULES_IMP_H
#define KRAIT_INTERP_MODULES_IMP_H
#include "runtime/native.h"
extern const rt_module_def rt_module__imp;
/* The C module of that name, made anew; None: there is none. The transaction becomes irrevocable. */
[[nodiscard]] Value vm_builtin_module(rt_thread *t, Value name);
#endif
