/* weakref.h - weak references and proxies. */
#ifndef KRAIT_RUNTIME_OBJECTS_WEAKREF_H
#define KRAIT_RUNTIME_OBJECTS_WEAKREF_H
#include "runtime/barrier.h"
typedef struct rt_weak {
    rt_object hdr;
    rt_field
        x_target; /* RT_NULL: it has died. Cleared by collections only, so it is read without a barrier */
    rt_field x_callback;  /* None: none, or dead */
    rt_field x_hash;      /* the target's, once asked for; RT_NULL before */
    struct rt_weak *next; /* registry chain; weak_lock */
} rt_weak;
extern rt_type rt_weakref_type, rt_weakproxy_type, rt_weakcallableproxy_type;
static inline rt_weak *rt_as_weak(Value v) { return (rt_weak *)rt_obj(v); }
/* The target, or RT_NULL (not raised) when it has died. */
static inline Value rt_weak_target(Value weak) { return rt_load(&rt_as_weak(weak)->x_target); }
/* type: one of the above or a subclass of rt_weakref_type. callback: None for none. Those without a callback are shared.
 * TypeError "cannot create weak reference to 'T' object". */
[[nodiscard]] Value rt_weak_new(rt_thread *t, rt_type *type, Value target, Value callback);
static inline Value rt_weakref_new(rt_thread *t, Value target) {
    return rt_weak_new(t, &rt_weakref_type, target, RT_NONE);
}
/* Calls visit for each reference and proxy to target, those nobody refers to any more included until they are collected;
 * visit must not allocate in the heap. */
void rt_weak_each(Value target, void (*visit)(Value weak, void *ctx), void *ctx);
#endif
