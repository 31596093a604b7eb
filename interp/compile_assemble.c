/* compile_assemble.c - from a unit's instruction list to words, handler table and positions.
 *
 * Constants are numbered: value constants below COMP_LOW_CONSTS, names, the other value constants. So v operands and names
 * always fit their fields, and only LOADK_WIDE needs the rest. A FOR_ITER whose exit lies farther than 16 bits
 * reach becomes four words: FOR_ITER +1, JUMP +1, JUMP exit.
 *
 * Owns: the unit's result arrays. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

enum { FAR_WORDS = 4 };

typedef struct layout {
    comp_unit *u;
    uint32_t *pc; /* of each instruction; [ncode] the end */
    bool *far;    /* FOR_ITERs that need the long form */
} layout;

/* The instruction at or behind index i that will be emitted. */
static uint32_t skip_nops(const comp_unit *u, uint32_t i) {
    while (i < u->ncode && u->code[i].op == OP_NOP)
        i++;
    return i;
}

/* Instruction index a jump ends at, seen through unconditional jumps. */
static uint32_t target_of(const comp_unit *u, comp_label l) {
    uint32_t at = skip_nops(u, u->labels[l].at);
    for (int hops = 0; hops < 8 && at < u->ncode && u->code[at].op == OP_JUMP; hops++)
        at = skip_nops(u, u->labels[u->code[at].extra].at);
    return at;
}

/* Jumps to the next instruction go. */
static void drop_jumps_to_next(comp_unit *u) {
    for (uint32_t i = u->ncode; i-- > 0;)
        if (u->code[i].op == OP_JUMP &&
            skip_nops(u, i + 1) == skip_nops(u, u->labels[u->code[i].extra].at))
            u->code[i].op = OP_NOP;
}

static void lay_out(layout *l) {
    const comp_unit *u = l->u;
    uint32_t pc = 0;
    for (uint32_t i = 0; i < u->ncode; i++) {
        l->pc[i] = pc;
        if (u->code[i].op != OP_NOP) pc += l->far[i] ? FAR_WORDS : vm_op_words[u->code[i].op];
    }
    l->pc[u->ncode] = pc;
}

static int64_t distance(const layout *l, uint32_t i) {
    const comp_instr *in = &l->u->code[i];
    uint32_t end = l->pc[i] + vm_op_words[in->op];
    return (int64_t)l->pc[target_of(l->u, in->extra)] - end;
}

static bool find_far(layout *l) {
    bool found = false;
    for (uint32_t i = 0; i < l->u->ncode; i++) {
        uint16_t op = l->u->code[i].op;
        if (vm_op_operands[op][2] != 'j' || l->far[i]) continue;
        int64_t d = distance(l, i);
        if (d >= INT16_MIN && d <= INT16_MAX) continue;
        assert(op == OP_FOR_ITER); /* SEND's exit is always near */
        found = l->far[i] = true;
    }
    return found;
}

/* ---- operands ------------------------------------------------------------------------------- */

static uint32_t low_values(const comp_unit *u) {
    return u->nvalues < COMP_LOW_CONSTS ? u->nvalues : COMP_LOW_CONSTS;
}

static uint32_t const_index(const comp_unit *u, uint32_t tagged) {
    uint32_t low = low_values(u);
    if (tagged & COMP_CONST) {
        uint32_t i = tagged & ~COMP_CONST;
        return i < low ? i : i + u->nname_consts;
    }
    return low + (tagged & ~COMP_NAME);
}

static uint16_t field(const comp_unit *u, char kind, uint32_t x) {
    switch (kind) {
    case '-': return 0;
    case 'k':
    case 'n':
        x = const_index(u, x);
        if (x > UINT16_MAX) comp_fail(u->c, PARSE_OVERFLOW_ERROR, "code has too many constants");
        return (uint16_t)x;
    case 'v':
        if (!(x & COMP_CONST)) break;
        assert((x & ~COMP_CONST) < COMP_LOW_CONSTS);
        return (uint16_t)(VM_CONST_BIT | (x & ~COMP_CONST));
    default: break;
    }
    assert(x <= UINT16_MAX);
    return (uint16_t)x;
}

static vm_word jump_word(uint16_t op, uint16_t a, int64_t d) {
    uint32_t bits = (uint32_t)(int32_t)d;
    return (vm_word){.op = op, .a = a, .b = (uint16_t)bits, .c = (uint16_t)(bits >> 16)};
}

