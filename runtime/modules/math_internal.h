/* math_internal.h - what math.c and math_int.c share. */
#ifndef KRAIT_RUNTIME_MODULES_MATH_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_MATH_INTERNAL_H

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/number.h"

extern const rt_module_def rt_module_math;

/* v as a double, by __float__ or __index__ if it must be; false: raised. */
bool rt_math_double(rt_thread *t, Value v, double *out);

#define RT_MATH_INT_FUNCTIONS(X) X(comb) X(perm) X(factorial) X(gcd) X(lcm) X(isqrt) X(fsum) X(prod) X(dist) X(hypot)
#define X(name) Value rt_math_##name(rt_thread *t, Value *args, uint32_t nargs);
RT_MATH_INT_FUNCTIONS(X)
#undef X

#endif
