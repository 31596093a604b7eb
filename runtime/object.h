/* object.h - what every heap object, shape and type looks like.
 *
 * Object   two header words (stamp, shape), then the C part of its type, then, if the type gives its
 *          instances attributes, the attribute area at type->slots_offset:
 *              word 0     overflow: pointer to an rt_array for slots beyond inline_slots,
 *                         or the instance's dict once the shape is in dict mode
 *              word 1..   inline slots, in the order of the shape's keys
 *          For types with RT_TF_VARSIZE (tuple, str, bytes, int and their subclasses) the attribute area
 *          lies behind the items; rt_slot_area (shape.h) finds it in either case.
 * Shape    hidden class: which key lies in which slot. Immutable but for its transition table; lives for
 *          ever, outside the collected heap. shape->type never changes.
 * Type     a class. Built-in types are static C objects with RT_TYPE_INIT; rt_type_ready (type.h) links them.
 *
 * Invariants
 *   object-1  A word that another thread may load while this thread may store it is an rt_field, read by
 *             rt_load (acquire) between rt_read_open and rt_read_close, written by rt_set (barrier.h).
 *   object-2  Exact instances of a built-in type without attributes have the shape &type.root, so that
 *             an exact type test is one comparison.
 *   object-3  Objects are zero-filled when born; any all-zero C part must be safe to trace.
 */
#ifndef KRAIT_RUNTIME_OBJECT_H
#define KRAIT_RUNTIME_OBJECT_H

#include "runtime/value.h"
#include "stm/stm.h"

typedef _Atomic(uint64_t) rt_field; /* one shared word: a Value, a pointer or a size */

struct rt_object {
    stm_object stm; /* stamp: who last acquired it, when */
    rt_field
        x_shape; /* rt_shape*; changes only by adding or deleting attributes or assigning __class__ */
};

typedef struct rt_marker rt_marker;
typedef struct rt_transitions rt_transitions;

struct rt_shape {
    rt_type *type;
    rt_shape *parent; /* NULL at the root */
    Value key;        /* interned str added by this shape; RT_NULL at the root */
    uint32_t count;   /* attributes; key lies in slot count - 1 */
    bool dict_mode;   /* attributes live in a dict held by the overflow word */
    _Atomic(rt_transitions *) x_transitions; /* children by key and lookup index; see shape.c */
};

/* Comparison operators, in this order everywhere. */
typedef enum rt_cmp { RT_LT, RT_LE, RT_EQ, RT_NE, RT_GT, RT_GE } rt_cmp;

/* Binary operators: plain, then (by + RT_IN_PLACE) in place. X(enumerator, symbol, dunder) */
#define RT_BINARY_OPS(X)                                                                                   \
    X(ADD, "+", "add") X(SUB, "-", "sub") X(MUL, "*", "mul") X(MATMUL, "@", "matmul")                      \
    X(TRUEDIV, "/", "truediv") X(FLOORDIV, "//", "floordiv") X(MOD, "%", "mod") X(DIVMOD, "divmod()", "divmod") \
    X(POW, "** or pow()", "pow") X(LSHIFT, "<<", "lshift") X(RSHIFT, ">>", "rshift")                       \
    X(AND, "&", "and") X(XOR, "^", "xor") X(OR, "|", "or")
typedef enum rt_binop {
#define X(name, symbol, dunder) RT_##name,
    RT_BINARY_OPS(X)
#undef X
        RT_BINOP_COUNT
} rt_binop;

typedef enum rt_unop {
    RT_NEG,
    RT_POS,
    RT_INVERT,
    RT_ABS,
    RT_TO_INT,
    RT_TO_FLOAT,
    RT_INDEX,
    RT_UNOP_COUNT
} rt_unop;

/* Type slots. Each returns a result, RT_NULL (raised) or RT_TAIL (native.h), and is called through the
 * protocol functions of protocol.h; slots whose result is not a Value say so. A NULL slot: not supported. */
typedef Value (*rt_unary_fn)(rt_thread *t, Value self);
typedef Value (*rt_binary_fn)(rt_thread *t, Value a,
                              Value b); /* RT_NOT_IMPLEMENTED: try the other side */
