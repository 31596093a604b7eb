/* compile_expr.c - expressions: the choice of destination, operators, attributes, subscripts, await and yield.
 *
 * Every expression is generated into a register (`gen`). comp_expr avoids that for constants and bound locals, which
 * are operands as they are.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

static void gen(comp_unit *u, const ast_expr *e, uint32_t dest);

/* ---- operands ------------------------------------------------------------------------------- */

uint32_t comp_work(comp_unit *u, uint32_t dest) {
    return comp_is_temp(u, dest) ? dest : comp_temp(u);
}

void comp_work_end(comp_unit *u, uint32_t dest, uint32_t work) { comp_move(u, dest, work); }

uint32_t comp_expr_in(comp_unit *u, const ast_expr *e, uint32_t scratch) {
    ast_const k;
    if (comp_fold(u->c, e, &k)) {
        uint32_t constant = comp_value(u, &k);
        if ((constant & ~COMP_CONST) < COMP_LOW_CONSTS) return constant;
        uint32_t reg = comp_is_temp(u, scratch) ? scratch : comp_temp(u);
        comp_load_const(u, reg, constant);
        return reg;
    }
    if (e->kind == AST_Name) {
        comp_pos old = comp_at(u, e);
        uint32_t operand = comp_name_operand(u, ast_as_Name(e)->id, scratch);
        u->pos = old;
        return operand;
    }
    if (e->kind == AST_NamedExpr &&
        comp_local(u, ast_as_Name(ast_as_NamedExpr(e)->target)->id) != COMP_NONE) {
        uint32_t local = comp_local(u, ast_as_Name(ast_as_NamedExpr(e)->target)->id);
        gen(u, e, local);
        return local;
    }
    uint32_t dest = comp_is_temp(u, scratch) ? scratch : comp_temp(u);
    gen(u, e, dest);
    return dest;
}

uint32_t comp_expr_reg_in(comp_unit *u, const ast_expr *e, uint32_t scratch) {
    uint32_t operand = comp_expr_in(u, e, scratch);
    if (!comp_is_const(operand)) return operand;
    uint32_t reg = comp_is_temp(u, scratch) ? scratch : comp_temp(u);
    comp_pos old = comp_at(u, e);
    comp_load_const(u, reg, operand);
    u->pos = old;
    return reg;
}

uint32_t comp_expr(comp_unit *u, const ast_expr *e) { return comp_expr_in(u, e, COMP_NONE); }

uint32_t comp_expr_reg(comp_unit *u, const ast_expr *e) {
    return comp_expr_reg_in(u, e, COMP_NONE);
}

void comp_expr_to(comp_unit *u, const ast_expr *e, uint32_t dest) {
    ast_const k;
    if (comp_fold(u->c, e, &k)) {
        comp_pos old = comp_at(u, e);
        comp_load_const(u, dest, comp_value(u, &k));
        u->pos = old;
        return;
    }
    gen(u, e, dest);
}

void comp_expr_drop(comp_unit *u, const ast_expr *e) {
    ast_const k;
    if (comp_fold(u->c, e, &k)) return;
    uint32_t mark = u->top;
    (void)comp_expr(u, e);
    u->top = mark;
}

static bool contains_named_expr(const ast_node *n) {
    if (!n) return false;
    if (n->kind == AST_NamedExpr) return true;
    const ast_class_info *info = &ast_classes[n->kind];
    for (int i = 0; i < info->n_fields; i++) {
        const ast_field_info *field = &info->fields[i];
        if (field->kind != AST_FIELD_NODE) continue;
        const void *p;
        memcpy(&p, (const char *)n + field->offset, sizeof p);
        if (field->count != AST_COUNT_SEQ) {
            if (contains_named_expr(p)) return true;
            continue;
        }
        const ast_seq *seq = p;
        for (int32_t k = 0; k < seq->n; k++)
            if (contains_named_expr(seq->items[k])) return true;
    }
    return false;
}

uint32_t comp_stable(comp_unit *u, uint32_t operand, const ast_expr *later) {
    if (!u->c->assigns_in_expr || operand >= u->nlocals || !contains_named_expr(later))
        return operand;
    uint32_t copy = comp_temp(u);
    comp_move(u, copy, operand);
    return copy;
}

/* ---- operators ------------------------------------------------------------------------------ */

