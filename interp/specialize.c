/* specialize.c - choosing and dropping forms. See specialize.h. */
#include "interp/specialize.h"

#include "interp/generator.h"
#include "interp/specialize_internal.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/slice.h"
#include "runtime/type.h"

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
    else give_up(pc);
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
    if (!floats && !rt_is_imm_ints(x, y)) {
        give_up(pc);
        return;
    }
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
    else if (rt_is_imm_int(key) && rt_is_exact(o, &rt_list_type))
        put_form(pc, load ? OP_LOAD_SUBSCR_LIST : OP_STORE_SUBSCR_LIST);
    else if (load && rt_is_imm_int(key) && rt_is_exact(o, &rt_tuple_type))
        put_form(pc, OP_LOAD_SUBSCR_TUPLE);
    else
        give_up(pc);
}

void vm_specialize_for_iter(const vm_word *pc, Value it)
{
    if (!may_specialize(pc)) return;
    if (rt_is_exact(it, &rt_range_iter_type)) put_form(pc, OP_FOR_ITER_RANGE);
    else if (rt_is_exact(it, &rt_list_iter_type)) put_form(pc, OP_FOR_ITER_LIST);
    else if (rt_is_exact(it, &vm_generator_type)) put_form(pc, OP_FOR_ITER_GENERATOR);
    else give_up(pc);
}
