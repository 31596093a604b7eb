/* format.h - the format mini-language, str.format, and % formatting. */
#ifndef KRAIT_RUNTIME_FORMAT_H
#define KRAIT_RUNTIME_FORMAT_H

#include "runtime/thread.h"

/* format(v, spec) for instances of the built-in families; spec a str. ValueError as python. */
[[nodiscard]] Value rt_format_int(rt_thread *t, Value v, Value spec);
[[nodiscard]] Value rt_format_float(rt_thread *t, Value v, Value spec);
[[nodiscard]] Value rt_format_complex(rt_thread *t, Value v, Value spec);
[[nodiscard]] Value rt_format_str(rt_thread *t, Value v, Value spec);

/* Digits of d as printf does with e, f, g (E, F, G), exactly rounded, or 'r': the repr. alternate: keep the point and
 * (g) trailing zeros. Malloc memory, NUL-ended; NULL: out of memory. inf and nan included, sign too. */
char *rt_double_text(double d, char kind, int precision, bool alternate);

/* template.format(*args, **kwargs) with kwargs a dict or RT_EMPTY; format_map passes any mapping. Fields of user types are
 * formatted in a nested loop (rt_format); the loop itself is C's. */
[[nodiscard]] Value rt_str_format_method(rt_thread *t, Value template, Value args, Value kwargs);
/* template % args; bytes_like: template and result are bytes (template a bytes). */
[[nodiscard]] Value rt_percent_str(rt_thread *t, Value template, Value args);
[[nodiscard]] Value rt_percent_bytes(rt_thread *t, Value template, Value args);

#endif
