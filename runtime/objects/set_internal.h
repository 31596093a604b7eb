/* set_internal.h - what dict views and builtins use of set.c. */
#ifndef KRAIT_RUNTIME_OBJECTS_SET_INTERNAL_H
#define KRAIT_RUNTIME_OBJECTS_SET_INTERNAL_H
#include "runtime/native.h"
#include "runtime/objects/hashtable.h"
#include "runtime/objects/set.h"
static inline bool rt_is_any_set(Value v) { return rt_has_flag(v, RT_TF_SET | RT_TF_FROZENSET); }
static inline rt_hashed *rt_set_hashed(Value set) { return (rt_hashed *)rt_obj(set); }
/* 1 added / removed, 0 not, -1 raised. */
int rt_set_add_hash(rt_thread *t, Value set, Value key, uint64_t hash);
int rt_set_discard_hash(rt_thread *t, Value set, Value key, uint64_t hash);
/* Makes the contents of `set` those of `from`; adds those of `other`. */
[[nodiscard]] bool rt_set_assign(rt_thread *t, Value set, Value from);
[[nodiscard]] bool rt_set_merge(rt_thread *t, Value set, Value other);
Value rt_set_copy_as(rt_thread *t, rt_type *type, Value from);
/* Adds the items of an iterable; result set. May return RT_TAIL. */
Value rt_set_update_tail(rt_thread *t, Value set, Value iterable);
/* a op b as a new set of a's kind; and a op= b. Both are sets. op: RT_AND, RT_OR, RT_XOR, RT_SUB */
Value rt_set_algebra(rt_thread *t, rt_binop op, Value a, Value b);
/* The keys of b that are in a, in a set of a's kind. Among equal ones & takes those of the smaller set, else of b. */
[[nodiscard]] Value rt_set_common(rt_thread *t, Value a, Value b);
[[nodiscard]] bool rt_set_assign_algebra(rt_thread *t, rt_binop op, Value a, Value b);
int rt_set_subset(rt_thread *t, Value a, Value b); /* 1, 0, -1 */
rt_type *rt_set_base_type(Value set);              /* set or frozenset */
/* A set used as a key of another set stands for its frozenset. */
Value rt_set_as_key(rt_thread *t, Value key);
/* A new set (exactly of `type`) of an iterable's items; may return RT_TAIL. */
Value rt_set_from_tail(rt_thread *t, rt_type *type, Value iterable);
/* Have a set-like `a` (set or view) and an iterable no item in common? May return RT_TAIL. */
Value rt_set_isdisjoint_tail(rt_thread *t, Value a, Value b);
extern const rt_native_def rt_set_methods[], rt_frozenset_methods[];
extern rt_type rt_set_iter_type;
Value rt_set_iter(rt_thread *t, Value set);
#endif
