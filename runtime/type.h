/* type.h - classes: readiness, C3, look-up, creation. */
#ifndef KRAIT_RUNTIME_TYPE_H
#define KRAIT_RUNTIME_TYPE_H

#include "runtime/object.h"

/* Links a static type whose base (NULL: object) is ready: inherits slots, computes the MRO, fills the namespace from its tables and
 * with slot wrappers (int.__add__ ...). Fatal on failure: start-up only. */
void rt_type_ready(rt_thread *t, rt_type *type);

/* The attribute `name` (interned str) in the MRO's namespaces: the raw value (descriptors not run), RT_EMPTY if absent.
 * Cached by (type version, name). RT_NULL: conflict. */
Value rt_type_lookup(rt_thread *t, rt_type *type, Value name);
/* Same, and *cacheable_version is the version the answer belongs to (0: do not cache). */
Value rt_type_lookup_cached(rt_thread *t, rt_type *type, Value name, uint32_t *cacheable_version);
static inline uint32_t rt_type_version(const rt_type *type)
{
    return atomic_load_explicit((_Atomic(uint32_t) *)&type->x_version, memory_order_relaxed);
}

/* type(name, bases, namespace, **kwargs) for metatype `meta`; the whole of type.__new__ incl. __slots__, __set_name__,
 * __init_subclass__ (as continuations). May return RT_TAIL. kwnames/kwargs: class keywords. */
Value rt_type_new_tail(rt_thread *t, rt_type *meta, Value name, Value bases, Value dict, const Value *kwvalues, Value kwnames);
/* The metaclass for bases; NULL with "metaclass conflict" pending. */
rt_type *rt_metaclass_of(rt_thread *t, rt_type *meta, Value bases);
/* A C-defined heap type or exception subclass made at run time (e.g. re.error): name "module.name". */
Value rt_type_new_simple(rt_thread *t, const char *name, rt_type *base, const char *doc);

/* object.__new__ for a type: a zeroed instance with its root shape. */
Value rt_instance_new(rt_thread *t, rt_type *type, size_t items);
void rt_type_bump_version(rt_thread *t, rt_type *type); /* with subclasses; stops the world in parallel mode */

#endif
