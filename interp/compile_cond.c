/* compile_cond.c - truth: conditional jumps, comparisons, and, or, not, conditional expressions.
 *
 * Conditions become jumps without a bool in between wherever they are only tested. A comparison that is tested is the compare
 * instruction directly followed by the jump, which the evaluation loop fuses.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

static vm_op compare_op(uint8_t op) {
    static const uint16_t ops[] = {[AST_Eq] = OP_COMPARE_EQ, [AST_NotEq] = OP_COMPARE_NE,
                                   [AST_Lt] = OP_COMPARE_LT, [AST_LtE] = OP_COMPARE_LE,
                                   [AST_Gt] = OP_COMPARE_GT, [AST_GtE] = OP_COMPARE_GE,
                                   [AST_Is] = OP_IS,         [AST_IsNot] = OP_IS_NOT,
                                   [AST_In] = OP_CONTAINS,   [AST_NotIn] = OP_NOT_CONTAINS};
    return (vm_op)ops[op];
}

/* May stand beside `is`: not a literal other than the singletons. */
static bool is_identity_operand(const ast_expr *e) {
    return e->kind != AST_Constant || ast_as_Constant(e)->value.kind <= AST_CONST_ELLIPSIS;
}

static void check_is_literal(comp_unit *u, const ast_Compare *e) {
    bool left = is_identity_operand(e->left);
    for (int32_t i = 0; i < e->ops->n; i++) {
        bool right = is_identity_operand(e->comparators->items[i]);
        if (!left || !right) {
            if (e->ops->items[i] == AST_Is)
                comp_warn(u, "\"is\" with a literal. Did you mean \"==\"?");
            if (e->ops->items[i] == AST_IsNot)
                comp_warn(u, "\"is not\" with a literal. Did you mean \"!=\"?");
        }
        left = right;
    }
}

/* The right operand number i; the display on the right of the last `in` becomes a constant. */
static uint32_t right_operand(comp_unit *u, const ast_Compare *e, int32_t i) {
    const ast_expr *right = e->comparators->items[i];
    ast_const k;
    if (i == e->ops->n - 1 && e->ops->items[i] >= AST_In) {
        if (right->kind == AST_List &&
            comp_fold_seq(u->c, ast_as_List(right)->elts, AST_CONST_TUPLE, &k))
            return comp_operand(u, comp_value(u, &k));
        if (right->kind == AST_Set &&
            comp_fold_seq(u->c, ast_as_Set(right)->elts, AST_CONST_FROZENSET, &k))
            return comp_operand(u, comp_value(u, &k));
    }
    return comp_expr(u, right);
}

/* Generates all but the last comparison, each leaving to `fail` when false; then *left and *right are the operands of the last. */
static void chain_head(comp_unit *u, const ast_Compare *e, comp_label fail, uint32_t *left,
                       uint32_t *right) {
    int32_t last = e->ops->n - 1;
    *left = comp_stable(u, comp_expr(u, e->left), e->comparators->items[0]);
    *right = right_operand(u, e, 0);
    for (int32_t i = 0; i < last; i++) {
        *right = comp_stable(u, *right, e->comparators->items[i + 1]);
        uint32_t t = comp_temp(u);
        comp_emit(u, compare_op(e->ops->items[i]), t, *left, *right);
        comp_jump(u, OP_JUMP_IF_FALSE, t, fail);
        *left = *right;
        *right = right_operand(u, e, i + 1);
    }
}

void comp_compare(comp_unit *u, const ast_Compare *e, uint32_t dest) {
    check_is_literal(u, e);
    int32_t last = e->ops->n - 1;
    uint32_t left, right;
    if (last == 0) {
        chain_head(u, e, 0, &left, &right);
        comp_emit(u, compare_op(e->ops->items[0]), dest, left, right);
        return;
    }
    comp_label end = comp_label_new(u);
    uint32_t work = comp_temp(u);
    left = comp_stable(u, comp_expr(u, e->left), e->comparators->items[0]);
    for (int32_t i = 0; i <= last; i++) {
        right = right_operand(u, e, i);
        if (i < last) right = comp_stable(u, right, e->comparators->items[i + 1]);
        comp_emit(u, compare_op(e->ops->items[i]), work, left, right);
        if (i < last) comp_jump(u, OP_JUMP_IF_FALSE, work, end);
        left = right;
    }
    comp_label_place(u, end);
    comp_move(u, dest, work);
}

