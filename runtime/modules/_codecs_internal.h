/* _codecs_internal.h - what the files of the _codecs module share. */
#ifndef KRAIT_RUNTIME_MODULES_CODECS_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_CODECS_INTERNAL_H

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/str.h"

extern const rt_module_def rt_module__codecs;

/* The errors argument: None and absent give NULL. */
bool rt_codecs_errors(rt_thread *t, Value v, const char *function, const char **out);
/* (result, consumed); passes RT_NULL on. */
Value rt_codecs_pair(rt_thread *t, Value result, size_t consumed);

#define RT_CODECS_ESCAPE(X)                                                                                \
    X(escape_encode) X(escape_decode) X(unicode_escape_encode) X(unicode_escape_decode)                    \
    X(raw_unicode_escape_encode) X(raw_unicode_escape_decode) X(charmap_build) X(charmap_encode) X(charmap_decode)
#define X(name) Value rt_codecs_##name(rt_thread *t, Value *args, uint32_t nargs);
RT_CODECS_ESCAPE(X)
#undef X

#endif
