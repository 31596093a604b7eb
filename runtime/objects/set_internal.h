/* set_internal.h - what dict views and builtins use of set.c. */
#ifndef KRAIT_RUNTIME_OBJECTS_SET_INTERNAL_H
#define KRAIT_RUNTIME_OBJECTS_SET_INTERNAL_H
#include "runtime/native.h"
#include "runtime/objects/hashtable.h"
#include "runtime/objects/set.h"
static inline bool rt_is_any_set(Value v) { return rt_has_flag(v, RT_TF_SET | RT_TF_FROZENSET); }
static inline rt_hashed *rt_set_hashed(Value set) { return (rt_hashed *)rt_obj(set); }
/* A new set (exactly of `type`) of an iterable's items; may return RT_TAIL. */
Value rt_set_from_tail(rt_thread *t, rt_type *type, Value iterable);
/* Have a set-like `a` (set or view) and an iterable no item in common? May return RT_TAIL. */
Value rt_set_isdisjoint_tail(rt_thread *t, Value a, Value b);
extern const rt_native_def rt_set_methods[], rt_frozenset_methods[];
extern rt_type rt_set_iter_type;
Value rt_set_iter(rt_thread *t, Value set);
#endif
