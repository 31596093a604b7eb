/* compile_loop.c - while, for, async for, break, continue, and return.
 *
 * Every way back to the top of a loop is one JUMP_BACK, where fuel is spent.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

void comp_while(comp_unit *u, const ast_While *s) {
    comp_block block = {.next = comp_label_new(u), .end = comp_label_new(u)};
    comp_label anchor = comp_label_new(u);
    comp_label_place(u, block.next);
    comp_block_push(u, &block, BLOCK_WHILE);
    comp_jump_if(u, s->test, anchor, false);
    comp_body(u, s->body);
    (void)comp_at(u, &s->node);
    comp_jump(u, OP_JUMP_BACK, 0, block.next);
    comp_block_pop(u, &block);
    comp_label_place(u, anchor);
    comp_body(u, s->orelse);
    comp_label_place(u, block.end);
}

/* Literal lists and sets of constants that are only iterated become constants. */
static uint32_t iterable(comp_unit *u, const ast_expr *e, uint32_t scratch) {
    ast_const k;
    bool folded = false;
    if (e->kind == AST_List)
        folded = comp_fold_seq(u->c, ast_as_List(e)->elts, AST_CONST_TUPLE, &k);
    if (e->kind == AST_Set)
        folded = comp_fold_seq(u->c, ast_as_Set(e)->elts, AST_CONST_FROZENSET, &k);
    if (!folded) return comp_expr_reg_in(u, e, scratch);
    comp_load_const(u, scratch, comp_value(u, &k));
    return scratch;
}

void comp_for(comp_unit *u, const ast_For *s) {
    comp_block block = {.next = comp_label_new(u), .end = comp_label_new(u)};
    comp_label exhausted = comp_label_new(u);
    comp_block_push(u, &block, BLOCK_FOR);
    uint32_t iterator = comp_temp(u);
    comp_emit(u, OP_GET_ITER, iterator, iterable(u, s->iter, iterator), 0);
    uint32_t local =
        s->target->kind == AST_Name ? comp_local(u, ast_as_Name(s->target)->id) : COMP_NONE;
    uint32_t item = local == COMP_NONE ? comp_temp(u) : local;
    comp_label_place(u, block.next);
    comp_jump_near(u, OP_FOR_ITER, item, iterator, exhausted);
    comp_store(u, s->target, item);
    comp_body(u, s->body);
    (void)comp_at(u, &s->node);
    comp_jump(u, OP_JUMP_BACK, 0, block.next);
    comp_block_pop(u, &block);
    comp_label_place(u, exhausted);
    comp_body(u, s->orelse);
    comp_label_place(u, block.end);
}

void comp_async_for(comp_unit *u, const ast_AsyncFor *s) {
    if (!comp_is_async(u)) {
        comp_error(u, "'async for' outside async function");
        return;
    }
    comp_block block = {.next = comp_label_new(u), .end = comp_label_new(u)};
    comp_label exhausted = comp_label_new(u);
    uint32_t iterator = comp_temp(u), item = comp_temp(u);
    comp_emit(u, OP_GET_AITER, iterator, comp_expr_reg_in(u, s->iter, iterator), 0);
    comp_label_place(u, block.next);
    comp_block_push(u, &block, BLOCK_FOR);
    uint32_t region = comp_region_open(u);
    comp_emit(u, OP_GET_ANEXT, item, iterator, 0);
    comp_delegate(u, item, item, 3);
    u->region = block.region_outer;
    comp_store(u, s->target, item);
    comp_body(u, s->body);
    (void)comp_at(u, &s->node);
    comp_jump(u, OP_JUMP_BACK, 0, block.next);
    comp_block_pop(u, &block);
    (void)comp_at(u, s->iter);
    comp_region_handler(u, region, item);
    comp_jump(u, OP_END_ASYNC_FOR, item, exhausted);
    comp_label_place(u, exhausted);
    comp_body(u, s->orelse);
    comp_label_place(u, block.end);
}

static void leave_loop(comp_unit *u, bool again) {
    comp_unwound saved;
    comp_pos pos = u->pos;
    comp_block *loop = comp_unwind(u, true, &saved);
    u->pos = pos;
    if (!u->c->failed && !loop)
        comp_error(u, again ? "'continue' not properly in loop" : "'break' outside loop");
    else if (loop && again)
        comp_jump(u, OP_JUMP_BACK, 0, loop->next);
    else if (loop)
        comp_jump(u, OP_JUMP, 0, loop->end);
    comp_unwind_end(u, &saved);
}

void comp_break(comp_unit *u) { leave_loop(u, false); }

void comp_continue(comp_unit *u) { leave_loop(u, true); }

void comp_return(comp_unit *u, const ast_Return *s) {
    if (u->scope->kind != SCOPE_FUNCTION) {
        comp_error(u, "'return' outside function");
        return;
    }
    if (s->value && u->scope->coroutine && u->scope->generator) {
        comp_error(u, "'return' with value in async generator");
        return;
    }
    uint32_t value = s->value ? comp_expr(u, s->value) : comp_operand(u, comp_value_none(u));
    if (value < u->nlocals && comp_unwind_needed(u)) {
        uint32_t copy = comp_temp(u);
        comp_move(u, copy, value);
        value = copy;
    }
    comp_unwound saved;
    comp_pos pos = u->pos;
    (void)comp_unwind(u, false, &saved);
    u->pos = pos;
    comp_emit(u, OP_RETURN, value, 0, 0);
    comp_unwind_end(u, &saved);
}