typedef Value (*rt_ternary_fn)(rt_thread *t, Value a, Value b, Value c);
typedef Value (*rt_compare_fn)(rt_thread *t, Value a, Value b, rt_cmp op);
typedef Value (*rt_call_fn)(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                            Value kwnames);

typedef struct rt_slots {
    rt_call_fn call;       /* args: positional, then the values of kwnames (a tuple, or RT_NULL) */
    rt_call_fn new_;       /* self = the type being instantiated (__new__) */
    rt_call_fn init;       /* __init__; result must be None */
    rt_binary_fn getattr;  /* (self, name); NULL: rt_generic_getattr */
    rt_ternary_fn setattr; /* (self, name, value); value RT_EMPTY deletes; result None */
    rt_ternary_fn descr_get; /* (descriptor, instance or RT_NULL, owner type or RT_NULL) */
    rt_ternary_fn
        descr_set; /* (descriptor, instance, value); RT_EMPTY deletes; its presence makes a data descriptor */
    rt_unary_fn repr, str;
    rt_unary_fn hash;    /* an immediate int; NULL: unhashable */
    rt_unary_fn to_bool; /* __bool__ */
    rt_unary_fn len;     /* __len__: a non-negative int */
    rt_unary_fn iter,
        next; /* next: RT_EMPTY when exhausted (no exception), so that loops need no StopIteration */
    rt_compare_fn compare;
    rt_binary_fn getitem;  /* __getitem__ */
    rt_ternary_fn setitem; /* value RT_EMPTY deletes; result None */
    rt_binary_fn contains; /* (container, item) -> bool */
    rt_binary_fn binary
        [RT_BINOP_COUNT]; /* called with (left, right) for both sides: the slot checks which one it owns */
    rt_binary_fn inplace[RT_BINOP_COUNT];
    rt_unary_fn unary[RT_UNOP_COUNT];
    rt_ternary_fn power; /* pow(a, b, mod) with three arguments */
    rt_unary_fn await_, aiter, anext;
} rt_slots;

enum rt_type_flags {
    RT_TF_READY = 1u << 0,
    RT_TF_HEAP = 1u << 1,     /* made by a class statement or type(); mutable attributes */
    RT_TF_BASETYPE = 1u << 2, /* may be subclassed */
    RT_TF_VARSIZE = 1u << 3,  /* items follow the C part */
    RT_TF_IMMUTABLE =
        1u << 4,          /* instances' C part never changes after birth: read without barriers */
    RT_TF_DICT = 1u << 5, /* instances take arbitrary attributes */
    RT_TF_WEAKREF = 1u << 6,   /* instances can be weakly referenced */
    RT_TF_ABSTRACT = 1u << 7,  /* has __abstractmethods__ */
    RT_TF_FINALIZER = 1u << 8, /* has __del__ */
    RT_TF_SEQUENCE = 1u << 9,
    RT_TF_MAPPING = 1u << 10,      /* for match */
    RT_TF_METHOD_DESCR = 1u << 11, /* calling obj.m(args) may pass obj first instead of binding */
    RT_TF_STORAGE = 1u << 12, /* the inside of another object, whose stamp guards its references */
    /* subclass bits: inherited, test membership of a built-in family in one load */
    RT_TF_INT = 1u << 16,
    RT_TF_STR = 1u << 17,
    RT_TF_BYTES = 1u << 18,
    RT_TF_TUPLE = 1u << 19,
    RT_TF_LIST = 1u << 20,
    RT_TF_DICT_TYPE = 1u << 21,
    RT_TF_SET = 1u << 22,
    RT_TF_TYPE = 1u << 23,
    RT_TF_EXCEPTION = 1u << 24,
    RT_TF_FLOAT = 1u << 25,
    RT_TF_FROZENSET = 1u << 26,
    RT_TF_STREAM = 1u << 27, /* see wants_del */
};

typedef struct rt_native_def rt_native_def;
typedef struct rt_getset_def rt_getset_def;
typedef struct rt_member_def rt_member_def;

