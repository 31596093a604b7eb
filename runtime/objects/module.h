/* module.h - module objects: attributes are the cells of x_dict. */
#ifndef KRAIT_RUNTIME_OBJECTS_MODULE_H
#define KRAIT_RUNTIME_OBJECTS_MODULE_H
#include "runtime/barrier.h"
typedef struct rt_module {
    rt_object hdr;
    rt_field x_dict; /* dict in cell mode */
} rt_module;
static inline rt_module *rt_as_module(Value v) { return (rt_module *)rt_obj(v); }
[[nodiscard]] Value rt_module_new(rt_thread *t, Value name, Value doc);
[[nodiscard]] bool rt_module_set(rt_thread *t, Value module, const char *name, Value v);
/* The builtins module (created by rt_init) and sys.modules. */
extern Value rt_builtins, rt_sys_modules;
#endif