vm_op comp_binary_op(ast_operator op, bool in_place) {
    static const uint16_t plain[] = {
        [AST_Add] = OP_BINARY_ADD,           [AST_Sub] = OP_BINARY_SUB,
        [AST_Mult] = OP_BINARY_MUL,          [AST_MatMult] = OP_BINARY_MATMUL,
        [AST_Div] = OP_BINARY_TRUEDIV,       [AST_Mod] = OP_BINARY_MOD,
        [AST_Pow] = OP_BINARY_POW,           [AST_LShift] = OP_BINARY_LSHIFT,
        [AST_RShift] = OP_BINARY_RSHIFT,     [AST_BitOr] = OP_BINARY_OR,
        [AST_BitXor] = OP_BINARY_XOR,        [AST_BitAnd] = OP_BINARY_AND,
        [AST_FloorDiv] = OP_BINARY_FLOORDIV,
    };
    return (vm_op)(plain[op] + (in_place ? OP_INPLACE_ADD - OP_BINARY_ADD : 0));
}

static void gen_binop(comp_unit *u, const ast_BinOp *e, uint32_t dest) {
    uint32_t left = comp_expr_in(u, e->left, dest);
    left = comp_stable(u, left, e->right);
    uint32_t right = comp_expr_in(u, e->right, left == dest ? COMP_NONE : dest);
    comp_emit(u, comp_binary_op(e->op, false), dest, left, right);
}

static void gen_unaryop(comp_unit *u, const ast_UnaryOp *e, uint32_t dest) {
    static const uint16_t ops[] = {[AST_Invert] = OP_UNARY_INVERT,
                                   [AST_Not] = OP_UNARY_NOT,
                                   [AST_UAdd] = OP_UNARY_POS,
                                   [AST_USub] = OP_UNARY_NEG};
    const ast_expr *operand = e->operand;
    if (e->op == AST_Not && operand->kind == AST_Compare && ast_as_Compare(operand)->ops->n == 1) {
        static const uint16_t inverse[] = {[AST_Is] = OP_IS_NOT,
                                           [AST_IsNot] = OP_IS,
                                           [AST_In] = OP_NOT_CONTAINS,
                                           [AST_NotIn] = OP_CONTAINS};
        const ast_Compare *cmp = ast_as_Compare(operand);
        if (cmp->ops->items[0] >= AST_Is) {
            uint32_t left = comp_stable(u, comp_expr(u, cmp->left), cmp->comparators->items[0]);
            uint32_t right = comp_expr(u, cmp->comparators->items[0]);
            comp_emit(u, inverse[cmp->ops->items[0]], dest, left, right);
            return;
        }
    }
    uint32_t value = comp_expr_reg_in(u, operand, dest);
    comp_emit(u, ops[e->op], dest, value, 0);
}

static void gen_named(comp_unit *u, const ast_NamedExpr *e, uint32_t dest) {
    const ast_Name *target = ast_as_Name(e->target);
    uint32_t local = comp_local(u, target->id), value = local;
    if (local == COMP_NONE)
        value = comp_expr_in(u, e->value, dest);
    else
        comp_expr_to(u, e->value, local);
    comp_pos old = comp_at(u, e->target);
    comp_store_name(u, target->id, value);
    u->pos = old;
    comp_move(u, dest, value);
}

/* ---- attributes and subscripts -------------------------------------------------------------- */

static void gen_attribute(comp_unit *u, const ast_Attribute *e, uint32_t dest) {
    uint32_t object = comp_expr_reg_in(u, e->value, dest);
    comp_start_at_attribute(u, &e->node);
    comp_emit(u, OP_LOAD_ATTR, dest, object, comp_name_const(u, comp_mangle(u, e->attr)));
}

void comp_start_at_attribute(comp_unit *u, const ast_expr *attribute) {
    if (u->pos.line == attribute->end_lineno) return;
    int32_t len = (int32_t)ast_as_Attribute(attribute)->attr->len;
    u->pos.line = attribute->end_lineno;
    if (len <= attribute->end_col_offset)
        u->pos.col = attribute->end_col_offset - len;
    else
        u->pos.col = u->pos.end_col = -1;
}

uint32_t comp_subscript_key(comp_unit *u, const ast_expr *slice) {
    if (slice->kind != AST_Slice) return comp_expr(u, slice);
    const ast_Slice *s = ast_as_Slice(slice);
    comp_pos old = comp_at(u, slice);
    uint32_t first = comp_temps(u, 3);
    const ast_expr *parts[] = {s->lower, s->upper, s->step};
    for (uint32_t i = 0; i < 3; i++)
        if (parts[i])
            comp_expr_to(u, parts[i], first + i);
        else
            comp_load_const(u, first + i, comp_value_none(u));
    comp_emit(u, OP_BUILD_SLICE, first, first, 0);
    u->pos = old;
    return first;
}

