/* compile_try.c - try with except, else, finally, and except*.
 *
 * A handler begins with PUSH_EXC and runs in a region of its own whose handler restores the exception handled before and
 * goes on unwinding.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

typedef struct try_parts { /* Try and TryStar */
    const ast_seq *body, *handlers, *orelse, *finalbody;
    bool star;
} try_parts;

/* The handler of `region` begins: exception and saved exception in new registers, inside a new region. */
typedef struct handler_frame {
    uint32_t exception, previous, region;
} handler_frame;

static handler_frame enter_handler(comp_unit *u, uint32_t region, comp_block *block,
                                   comp_block_kind kind) {
    handler_frame f = {.exception = comp_temp(u), .previous = comp_temp(u)};
    comp_region_handler(u, region, f.exception);
    comp_no_line(u);
    comp_emit(u, OP_PUSH_EXC, f.previous, f.exception, 0);
    comp_block_push(u, block, kind);
    block->reg = f.previous;
    f.region = comp_region_open(u);
    return f;
}

/* The end of the code that handles: the exception goes on, from the line that this code has come to. */
static void raise_again(comp_unit *u, const handler_frame *f, uint32_t outer_region) {
    uint32_t inner = u->region;
    u->region = outer_region;
    comp_emit(u, OP_POP_EXC, f->previous, 0, 0);
    comp_emit(u, OP_RERAISE, f->exception, 0, 0);
    u->region = inner;
}

static void leave_handler(comp_unit *u, const handler_frame *f, comp_block *block) {
    comp_block_pop(u, block);
    comp_no_line(u);
    uint32_t raised = comp_temp(u);
    comp_region_handler(u, f->region, raised);
    comp_emit(u, OP_POP_EXC, f->previous, 0, 0);
    comp_emit(u, OP_RERAISE, raised, 0, 0);
}

/* ---- except --------------------------------------------------------------------------------- */

/* The body of one except clause with a variable: whatever way it is left, the variable is deleted. */
static void named_clause(comp_unit *u, const ast_ExceptHandler *h, const handler_frame *f,
                         uint32_t outer_region, comp_label end) {
    comp_block block = {.name = h->name};
    comp_store_name(u, h->name, f->exception);
    comp_block_push(u, &block, BLOCK_HANDLER);
    block.reg = f->previous;
    uint32_t region = comp_region_open(u), inner = block.region_outer;
    comp_body(u, h->body);
    comp_block_pop(u, &block);
    u->region = outer_region;
    comp_emit(u, OP_POP_EXC, f->previous, 0, 0);
    comp_clear_name(u, h->name);
    comp_jump(u, OP_JUMP, 0, end);
    u->region = inner;
    comp_no_line(u);
    uint32_t raised = comp_temp(u);
    comp_region_handler(u, region, raised);
    comp_clear_name(u, h->name);
    comp_emit(u, OP_RERAISE, raised, 0, 0);
}

static void plain_clause(comp_unit *u, const ast_ExceptHandler *h, const handler_frame *f,
                         uint32_t outer_region, comp_label end) {
    comp_block block = {0};
    comp_block_push(u, &block, BLOCK_HANDLER);
    block.reg = f->previous;
    comp_body(u, h->body);
    comp_block_pop(u, &block);
    uint32_t inner = u->region;
    u->region = outer_region;
    comp_emit(u, OP_POP_EXC, f->previous, 0, 0);
    comp_jump(u, OP_JUMP, 0, end);
    u->region = inner;
}

static void except_clause(comp_unit *u, const ast_ExceptHandler *h, bool last,
                          const handler_frame *f, uint32_t outer_region, comp_label end) {
    (void)comp_at(u, &h->node);
    if (!h->type && !last) comp_error(u, "default 'except:' must be last");
    comp_label next = comp_label_new(u);
    uint32_t mark = u->top;
    if (h->type) {
        uint32_t match = comp_temp(u);
        comp_emit(u, OP_EXC_MATCH, match, f->exception, comp_expr_reg_in(u, h->type, match));
        comp_jump(u, OP_JUMP_IF_FALSE, match, next);
        u->top = mark;
    }
    if (h->name)
        named_clause(u, h, f, outer_region, end);
    else
        plain_clause(u, h, f, outer_region, end);
    u->top = mark;
    comp_label_place(u, next);
}

static void try_except(comp_unit *u, const try_parts *s) {
    comp_block block = {0}, handlers = {0};
    comp_label end = comp_label_new(u);
    uint32_t mark = u->top, outer = u->region;
    comp_block_push(u, &block, BLOCK_TRY_EXCEPT);
    uint32_t region = comp_region_open(u);
    comp_body(u, s->body);
    comp_block_pop(u, &block);
    comp_body(u, s->orelse);
    comp_jump(u, OP_JUMP, 0, end);
    handler_frame f = enter_handler(u, region, &handlers, BLOCK_HANDLERS);
    for (int32_t i = 0; i < s->handlers->n; i++)
        except_clause(u, ast_as_ExceptHandler(s->handlers->items[i]), i == s->handlers->n - 1, &f,
                      outer, end);
    (void)comp_at(u, s->handlers->items[s->handlers->n - 1]);
    raise_again(u, &f, outer);
    leave_handler(u, &f, &handlers);
    comp_label_place(u, end);
    u->top = mark;
}

