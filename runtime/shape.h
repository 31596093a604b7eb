/* shape.h - hidden classes: slots for attributes.
 * Owns: the transition trees, outside the collected heap, never freed. Threads: any; adding a transition takes
 * a lock, look-ups read without one (pairs-with comments in shape.c). */
#ifndef KRAIT_RUNTIME_SHAPE_H
#define KRAIT_RUNTIME_SHAPE_H

#include "runtime/barrier.h"

enum { RT_SHAPE_LIMIT = 64, RT_SHAPE_CHILDREN = 256 };

/* Slot index of the interned name, or -1. Takes no barrier, allocates nothing: callable between open and close. */
int32_t rt_shape_find(const rt_shape *s, Value name);
/* The shape with name appended; NULL with MemoryError pending. Where that has more than RT_SHAPE_LIMIT keys, or s already
 * has RT_SHAPE_CHILDREN children, gives the dict-mode shape instead. name must be interned and thereby immortal. */
rt_shape *rt_shape_add(rt_thread *t, rt_shape *s, Value name);
rt_shape *rt_shape_dict(rt_thread *t,
                        rt_shape *s); /* the dict-mode shape of s's type; NULL: MemoryError */
Value rt_shape_key(const rt_shape *s, uint32_t index); /* index < s->count */

/* Word 0 (overflow) of the attribute area of o, whose type has one. */
rt_field *rt_slot_area(rt_object *o, const rt_type *type);
/* Address of slot `index`; for overflow slots loads the overflow array: inside open/close, or owned. NULL: torn read. */
rt_field *rt_slot(rt_object *o, const rt_type *type, uint32_t index);

/* Instance attributes only (no descriptors) of an object whose type has an attribute area; name interned. The barriers
 * are inside. RT_EMPTY: absent; RT_NULL: conflict or error. */
Value rt_attr_get(rt_thread *t, rt_object *o, Value name);
/* Adds the attribute if absent. value RT_EMPTY deletes: RT_ATTR_ABSENT if there was none (nothing is raised). */
typedef enum rt_attr_result { RT_ATTR_FAILED, RT_ATTR_DONE, RT_ATTR_ABSENT } rt_attr_result;
[[nodiscard]] rt_attr_result rt_attr_set(rt_thread *t, rt_object *o, Value name, Value value);
/* rt_write of an instance, as a whole (rt_write_whole) where all of its state lies in its attribute area and that is small. */
[[nodiscard]] rt_own rt_write_instance(rt_thread *t, rt_object *o);
/* __dict__: switches the instance to dict mode and returns its dict. */
Value rt_attr_dict(rt_thread *t, rt_object *o);
[[nodiscard]] bool rt_attr_dict_set(rt_thread *t, rt_object *o, Value dict); /* assigns __dict__ */
/* A fresh dict of the attributes; the instance keeps its shape. */
Value rt_attr_dict_copy(rt_thread *t, rt_object *o);

#endif
