/* list.h - lists. x_items points to an rt_array with room; items at and beyond x_size are garbage.
 *
 * Storing. An item is stored with rt_set, except at and beyond x_size, where rt_init is enough: whoever shrinks a list in
 * place overwrites what it drops by RT_NULL with rt_set, so that the undo log holds it whatever is stored there later
 * in the same transaction. */
#ifndef KRAIT_RUNTIME_OBJECTS_LIST_H
#define KRAIT_RUNTIME_OBJECTS_LIST_H
#include "runtime/barrier.h"
#include "runtime/heap/heap.h"
typedef struct rt_list {
    rt_object hdr;
    rt_field x_size;
    rt_field x_items; /* rt_array*, NULL while empty and never grown */
} rt_list;
static inline rt_list *rt_as_list(Value v) { return (rt_list *)rt_obj(v); }
static inline bool rt_is_list(Value v) { return rt_has_flag(v, RT_TF_LIST); }
[[nodiscard]] Value rt_list_new(rt_thread *t, const Value *items, size_t n);
[[nodiscard]] bool rt_list_append(rt_thread *t, Value list, Value item);
Value rt_list_append_method(rt_thread *t, Value *args, uint32_t nargs); /* list.append */
[[nodiscard]] Value rt_list_get(rt_thread *t, Value list,
                                int64_t i); /* RT_EMPTY: out of range (no negative indices) */
[[nodiscard]] bool rt_list_set(rt_thread *t, Value list, int64_t i, Value item); /* i in range */
[[nodiscard]] bool rt_list_len(rt_thread *t, Value list, int64_t *n);
/* list.extend(iterable). May return RT_TAIL; result None. */
[[nodiscard]] Value rt_list_extend_tail(rt_thread *t, Value list, Value iterable);
/* A consistent copy of the items as a fresh rt_array of exactly *n items. */
[[nodiscard]] rt_array *rt_list_snapshot(rt_thread *t, Value list, size_t *n);
/* A list of the first n items of an array that belongs to it alone from now on. */
[[nodiscard]] Value rt_list_from_array(rt_thread *t, rt_array *items, size_t n);
/* Removes and returns item i; RT_EMPTY: out of range (no negative indices). */
[[nodiscard]] Value rt_list_pop(rt_thread *t, Value list, int64_t i);
#endif
