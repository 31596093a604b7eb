/* krait_internal.h - the module that the prelude sees as `_krait`. */
#ifndef KRAIT_INTERP_MODULES_KRAIT_INTERNAL_H
#define KRAIT_INTERP_MODULES_KRAIT_INTERNAL_H
#include "runtime/thread.h"
[[nodiscard]] Value vm_internal_module(rt_thread *t, Value sys);
#endif
