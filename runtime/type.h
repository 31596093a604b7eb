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
static inline uint32_t rt_type_version(const rt_type *type) {
    return atomic_load_explicit((_Atomic(uint32_t) *)&type->x_version, memory_order_relaxed);
}

/* type(name, bases, namespace, **kwargs) for metatype `meta`; the whole of type.__new__ incl. __slots__, __set_name__,
 * __init_subclass__ (as continuations). May return RT_TAIL. kwnames/kwargs: class keywords. */
Value rt_type_new_tail(rt_thread *t, rt_type *meta, Value name, Value bases, Value dict,
                       const Value *kwvalues, Value kwnames);
/* The metaclass for bases; NULL with "metaclass conflict" pending. */
rt_type *rt_metaclass_of(rt_thread *t, rt_type *meta, Value bases);
/* A C-defined heap type or exception subclass made at run time (e.g. re.error): name "module.name". */
Value rt_type_new_simple(rt_thread *t, const char *name, rt_type *base, const char *doc);
/* builtins.__build_class__, for a table row with this signature. */
#define RT_BUILD_CLASS_SIG "func, name, /, *bases, metaclass=, **kwds"
Value rt_build_class(rt_thread *t, Value *args, uint32_t nargs);

/* Attributes to make room for in instances of the class that this thread makes next; 0: the default. */
extern _Thread_local uint32_t rt_attr_hint;

/* object.__new__ for a type: a zeroed instance with its root shape, and room for items (bytes = items * item_size). */
Value rt_instance_new(rt_thread *t, rt_type *type, size_t items);
/* Bytes of such an instance, attribute area included. */
size_t rt_instance_size(const rt_type *type, size_t items);

/* ---- look-ups and their versions ---- */

/* The cell that rt_type_lookup reads, NULL if absent (or conflict: t->conflict). *version as in rt_type_lookup_cached: while the
 * type has that version the answer is this cell (or absence), though its value changes where the cell is VARIABLE. */
struct rt_cell *rt_type_lookup_cell(rt_thread *t, rt_type *type, Value name, uint32_t *version);
/* The version, given now if the type has none; 0: not cacheable (made by the transaction in flight, or numbers ran out). A type
 * that was given a version is never collected, so that caches may compare its shapes by address. */
uint32_t rt_type_version_make(rt_thread *t, rt_type *type);
/* World stopped: every other transaction in flight will abort, since it may have read unlogged what is about to change. */
void rt_type_condemn_others(rt_thread *t);
void rt_type_bump_version(rt_thread *t,
                          rt_type *type); /* with subclasses; stops the world in parallel mode */
/* Look-up in the MRO of `type` behind `after` (super): RT_EMPTY, RT_NULL as rt_type_lookup. */
Value rt_type_lookup_after(rt_thread *t, const rt_type *type, const rt_type *after, Value name);

/* What `o.name` (or a store) comes to for instances of a shape, for inline caches. */
typedef enum rt_attr_kind {
    RT_ATTR_OTHER,   /* do not specialise */
    RT_ATTR_MISSING, /* neither in the class nor in the instance: a store adds it (slot: its index) */
    RT_ATTR_SLOT,    /* instance attribute in slot `slot` */
    RT_ATTR_VALUE,   /* class attribute, returned as it is */
    RT_ATTR_METHOD,   /* class attribute to be bound, or called with o first (RT_TF_METHOD_DESCR) */
    RT_ATTR_PROPERTY, /* property object: call its getter */
    RT_ATTR_GETSET,   /* getset_descriptor */
    RT_ATTR_MEMBER,   /* C field or __slots__ entry: `offset` bytes from the start of o */
} rt_attr_kind;
typedef struct rt_attr_info {
    rt_attr_kind kind;
    uint32_t version; /* of shape->type: valid as long as it is */
    uint32_t slot;
    uint32_t
        offset; /* inline slot or member: bytes from the start of o; 0: slot lies in the overflow array */
    struct rt_cell *cell; /* VALUE, METHOD, PROPERTY, GETSET, MEMBER: where value came from */
    Value
        value; /* its value now; fold it only where cell is RT_CELL_CONSTANT (its rebinding bumps the version) */
    bool writable; /* MEMBER */
} rt_attr_info;
/* store: for o.name = x instead of o.name. Look-ups through __getattr__, __getattribute__, __setattr__, dict-mode shapes and
 * module or type objects give RT_ATTR_OTHER. false: conflict. */
[[nodiscard]] bool rt_attr_lookup_info(rt_thread *t, rt_shape *shape, Value name, bool store,
                                       rt_attr_info *info);

/* ---- type objects as Values ---- */
static inline bool rt_is_type(Value v) { return rt_has_flag(v, RT_TF_TYPE); }
static inline rt_type *rt_as_type(Value v) { return (rt_type *)rt_obj(v); }
/* __name__ without the module of a static type's name. */
const char *rt_type_short_name(const rt_type *type);
/* rt_type.__module__ (RT_EMPTY if it has none) and __qualname__. */
Value rt_type_module(rt_thread *t, rt_type *type);
Value rt_type_qualname(rt_thread *t, rt_type *type);
/* Sets an attribute of a type made ready, slots and version included, without asking whether it is immutable. value RT_EMPTY
 * deletes; AttributeError if absent. */
[[nodiscard]] bool rt_type_set_attr(rt_thread *t, rt_type *type, Value name, Value value);
/* Stores name = value into the namespace of a type that nobody uses yet. */
[[nodiscard]] bool rt_type_define(rt_thread *t, rt_type *type, Value name, Value value);

/* ---- registered by interp/ ---- */
/* What caches know of instance attributes called `name` (RT_EMPTY: of all) is void, although shapes and versions stay: a data
 * descriptor came or went, or a class redefined access to attributes. World stopped. */
extern void (*rt_shadow_hook)(Value name);
extern rt_type *rt_function_type; /* of def and lambda; NULL: none yet */
extern Value (*rt_class_body_hook)(rt_thread *t, Value function,
                                   Value namespace); /* tail-calls a class body: RT_TAIL */
extern uint32_t (*rt_attr_hint_hook)(
    Value function);                           /* of a class body: attributes its methods assign */
extern Value (*rt_globals_hook)(rt_thread *t); /* of the running frame; RT_NULL: none */
/* super(): the __class__ cell's contents and the first argument of the running frame; false: RuntimeError pending. */
extern bool (*rt_super_hook)(rt_thread *t, Value *type, Value *self);

#endif
