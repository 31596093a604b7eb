/* set.h - set and frozenset: an open-addressed table of {hash, key}, insertion ordered like dict's entries. */
#ifndef KRAIT_RUNTIME_OBJECTS_SET_H
#define KRAIT_RUNTIME_OBJECTS_SET_H
#include "runtime/barrier.h"
#include "runtime/heap/heap.h"
typedef struct rt_set {
    rt_object hdr;
    rt_field x_used;
    rt_field x_table;
    rt_field x_keys_version;
    rt_field x_hash; /* frozenset */
} rt_set_object;
[[nodiscard]] Value rt_set_new(rt_thread *t,
                               rt_type *type); /* &rt_set_type or &rt_frozenset_type (empty) */
[[nodiscard]] int rt_set_add(rt_thread *t, Value set,
                             Value key); /* 1 added, 0 was there, -1 raised */
[[nodiscard]] int rt_set_contains(rt_thread *t, Value set, Value key); /* 1, 0, -1 */
/* set.update(iterable). May return RT_TAIL; result None. */
[[nodiscard]] Value rt_set_update_tail(rt_thread *t, Value set, Value iterable);
[[nodiscard]] int rt_set_next(rt_thread *t, Value set, size_t *pos, Value *key);
#endif
