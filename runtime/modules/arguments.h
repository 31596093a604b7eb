/* arguments.h - arguments of module functions as C sees them. Each returns false with the exception pending that python3.11
 * raises. Objects with __index__ or fileno() are asked, in a nested call. */
#ifndef KRAIT_RUNTIME_MODULES_ARGUMENTS_H
#define KRAIT_RUNTIME_MODULES_ARGUMENTS_H

#include "runtime/native.h"

/* A C int. */
[[nodiscard]] bool rt_arg_int(rt_thread *t, Value v, int64_t *out);
/* A C int, or `standard` where the argument is absent. */
[[nodiscard]] bool rt_arg_int_or(rt_thread *t, Value v, int64_t standard, int64_t *out);
/* Any int64 ("C long"). */
[[nodiscard]] bool rt_arg_long(rt_thread *t, Value v, int64_t *out);
/* float(v) without strings. */
[[nodiscard]] bool rt_arg_double(rt_thread *t, Value v, double *out);
/* A file descriptor: an int, or what fileno() of the object says. */
[[nodiscard]] bool rt_arg_fd(rt_thread *t, Value v, int *out);
/* bool(v); `standard` where the argument is absent. */
[[nodiscard]] bool rt_arg_flag(rt_thread *t, Value v, bool standard, bool *out);
static inline bool rt_arg_given(Value v) { return !rt_is_empty(v) && !rt_is_none(v); }

/* Constants of a module, added by its exec. */
typedef struct rt_constant {
    const char *name;
    int64_t value;
} rt_constant;
[[nodiscard]] bool rt_module_constants(rt_thread *t, Value module, const rt_constant *rows,
                                       size_t n);
#endif
