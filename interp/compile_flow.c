/* compile_flow.c - definite assignment: which reads of locals need no CHECK_BOUND.
 *
 * A forward data-flow analysis over basic blocks (meet: intersection) on the set of locals that are surely bound, restricted to the
 * locals that some CHECK_BOUND asks for. Edges into an exception handler carry the meet of the states at all
 * instructions of its region; within a block the state only grows but for deletions, so it is enough to look at
 * the block's start, at changes of region and behind deletions.
 *
 * Owns: scratch memory in the arena. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

typedef struct flow {
    comp_unit *u;
    uint32_t *bit_of; /* local -> bit, COMP_NONE: never asked for */
    uint32_t nbits, nwords;
    uint32_t *block_start; /* nblocks + 1 */
    uint32_t *block_at;    /* instruction -> block (valid at starts) */
    uint32_t nblocks;
    uint64_t *in; /* nblocks * nwords */
    bool *dirty;
    bool changed;
    uint64_t *state;
} flow;

static bool falls_through(uint16_t op) {
    return op != OP_JUMP && op != OP_JUMP_BACK && op != OP_RETURN && op != OP_RAISE &&
           op != OP_RERAISE && op != OP_END_ASYNC_FOR;
}

static void find_blocks(flow *f) {
    comp_unit *u = f->u;
    bool *leader = arena_zalloc(u->c->memory, u->ncode + 1);
    if (!leader) return;
    leader[0] = true;
    for (uint32_t l = 0; l < u->nlabels; l++)
        if (u->labels[l].used) leader[u->labels[l].at] = true;
    for (uint32_t i = 0; i < u->ncode; i++)
        if (comp_jumps(u->code[i].op)) leader[i + 1] = true;
    f->block_start = arena_alloc(u->c->memory, (u->ncode + 2) * sizeof(uint32_t));
    f->block_at = arena_alloc(u->c->memory, (u->ncode + 1) * sizeof(uint32_t));
    if (!f->block_start || !f->block_at) return;
    for (uint32_t i = 0; i < u->ncode; i++) {
        if (leader[i]) f->block_start[f->nblocks++] = i;
        f->block_at[i] = f->nblocks - 1;
    }
    f->block_start[f->nblocks] = u->ncode;
}

/* Gives a bit to every local that a CHECK_BOUND names. */
static void number_bits(flow *f) {
    comp_unit *u = f->u;
    for (uint32_t i = 0; i < u->nlocals; i++)
        f->bit_of[i] = COMP_NONE;
    for (uint32_t i = 0; i < u->ncode; i++)
        if (u->code[i].op == OP_CHECK_BOUND && f->bit_of[u->code[i].a] == COMP_NONE)
            f->bit_of[u->code[i].a] = f->nbits++;
    f->nwords = (f->nbits + 63) / 64;
}

static void meet_into(flow *f, uint32_t block, const uint64_t *state) {
    uint64_t *in = f->in + (size_t)block * f->nwords;
    for (uint32_t w = 0; w < f->nwords; w++)
        if (in[w] & ~state[w]) {
            in[w] &= state[w];
            f->dirty[block] = f->changed = true;
        }
}

static void meet_label(flow *f, comp_label l) {
    uint32_t at = f->u->labels[l].at;
    if (at < f->u->ncode) meet_into(f, f->block_at[at], f->state);
}

static void set_bit(flow *f, uint32_t reg, bool bound) {
    if (reg >= f->u->nlocals || f->bit_of[reg] == COMP_NONE) return;
    uint64_t bit = UINT64_C(1) << (f->bit_of[reg] & 63);
    if (bound)
        f->state[f->bit_of[reg] >> 6] |= bit;
    else
        f->state[f->bit_of[reg] >> 6] &= ~bit;
}

/* What an instruction binds and unbinds. True if it unbound something. */
static bool transfer(flow *f, const comp_instr *in) {
    if (in->op == OP_DELETE_LOCAL || in->op == OP_LOAD_UNBOUND) {
        set_bit(f, in->a, false);
        return true;
    }
    if (in->op == OP_CHECK_BOUND) {
        set_bit(f, in->a, true);
        return false;
    }
    const char *k = vm_op_operands[in->op];
    if (k[0] == 'w') set_bit(f, in->a, true);
    if (k[2] == 'w') set_bit(f, in->c, true);
    return false;
}

static bool is_bound(const flow *f, uint32_t reg) {
    uint32_t bit = f->bit_of[reg];
    return (f->state[bit >> 6] >> (bit & 63) & 1) != 0;
}

static void run_block(flow *f, uint32_t block, bool rewrite) {
    comp_unit *u = f->u;
    memcpy(f->state, f->in + (size_t)block * f->nwords, f->nwords * sizeof(uint64_t));
    uint32_t region = 0;
    for (uint32_t i = f->block_start[block]; i < f->block_start[block + 1]; i++) {
        comp_instr *in = &u->code[i];
        if (in->region != region && in->region) meet_label(f, u->regions[in->region].handler);
        region = in->region;
        /* The target of FOR_ITER is bound on the way into the loop only. */
        if (comp_jumps(in->op)) meet_label(f, in->extra);
        if (rewrite && in->op == OP_CHECK_BOUND && is_bound(f, in->a)) {
            in->op = OP_NOP;
            continue;
        }
        if (transfer(f, in) && region) meet_label(f, u->regions[region].handler);
    }
    uint32_t end = f->block_start[block + 1];
    if (end < u->ncode && falls_through(u->code[end - 1].op)) meet_into(f, block + 1, f->state);
}

void comp_flow(comp_unit *u) {
    flow f = {.u = u};
    f.bit_of = arena_alloc(u->c->memory, (u->nlocals + 1) * sizeof(uint32_t));
    if (!f.bit_of) return;
    number_bits(&f);
    find_blocks(&f);
    f.in = arena_alloc(u->c->memory, ((size_t)f.nblocks + 1) * f.nwords * sizeof(uint64_t));
    f.dirty = arena_alloc(u->c->memory, f.nblocks + 1);
    if (!f.in || !f.dirty || !f.nblocks) return; /* all checks stay */
    memset(f.in, 0xff, (size_t)f.nblocks * f.nwords * sizeof(uint64_t));
    memset(f.dirty, true, f.nblocks);
    f.state = f.in + (size_t)f.nblocks * f.nwords;
    memset(f.in, 0, f.nwords * sizeof(uint64_t));
    memset(f.state, 0, f.nwords * sizeof(uint64_t));
    for (int32_t i = 0; i < u->scope->n_params; i++)
        set_bit(&f, (uint32_t)i, true);
    memcpy(f.in, f.state, f.nwords * sizeof(uint64_t));
    do {
        f.changed = false;
        for (uint32_t b = 0; b < f.nblocks; b++)
            if (f.dirty[b]) {
                f.dirty[b] = false;
                run_block(&f, b, false);
            }
    } while (f.changed);
    for (uint32_t b = 0; b < f.nblocks; b++)
        run_block(&f, b, true);
}