static void put_jump(const layout *l, uint32_t i, vm_word *w) {
    const comp_unit *u = l->u;
    const comp_instr *in = &u->code[i];
    const char *k = vm_op_operands[in->op];
    int64_t d = distance(l, i);
    if (k[1] == 'J') {
        w[0] = jump_word(in->op, field(u, k[0], in->a), d);
        return;
    }
    w[0] = (vm_word){.op = in->op,
                     .a = field(u, k[0], in->a),
                     .b = field(u, k[1], in->b),
                     .c = (uint16_t)(int16_t)d};
    if (l->far[i]) {
        w[0].c = 1;
        w[2] = jump_word(OP_JUMP, 0, 1);
        w[3] = jump_word(OP_JUMP, 0, d - 2);
    }
}

static void put_words(const layout *l, vm_word *words) {
    const comp_unit *u = l->u;
    for (uint32_t i = 0; i < u->ncode; i++) {
        const comp_instr *in = &u->code[i];
        if (in->op == OP_NOP) continue;
        vm_word *w = words + l->pc[i];
        if (comp_jumps(in->op)) {
            put_jump(l, i, w);
            continue;
        }
        const char *k = vm_op_operands[in->op];
        w[0] = (vm_word){.op = in->op,
                         .a = field(u, k[0], in->a),
                         .b = field(u, k[1], in->b),
                         .c = field(u, k[2], in->c)};
        if (vm_op_words[in->op] > 1)
            w[1].bits =
                in->extra & (COMP_CONST | COMP_NAME) ? const_index(u, in->extra) : in->extra;
    }
}

/* ---- tables --------------------------------------------------------------------------------- */

static void put_handlers(const layout *l) {
    comp_unit *u = l->u;
    u->handlers =
        arena_alloc(u->c->memory, (size_t)(u->nregions > 1 ? u->ncode : 0) * sizeof *u->handlers);
    if (!u->handlers) return;
    uint32_t open = 0;
    for (uint32_t i = 0; i < u->ncode; i++) {
        const comp_instr *in = &u->code[i];
        if (in->op == OP_NOP) continue;
        if (in->region != open && open) u->handlers[u->nhandlers++].end = l->pc[i];
        if (in->region != open && in->region) {
            const comp_region *r = &u->regions[in->region];
            u->handlers[u->nhandlers] =
                (vm_handler){.start = l->pc[i],
                             .handler = l->pc[skip_nops(u, u->labels[r->handler].at)],
                             .reg = (uint16_t)r->reg};
        }
        open = in->region;
    }
    if (open) u->handlers[u->nhandlers++].end = l->pc[u->ncode];
}

static bool same_pos(const vm_position *p, const comp_pos *q) {
    return p->line == q->line && p->end_line == q->end_line && p->col == q->col &&
           p->end_col == q->end_col;
}

static void put_positions(const layout *l) {
    comp_unit *u = l->u;
    u->positions = arena_alloc(u->c->memory, (size_t)u->ncode * sizeof *u->positions);
    if (!u->positions) return;
    for (uint32_t i = 0; i < u->ncode; i++) {
        const comp_instr *in = &u->code[i];
        if (in->op == OP_NOP) continue;
        if (u->npositions && same_pos(&u->positions[u->npositions - 1], &in->pos)) continue;
        u->positions[u->npositions++] = (vm_position){.pc = l->pc[i],
                                                      .line = in->pos.line,
                                                      .end_line = in->pos.end_line,
                                                      .col = in->pos.col,
                                                      .end_col = in->pos.end_col};
    }
}

void comp_assemble(comp_unit *u) {
    arena *a = u->c->memory;
    layout l = {.u = u,
                .pc = arena_alloc(a, (u->ncode + 1) * sizeof(uint32_t)),
                .far = arena_zalloc(a, u->ncode + 1)};
    if (l.pc && l.far) {
        drop_jumps_to_next(u);
        do
            lay_out(&l);
        while (find_far(&l));
        u->nwords = l.pc[u->ncode];
        u->words = arena_zalloc(a, u->nwords * sizeof *u->words);
        if (u->words) put_words(&l, u->words);
        put_handlers(&l);
        put_positions(&l);
    }
    if (a->failed) comp_fail(u->c, PARSE_MEMORY_ERROR, "out of memory");
}
