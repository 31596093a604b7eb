/* specialize.c - choosing and dropping forms. See specialize.h. */
#include "interp/specialize.h"

#include "interp/generator.h"
#include "interp/specialize_internal.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/slice.h"
#include "runtime/type.h"

void vm_despecialize(const vm_word *pc) {
    uint16_t op = vm_op_load(pc);
    if (vm_op_plain[op] == op) return; /* another thread was first */
    /* The in-place and the plain operators share forms: the counter knows which it was. */
    uint64_t word = __atomic_fetch_add(&counter_of(pc)->bits, UINT64_C(1) << 16, __ATOMIC_ACQUIRE);
    vm_op_store((vm_word *)pc, (vm_op)(word & 0xffff));
}

static bool is_const(uint16_t operand) { return (operand & VM_CONST_BIT) != 0; }

#define INT_PAIR(name) [OP_BINARY_##name] = OP_##name##_INT_RR, [OP_INPLACE_##name] = OP_##name##_INT_RR
/* The first of three in a row: RR, RK, KR. */
static const uint16_t int_forms[VM_OP_COUNT] = {
    INT_PAIR(ADD), INT_PAIR(SUB),    INT_PAIR(MUL),    INT_PAIR(AND),      INT_PAIR(OR),
    INT_PAIR(XOR), INT_PAIR(RSHIFT), INT_PAIR(LSHIFT), INT_PAIR(FLOORDIV), INT_PAIR(MOD),
};
#define FLOAT_PAIR(name) [OP_BINARY_##name] = OP_##name##_FLOAT_RR, [OP_INPLACE_##name] = OP_##name##_FLOAT_RR
static const uint16_t float_forms[VM_OP_COUNT] = {FLOAT_PAIR(ADD), FLOAT_PAIR(SUB), FLOAT_PAIR(MUL),
                                                  FLOAT_PAIR(TRUEDIV)};

static bool is_number(Value v) { return rt_is_imm_float(v) || rt_is_imm_int(v); }

static uint16_t binary_form(const vm_word *pc, uint16_t op, Value x, Value y) {
    bool add = op == OP_BINARY_ADD || op == OP_INPLACE_ADD,
         divide = op == OP_BINARY_TRUEDIV || op == OP_INPLACE_TRUEDIV;
    if (add && rt_is_exact(x, &rt_str_type) && rt_is_exact(y, &rt_str_type)) return OP_ADD_STR;
    if (is_const(pc->b) && is_const(pc->c)) return 0;
    uint16_t first = 0;
    if (rt_is_imm_ints(x, y) && !divide)
        first = int_forms[op];
    else if (is_number(x) && is_number(y))
        first = float_forms[op];
    return first ? (uint16_t)(first + (is_const(pc->c) ? 1 : is_const(pc->b) ? 2 : 0)) : 0;
}

void vm_specialize_binary(const vm_word *pc, Value x, Value y) {
    uint16_t op = vm_op_load(pc);
    if (!may_specialize(pc) || vm_op_plain[op] != op) return;
    uint16_t form = binary_form(pc, op, x, y);
    if (form)
        put_form(pc, (vm_op)form);
    else
        give_up(pc);
}

/* Forms of one comparison and kind lie in a row: RR, RR_JF, RR_JT, RK, RK_JF, RK_JT. */
#define COMPARE_FORM(name) [OP_COMPARE_##name] = {OP_##name##_INT_RR, OP_##name##_FLOAT_RR}
static const uint16_t compare_forms[VM_OP_COUNT][2] = {
    COMPARE_FORM(LT), COMPARE_FORM(LE), COMPARE_FORM(EQ),
    COMPARE_FORM(NE), COMPARE_FORM(GT), COMPARE_FORM(GE),
};

/* The form before those that run a jump behind it, too; 0: none. */
static uint16_t compare_form(const vm_word *pc, Value x, Value y) {
    uint16_t op = vm_op_plain[vm_op_load(pc)];
    if (rt_is_exact(x, &rt_str_type) && rt_is_exact(y, &rt_str_type))
        return op == OP_COMPARE_EQ ? OP_EQ_STR : op == OP_COMPARE_NE ? OP_NE_STR : 0;
    bool floats = rt_is_imm_float(x) && rt_is_imm_float(y);
    if (is_const(pc->b) || (!floats && !rt_is_imm_ints(x, y))) return 0;
    return (uint16_t)(compare_forms[op][floats] + (is_const(pc->c) ? 3 : 0));
}

void vm_specialize_compare(const vm_word *pc, Value x, Value y) {
    if (!may_specialize(pc)) return;
    uint16_t form = compare_form(pc, x, y);
    if (!form) {
        give_up(pc);
        return;
    }
    const vm_word *next = pc + vm_op_words[vm_op_load(pc)];
    if (next->a == pc->a && vm_op_load(next) == OP_JUMP_IF_FALSE)
        form = (uint16_t)(form + 1);
    else if (next->a == pc->a && vm_op_load(next) == OP_JUMP_IF_TRUE)
        form = (uint16_t)(form + 2);
    put_form(pc, (vm_op)form);
}

void vm_specialize_subscr(const vm_word *pc, Value o, Value key) {
    if (!may_specialize(pc)) return;
    bool load = vm_op_plain[vm_op_load(pc)] == OP_LOAD_SUBSCR;
    if (rt_is_exact(o, &rt_dict_type))
        put_form(pc, load ? OP_LOAD_SUBSCR_DICT : OP_STORE_SUBSCR_DICT);
    else if (rt_is_imm_int(key) && rt_is_exact(o, &rt_list_type))
        put_form(pc, load ? OP_LOAD_SUBSCR_LIST : OP_STORE_SUBSCR_LIST);
    else if (load && rt_is_imm_int(key) && rt_is_exact(o, &rt_tuple_type))
        put_form(pc, OP_LOAD_SUBSCR_TUPLE);
    else if (load && rt_is_imm_int(key) && rt_is_exact(o, &rt_str_type))
        put_form(pc, OP_LOAD_SUBSCR_STR);
    else
        give_up(pc);
}

void vm_specialize_for_iter(const vm_word *pc, Value it) {
    if (!may_specialize(pc)) return;
    if (rt_is_exact(it, &rt_range_iter_type))
        put_form(pc, OP_FOR_ITER_RANGE);
    else if (rt_is_exact(it, &rt_list_iter_type))
        put_form(pc, OP_FOR_ITER_LIST);
    else if (rt_is_exact(it, &vm_generator_type))
        put_form(pc, OP_FOR_ITER_GENERATOR);
    else
        give_up(pc);
}