static const char *literal_type(const ast_expr *e) {
    static const char *const constants[] = {
        [AST_CONST_NONE] = "NoneType", [AST_CONST_TRUE] = "bool",
        [AST_CONST_FALSE] = "bool",    [AST_CONST_ELLIPSIS] = "ellipsis",
        [AST_CONST_INT] = "int",       [AST_CONST_BIGINT] = "int",
        [AST_CONST_FLOAT] = "float",   [AST_CONST_COMPLEX] = "complex",
        [AST_CONST_STR] = "str",       [AST_CONST_BYTES] = "bytes",
        [AST_CONST_TUPLE] = "tuple",   [AST_CONST_FROZENSET] = "frozenset"};
    switch (e->kind) {
    case AST_Constant: return constants[ast_as_Constant(e)->value.kind];
    case AST_JoinedStr:
    case AST_FormattedValue: return "str";
    case AST_Tuple: return "tuple";
    case AST_List:
    case AST_ListComp: return "list";
    case AST_Dict:
    case AST_DictComp: return "dict";
    case AST_Set:
    case AST_SetComp: return "set";
    case AST_GeneratorExp: return "generator";
    case AST_Lambda: return "function";
    default: return NULL;
    }
}

void comp_check_callable(comp_unit *u, const ast_expr *e) {
    if (e->kind == AST_Lambda) return;
    const char *type = literal_type(e);
    if (type) comp_warn(u, "'%s' object is not callable; perhaps you missed a comma?", type);
}

static bool is_sequence_literal(const ast_expr *e) {
    if (e->kind == AST_Constant) {
        ast_const_kind k = ast_as_Constant(e)->value.kind;
        return k == AST_CONST_STR || k == AST_CONST_BYTES || k == AST_CONST_TUPLE;
    }
    return e->kind == AST_Tuple || e->kind == AST_List || e->kind == AST_ListComp ||
           e->kind == AST_JoinedStr || e->kind == AST_FormattedValue;
}

/* Warnings for literals that can never be subscripted this way. */
static void check_subscript(comp_unit *u, const ast_Subscript *e) {
    const ast_expr *value = e->value;
    if (is_sequence_literal(value)) {
        const char *index = e->slice->kind == AST_Slice ? NULL : literal_type(e->slice);
        if (index && strcmp(index, "int") != 0 && strcmp(index, "bool") != 0)
            comp_warn(u,
                      "%s indices must be integers or slices, not %s; perhaps you missed a comma?",
                      literal_type(value), index);
        return;
    }
    const char *type =
        value->kind == AST_Dict || value->kind == AST_DictComp ? NULL : literal_type(value);
    if (type) comp_warn(u, "'%s' object is not subscriptable; perhaps you missed a comma?", type);
}

static void gen_subscript(comp_unit *u, const ast_Subscript *e, uint32_t dest) {
    check_subscript(u, e);
    uint32_t object = comp_stable(u, comp_expr_reg_in(u, e->value, dest), e->slice);
    uint32_t key = comp_subscript_key(u, e->slice);
    comp_emit(u, OP_LOAD_SUBSCR, dest, object, key);
}

/* ---- yield and await ------------------------------------------------------------------------ */

void comp_delegate(comp_unit *u, uint32_t iterator, uint32_t dest, uint32_t resume) {
    uint32_t value = comp_temp(u);
    comp_load_const(u, value, comp_value_none(u));
    comp_label again = comp_label_new(u), done = comp_label_new(u);
    comp_label_place(u, again);
    comp_jump_near(u, OP_SEND, value, iterator, done);
    comp_emit(u, OP_YIELD, value, value, iterator);
    comp_emit(u, OP_RESUME, resume, 0, 0);
    comp_jump(u, OP_JUMP, 0, again);
    comp_label_place(u, done);
    comp_move(u, dest, value);
}

void comp_await(comp_unit *u, uint32_t awaitable, uint32_t dest, uint32_t where) {
    uint32_t mark = u->top, iterator = comp_temp(u);
    comp_emit(u, OP_GET_AWAITABLE, iterator, awaitable, where);
    comp_delegate(u, iterator, dest, 3);
    u->top = mark;
}

static void gen_await(comp_unit *u, const ast_Await *e, uint32_t dest) {
    if (u->scope->kind != SCOPE_FUNCTION && !comp_is_async(u)) {
        comp_error(u, "'await' outside function");
        return;
    }
    if (!comp_is_async(u) && u->kind != COMP_COMPREHENSION) {
        comp_error(u, "'await' outside async function");
        return;
    }
    uint32_t value = comp_expr_reg_in(u, e->value, dest);
    comp_await(u, value, dest, 0);
}

