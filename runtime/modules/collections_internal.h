/* collections_internal.h - between _collections.c and deque.c. */
#ifndef KRAIT_RUNTIME_MODULES_COLLECTIONS_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_COLLECTIONS_INTERNAL_H
#include "runtime/native.h"
extern rt_type rt_deque_type, rt_deque_iter_type, rt_deque_reverse_iter_type;
extern rt_type rt_defaultdict_type, rt_tuplegetter_type;
#endif
