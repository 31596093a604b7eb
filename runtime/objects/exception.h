/* exception.h - exception instances. */
#ifndef KRAIT_RUNTIME_OBJECTS_EXCEPTION_H
#define KRAIT_RUNTIME_OBJECTS_EXCEPTION_H
#include "runtime/error.h"
typedef struct rt_exception {
    rt_object hdr;
    rt_field x_args, x_traceback, x_context, x_cause; /* RT_NULL: none */
    rt_field x_suppress_context;                      /* RT_TRUE / RT_FALSE */
    rt_field x_notes;                                 /* list or RT_NULL; __notes__ */
    rt_field x_extra[8];                              /* by layout, see exception_internal.h */
} rt_exception;
static inline rt_exception *rt_as_exception(Value v) { return (rt_exception *)rt_obj(v); }
static inline bool rt_is_exception(Value v) { return rt_has_flag(v, RT_TF_EXCEPTION); }
[[nodiscard]] Value rt_exception_new(rt_thread *t, rt_type *type, const Value *args, size_t n);
Value rt_exception_stop_value(
    Value stop_iteration); /* StopIteration.value, None if absent; not yet shared */
/* Readies all exception types, in hierarchy order. */
void rt_exceptions_ready(rt_thread *t);
#endif
