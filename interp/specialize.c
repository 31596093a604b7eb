/* specialize.c - choosing and dropping forms. See specialize.h. */
#include "interp/specialize.h"

#include <stdlib.h>

#include "runtime/objects/cell.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/slice.h"
#include "runtime/shape.h"
#include "runtime/type.h"

/* The last word of an instruction with a counter: low 16 bits the plain opcode to go back to, next 16 the failed guesses. */
static vm_word *counter_of(const vm_word *pc) { return (vm_word *)pc + vm_op_words[pc->op] - 1; }

static uint32_t misses(const vm_word *counter) { return (uint32_t)(vm_cache_load(counter) >> 16) & 0xffff; }

static bool may_specialize(const vm_word *pc) { return misses(counter_of(pc)) < VM_MISS_LIMIT; }

static void put_form(const vm_word *pc, vm_op form)
{
    vm_word *counter = counter_of(pc);
    vm_cache_store(counter, (uint64_t)misses(counter) << 16 | vm_op_plain[pc->op]);
    vm_op_store((vm_word *)pc, form);
}

void vm_despecialize(const vm_word *pc)
{
    uint16_t op = __atomic_load_n(&pc->op, __ATOMIC_RELAXED);
    if (vm_op_plain[op] == op) return; /* another thread was first */
    vm_word *counter = counter_of(pc);
    uint64_t word = vm_cache_load(counter);
    /* The in-place and the plain operators share forms: the counter knows which it was. */
    vm_cache_store(counter, word + (UINT64_C(1) << 16));
    vm_op_store((vm_word *)pc, (vm_op)(word & 0xffff));
}

static bool is_const(uint16_t operand) { return (operand & VM_CONST_BIT) != 0; }

#define INT_PAIR(name) [OP_BINARY_##name] = {OP_##name##_INT_RR, OP_##name##_INT_RK}, [OP_INPLACE_##name] = {OP_##name##_INT_RR, OP_##name##_INT_RK}
static const uint16_t int_forms[VM_OP_COUNT][2] = {
    INT_PAIR(ADD), INT_PAIR(SUB), INT_PAIR(MUL), INT_PAIR(AND), INT_PAIR(OR), INT_PAIR(XOR),
    INT_PAIR(RSHIFT), INT_PAIR(LSHIFT), INT_PAIR(FLOORDIV), INT_PAIR(MOD),
};
#define FLOAT_PAIR(name) [OP_BINARY_##name] = {OP_##name##_FLOAT_RR, OP_##name##_FLOAT_RK}, [OP_INPLACE_##name] = {OP_##name##_FLOAT_RR, OP_##name##_FLOAT_RK}
static const uint16_t float_forms[VM_OP_COUNT][2] = {FLOAT_PAIR(ADD), FLOAT_PAIR(SUB), FLOAT_PAIR(MUL), FLOAT_PAIR(TRUEDIV)};

void vm_specialize_binary(const vm_word *pc, Value x, Value y)
{
    uint16_t op = pc->op;
    if (is_const(pc->b) || !may_specialize(pc)) return;
    uint16_t form = 0;
    if (rt_is_imm_ints(x, y))
        form = int_forms[op][is_const(pc->c)];
    else if (rt_is_imm_float(x) && (rt_is_imm_float(y) || rt_is_imm_int(y)))
        form = float_forms[op][is_const(pc->c)];
    if (form) put_form(pc, (vm_op)form);
}

/* Forms of one comparison and kind lie in a row: RR, RR_JF, RR_JT, RK, RK_JF, RK_JT. */
#define COMPARE_FORM(name) [OP_COMPARE_##name] = {OP_##name##_INT_RR, OP_##name##_FLOAT_RR}
static const uint16_t compare_forms[VM_OP_COUNT][2] = {
    COMPARE_FORM(LT), COMPARE_FORM(LE), COMPARE_FORM(EQ), COMPARE_FORM(NE), COMPARE_FORM(GT), COMPARE_FORM(GE),
};

void vm_specialize_compare(const vm_word *pc, Value x, Value y)
{
    if (is_const(pc->b) || !may_specialize(pc)) return;
    bool floats = rt_is_imm_float(x) && rt_is_imm_float(y);
    if (!floats && !rt_is_imm_ints(x, y)) return;
    uint16_t form = compare_forms[pc->op][floats];
    if (!form) return;
    const vm_word *next = pc + vm_op_words[pc->op];
    form = (uint16_t)(form + (is_const(pc->c) ? 3 : 0));
    if (next->a == pc->a && next->op == OP_JUMP_IF_FALSE) form = (uint16_t)(form + 1);
    else if (next->a == pc->a && next->op == OP_JUMP_IF_TRUE) form = (uint16_t)(form + 2);
    put_form(pc, (vm_op)form);
}

void vm_specialize_subscr(const vm_word *pc, Value o, Value key)
{
    if (!may_specialize(pc)) return;
    bool load = pc->op == OP_LOAD_SUBSCR;
    if (rt_is_exact(o, &rt_dict_type))
        put_form(pc, load ? OP_LOAD_SUBSCR_DICT : OP_STORE_SUBSCR_DICT);
    else if (!rt_is_imm_int(key))
        return;
    else if (rt_is_exact(o, &rt_list_type))
        put_form(pc, load ? OP_LOAD_SUBSCR_LIST : OP_STORE_SUBSCR_LIST);
    else if (load && rt_is_exact(o, &rt_tuple_type))
        put_form(pc, OP_LOAD_SUBSCR_TUPLE);
}

