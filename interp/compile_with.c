/* compile_with.c - with and async with.
 *
 * The bound __exit__ lies in a pair of registers for as long as the block lasts; its call needs the three registers behind
 * the pair, which the body may use.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

typedef struct with_parts { /* With and AsyncWith */
    const ast_node *node;
    const ast_seq *items, *body;
    bool async;
} with_parts;

static void with_items(comp_unit *u, const with_parts *s, int32_t index);

/* Calls __enter__ and remembers __exit__ in the pair; the register of the entered value. */
static uint32_t enter(comp_unit *u, const with_parts *s, const ast_withitem *item, uint32_t pair) {
    uint32_t manager = comp_expr_reg(u, item->context_expr);
    uint32_t call = comp_temps(u, 2);
    (void)comp_at(u, s->node);
    const char *names[] = {s->async ? "__aenter__" : "__enter__",
                           s->async ? "__aexit__" : "__exit__"};
    comp_emit(u, OP_LOAD_SPECIAL, call, manager, comp_name_only(u, comp_ident(u->c, names[0])));
    comp_emit(u, OP_LOAD_SPECIAL, pair, manager, comp_name_only(u, comp_ident(u->c, names[1])));
    comp_emit(u, OP_CALL_METHOD, call, 0, call);
    if (s->async) comp_await(u, call, call, 1);
    return call;
}

/* The body raised: __exit__ decides. */
static void exceptional_exit(comp_unit *u, const with_parts *s, uint32_t region, uint32_t pair,
                             comp_label end) {
    comp_label suppressed = comp_label_new(u);
    uint32_t exception = comp_temp(u), previous = comp_temp(u), outer = u->region;
    (void)comp_at(u, s->node);
    comp_region_handler(u, region, exception);
    comp_emit(u, OP_PUSH_EXC, previous, exception, 0);
    uint32_t guarded = comp_region_open(u), call = comp_temps(u, 5);
    comp_move(u, call, pair);
    comp_move(u, call + 1, pair + 1);
    comp_emit(u, OP_EXC_INFO, call + 2, exception, 0);
    comp_emit(u, OP_CALL_METHOD, call, 3, call);
    if (s->async) comp_await(u, call, call, 2);
    comp_jump(u, OP_JUMP_IF_TRUE, call, suppressed);
    comp_no_line(u);
    comp_emit(u, OP_RERAISE, exception, 0, 0);
    u->region = outer;
    comp_region_handler(u, guarded, call);
    comp_emit(u, OP_POP_EXC, previous, 0, 0);
    comp_emit(u, OP_RERAISE, call, 0, 0);
    comp_label_place(u, suppressed);
    (void)comp_at(u, s->node);
    comp_emit(u, OP_POP_EXC, previous, 0, 0);
    comp_jump(u, OP_JUMP, 0, end);
}

static void with_items(comp_unit *u, const with_parts *s, int32_t index) {
    if (index == s->items->n) {
        comp_body(u, s->body);
        return;
    }
    const ast_withitem *item = ast_as_withitem(s->items->items[index]);
    comp_label end = comp_label_new(u);
    uint32_t mark = u->top, pair = comp_temps(u, 2);
    uint32_t value = enter(u, s, item, pair);
    comp_block block = {.node = s->node};
    comp_block_push(u, &block, s->async ? BLOCK_ASYNC_WITH : BLOCK_WITH);
    block.reg = pair;
    uint32_t region = comp_region_open(u);
    if (item->optional_vars) comp_store(u, item->optional_vars, value);
    u->top = pair + 2;
    with_items(u, s, index + 1);
    comp_block_pop(u, &block);
    comp_with_exit(u, &block);
    comp_jump(u, OP_JUMP, 0, end);
    exceptional_exit(u, s, region, pair, end);
    comp_label_place(u, end);
    u->top = mark;
}

void comp_with(comp_unit *u, const ast_With *s) {
    with_items(u, &(with_parts){&s->node, s->items, s->body, false}, 0);
}

void comp_async_with(comp_unit *u, const ast_AsyncWith *s) {
    if (!comp_is_async(u)) {
        comp_error(u, "'async with' outside async function");
        return;
    }
    with_items(u, &(with_parts){&s->node, s->items, s->body, true}, 0);
}
