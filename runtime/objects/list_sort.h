/* list_sort.h - sorting values whose comparison needs no Python code. */
#ifndef KRAIT_RUNTIME_OBJECTS_LIST_SORT_H
#define KRAIT_RUNTIME_OBJECTS_LIST_SORT_H
#include "runtime/heap/heap.h"
/* Sorts items stably by keys (both of n words, permuted together; may be the same array, and belong to
 * the caller alone). 1: sorted; 0: some keys need Python's __lt__, nothing changed; -1: MemoryError. */
[[nodiscard]] int rt_sort_simple(rt_thread *t, rt_array *keys, rt_array *items, size_t n,
                                 bool reverse);
/* Natives of the prelude's list_sort; rows for the _krait namespace (builtins_prelude.c). */
Value rt_prelude_list_take(rt_thread *t, Value *args, uint32_t nargs);
Value rt_prelude_list_put(rt_thread *t, Value *args, uint32_t nargs);
Value rt_prelude_sort_simple(rt_thread *t, Value *args, uint32_t nargs);
#endif