void vm_specialize_for_iter(const vm_word *pc, Value it)
{
    if (!may_specialize(pc)) return;
    if (rt_is_exact(it, &rt_range_iter_type)) put_form(pc, OP_FOR_ITER_RANGE);
    else if (rt_is_exact(it, &rt_list_iter_type)) put_form(pc, OP_FOR_ITER_LIST);
}

/* The object is a plain instance: attributes in slots, no __getattribute__ or __getattr__ of its own. */
static bool is_plain_instance(const rt_type *type)
{
    return type->slots_offset && !(type->flags & RT_TF_VARSIZE) && (!type->slots.getattr || type->slots.getattr == rt_generic_getattr_tail);
}

/* Word offset of slot `index` if it lies inside the object, else 0. */
static uint32_t inline_offset(const rt_type *type, int32_t index)
{
    if (index < 0 || (uint32_t)index >= type->inline_slots) return 0;
    uint32_t offset = type->slots_offset / 8 + 1 + (uint32_t)index;
    return offset < 0x10000 ? offset : 0;
}

/* A data descriptor on the type comes before an instance attribute. */
static bool shadowed(rt_thread *t, rt_type *type, Value name, uint32_t *version)
{
    Value found = rt_type_lookup_cached(t, type, name, version);
    return rt_is_null(found) || !*version || (!rt_is_empty(found) && rt_type_of(found)->slots.descr_set);
}

void vm_specialize_load_attr(rt_thread *t, const vm_word *pc, Value v, Value name)
{
    if (!rt_is_obj(v) || !may_specialize(pc)) return;
    rt_object *o = rt_obj(v);
    rt_shape *shape = rt_shape_of(o);
    rt_type *type = shape->type;
    uint32_t version;
    if (!is_plain_instance(type) || shape->dict_mode || shadowed(t, type, name, &version)) return;
    uint32_t offset = inline_offset(type, rt_shape_find(shape, name));
    if (!offset) return;
    vm_cache_store((vm_word *)pc + 1, vm_slot_pack(shape, offset));
    put_form(pc, OP_LOAD_ATTR_SLOT);
}

static vm_attr_record *record_new(const rt_shape *shape, uint32_t version)
{
    vm_attr_record *r = malloc(sizeof *r);
    if (r) *r = (vm_attr_record){.shape = (rt_shape *)shape, .version = version, .value = RT_NULL};
    return r;
}

static void put_record(const vm_word *pc, const vm_attr_record *record, vm_op form)
{
    vm_cache_store((vm_word *)pc + 2, (uint64_t)(uintptr_t)record);
    put_form(pc, form);
}

void vm_specialize_store_attr(rt_thread *t, const vm_word *pc, Value v, Value name)
{
    if (!rt_is_obj(v) || !may_specialize(pc)) return;
    rt_object *o = rt_obj(v);
    rt_shape *shape = rt_shape_of(o);
    rt_type *type = shape->type;
    uint32_t version;
    if (!type->slots_offset || type->flags & RT_TF_VARSIZE || shape->dict_mode) return;
    if ((type->slots.setattr && type->slots.setattr != rt_generic_setattr_tail) || shadowed(t, type, name, &version)) return;
    int32_t index = rt_shape_find(shape, name);
    if (index >= 0) {
        uint32_t offset = inline_offset(type, index);
        if (!offset) return;
        vm_cache_store((vm_word *)pc + 1, vm_slot_pack(shape, offset));
        put_form(pc, OP_STORE_ATTR_SLOT);
        return;
    }
    if (!(type->flags & RT_TF_DICT)) return;
    uint32_t offset = inline_offset(type, (int32_t)shape->count);
    rt_shape *next = offset ? rt_shape_add(t, shape, name) : NULL;
    if (!next || next->dict_mode) return;
    vm_attr_record *record = record_new(shape, version);
    if (!record) return;
    record->next_shape = next;
    record->offset = (uint16_t)offset;
    put_record(pc, record, OP_STORE_ATTR_ADD);
}

void vm_specialize_load_method(rt_thread *t, const vm_word *pc, Value self, Value name)
{
    if (!rt_is_obj(self) || !may_specialize(pc)) return;
    rt_object *o = rt_obj(self);
    rt_shape *shape = rt_shape_of(o);
    rt_type *type = shape->type;
    if ((type->slots.getattr && type->slots.getattr != rt_generic_getattr_tail) || shape->dict_mode) return;
    uint32_t version;
    Value found = rt_type_lookup_cached(t, type, name, &version);
    if (rt_is_null(found) || rt_is_empty(found) || !version) return;
    if (!(rt_type_of(found)->flags & RT_TF_METHOD_DESCR)) return;
    if (type->slots_offset && rt_shape_find(shape, name) >= 0) return;
    vm_attr_record *record = record_new(shape, version);
    if (!record) return;
    record->immutable = (type->flags & RT_TF_IMMUTABLE) != 0 || !type->slots_offset;
    record->value = found;
    put_record(pc, record, OP_LOAD_METHOD_RECORD);
}
