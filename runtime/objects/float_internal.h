/* float_internal.h - what the files on float and complex share. */
#ifndef KRAIT_RUNTIME_OBJECTS_FLOAT_INTERNAL_H
#define KRAIT_RUNTIME_OBJECTS_FLOAT_INTERNAL_H

#include <assert.h>

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/number.h"

/* d > 0, finite: the shortest digits that read back as d; returns the exponent: 0.DIGITS * 10^result. */
int rt_double_shortest(double d, char out[static 20], int *n);
/* repr(d); returns the length. No NUL. */
size_t rt_double_repr(double d, char out[static 40]);
/* float(text) for ASCII text: blanks around, underscores, inf and nan. */
bool rt_double_parse(const char *s, size_t n, double *out);
/* a % b and a // b as Python; b != 0. */
void rt_double_divmod(double a, double b, double *quotient, double *rest);
/* RT_NULL with ZeroDivisionError or OverflowError pending; a complex for a negative base with a fractional exponent. */
Value rt_float_pow(rt_thread *t, double a, double b);
Value rt_complex_pow(rt_thread *t, double re, double im, double ere, double eim);
/* v as a double for arithmetic: 1 done, 0 not a number of ours, -1 raised. */
int rt_float_operand(rt_thread *t, Value v, double *out);

extern const rt_native_def rt_float_methods[];
extern const rt_getset_def rt_float_getsets[];

#endif
