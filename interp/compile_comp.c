/* compile_comp.c - comprehensions and generator expressions: functions of their own, called with the outermost iterator.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

typedef struct comprehension {
    const ast_expr *node, *elt, *value; /* value: dicts */
    const ast_seq *generators;
    const char *name;
    vm_op create;
    uint32_t result; /* register of what is being built, COMP_NONE: a generator expression */
} comprehension;

static comprehension comprehension_of(const ast_expr *e) {
    switch (e->kind) {
    case AST_ListComp: {
        const ast_ListComp *n = ast_as_ListComp(e);
        return (comprehension){e,        n->elt, NULL, n->generators, "<listcomp>", OP_BUILD_LIST,
                               COMP_NONE};
    }
    case AST_SetComp: {
        const ast_SetComp *n = ast_as_SetComp(e);
        return (comprehension){e,           n->elt,       NULL,     n->generators,
                               "<setcomp>", OP_BUILD_SET, COMP_NONE};
    }
    case AST_DictComp: {
        const ast_DictComp *n = ast_as_DictComp(e);
        return (comprehension){
            e, n->key, n->value, n->generators, "<dictcomp>", OP_BUILD_MAP, COMP_NONE};
    }
    default: {
        const ast_GeneratorExp *n = ast_as_GeneratorExp(e);
        return (comprehension){e, n->elt, NULL, n->generators, "<genexpr>", OP_NOP, COMP_NONE};
    }
    }
}

static void clauses(comp_unit *u, const comprehension *k, int32_t index);

static void element(comp_unit *u, const comprehension *k) {
    uint32_t mark = u->top, value;
    switch (k->node->kind) {
    case AST_GeneratorExp:
        value = comp_expr_reg(u, k->elt);
        comp_yield(u, value, comp_temp(u));
        break;
    case AST_DictComp: {
        uint32_t key = comp_stable(u, comp_expr(u, k->elt), k->value);
        comp_emit(u, OP_MAP_ADD, k->result, key, comp_expr(u, k->value));
        break;
    }
    default:
        value = comp_expr(u, k->elt);
        comp_emit(u, k->node->kind == AST_ListComp ? OP_LIST_APPEND : OP_SET_ADD, k->result, value,
                  0);
        break;
    }
    u->top = mark;
}

/* The conditions, then the next clause or the element. */
static void inside(comp_unit *u, const comprehension *k, int32_t index, comp_label skip) {
    const ast_comprehension *gen = ast_as_comprehension(k->generators->items[index]);
    for (int32_t i = 0; i < gen->ifs->n; i++)
        comp_jump_if(u, gen->ifs->items[i], skip, false);
    if (index + 1 < k->generators->n)
        clauses(u, k, index + 1);
    else
        element(u, k);
}

/* `for x in [e]` is an assignment. */
static const ast_expr *single_item(const ast_comprehension *gen) {
    const ast_seq *elts = NULL;
    if (gen->iter->kind == AST_List) elts = ast_as_List(gen->iter)->elts;
    if (gen->iter->kind == AST_Tuple) elts = ast_as_Tuple(gen->iter)->elts;
    return elts && elts->n == 1 && elts->items[0]->kind != AST_Starred ? elts->items[0] : NULL;
}

static void sync_clause(comp_unit *u, const comprehension *k, int32_t index) {
    const ast_comprehension *gen = ast_as_comprehension(k->generators->items[index]);
    comp_label top = comp_label_new(u), skip = comp_label_new(u), end = comp_label_new(u);
    const ast_expr *single = index ? single_item(gen) : NULL;
    if (single) {
        comp_store(u, gen->target, comp_expr(u, single));
        inside(u, k, index, skip);
        comp_label_place(u, skip);
        return;
    }
    uint32_t iterator = 0; /* .0 */
    if (index) {
        iterator = comp_temp(u);
        comp_emit(u, OP_GET_ITER, iterator, comp_expr_reg_in(u, gen->iter, iterator), 0);
    }
    uint32_t local =
        gen->target->kind == AST_Name ? comp_local(u, ast_as_Name(gen->target)->id) : COMP_NONE;
    uint32_t item = local == COMP_NONE ? comp_temp(u) : local;
    comp_label_place(u, top);
    comp_jump_near(u, OP_FOR_ITER, item, iterator, end);
    comp_store(u, gen->target, item);
    inside(u, k, index, skip);
    comp_label_place(u, skip);
    comp_jump(u, OP_JUMP_BACK, 0, top);
    comp_label_place(u, end);
}

