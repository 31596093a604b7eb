/* specialize_attr.c - forms for attributes and methods.
 *
 * Owns: attribute records; see specialize.h. A record is found by the shape of the object; those of one instruction
 * form a chain, newest first, that only grows: a reader may hold any part of it.
 * Threads: any. */
#include "interp/specialize.h"

#include <stdlib.h>

#include "interp/specialize_internal.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/descriptor.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/shape.h"
#include "runtime/type.h"

enum { CHAIN_LIMIT = 8 };

/* The type has no version yet, because it is not committed: what is found is not to be kept, but may be later. */
static bool is_too_early(rt_thread *t, Value v) {
    return rt_is_obj(v) && !rt_type_version_make(t, rt_obj_type(rt_obj(v)));
}

static const vm_attr_record *chain_of(const vm_word *pc) {
    return (const vm_attr_record *)(uintptr_t)vm_cache_load(&pc[2]);
}

/* A copy of `r`, which is none yet, in front of the instruction's chain. */
static bool chain_add(const vm_word *pc, vm_attr_record r) {
    const vm_attr_record *old = chain_of(pc);
    r.depth = old ? (uint8_t)(old->depth + 1) : 1;
    r.next = old;
    if (r.depth > CHAIN_LIMIT) return false;
    vm_attr_record *copy = malloc(sizeof *copy);
    if (!copy) return false;
    *copy = r;
    vm_cache_store((vm_word *)pc + 2, (uint64_t)(uintptr_t)copy);
    return true;
}

/* Word offset of what lies at a byte offset, if it fits the forms; else 0. */
static uint16_t word_offset(uint32_t bytes) {
    return bytes / 8 < 0x10000 ? (uint16_t)(bytes / 8) : 0;
}

/* The value stands as long as the version does: its cell is not rebound without a new version. */
static bool is_folded(const rt_attr_info *info) {
    return info->version && rt_load_word(&info->cell->x_state) != RT_CELL_VARIABLE;
}

static bool is_slot(const rt_attr_info *info, bool store) {
    return info->kind == RT_ATTR_SLOT ||
           (info->kind == RT_ATTR_MEMBER && (info->writable || !store));
}

/* One shape only: its slot in word 1. With more shapes: the chain. */
static void put_slot(const vm_word *pc, rt_shape *shape, uint16_t offset, vm_op first,
                     vm_op chain) {
    if (failures_of(pc) == 0) {
        vm_cache_store((vm_word *)pc + 1, vm_slot_pack(shape, offset));
        put_form(pc, first);
    } else if (chain_add(
                   pc, (vm_attr_record){.kind = VM_RECORD_SLOT, .shape = shape, .offset = offset}))
        put_form(pc, chain);
    else
        give_up(pc);
}

/* ---- objects that are known one by one: modules and classes ---- */

/* The object stays alive with its record. */
static bool put_object_record(const vm_word *pc, vm_attr_record r, vm_op form) {
    vm_attr_record *copy = malloc(sizeof *copy);
    if (!copy) return false;
    *copy = r;
    rt_root_add(&copy->object);
    vm_cache_store((vm_word *)pc + 2, (uint64_t)(uintptr_t)copy);
    put_form(pc, form);
    return true;
}

static bool specialize_module(rt_thread *t, const vm_word *pc, Value module, Value name,
                              vm_op form) {
    uint32_t version;
    Value found = rt_type_lookup_cached(t, &rt_module_type, name, &version);
    if (!rt_is_empty(found)) return false;
    rt_cell *cell = rt_dict_cell(t, rt_load(&rt_as_module(module)->x_dict), name, false);
    if (!cell || rt_in_flight(t, &cell->hdr)) return false;
    return put_object_record(
        pc, (vm_attr_record){.kind = VM_RECORD_MODULE, .object = module, .cell = cell}, form);
}

/* What Class.name gives without running anything, to be called with `self` first unless that is empty. */
static bool class_attribute(rt_thread *t, rt_type *type, Value name, vm_attr_record *r) {
    uint32_t meta_version;
    Value of_meta = rt_type_lookup_cached(t, &rt_type_type, name, &meta_version);
    if (!rt_is_empty(of_meta) || rt_type_of(rt_from_obj(type)) != &rt_type_type) return false;
    r->value = rt_type_lookup_cached(t, type, name, &r->version);
    if (rt_is_null(r->value) || rt_is_empty(r->value) || !r->version) return false;
    rt_type *kind = rt_type_of(r->value);
    return !kind->slots.descr_get || kind == rt_function_type;
}

static bool specialize_class(rt_thread *t, const vm_word *pc, Value class, Value name, vm_op form) {
    vm_attr_record r = {.kind = VM_RECORD_CLASS, .object = class};
    return class_attribute(t, rt_as_type(class), name, &r) && put_object_record(pc, r, form);
}

static bool specialize_object(rt_thread *t, const vm_word *pc, Value v, Value name, vm_op form) {
    if (failures_of(pc) > 2) return false; /* many objects: none is worth remembering */
    if (rt_in_flight(t, rt_obj(v))) return false;
    if (rt_is_exact(v, &rt_module_type)) return specialize_module(t, pc, v, name, form);
    return rt_is_type(v) && rt_shape_of(rt_obj(v)) == &rt_type_type.root &&
           specialize_class(t, pc, v, name, form);
}

