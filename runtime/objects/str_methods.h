/* str_methods.h - the native functions behind str's method table (str_type.c). */
#ifndef KRAIT_RUNTIME_OBJECTS_STR_METHODS_H
#define KRAIT_RUNTIME_OBJECTS_STR_METHODS_H

#include "runtime/thread.h"

#define RT_STR_METHODS(X)                                                                                  \
    X(lower) X(upper) X(casefold) X(capitalize) X(title) X(swapcase)                                       \
    X(isalpha) X(isalnum) X(isdecimal) X(isdigit) X(isnumeric) X(isspace) X(isprintable) X(isascii)        \
    X(islower) X(isupper) X(istitle) X(isidentifier)                                                       \
    X(translate) X(maketrans) X(encode) X(format) X(format_map)
#define X(name) Value rt_str_##name(rt_thread *t, Value *args, uint32_t nargs);
RT_STR_METHODS(X)
#undef X

/* repr() of a str: quotes and escapes. */
Value rt_str_repr(rt_thread *t, Value v);
Value rt_str_ascii(rt_thread *t,
                   Value repr); /* ascii(): every non-ASCII character of a repr escaped */

extern rt_type rt_str_iter_type;

#endif
