/* init.c - brings the runtime up, in the order of types.def. Once a process, on its first thread. */
#include "runtime/init.h"

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/module.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

#define TYPE(type) extern rt_type type;
#define READY(f)
#define EXCEPTIONS
#include "runtime/types.def"
#undef TYPE
#undef READY
#undef EXCEPTIONS

static void types(rt_thread *t) {
#define TYPE(type) rt_type_ready(t, &type);
#define READY(f) f(t);
#define EXCEPTIONS rt_exceptions_ready(t);
#include "runtime/types.def"
#undef TYPE
#undef READY
#undef EXCEPTIONS
}

void rt_runtime_init(rt_thread *t, const rt_options *options) {
    rt_heap_init(options->memory_limit);
    rt_root_add(&rt_builtins);
    rt_root_add(&rt_sys_modules);
    rt_str_ready(t, options->hash_seed);
    types(t);
    rt_sys_modules = rt_dict_new(t);
    rt_builtins = rt_module_create(t, rt_module_find("builtins"));
    if (rt_is_null(rt_sys_modules) || rt_is_null(rt_builtins)) rt_fatal("the runtime cannot start");
    rt_heap_stress(options->gc_every);
}
