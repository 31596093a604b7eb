/* descriptor.h - what the namespaces of built-in types hold: methods, computed attributes, fields, slot wrappers.
 *
 * All are immutable. rt_descr serves method_descriptor, classmethod_descriptor, getset_descriptor, member_descriptor
 * and wrapper_descriptor; method-wrapper is a wrapper bound to an object. */
#ifndef KRAIT_RUNTIME_OBJECTS_DESCRIPTOR_H
#define KRAIT_RUNTIME_OBJECTS_DESCRIPTOR_H

#include "runtime/barrier.h"
#include "runtime/native.h"
#include "runtime/type.h"

typedef struct rt_descr {
    rt_object hdr;
    rt_type *owner; /* the type whose attribute it is */
    union {
        const rt_native_def *method;
        const rt_getset_def *getset;
        const rt_member_def *member;
        const struct rt_slot_def *slot;
    };
    const char *name; /* UTF-8, for ever */
} rt_descr;

typedef struct rt_method_wrapper {
    rt_object hdr;
    Value descr, self; /* a wrapper_descriptor and what it is bound to */
} rt_method_wrapper;

/* type.__new__ of a built-in type, seen from Python. */
typedef struct rt_new_method {
    rt_object hdr;
    rt_type *owner;
} rt_new_method;

typedef struct rt_mapping_proxy {
    rt_object hdr;
    Value mapping;
} rt_mapping_proxy;

typedef struct rt_wrapped_function { /* staticmethod, classmethod; attributes allowed */
    rt_object hdr;
    rt_field x_callable; /* RT_NULL before __init__ */
} rt_wrapped_function;

typedef struct rt_property {
    rt_object hdr;
    rt_field x_get, x_set, x_del, x_doc; /* None where absent */
    rt_field x_name;                     /* as told by __set_name__, RT_NULL */
} rt_property;

typedef struct rt_method { /* a function bound to an object; immutable */
    rt_object hdr;
    Value func, self;
} rt_method;

typedef struct rt_super {
    rt_object hdr;
    rt_field x_type, x_obj, x_obj_type; /* type or RT_NULL; object or RT_NULL; type or RT_NULL */
} rt_super;

extern rt_type rt_method_descr_type, rt_classmethod_descr_type, rt_getset_descr_type,
    rt_member_descr_type;
extern rt_type rt_wrapper_descr_type, rt_method_wrapper_type, rt_new_method_type,
    rt_mapping_proxy_type;
extern rt_type rt_staticmethod_type, rt_classmethod_type, rt_property_type, rt_method_type,
    rt_super_type;
extern rt_type rt_generic_alias_type, rt_union_type;

static inline const rt_descr *rt_as_descr(Value v) { return (const rt_descr *)rt_obj(v); }
/* A method_descriptor, classmethod_descriptor, getset_, member_ or wrapper_descriptor. */
bool rt_is_descr(Value v);

[[nodiscard]] Value rt_method_descr_new(rt_thread *t, rt_type *owner, const rt_native_def *def);
[[nodiscard]] Value rt_getset_descr_new(rt_thread *t, rt_type *owner, const rt_getset_def *def);
[[nodiscard]] Value rt_member_descr_new(rt_thread *t, rt_type *owner, const rt_member_def *def);
[[nodiscard]] Value rt_wrapper_descr_new(rt_thread *t, rt_type *owner,
                                         const struct rt_slot_def *def);
[[nodiscard]] Value rt_new_method_new(rt_thread *t, rt_type *owner);
[[nodiscard]] Value rt_mapping_proxy_new(rt_thread *t, Value mapping);
[[nodiscard]] Value rt_staticmethod_new(rt_thread *t, Value callable);
[[nodiscard]] Value rt_classmethod_new(rt_thread *t, Value callable);
[[nodiscard]] Value rt_method_new(rt_thread *t, Value func, Value self);
[[nodiscard]] Value rt_generic_alias_new(rt_thread *t, Value origin,
                                         Value args); /* args: tuple, or one argument */
[[nodiscard]] Value rt_union_new_tail(rt_thread *t, Value a,
                                      Value b); /* a | b of types; may be NotImplemented */
/* What super(type, obj).name finds, bound; RT_EMPTY: nothing. obj_type: the class whose MRO is searched; name interned. */
Value rt_super_lookup_tail(rt_thread *t, Value type, Value obj, Value obj_type, Value name);

#endif
