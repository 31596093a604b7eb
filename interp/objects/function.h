/* function.h - Python functions.
 * The fields that calls read (code, globals, closure, defaults) are written with the world stopped once the function is
 * shared, so that calls need no barrier; the others follow barrier.h. */
#ifndef KRAIT_INTERP_OBJECTS_FUNCTION_H
#define KRAIT_INTERP_OBJECTS_FUNCTION_H

#include "interp/code.h"
#include "runtime/barrier.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/tuple.h"

typedef struct vm_function {
    rt_object hdr;
    rt_field x_code;       /* rt_code* */
    rt_field x_globals;    /* dict in cell mode */
    rt_field x_closure;    /* tuple of cells, RT_NULL if none */
    rt_field x_defaults;   /* tuple, RT_NULL if none */
    rt_field x_kwdefaults; /* dict, RT_NULL if none */
    rt_field x_name, x_qualname, x_doc, x_module, x_annotations, x_builtins;
} vm_function;

extern rt_type vm_function_type;
static inline bool vm_is_function(Value v) {
    return rt_is_obj(v) && rt_obj_type(rt_obj(v)) == &vm_function_type;
}
static inline vm_function *vm_as_function(Value v) { return (vm_function *)rt_obj(v); }
static inline rt_code *vm_function_code(const vm_function *f) {
    return (rt_code *)rt_load_ptr(&f->x_code);
}
static inline Value vm_function_globals(const vm_function *f) { return rt_load(&f->x_globals); }
static inline rt_cell *vm_function_cell(const vm_function *f, uint32_t i) {
    return rt_as_cell(rt_tuple_at(rt_load(&f->x_closure), i));
}
/* closure, defaults, kwdefaults, annotations: RT_NULL if none. */
[[nodiscard]] Value vm_function_new(rt_thread *t, Value code, Value globals, Value closure,
                                    Value defaults, Value kwdefaults, Value annotations);
#endif
