/* functools_internal.h - between _functools.c and lru_cache.c. */
#ifndef KRAIT_RUNTIME_MODULES_FUNCTOOLS_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_FUNCTOOLS_INTERNAL_H
#include "runtime/native.h"
extern rt_type rt_partial_type, rt_cmp_key_type, rt_lru_cache_type;
#endif
