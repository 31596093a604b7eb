/* verify.c - whether the words of a code object are well formed.
 *
 * Run on all new code in debug builds. A defect is a broken invariant of the compiler, so it is fatal.
 *
 * Owns: nothing. Threads: before the code is shared. */
#include <stdlib.h>

#include "interp/code.h"
#include "runtime/error.h"
#include "runtime/objects/str.h"

typedef struct checker {
    const rt_code *c;
    bool *starts; /* an instruction starts at this word */
    uint32_t pc;
} checker;

[[noreturn]] static void fail(const checker *k, const char *what) {
    vm_disassemble(stderr, k->c);
    rt_fatal("malformed code: %s at word %u", what, (unsigned)k->pc);
}

static void check_operand(const checker *k, char kind, uint16_t x) {
    const rt_code *c = k->c;
    switch (kind) {
    case 'w':
    case 'r':
    case 'm':
        if (x >= c->nregs) fail(k, "register out of range");
        break;
    case 'v':
        if (x < VM_CONST_BIT ? x >= c->nregs : x - VM_CONST_BIT >= c->nconsts)
            fail(k, "operand out of range");
        break;
    case 'f':
        if (x > c->nregs) fail(k, "register range out of range");
        break;
    case 'k':
        if (x >= c->nconsts) fail(k, "constant out of range");
        break;
    case 'n':
        if (x >= c->nconsts || !rt_is_str(c->consts[x])) fail(k, "name out of range");
        break;
    default: break;
    }
}

static void check_target(const checker *k, int64_t target) {
    if (target < 0 || target >= k->c->nwords || !k->starts[target]) fail(k, "jump into nowhere");
}

static void check_instruction(const checker *k) {
    const vm_word *w = &k->c->words[k->pc];
    const char *kinds = vm_op_operands[w->op];
    check_operand(k, kinds[0], w->a);
    check_operand(k, kinds[1], w->b);
    check_operand(k, kinds[2], w->c);
    int64_t end = (int64_t)k->pc + vm_op_words[w->op];
    if (kinds[1] == 'J') check_target(k, end + (int32_t)(w->b | (uint32_t)w->c << 16));
    if (kinds[2] == 'j') check_target(k, end + (int16_t)w->c);
    bool is_const = w->op == OP_LOADK_WIDE || w->op == OP_CALL_KW || w->op == OP_CALL_METHOD_KW ||
                    w->op == OP_MATCH_CLASS;
    if (is_const && w[1].bits >= k->c->nconsts) fail(k, "constant out of range");
}

static void mark_starts(checker *k) {
    const rt_code *c = k->c;
    for (k->pc = 0; k->pc < c->nwords;) {
        uint16_t op = c->words[k->pc].op;
        if (op >= VM_OP_COUNT || vm_op_plain[op] != op) fail(k, "no plain opcode");
        if (op == OP_CONTINUATION || op == OP_EXIT_LOOP) fail(k, "opcode of the machine's own");
        if (vm_op_words[op] > c->nwords - k->pc) fail(k, "truncated instruction");
        k->starts[k->pc] = true;
        k->pc += vm_op_words[op];
    }
}

static void check_tables(checker *k) {
    const rt_code *c = k->c;
    uint32_t last = 0;
    for (uint32_t i = 0; i < c->nhandlers; i++) {
        const vm_handler *h = &c->handlers[i];
        k->pc = h->start;
        if (h->start < last || h->start >= h->end || h->end > c->nwords)
            fail(k, "exception range out of order");
        if (!k->starts[h->start] || h->reg >= c->nregs) fail(k, "bad exception range");
        check_target(k, h->handler);
        last = h->end;
    }
    for (uint32_t i = 0; i < c->npositions; i++) {
        k->pc = c->positions[i].pc;
        if (k->pc >= c->nwords || !k->starts[k->pc]) fail(k, "position of no instruction");
        if (i && c->positions[i - 1].pc >= k->pc) fail(k, "positions out of order");
    }
}

void vm_code_verify(const rt_code *c) {
    checker k = {.c = c, .starts = calloc(c->nwords + 1, sizeof(bool))};
    if (!k.starts) return;
    mark_starts(&k);
    for (k.pc = 0; k.pc < c->nwords; k.pc += vm_op_words[c->words[k.pc].op])
        check_instruction(&k);
    check_tables(&k);
    free(k.starts);
}