struct rt_type {
    alignas(16) rt_object hdr; /* static types are Values, too */
    rt_shape root;             /* shape of an instance without attributes */

    /* Set before rt_type_ready, constant afterwards (heap types: by type_new.c). */
    const char *name; /* as in error messages; static types: "module.name" or "name" for builtins */
    uint32_t flags;
    uint32_t basic_size;   /* bytes of header and C part, a multiple of 8 */
    uint32_t item_size;    /* RT_TF_VARSIZE: bytes an item */
    uint32_t slots_offset; /* attribute area, 0: none */
    uint32_t inline_slots; /* slots inside the object, not counting the overflow word */
    rt_type *base;  /* "best base": whose C layout the instances share; NULL only for object */
    rt_slots slots; /* inherited by rt_type_ready where NULL */
    void (*trace)(rt_object *o, rt_marker *m); /* marks what the C part refers to; NULL: nothing */
    void (*finalize)(rt_thread *t,
                     rt_object *o); /* C resources (files); runs after the object is unreachable */
    /* Whether __del__ of this unreachable object has something to do; NULL: always. Of streams it is called also where only a base
     * class in C has it, and of the youngest first: each before what it wraps. */
    bool (*wants_del)(const rt_object *o);
    const rt_native_def *methods; /* tables ended by a NULL name */
    const rt_getset_def *getsets;
    const rt_member_def *members;
    const char *doc;

    /* Linked by rt_type_ready. */
    Value bases, mro; /* tuples of types */
    Value dict;       /* the namespace: a dict whose values are cells (objects/dict.h, cell.h) */
    Value qualname, module;
    Value weak_subclasses; /* list of weak references, or RT_NULL */
    void *itemslots;       /* __slots__ of heap types, see type_new.c */
    /* Changes whenever a lookup through this type may give another answer; 0: not cacheable. Bumped only
     * in solo mode or with the world stopped (cell.h), so caches read it relaxed. */
    _Atomic(uint32_t) x_version;
    _Atomic(bool)
        x_pinned; /* heap types: never collected, because a version was given out (type.c) */
};

/* ---- reading headers ---- */
static inline rt_shape *rt_shape_of(const rt_object *o) {
    return (rt_shape *)(uintptr_t)atomic_load_explicit((rt_field *)&o->x_shape,
                                                       memory_order_acquire);
}
static inline rt_type *rt_obj_type(const rt_object *o) { return rt_shape_of(o)->type; }

/* The type of any value. */
rt_type *rt_type_of_imm(Value v);
static inline rt_type *rt_type_of(Value v) {
    return rt_is_obj(v) ? rt_obj_type(rt_obj(v)) : rt_type_of_imm(v);
}

/* v is an exact, attribute-less instance of the built-in type. */
static inline bool rt_is_exact(Value v, const rt_type *type) {
    return rt_is_obj(v) && rt_shape_of(rt_obj(v)) == &type->root;
}
/* v is an instance of a built-in family (RT_TF_INT ... ), subclasses included. */
static inline bool rt_has_flag(Value v, uint32_t flag) {
    return (rt_type_of(v)->flags & flag) != 0;
}

/* A static type starts as: rt_type rt_list_type = {RT_TYPE_HEAD(rt_list_type, "list"), .flags = ..., ...}; */
#define RT_TYPE_HEAD(self, type_name)                                                                      \
    .hdr = {.x_shape = (uint64_t)(uintptr_t)&rt_type_type.root}, .root = {.type = &(self)}, .name = (type_name)

extern rt_type rt_type_type, rt_object_type, rt_none_type, rt_bool_type, rt_int_type, rt_float_type,
    rt_complex_type;
extern rt_type rt_str_type, rt_bytes_type, rt_bytearray_type, rt_tuple_type, rt_list_type,
    rt_dict_type, rt_set_type;
extern rt_type rt_frozenset_type, rt_range_type, rt_slice_type, rt_ellipsis_type,
    rt_not_implemented_type;
extern rt_type rt_module_type, rt_native_type, rt_cell_type, rt_array_type, rt_blob_type;

#endif