/* ---- LOAD_ATTR ---- */

/* A getter that is a plain function of one argument. */
static bool simple_getter(Value property, Value *getter) {
    *getter = rt_load(&((rt_property *)rt_obj(property))->x_get);
    return rt_is_exact(*getter, &vm_function_type) &&
           vm_function_code(vm_as_function(*getter))->simple_argcount == 1;
}

static bool class_record(const rt_attr_info *info, vm_attr_record *r) {
    r->version = info->version;
    r->value = info->value;
    if (info->kind == RT_ATTR_VALUE) {
        r->kind = VM_RECORD_VALUE;
        return is_folded(info);
    }
    r->kind = VM_RECORD_PROPERTY;
    return info->kind == RT_ATTR_PROPERTY && is_folded(info) &&
           simple_getter(info->value, &r->getter);
}

void vm_specialize_load_attr(rt_thread *t, const vm_word *pc, Value v, Value name) {
    if (!may_specialize(pc)) return;
    rt_attr_info info;
    if (rt_is_obj(v) && !specialize_object(t, pc, v, name, OP_LOAD_ATTR_OBJECT)) {
        rt_shape *shape = rt_shape_of(rt_obj(v));
        vm_attr_record r = {.shape = shape};
        if (!rt_attr_lookup_info(t, shape, name, false, &info)) return;
        if (is_slot(&info, false) && word_offset(info.offset)) {
            put_slot(pc, shape, word_offset(info.offset), OP_LOAD_ATTR_SLOT, OP_LOAD_ATTR_RECORD);
            return;
        }
        if (class_record(&info, &r) && chain_add(pc, r)) {
            put_form(pc, OP_LOAD_ATTR_RECORD);
            return;
        }
    }
    uint16_t op = vm_op_load(pc);
    if (vm_op_plain[op] == op && !is_too_early(t, v)) give_up(pc);
}

/* ---- STORE_ATTR ---- */

static bool add_record(rt_thread *t, rt_shape *shape, Value name, const rt_attr_info *info,
                       vm_attr_record *r) {
    if (info->kind != RT_ATTR_MISSING || !(shape->type->flags & RT_TF_DICT) ||
        !word_offset(info->offset))
        return false;
    rt_shape *next = rt_shape_add(t, shape, name);
    if (!next || next->dict_mode) return false;
    *r = (vm_attr_record){.kind = VM_RECORD_ADD,
                          .shape = shape,
                          .next_shape = next,
                          .version = info->version,
                          .offset = word_offset(info->offset)};
    return true;
}

void vm_specialize_store_attr(rt_thread *t, const vm_word *pc, Value v, Value name) {
    if (!may_specialize(pc)) return;
    rt_attr_info info;
    if (rt_is_obj(v)) {
        rt_shape *shape = rt_shape_of(rt_obj(v));
        vm_attr_record r;
        if (!rt_attr_lookup_info(t, shape, name, true, &info)) return;
        if (is_slot(&info, true) && word_offset(info.offset)) {
            put_slot(pc, shape, word_offset(info.offset), OP_STORE_ATTR_SLOT, OP_STORE_ATTR_RECORD);
            return;
        }
        if (add_record(t, shape, name, &info, &r) && chain_add(pc, r)) {
            put_form(pc, OP_STORE_ATTR_RECORD);
            return;
        }
    }
    if (!is_too_early(t, v)) give_up(pc);
}

/* ---- LOAD_METHOD ---- */

void vm_specialize_load_method(rt_thread *t, const vm_word *pc, Value self, Value name) {
    if (!may_specialize(pc)) return;
    if (rt_is_obj(self) && specialize_object(t, pc, self, name, OP_LOAD_METHOD_OBJECT)) return;
    rt_attr_info info;
    if (rt_is_obj(self)) {
        rt_shape *shape = rt_shape_of(rt_obj(self));
        const rt_type *type = shape->type;
        if (!rt_attr_lookup_info(t, shape, name, false, &info)) return;
        vm_attr_record r = {
            .kind = VM_RECORD_METHOD, .shape = shape, .version = info.version, .value = info.value};
        r.immutable = (type->flags & RT_TF_IMMUTABLE) != 0 || !type->slots_offset;
        if (info.kind == RT_ATTR_METHOD && is_folded(&info) && chain_add(pc, r)) {
            put_form(pc, OP_LOAD_METHOD_RECORD);
            return;
        }
    }
    if (!is_too_early(t, self)) give_up(pc);
}

/* ---- when attributes change their meaning ---- */

static void drop_forms(rt_code *code, void *ctx) {
    const Value *name = ctx;
    for (uint32_t i = 0; i < code->nwords; i += vm_op_words[vm_op_load(&code->words[i])]) {
        vm_word *w = &code->words[i];
        uint16_t op = vm_op_load(w), plain = vm_op_plain[op];
        if (plain == op ||
            (plain != OP_LOAD_ATTR && plain != OP_STORE_ATTR && plain != OP_LOAD_METHOD))
            continue;
        if (!rt_is_empty(*name) && !rt_same(code->consts[w->c], *name)) continue;
        vm_op_store(w, plain);
        vm_cache_store(&w[2], 0);
    }
}

void vm_shadowed(Value name) { vm_code_each(drop_forms, &name); }
