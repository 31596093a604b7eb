/* compile_emit.c - instructions, labels, exception regions and temporaries of a unit.
 *
 * Owns: the unit's instruction list while it is being compiled.
 * Invariants: emit-1 an instruction that cannot be reached is not recorded: after an unconditional transfer the unit is
 *   unreachable until a label is placed that some recorded jump uses. emit-2 MOVE of a register to itself is not recorded.
 * Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

bool comp_grow(compiler *c, void **array, uint32_t n, uint32_t *cap, size_t item) {
    if (n < *cap) return true;
    uint32_t bigger = *cap ? *cap * 2 : 16;
    void *copy = arena_alloc(c->memory, bigger * item);
    if (!copy) {
        comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
        return false;
    }
    if (n) memcpy(copy, *array, n * item);
    *array = copy;
    *cap = bigger;
    return true;
}

/* Control never falls through these. */
static bool ends_flow(vm_op op) {
    switch (op) {
    case OP_JUMP:
    case OP_JUMP_BACK:
    case OP_RETURN:
    case OP_RAISE:
    case OP_RERAISE:
    case OP_END_ASYNC_FOR: return true;
    default: return false;
    }
}

void comp_emit_x(comp_unit *u, vm_op op, uint32_t a, uint32_t b, uint32_t c, uint32_t extra) {
    if (u->unreachable || u->c->failed) return;
    if (!comp_grow(u->c, (void **)&u->code, u->ncode, &u->capcode, sizeof *u->code)) return;
    u->code[u->ncode++] = (comp_instr){.op = (uint16_t)op,
                                       .region = u->region,
                                       .a = a,
                                       .b = b,
                                       .c = c,
                                       .extra = extra,
                                       .pos = u->pos};
    u->regions[u->region].used = true;
    if (ends_flow(op)) u->unreachable = true;
}

void comp_emit(comp_unit *u, vm_op op, uint32_t a, uint32_t b, uint32_t c) {
    comp_emit_x(u, op, a, b, c, 0);
}

/* ---- labels --------------------------------------------------------------------------------- */

comp_label comp_label_new(comp_unit *u) {
    if (!comp_grow(u->c, (void **)&u->labels, u->nlabels, &u->caplabels, sizeof *u->labels))
        return 0;
    u->labels[u->nlabels] = (comp_label_info){.at = COMP_NONE};
    return u->nlabels++;
}

void comp_label_place(comp_unit *u, comp_label l) {
    if (u->c->failed) return;
    assert(u->labels[l].at == COMP_NONE);
    u->labels[l].at = u->ncode;
    if (u->labels[l].used) u->unreachable = false;
}

void comp_jump(comp_unit *u, vm_op op, uint32_t reg, comp_label l) {
    if (u->unreachable || u->c->failed) return;
    u->labels[l].used = true;
    comp_emit_x(u, op, reg, 0, 0, l);
}

void comp_jump_near(comp_unit *u, vm_op op, uint32_t a, uint32_t b, comp_label l) {
    if (u->unreachable || u->c->failed) return;
    u->labels[l].used = true;
    comp_emit_x(u, op, a, b, 0, l);
}

/* ---- exception regions ---------------------------------------------------------------------- */

uint32_t comp_region_open(comp_unit *u) {
    if (!comp_grow(u->c, (void **)&u->regions, u->nregions, &u->capregions, sizeof *u->regions))
        return 0;
    comp_label handler = comp_label_new(u);
    u->regions[u->nregions] = (comp_region){.handler = handler};
    return u->region = u->nregions++;
}

void comp_region_handler(comp_unit *u, uint32_t region, uint32_t reg) {
    if (u->c->failed) return;
    comp_region *r = &u->regions[region];
    r->reg = reg;
    u->labels[r->handler].used = r->used;
    u->unreachable = true;
    comp_label_place(u, r->handler);
}

/* ---- temporaries ---------------------------------------------------------------------------- */

uint32_t comp_temps(comp_unit *u, uint32_t n) {
    uint32_t first = u->top;
    if (n > COMP_MAX_REGS || first + n > COMP_MAX_REGS) {
        comp_fail(u->c, PARSE_OVERFLOW_ERROR, "code needs too many registers");
        return u->first_temp;
    }
    u->top = first + n;
    if (u->top > u->maxregs) u->maxregs = u->top;
    return first;
}

uint32_t comp_temp(comp_unit *u) { return comp_temps(u, 1); }

void comp_load_const(comp_unit *u, uint32_t dest, uint32_t constant) {
    if ((constant & ~COMP_CONST) < COMP_LOW_CONSTS)
        comp_emit(u, OP_LOADK, dest, constant, 0);
    else
        comp_emit_x(u, OP_LOADK_WIDE, dest, 0, 0, constant);
}

void comp_move(comp_unit *u, uint32_t dest, uint32_t operand) {
    if (comp_is_const(operand))
        comp_load_const(u, dest, operand);
    else if (dest != operand)
        comp_emit(u, OP_MOVE, dest, operand, 0);
}

uint32_t comp_to_reg(comp_unit *u, uint32_t operand) {
    if (!comp_is_const(operand)) return operand;
    uint32_t reg = comp_temp(u);
    comp_load_const(u, reg, operand);
    return reg;
}

uint32_t comp_operand(comp_unit *u, uint32_t constant) {
    return (constant & ~COMP_CONST) < COMP_LOW_CONSTS ? constant : comp_to_reg(u, constant);
}
