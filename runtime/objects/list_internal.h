/* list_internal.h - between list.c, list_methods.c and list_sort.c. */
#ifndef KRAIT_RUNTIME_OBJECTS_LIST_INTERNAL_H
#define KRAIT_RUNTIME_OBJECTS_LIST_INTERNAL_H

#include "runtime/native.h"
#include "runtime/objects/list.h"

/* The array of a list that is owned (rt_write) and its size. */
static inline rt_array *rt_list_array(const rt_list *l) { return rt_load_ptr(&l->x_items); }
static inline size_t rt_list_size(const rt_list *l) { return rt_load_word(&l->x_size); }

/* All of these: the list is owned; false: no memory. */
/* Room for n items; keeps the size. */
[[nodiscard]] bool rt_list_reserve(rt_thread *t, rt_own own, rt_list *l, size_t n);
/* Replaces the items [start, end) by n others; `items` must not lie in the list's own array. */
[[nodiscard]] bool rt_list_splice(rt_thread *t, rt_own own, rt_list *l, size_t start, size_t end,
                                  const Value *items, size_t n);
/* Gives the list the first n items of an array that belongs to it alone from now on. */
void rt_list_adopt(rt_thread *t, rt_own own, rt_list *l, rt_array *items, size_t n);

extern const rt_native_def rt_list_methods[];
Value rt_list_sort_method(rt_thread *t, Value *args, uint32_t nargs);
Value rt_list_extend_tail(rt_thread *t, Value list, Value iterable);
/* Assigns (or deletes, RT_EMPTY) list[slice]; may return RT_TAIL. */
Value rt_list_set_slice_tail(rt_thread *t, Value list, Value slice, Value value);
Value rt_list_get_slice(rt_thread *t, Value list, Value slice);

/* The items at start, start + step, ... of a list of `size` items into the fresh array `to`, which they fill. 1: done, 0: the list has
 * another size by now, -1: conflict. */
[[nodiscard]] int rt_list_copy(rt_thread *t, Value list, size_t size, int64_t start, int64_t step,
                               rt_array *to);

#endif