/* ---- except* -------------------------------------------------------------------------------- */

typedef struct star_frame {
    handler_frame handler;
    uint32_t raised; /* list of what the clauses raised, and at last of what no clause took */
    uint32_t match;  /* pair: the part a clause takes, the rest */
} star_frame;

static void star_body(comp_unit *u, const ast_ExceptHandler *h, const star_frame *f,
                      comp_label next) {
    comp_block block = {.name = h->name};
    uint32_t previous = comp_temp(u);
    comp_emit(u, OP_PUSH_EXC, previous, f->match, 0);
    if (h->name) comp_store_name(u, h->name, f->match);
    comp_block_push(u, &block, BLOCK_GROUP_HANDLER);
    block.reg = previous;
    uint32_t region = comp_region_open(u);
    comp_body(u, h->body);
    comp_block_pop(u, &block);
    if (h->name) comp_clear_name(u, h->name);
    comp_emit(u, OP_POP_EXC, previous, 0, 0);
    comp_jump(u, OP_JUMP, 0, next);
    comp_no_line(u);
    uint32_t raised = comp_temp(u);
    comp_region_handler(u, region, raised);
    if (h->name) comp_clear_name(u, h->name);
    comp_emit(u, OP_POP_EXC, previous, 0, 0);
    comp_emit(u, OP_LIST_APPEND, f->raised, raised, 0);
}

static void star_clause(comp_unit *u, const ast_ExceptHandler *h, const star_frame *f,
                        uint32_t rest) {
    (void)comp_at(u, &h->node);
    uint32_t mark = u->top;
    comp_label next = comp_label_new(u);
    uint32_t type = comp_expr_reg(u, h->type);
    comp_emit(u, OP_EXC_GROUP_MATCH, f->match, rest, type);
    u->top = mark;
    comp_move(u, rest, f->match + 1);
    comp_jump(u, OP_JUMP_IF_NONE, f->match, next);
    star_body(u, h, f, next);
    comp_label_place(u, next);
    u->top = mark;
}

static void try_except_star(comp_unit *u, const try_parts *s) {
    comp_block block = {0}, handlers = {0};
    comp_label end = comp_label_new(u), reraise = comp_label_new(u);
    uint32_t mark = u->top, outer = u->region;
    comp_block_push(u, &block, BLOCK_TRY_EXCEPT);
    uint32_t region = comp_region_open(u);
    comp_body(u, s->body);
    comp_block_pop(u, &block);
    comp_body(u, s->orelse);
    comp_jump(u, OP_JUMP, 0, end);
    star_frame f = {.handler = enter_handler(u, region, &handlers, BLOCK_HANDLERS)};
    f.raised = comp_temp(u);
    f.match = comp_temps(u, 2);
    uint32_t rest = comp_temp(u);
    comp_emit(u, OP_BUILD_LIST, f.raised, f.raised, 0);
    comp_move(u, rest, f.handler.exception);
    for (int32_t i = 0; i < s->handlers->n; i++)
        star_clause(u, ast_as_ExceptHandler(s->handlers->items[i]), &f, rest);
    comp_no_line(u);
    comp_emit(u, OP_LIST_APPEND, f.raised, rest, 0);
    comp_emit(u, OP_EXC_GROUP_RERAISE, rest, f.handler.exception, f.raised);
    uint32_t inner = u->region;
    u->region = outer;
    comp_emit(u, OP_POP_EXC, f.handler.previous, 0, 0);
    comp_jump(u, OP_JUMP_IF_NOT_NONE, rest, reraise);
    comp_jump(u, OP_JUMP, 0, end);
    comp_label_place(u, reraise);
    comp_emit(u, OP_RERAISE, rest, 0, 0);
    u->region = inner;
    leave_handler(u, &f.handler, &handlers);
    comp_label_place(u, end);
    u->top = mark;
}

/* ---- finally -------------------------------------------------------------------------------- */

static void except_part(comp_unit *u, const try_parts *s) {
    if (s->star)
        try_except_star(u, s);
    else
        try_except(u, s);
}

static void try_finally(comp_unit *u, const try_parts *s) {
    comp_block block = {.final_body = s->finalbody}, final = {0};
    comp_label end = comp_label_new(u);
    uint32_t mark = u->top, outer = u->region;
    comp_block_push(u, &block, BLOCK_FINALLY_TRY);
    uint32_t region = comp_region_open(u);
    if (s->handlers->n)
        except_part(u, s);
    else
        comp_body(u, s->body);
    comp_block_pop(u, &block);
    comp_body(u, s->finalbody);
    comp_jump(u, OP_JUMP, 0, end);
    handler_frame f = enter_handler(u, region, &final, BLOCK_FINALLY_END);
    comp_body(u, s->finalbody);
    raise_again(u, &f, outer);
    leave_handler(u, &f, &final);
    comp_label_place(u, end);
    u->top = mark;
}

static void compile(comp_unit *u, const try_parts *s) {
    if (s->finalbody->n)
        try_finally(u, s);
    else
        except_part(u, s);
}

void comp_try(comp_unit *u, const ast_Try *s) {
    compile(u, &(try_parts){s->body, s->handlers, s->orelse, s->finalbody, false});
}

void comp_try_star(comp_unit *u, const ast_TryStar *s) {
    compile(u, &(try_parts){s->body, s->handlers, s->orelse, s->finalbody, true});
}