static void async_clause(comp_unit *u, const comprehension *k, int32_t index) {
    const ast_comprehension *gen = ast_as_comprehension(k->generators->items[index]);
    comp_label top = comp_label_new(u), skip = comp_label_new(u), end = comp_label_new(u);
    uint32_t iterator = 0; /* .0 */
    if (index) {
        iterator = comp_temp(u);
        comp_emit(u, OP_GET_AITER, iterator, comp_expr_reg_in(u, gen->iter, iterator), 0);
    }
    comp_block block;
    comp_label_place(u, top);
    comp_block_push(u, &block, BLOCK_ASYNC_COMPREHENSION);
    uint32_t region = comp_region_open(u), item = comp_temp(u);
    comp_emit(u, OP_GET_ANEXT, item, iterator, 0);
    comp_delegate(u, item, item, 3);
    u->region = block.region_outer;
    comp_store(u, gen->target, item);
    inside(u, k, index, skip);
    comp_block_pop(u, &block);
    comp_label_place(u, skip);
    comp_jump(u, OP_JUMP_BACK, 0, top);
    uint32_t exception = comp_temp(u);
    comp_region_handler(u, region, exception);
    comp_jump(u, OP_END_ASYNC_FOR, exception, end);
    comp_label_place(u, end);
}

static void clauses(comp_unit *u, const comprehension *k, int32_t index) {
    uint32_t mark = u->top;
    if (!comp_enter(u->c)) return;
    if (ast_as_comprehension(k->generators->items[index])->is_async)
        async_clause(u, k, index);
    else
        sync_clause(u, k, index);
    comp_leave(u->c);
    u->top = mark;
}

static comp_unit *compile_inner(comp_unit *u, comprehension *k) {
    comp_unit *inner =
        comp_unit_open(u->c, u, k->node, COMP_COMPREHENSION, k->name, k->node->lineno);
    if (!inner) return NULL;
    inner->argcount = 1;
    (void)comp_at(inner, k->node);
    if (k->create != OP_NOP) {
        k->result = comp_temp(inner);
        comp_emit(inner, k->create, k->result, k->result, 0);
    }
    clauses(inner, k, 0);
    if (k->create != OP_NOP) comp_emit(inner, OP_RETURN, k->result, 0, 0);
    comp_unit_close(inner);
    return inner;
}

void comp_comprehension(comp_unit *u, const ast_expr *e, uint32_t dest) {
    comprehension k = comprehension_of(e);
    const scope_entry *scope = scope_of(u->c->scopes, e);
    bool async = scope && scope->coroutine;
    if (async && !comp_is_async(u) && u->kind != COMP_COMPREHENSION &&
        e->kind != AST_GeneratorExp) {
        comp_error(u, "asynchronous comprehension outside of an asynchronous function");
        return;
    }
    comp_unit *inner = compile_inner(u, &k);
    if (!inner || u->c->failed) return;
    const ast_comprehension *outermost = ast_as_comprehension(k.generators->items[0]);
    uint32_t mark = u->top,
             base = comp_is_temp(u, dest) && dest + 1 == u->top ? dest : comp_temp(u);
    comp_make_function(u, inner, 0, u->top, base);
    uint32_t iterator = comp_temp(u);
    uint32_t iterable = comp_expr_reg_in(u, outermost->iter, iterator);
    comp_emit(u, outermost->is_async ? OP_GET_AITER : OP_GET_ITER, iterator, iterable, 0);
    if (async && e->kind != AST_GeneratorExp) {
        comp_emit(u, OP_CALL, base, 1, base);
        comp_await(u, base, dest, 0);
    } else {
        comp_emit(u, OP_CALL, base, 1, dest);
    }
    u->top = mark;
}