static void gen_yield(comp_unit *u, const ast_Yield *e, uint32_t dest) {
    if (u->scope->kind != SCOPE_FUNCTION) {
        comp_error(u, "'yield' outside function");
        return;
    }
    uint32_t value;
    if (e->value)
        value = comp_expr_reg_in(u, e->value, dest);
    else
        value = comp_to_reg(u, comp_value_none(u));
    comp_yield(u, value, dest);
}

void comp_yield(comp_unit *u, uint32_t value, uint32_t dest) {
    if (u->flags & CO_ASYNC_GENERATOR) {
        uint32_t wrapped = comp_is_temp(u, value) ? value : comp_temp(u);
        comp_emit(u, OP_ASYNC_GEN_WRAP, wrapped, value, 0);
        value = wrapped;
    }
    comp_emit(u, OP_YIELD, dest, value, 0xffff);
    comp_emit(u, OP_RESUME, 1, 0, 0);
}

static void gen_yield_from(comp_unit *u, const ast_YieldFrom *e, uint32_t dest) {
    if (u->scope->kind != SCOPE_FUNCTION) {
        comp_error(u, "'yield' outside function");
        return;
    }
    if (u->kind == COMP_ASYNC_FUNCTION) {
        comp_error(u, "'yield from' inside async function");
        return;
    }
    uint32_t iterator = comp_temp(u);
    uint32_t value = comp_expr_reg_in(u, e->value, iterator);
    comp_emit(u, OP_GET_YIELD_FROM_ITER, iterator, value, 0);
    comp_delegate(u, iterator, dest, 2);
}

/* ---- dispatch ------------------------------------------------------------------------------- */

static void gen_starred(comp_unit *u, const ast_expr *e) {
    comp_error(u, ast_as_Starred(e)->ctx == AST_Store
                      ? "starred assignment target must be in a list or tuple"
                      : "can't use starred expression here");
}

static void gen_kind(comp_unit *u, const ast_expr *e, uint32_t dest) {
    switch (e->kind) {
    case AST_BoolOp: comp_boolop(u, ast_as_BoolOp(e), dest); break;
    case AST_NamedExpr: gen_named(u, ast_as_NamedExpr(e), dest); break;
    case AST_BinOp: gen_binop(u, ast_as_BinOp(e), dest); break;
    case AST_UnaryOp: gen_unaryop(u, ast_as_UnaryOp(e), dest); break;
    case AST_Lambda: comp_lambda(u, ast_as_Lambda(e), dest); break;
    case AST_IfExp: comp_ifexp(u, ast_as_IfExp(e), dest); break;
    case AST_Dict: comp_dict(u, ast_as_Dict(e), dest); break;
    case AST_Set: comp_set(u, ast_as_Set(e)->elts, dest); break;
    case AST_ListComp:
    case AST_SetComp:
    case AST_DictComp:
    case AST_GeneratorExp: comp_comprehension(u, e, dest); break;
    case AST_Await: gen_await(u, ast_as_Await(e), dest); break;
    case AST_Yield: gen_yield(u, ast_as_Yield(e), dest); break;
    case AST_YieldFrom: gen_yield_from(u, ast_as_YieldFrom(e), dest); break;
    case AST_Compare: comp_compare(u, ast_as_Compare(e), dest); break;
    case AST_Call: comp_call(u, ast_as_Call(e), dest); break;
    case AST_FormattedValue: comp_formatted_value(u, ast_as_FormattedValue(e), dest); break;
    case AST_JoinedStr: comp_joined_str(u, ast_as_JoinedStr(e), dest); break;
    case AST_Attribute: gen_attribute(u, ast_as_Attribute(e), dest); break;
    case AST_Subscript: gen_subscript(u, ast_as_Subscript(e), dest); break;
    case AST_Starred: gen_starred(u, e); break;
    case AST_Name: comp_load_name(u, ast_as_Name(e)->id, dest); break;
    case AST_List: comp_list(u, ast_as_List(e)->elts, dest); break;
    case AST_Tuple: comp_tuple(u, ast_as_Tuple(e)->elts, dest); break;
    case AST_Slice: comp_move(u, dest, comp_subscript_key(u, e)); break;
    default: assert(e->kind == AST_Constant); break; /* folded */
    }
}

static void gen(comp_unit *u, const ast_expr *e, uint32_t dest) {
    if (!comp_enter(u->c)) return;
    comp_pos old = comp_at(u, e);
    uint32_t mark = u->top;
    gen_kind(u, e, dest);
    u->top = mark;
    u->pos = old;
    comp_leave(u->c);
}
