/* type_internal.h - what the files of the type machinery share. */
#ifndef KRAIT_RUNTIME_TYPE_INTERNAL_H
#define KRAIT_RUNTIME_TYPE_INTERNAL_H

#include <assert.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/shape.h"
#include "runtime/type.h"

/* name as the interned equal string; RT_NULL: MemoryError. */
static inline Value rt_name_intern(rt_thread *t, Value name) {
    /* relaxed: a string once interned stays so, and interning again gives the same answer */
    return load_rlx(&rt_as_str(name)->x_interned) ? name : rt_str_intern(t, name);
}

/* Whether a class of this __module__ (RT_EMPTY: none) is written with it. */
static inline bool rt_module_shows(Value module) {
    return !rt_is_empty(module) && rt_is_str(module) && !rt_str_equal_cstr(module, "builtins");
}

/* ---- mro.c ---- */

/* C3 over type->bases: a tuple, or RT_NULL with TypeError pending. After Barrett et al. (1996). */
Value rt_mro_compute(rt_thread *t, rt_type *type);

/* ---- slots.c: the table of special methods and slots ---- */

typedef void (*rt_any_fn)(void);
typedef enum rt_slot_kind {
    RT_SK_CALL,
    RT_SK_NEW,
    RT_SK_INIT,
    RT_SK_GETATTR,
    RT_SK_GETATTR_HOOK,
    RT_SK_SETATTR,
    RT_SK_DELATTR,
    RT_SK_GET,
    RT_SK_SET,
    RT_SK_DELETE,
    RT_SK_UNARY,
    RT_SK_NEXT,
    RT_SK_COMPARE,
    RT_SK_BINARY,
    RT_SK_REFLECTED,
    RT_SK_ITEM,
    RT_SK_SETITEM,
    RT_SK_DELITEM,
    RT_SK_POWER,
} rt_slot_kind;
typedef struct rt_slot_def {
    const char *name;
    uint32_t offset; /* of the slot in rt_slots */
    rt_slot_kind kind;
    int op;            /* rt_cmp, rt_binop or rt_unop where it matters */
    rt_any_fn generic; /* the slot function of Python classes that define name */
    const char *doc;
} rt_slot_def;

void rt_slots_init(rt_thread *t);
/* Adds a wrapper for each slot of its own to a static type's namespace; before inheriting. */
void rt_slots_wrap(rt_thread *t, rt_type *type);
void rt_slots_inherit(rt_type *type, const rt_type *base);
/* Derives all slots of a heap type from what its MRO defines. */
[[nodiscard]] bool rt_slots_derive(rt_thread *t, rt_type *type);
/* Reads all that rt_slots_derive reads. false: conflict. */
[[nodiscard]] bool rt_slots_read(rt_thread *t, rt_type *type);
/* After the attribute `name` changed: the slots of type and of its subclasses. */
[[nodiscard]] bool rt_slots_changed(rt_thread *t, rt_type *type, Value name);
/* Calls owner's slot as the special method: wrapper_descriptor and method-wrapper. */
Value rt_slot_invoke_tail(rt_thread *t, const rt_slot_def *def, const rt_type *owner, Value self,
                          const Value *args, uint32_t nargs, Value kwnames);
/* The interned names: __add__, __radd__, __iadd__ ... of an operator, __lt__ ... of a comparison. */
typedef enum rt_op_form { RT_PLAIN, RT_REFLECTED, RT_INPLACE } rt_op_form;
Value rt_op_name(rt_binop op, rt_op_form form);
Value rt_unop_name(rt_unop op);
Value rt_cmp_name(rt_cmp op);

/* ---- slots_generic.c ---- */
extern const rt_any_fn rt_generic_binary[RT_BINOP_COUNT], rt_generic_inplace[RT_BINOP_COUNT];
extern const rt_any_fn rt_generic_unary[RT_UNOP_COUNT];
Value rt_slot_call(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_slot_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_slot_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_slot_getattr(rt_thread *t, Value self, Value name);
Value rt_slot_setattr(rt_thread *t, Value self, Value name, Value value);
Value rt_slot_descr_get(rt_thread *t, Value self, Value obj, Value owner);
Value rt_slot_descr_set(rt_thread *t, Value self, Value obj, Value value);
Value rt_slot_repr(rt_thread *t, Value self);
Value rt_slot_str(rt_thread *t, Value self);
Value rt_slot_hash(rt_thread *t, Value self);
Value rt_slot_bool(rt_thread *t, Value self);
Value rt_slot_len(rt_thread *t, Value self);
Value rt_slot_iter(rt_thread *t, Value self);
Value rt_slot_next(rt_thread *t, Value self);
Value rt_slot_compare(rt_thread *t, Value a, Value b, rt_cmp op);
Value rt_slot_getitem(rt_thread *t, Value self, Value key);
Value rt_slot_setitem(rt_thread *t, Value self, Value key, Value value);
Value rt_slot_contains(rt_thread *t, Value self, Value item);
Value rt_slot_power(rt_thread *t, Value a, Value b, Value mod);
Value rt_slot_await(rt_thread *t, Value self);
Value rt_slot_aiter(rt_thread *t, Value self);
Value rt_slot_anext(rt_thread *t, Value self);

/* ---- protocol.c, protocol_ops.c ---- */

/* rt_generic_getattr, RT_EMPTY where it would raise AttributeError for want of the attribute. */
Value rt_generic_getattr_opt_tail(rt_thread *t, Value self, Value name);
/* Binds class attribute `descr` found on type to self by its __get__, if it has one. */
Value rt_bind_tail(rt_thread *t, Value descr, Value self, rt_type *type);
/* Whether op is the + or * of a sequence in C for `type`. To python3.11 these are no numeric operators: what numeric ones the
 * operands have, written in Python, is tried before them, and there is no __radd__. */
bool rt_of_sequence(const rt_type *type, rt_binop op);
/* The part of a binary operator that Python classes play: RT_NOT_IMPLEMENTED if they decline. */
Value rt_binary_special_tail(rt_thread *t, rt_binop op, Value a, Value b);
/* An immediate hash from what __hash__ returned. */
Value rt_hash_result(rt_thread *t, Value result);

/* ---- protocol_class.c ---- */
Value rt_type_instancecheck(rt_thread *t, Value c, Value v);       /* type.__instancecheck__ */
Value rt_type_subclasscheck(rt_thread *t, Value c, Value derived); /* type.__subclasscheck__ */

/* ---- objects/object.c ---- */
Value rt_object_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames);
Value rt_object_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);

/* ---- type_attrs.c, type_new.c ---- */
Value rt_type_getattr_opt_tail(rt_thread *t, Value self, Value name);
Value rt_type_getattro(rt_thread *t, Value self, Value name);
Value rt_type_setattro(rt_thread *t, Value self, Value name, Value value);
Value rt_type_call(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_type_new_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_type_init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
extern const rt_getset_def rt_dict_getset;    /* instances' __dict__ */
extern const rt_getset_def rt_weakref_getset; /* instances' __weakref__ */
/* The base whose layout a class with these bases has; NULL with TypeError pending. */
rt_type *rt_best_base(rt_thread *t, Value bases);
/* The type that a heap type shares its C layout with and adds nothing to. */
rt_type *rt_solid_base(rt_type *type);

#endif
