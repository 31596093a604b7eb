/* compile_call.c - calls: plain, of methods, with keywords, with * and **.
 *
 * The callable and its arguments lie in consecutive registers at the top of the stack, because the callee's registers begin
 * at the first argument.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

enum { MAX_PLAIN_ARGS = 4096 }; /* more go through a list */

static bool needs_unpacking(const ast_seq *args, const ast_seq *keywords) {
    if (args->n + keywords->n > MAX_PLAIN_ARGS) return true;
    for (int32_t i = 0; i < args->n; i++)
        if (args->items[i]->kind == AST_Starred) return true;
    for (int32_t i = 0; i < keywords->n; i++)
        if (!ast_as_keyword(keywords->items[i])->arg) return true;
    return false;
}

static void validate_keywords(comp_unit *u, const ast_seq *keywords) {
    for (int32_t i = 0; i < keywords->n; i++) {
        const ast_keyword *k = ast_as_keyword(keywords->items[i]);
        if (!k->arg) continue;
        if (comp_forbidden(u, k->arg, AST_Store)) return;
        for (int32_t j = i + 1; j < keywords->n; j++) {
            const ast_keyword *other = ast_as_keyword(keywords->items[j]);
            if (other->arg != k->arg) continue;
            (void)comp_at(u, &other->node);
            comp_error(u, "keyword argument repeated: %s", k->arg->utf8);
            return;
        }
    }
}

/* The tuple constant of the names of keywords. */
static uint32_t keyword_names(comp_unit *u, const ast_seq *keywords) {
    ast_const *items = arena_zalloc(u->c->memory, (size_t)keywords->n * sizeof *items);
    if (!items) return COMP_CONST;
    for (int32_t i = 0; i < keywords->n; i++) {
        const ast_ident *name = ast_as_keyword(keywords->items[i])->arg;
        items[i] = (ast_const){.kind = AST_CONST_STR, .text = name->utf8, .len = name->len};
    }
    return comp_value(
        u, &(ast_const){.kind = AST_CONST_TUPLE, .n = (uint32_t)keywords->n, .items = items});
}

/* ---- plain ---------------------------------------------------------------------------------- */

/* Arguments into new registers, then the call `op` (its keyword form if there are keywords). */
static void plain_args(comp_unit *u, vm_op op, uint32_t base, uint32_t nfirst, const ast_seq *args,
                       const ast_seq *keywords, uint32_t dest) {
    for (int32_t i = 0; i < args->n; i++) {
        uint32_t reg = comp_temp(u);
        comp_expr_to(u, args->items[i], reg);
    }
    for (int32_t i = 0; i < keywords->n; i++) {
        uint32_t reg = comp_temp(u);
        comp_expr_to(u, ast_as_keyword(keywords->items[i])->value, reg);
    }
    uint32_t count = nfirst + (uint32_t)args->n + (uint32_t)keywords->n;
    if (keywords->n == 0)
        comp_emit(u, op, base, count, dest);
    else
        comp_emit_x(u, op == OP_CALL ? OP_CALL_KW : OP_CALL_METHOD_KW, base, count, dest,
                    keyword_names(u, keywords));
}

/* ---- with * and ** -------------------------------------------------------------------------- */

/* All positional arguments as one iterable in reg, the first register behind the callable: the nfirst already there,
 * then args. */
static void args_to_list(comp_unit *u, uint32_t reg, uint32_t nfirst, const ast_seq *args) {
    if (nfirst == 0 && args->n == 1 && args->items[0]->kind == AST_Starred) {
        comp_expr_to(u, ast_as_Starred(args->items[0])->value, reg);
        return;
    }
    comp_emit(u, OP_BUILD_LIST, reg, reg, nfirst);
    for (int32_t i = 0; i < args->n; i++) {
        uint32_t mark = u->top;
        const ast_expr *arg = args->items[i];
        if (arg->kind == AST_Starred)
            comp_emit(u, OP_LIST_EXTEND, reg, comp_expr_reg(u, ast_as_Starred(arg)->value), 0);
        else
            comp_emit(u, OP_LIST_APPEND, reg, comp_expr(u, arg), 0);
        u->top = mark;
    }
}

/* Keywords from index `from` up to the next `**` as a dict in reg; the index behind. */
static int32_t keyword_group(comp_unit *u, const ast_seq *keywords, int32_t from, uint32_t reg) {
    comp_emit(u, OP_BUILD_MAP, reg, reg, 0);
    int32_t i = from;
    for (; i < keywords->n; i++) {
        const ast_keyword *k = ast_as_keyword(keywords->items[i]);
        if (!k->arg) break;
        uint32_t mark = u->top;
        uint32_t name = comp_operand(u, comp_value_ident(u, k->arg));
        comp_emit(u, OP_MAP_ADD, reg, name, comp_expr(u, k->value));
        u->top = mark;
    }
    return i;
}

static void keywords_to_dict(comp_unit *u, uint32_t callable, uint32_t reg,
                             const ast_seq *keywords) {
    int32_t i = keyword_group(u, keywords, 0, reg);
    while (i < keywords->n) {
        uint32_t mark = u->top;
        const ast_keyword *k = ast_as_keyword(keywords->items[i]);
        if (!k->arg) {
            comp_emit(u, OP_DICT_MERGE, reg, comp_expr_reg(u, k->value), callable);
            i++;
        } else {
            uint32_t group = comp_temp(u);
            i = keyword_group(u, keywords, i, group);
            comp_emit(u, OP_DICT_MERGE, reg, group, callable);
        }
        u->top = mark;
    }
}

void comp_call_args(comp_unit *u, uint32_t base, uint32_t nfirst, const ast_seq *args,
                    const ast_seq *keywords, uint32_t dest) {
    validate_keywords(u, keywords);
    if (!needs_unpacking(args, keywords)) {
        plain_args(u, OP_CALL, base, nfirst, args, keywords, dest);
        return;
    }
    u->top = base + 1;
    args_to_list(u, comp_temp(u), nfirst, args);
    uint32_t dict = comp_temp(u);
    if (keywords->n) keywords_to_dict(u, base, dict, keywords);
    comp_emit(u, OP_CALL_EX, base, keywords->n != 0, dest);
}

void comp_call(comp_unit *u, const ast_Call *e, uint32_t dest) {
    bool dest_on_top = comp_is_temp(u, dest) && dest + 1 == u->top;
    uint32_t base = dest_on_top ? dest : comp_temp(u);
    if (e->func->kind == AST_Attribute && !needs_unpacking(e->args, e->keywords)) {
        const ast_Attribute *method = ast_as_Attribute(e->func);
        uint32_t object = comp_expr_reg_in(u, method->value, base);
        u->top = base;
        base = comp_temps(u, 2); /* function, self */
        comp_pos old = comp_at(u, e->func);
        comp_start_at_attribute(u, e->func);
        comp_emit(u, OP_LOAD_METHOD, base, object,
                  comp_name_const(u, comp_mangle(u, method->attr)));
        validate_keywords(u, e->keywords);
        u->pos = old;
        comp_start_at_attribute(u, e->func);
        plain_args(u, OP_CALL_METHOD, base, 0, e->args, e->keywords, dest);
        return;
    }
    comp_check_callable(u, e->func);
    comp_expr_to(u, e->func, base);
    comp_call_args(u, base, 0, e->args, e->keywords, dest);
}