void comp_boolop(comp_unit *u, const ast_BoolOp *e, uint32_t dest) {
    vm_op jump = e->op == AST_And ? OP_JUMP_IF_FALSE : OP_JUMP_IF_TRUE;
    comp_label end = comp_label_new(u);
    uint32_t work = comp_work(u, dest);
    for (int32_t i = 0; i < e->values->n; i++) {
        const ast_expr *value = e->values->items[i];
        if (i == e->values->n - 1) {
            comp_expr_to(u, value, work);
            break;
        }
        int truth = comp_truth(u->c, value);
        if (truth >= 0) { /* a constant: either passed over or the result */
            if ((truth == 1) == (e->op == AST_And)) continue;
            comp_expr_to(u, value, work);
            comp_jump(u, OP_JUMP, 0, end);
            continue;
        }
        comp_expr_to(u, value, work);
        comp_jump(u, jump, work, end);
    }
    comp_label_place(u, end);
    comp_work_end(u, dest, work);
}

void comp_ifexp(comp_unit *u, const ast_IfExp *e, uint32_t dest) {
    comp_label orelse = comp_label_new(u), end = comp_label_new(u);
    comp_jump_if(u, e->test, orelse, false);
    comp_expr_to(u, e->body, dest);
    comp_jump(u, OP_JUMP, 0, end);
    comp_label_place(u, orelse);
    comp_expr_to(u, e->orelse, dest);
    comp_label_place(u, end);
}

/* ---- jumps ---------------------------------------------------------------------------------- */

static void jump_compare(comp_unit *u, const ast_Compare *e, comp_label l, bool cond) {
    check_is_literal(u, e);
    int32_t last = e->ops->n - 1;
    comp_label fail = cond && last > 0 ? comp_label_new(u) : l;
    uint32_t left, right;
    chain_head(u, e, fail, &left, &right);
    uint8_t op = e->ops->items[last];
    const ast_expr *operand = e->comparators->items[last];
    bool none =
        operand->kind == AST_Constant && ast_as_Constant(operand)->value.kind == AST_CONST_NONE;
    if (none && (op == AST_Is || op == AST_IsNot) && !comp_is_const(left)) {
        comp_jump(u, (op == AST_Is) == cond ? OP_JUMP_IF_NONE : OP_JUMP_IF_NOT_NONE, left, l);
    } else {
        uint32_t t = comp_temp(u);
        comp_emit(u, compare_op(op), t, left, right);
        comp_jump(u, cond ? OP_JUMP_IF_TRUE : OP_JUMP_IF_FALSE, t, l);
    }
    if (fail != l) comp_label_place(u, fail);
}

static void jump_boolop(comp_unit *u, const ast_BoolOp *e, comp_label l, bool cond) {
    bool shortcut = e->op == AST_Or; /* the truth that decides early */
    comp_label early = shortcut == cond ? l : comp_label_new(u);
    for (int32_t i = 0; i < e->values->n - 1; i++)
        comp_jump_if(u, e->values->items[i], early, shortcut);
    comp_jump_if(u, e->values->items[e->values->n - 1], l, cond);
    if (early != l) comp_label_place(u, early);
}

static void jump_ifexp(comp_unit *u, const ast_IfExp *e, comp_label l, bool cond) {
    comp_label orelse = comp_label_new(u), end = comp_label_new(u);
    comp_jump_if(u, e->test, orelse, false);
    comp_jump_if(u, e->body, l, cond);
    comp_jump(u, OP_JUMP, 0, end);
    comp_label_place(u, orelse);
    comp_jump_if(u, e->orelse, l, cond);
    comp_label_place(u, end);
}

static void jump_value(comp_unit *u, const ast_expr *e, comp_label l, bool cond) {
    int truth = comp_truth(u->c, e);
    if (truth >= 0) {
        if ((truth == 1) == cond) comp_jump(u, OP_JUMP, 0, l);
        return;
    }
    uint32_t value = comp_expr_reg(u, e);
    comp_jump(u, cond ? OP_JUMP_IF_TRUE : OP_JUMP_IF_FALSE, value, l);
}

/* A comparison leaves its position behind, as in CPython: that is where a failed assert points. */
void comp_jump_if(comp_unit *u, const ast_expr *e, comp_label l, bool cond) {
    if (!comp_enter(u->c)) return;
    uint32_t mark = u->top;
    if (e->kind == AST_UnaryOp && ast_as_UnaryOp(e)->op == AST_Not) {
        comp_jump_if(u, ast_as_UnaryOp(e)->operand, l, !cond);
    } else if (e->kind == AST_BoolOp) {
        jump_boolop(u, ast_as_BoolOp(e), l, cond);
    } else if (e->kind == AST_IfExp) {
        jump_ifexp(u, ast_as_IfExp(e), l, cond);
    } else if (e->kind == AST_Compare) {
        (void)comp_at(u, e);
        jump_compare(u, ast_as_Compare(e), l, cond);
    } else {
        jump_value(u, e, l, cond);
    }
    u->top = mark;
    comp_leave(u->c);
}
