/* specialize.h - instructions that adapt to what they see (PEP 659's idea).
 *
 * Owns: which form an instruction has. A form is put in place with its cache word already written; a failed guess restores the plain form and
 * counts in the instruction's last word; after VM_MISS_LIMIT failures it stays plain. Any thread may do either at any time: each
 * form's cache is one word (or an immutable record), so a reader sees a whole state. */
#ifndef KRAIT_INTERP_SPECIALIZE_H
#define KRAIT_INTERP_SPECIALIZE_H
#include "interp/vm_internal.h"

enum { VM_MISS_LIMIT = 16 };

typedef enum vm_record_kind : uint8_t {
    VM_RECORD_SLOT,     /* value in the object */
    VM_RECORD_ADD,      /* a store adds the attribute: next_shape */
    VM_RECORD_VALUE,    /* value of the class */
    VM_RECORD_PROPERTY, /* value is the property, getter its function */
    VM_RECORD_METHOD,   /* value is to be called with the object first */
    VM_RECORD_MODULE,   /* object is a module, the value in cell */
    VM_RECORD_CLASS,    /* object is a class, value its attribute */
} vm_record_kind;

typedef struct vm_attr_record vm_attr_record;
struct vm_attr_record {         /* immutable, never freed */
    const vm_attr_record *next; /* of the same instruction, for other shapes */
    rt_shape *shape;            /* of the object */
    rt_shape *next_shape;       /* after adding the attribute */
    uint32_t version;           /* of the object's type, or of the class that is the object */
    uint16_t offset;            /* of the slot, in words */
    vm_record_kind kind;
    uint8_t depth;  /* records from here to the end of the chain */
    bool immutable; /* the object needs no barrier */
    Value value;    /* alive as long as the version stands */
    Value getter;
    Value object; /* a root */
    rt_cell *cell;
};
static inline const vm_attr_record *vm_record_find(const vm_attr_record *r, const rt_shape *shape) {
    while (r && r->shape != shape)
        r = r->next;
    return r;
}

typedef struct vm_slot_cache {
    rt_shape *shape;
    uint32_t offset;
} vm_slot_cache;
/* Shapes lie below 2^48: the offset (words from the object's start) goes above. */
static inline uint64_t vm_slot_pack(const rt_shape *shape, uint32_t offset) {
    return (uint64_t)(uintptr_t)shape | (uint64_t)offset << 48;
}
static inline vm_slot_cache vm_slot_unpack(uint64_t word) {
    return (vm_slot_cache){(rt_shape *)(uintptr_t)(word & 0xffffffffffff), (uint32_t)(word >> 48)};
}
static inline rt_field *vm_slot_at(rt_object *o, uint32_t offset) { return (rt_field *)o + offset; }

/* pairs-with: vm_cache_store */
static inline uint64_t vm_cache_load(const vm_word *w) {
    return __atomic_load_n(&w->bits, __ATOMIC_ACQUIRE);
}
static inline void vm_cache_store(vm_word *w, uint64_t bits) {
    __atomic_store_n(&w->bits, bits, __ATOMIC_RELEASE);
}
static inline void vm_op_store(vm_word *w, vm_op op) {
    __atomic_store_n(&w->op, (uint16_t)op, __ATOMIC_RELEASE);
}

void vm_specialize_binary(const vm_word *pc, Value x, Value y);
void vm_specialize_compare(const vm_word *pc, Value x, Value y);
void vm_specialize_subscr(const vm_word *pc, Value o, Value key);
void vm_specialize_for_iter(const vm_word *pc, Value it);
/* ---- specialize_attr.c ---- */
void vm_specialize_load_attr(rt_thread *t, const vm_word *pc, Value o, Value name);
void vm_specialize_store_attr(rt_thread *t, const vm_word *pc, Value o, Value name);
void vm_specialize_load_method(rt_thread *t, const vm_word *pc, Value self, Value name);
/* rt_shadow_hook: drops the forms that know attributes of this name (RT_EMPTY: any). */
void vm_shadowed(Value name);

/* ---- specialize_call.c ---- */
typedef struct vm_class_record { /* immutable, never freed */
    rt_type *type;
    uint32_t version;    /* of type */
    uint32_t size_class; /* of its instances */
    size_t cell;         /* their bytes */
    vm_function *init;   /* __init__, alive as long as the version stands; NULL: object's */
} vm_class_record;
/* A call of f with nargs positional arguments from a+1 (methods: self counted, if any). */
void vm_specialize_call(rt_thread *t, const vm_word *pc, Value f, uint32_t nargs);
void vm_specialize_call_method(const vm_word *pc, Value f, Value self, uint32_t nargs);

void vm_despecialize(const vm_word *pc);
#endif
