/* shape.h - hidden classes: slots for attributes.
 * Owns: the transition trees, outside the collected heap, never freed. Threads: any; adding a transition takes
 * a lock, look-ups read without one (pairs-with comments in shape.c). */
#ifndef KRAIT_RUNTIME_SHAPE_H
#define KRAIT_RUNTIME_SHAPE_H

#include "runtime/object.h"

/* Slot index of the interned name, or -1. */
int32_t rt_shape_find(const rt_shape *s, Value name);
/* The shape with name appended; NULL with MemoryError pending. A type's tree that grows past RT_SHAPE_LIMIT keys
 * (64) gives the dict-mode shape instead. name must be interned and thereby immortal. */
rt_shape *rt_shape_add(rt_thread *t, rt_shape *s, Value name);
rt_shape *rt_shape_dict(rt_thread *t, rt_shape *s); /* the type's dict-mode shape */
Value rt_shape_key(const rt_shape *s, uint32_t index);

/* Word 0 (overflow) of the attribute area of o, whose type has one. */
rt_field *rt_slot_area(rt_object *o, const rt_type *type);
/* Address of slot `index`; for overflow slots loads the overflow array: inside open/close, or owned. */
rt_field *rt_slot(rt_object *o, const rt_type *type, uint32_t index);

/* Instance attributes only (no descriptors): the barriers are inside. RT_EMPTY: absent; RT_NULL: conflict or error. */
Value rt_attr_get(rt_thread *t, rt_object *o, Value name);
bool rt_attr_set(rt_thread *t, rt_object *o, Value name, Value value); /* adds if absent; RT_EMPTY deletes (false with RT_EMPTY... see shape.c) */
Value rt_attr_dict(rt_thread *t, rt_object *o); /* materialises and returns __dict__ */

#endif
