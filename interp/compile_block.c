/* compile_block.c - the statically nested blocks of a unit and what leaving them by break, continue or return runs.
 *
 * The cleanup code is emitted again at each place that leaves (as CPython does): finally bodies, __exit__ calls, restoring
 * the handled exception, deleting the variable of an except clause.
 *
 * Owns: unit.blocks. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

void comp_block_push(comp_unit *u, comp_block *b, comp_block_kind kind) {
    if (u->nblocks >= COMP_MAX_BLOCKS) comp_error(u, "too many statically nested blocks");
    b->outer = u->blocks;
    b->kind = kind;
    b->region_outer = u->region;
    u->blocks = b;
    u->nblocks++;
}

void comp_block_pop(comp_unit *u, comp_block *b) {
    assert(u->blocks == b);
    u->blocks = b->outer;
    u->nblocks--;
    u->region = b->region_outer;
}

static bool is_loop(const comp_block *b) { return b->kind == BLOCK_WHILE || b->kind == BLOCK_FOR; }

bool comp_unwind_needed(const comp_unit *u) {
    for (const comp_block *b = u->blocks; b; b = b->outer)
        if (b->kind == BLOCK_FINALLY_TRY || (b->kind == BLOCK_HANDLER && b->name)) return true;
    return false;
}

void comp_with_exit(comp_unit *u, const comp_block *b) {
    comp_pos old = comp_at(u, b->node);
    uint32_t mark = u->top, call = b->reg;
    if (u->top == call + 2) {
        (void)comp_temps(u, 3); /* nothing lives above the pair: call in place */
    } else {
        call = comp_temps(u, 5);
        comp_move(u, call, b->reg);
        comp_move(u, call + 1, b->reg + 1);
    }
    for (uint32_t i = 2; i < 5; i++)
        comp_load_const(u, call + i, comp_value_none(u));
    comp_emit(u, OP_CALL_METHOD, call, 3, call);
    if (b->kind == BLOCK_ASYNC_WITH) comp_await(u, call, call, 2);
    u->top = mark;
    u->pos = old;
}

/* The unit is already outside of b. */
static void unwind_one(comp_unit *u, const comp_block *b) {
    switch (b->kind) {
    case BLOCK_FINALLY_TRY: comp_body(u, b->final_body); break;
    case BLOCK_FINALLY_END: comp_emit(u, OP_POP_EXC, b->reg, 0, 0); break;
    case BLOCK_WITH:
    case BLOCK_ASYNC_WITH:
        comp_with_exit(u, b);
        /* The rest of the exit belongs to no line, so that tracing sees the jump only once. */
        comp_no_line(u);
        break;
    case BLOCK_HANDLER:
        comp_emit(u, OP_POP_EXC, b->reg, 0, 0);
        if (b->name) comp_clear_name(u, b->name);
        break;
    default: break;
    }
}

comp_block *comp_unwind(comp_unit *u, bool to_loop, comp_unwound *saved) {
    *saved = (comp_unwound){.blocks = u->blocks, .nblocks = u->nblocks, .region = u->region};
    while (u->blocks) {
        comp_block *b = u->blocks;
        if (b->kind == BLOCK_GROUP_HANDLER) {
            comp_error(u, "'break', 'continue' and 'return' cannot appear in an except* block");
            return NULL;
        }
        if (to_loop && is_loop(b)) return b;
        comp_block_pop(u, b);
        unwind_one(u, b);
    }
    return NULL;
}

void comp_unwind_end(comp_unit *u, const comp_unwound *saved) {
    u->blocks = saved->blocks;
    u->nblocks = saved->nblocks;
    u->region = saved->region;
}
