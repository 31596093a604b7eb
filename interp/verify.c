/* verify.c - whether a code object is well formed.
 *
 * Run on all new code in debug builds, where a flaw is a broken invariant of the compiler, and on code that comes from a file.
 * Every instruction is looked at once: its operands, the registers that it reads or writes beside them, its targets.
 *
 * Owns: nothing. Threads: before the code is shared. */
#include <stdlib.h>

#include "interp/code.h"
#include "runtime/error.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

enum { MAX_REGS = 32768 };

typedef struct checker {
    const rt_code *c;
    bool *starts; /* an instruction starts at this word */
    uint32_t pc;
    const char *flaw; /* the first one found */
} checker;

static void fail(checker *k, const char *what) {
    if (!k->flaw) k->flaw = what;
}

static void check(checker *k, bool sound, const char *what) {
    if (!sound) fail(k, what);
}

/* ---- operands ---- */

static bool is_type(const checker *k, uint64_t index, const rt_type *type) {
    return index < k->c->nconsts && rt_is_exact(k->c->consts[index], type);
}

static void check_operand(checker *k, char kind, uint16_t x) {
    const rt_code *c = k->c;
    switch (kind) {
    case 'w':
    case 'r':
    case 'm': check(k, x < c->nregs, "register out of range"); break;
    case 'v':
        check(k, x < VM_CONST_BIT ? x < c->nregs : x - VM_CONST_BIT < c->nconsts,
              "operand out of range");
        break;
    case 'f': check(k, x <= c->nregs, "register range out of range"); break;
    case 'k': check(k, x < c->nconsts, "constant out of range"); break;
    case 'n': check(k, is_type(k, x, &rt_str_type), "name out of range"); break;
    default: break;
    }
}

static void check_target(checker *k, int64_t target) {
    check(k, target >= 0 && target < k->c->nwords && k->starts[target], "jump into nowhere");
}

/* One behind the last register of the range that an instruction with an 'f' operand touches; 0: it has none. */
static uint64_t range_end(const vm_word *w) {
    switch (w->op) {
    case OP_CALL:
    case OP_CALL_KW: return w->a + 1u + w->b;
    case OP_CALL_METHOD:
    case OP_CALL_METHOD_KW: return w->a + 2u + w->b;
    case OP_CALL_EX:
    case OP_EXC_INFO: return w->a + 3u;
    case OP_LOAD_METHOD:
    case OP_LOAD_SPECIAL:
    case OP_EXC_GROUP_MATCH: return w->a + 2u;
    case OP_BUILD_TUPLE:
    case OP_BUILD_LIST:
    case OP_BUILD_SET:
    case OP_BUILD_STRING: return (uint64_t)w->b + w->c;
    case OP_BUILD_MAP: return w->b + 2ull * w->c;
    case OP_BUILD_SLICE: return w->b + 3u;
    case OP_FORMAT_VALUE: return w->b + (w->c & 4 ? 2u : 1u);
    case OP_MATCH_CLASS: return w->b + 2u;
    case OP_UNPACK_SEQUENCE: return (uint64_t)w->a + w->b;
    case OP_UNPACK_EX: return w[1].bits > MAX_REGS ? UINT64_MAX : w->a + w->b + 1u + w[1].bits;
    case OP_MAKE_FUNCTION: return w->c + (uint64_t)__builtin_popcountll(w[1].bits);
    case OP_IMPORT_NAME: return w->c + 2u;
    default: return 0;
    }
}

/* Constants and closure cells that an instruction names otherwise than by a k or n operand. */
static void check_references(checker *k, const vm_word *w) {
    const rt_code *c = k->c;
    switch (w->op) {
    case OP_LOADK_WIDE: check(k, w[1].bits < c->nconsts, "constant out of range"); break;
    case OP_CALL_KW:
    case OP_CALL_METHOD_KW:
        check(k,
              is_type(k, w[1].bits, &rt_tuple_type) && rt_tuple_len(c->consts[w[1].bits]) <= w->b,
              "names of arguments out of range");
        break;
    case OP_MATCH_CLASS:
        check(k, is_type(k, w[1].bits, &rt_tuple_type), "names of attributes out of range");
        break;
    case OP_MAKE_FUNCTION:
        check(k, is_type(k, w->b, &vm_code_type) && w[1].bits < 16,
              "no code to make a function of");
        break;
    case OP_LOAD_FREE:
    case OP_LOAD_CLOSURE:
    case OP_LOAD_CLASSDEREF:
        check(k, w->b < rt_tuple_len(c->freevars), "closure cell out of range");
        break;
    case OP_STORE_FREE:
    case OP_DELETE_FREE:
        check(k, w->a < rt_tuple_len(c->freevars), "closure cell out of range");
        break;
    case OP_YIELD: check(k, w->c == 0xffff || w->c < c->nregs, "register out of range"); break;
    default: break;
    }
}

static bool ends_code(uint16_t op) {
    return op == OP_RETURN || op == OP_JUMP || op == OP_JUMP_BACK || op == OP_RAISE ||
           op == OP_RERAISE;
}

static void check_instruction(checker *k) {
    const vm_word *w = &k->c->words[k->pc];
    const char *kinds = vm_op_operands[w->op];
    check_operand(k, kinds[0], w->a);
    check_operand(k, kinds[1], w->b);
    check_operand(k, kinds[2], w->c);
    int64_t end = (int64_t)k->pc + vm_op_words[w->op];
    if (kinds[1] == 'J') check_target(k, end + (int32_t)(w->b | (uint32_t)w->c << 16));
    if (kinds[2] == 'j') check_target(k, end + (int16_t)w->c);
    check(k, range_end(w) <= k->c->nregs, "register range out of range");
    check_references(k, w);
    for (int i = 1; i < vm_op_words[w->op]; i++)
        check(k, w[i].bits == 0 || (i == 1 && vm_op_has_data(w->op)), "cache is not empty");
    check(k, end < k->c->nwords || ends_code(w->op), "code without an end");
}

/* ---- the whole ---- */

static void mark_starts(checker *k) {
    const rt_code *c = k->c;
    for (k->pc = 0; k->pc < c->nwords && !k->flaw;) {
        uint16_t op = c->words[k->pc].op;
        if (op >= VM_OP_COUNT || vm_op_plain[op] != op) {
            fail(k, "no plain opcode");
            return;
        }
        check(k, op != OP_CONTINUATION && op != OP_EXIT_LOOP, "opcode of the machine's own");
        check(k, vm_op_words[op] <= c->nwords - k->pc, "truncated instruction");
        k->starts[k->pc] = true;
        k->pc += vm_op_words[op];
    }
    check(k, c->nwords > 0, "no code");
}

static void check_tables(checker *k) {
    const rt_code *c = k->c;
    uint32_t last = 0;
    for (uint32_t i = 0; i < c->nhandlers && !k->flaw; i++) {
        const vm_handler *h = &c->handlers[i];
        k->pc = h->start;
        check(k, h->start >= last && h->start < h->end && h->end <= c->nwords,
              "exception range out of order");
        if (k->flaw) return;
        check(k, k->starts[h->start] && h->reg < c->nregs, "bad exception range");
        check_target(k, h->handler);
        last = h->end;
    }
    for (uint32_t i = 0; i < c->npositions && !k->flaw; i++) {
        k->pc = c->positions[i].pc;
        check(k, k->pc < c->nwords && k->starts[k->pc], "position of no instruction");
        check(k, i == 0 || c->positions[i - 1].pc < k->pc, "positions out of order");
    }
}

static void check_names(checker *k) {
    const rt_code *c = k->c;
    uint64_t locals = rt_tuple_len(c->varnames), cells = rt_tuple_len(c->cellvars);
    uint64_t parameters = (uint64_t)c->argcount + c->kwonlyargcount +
                          ((c->flags & CO_VARARGS) != 0) + ((c->flags & CO_VARKEYWORDS) != 0);
    check(k, c->nregs <= MAX_REGS && c->nlocals == locals && locals + cells <= c->nregs,
          "locals out of range");
    check(k, parameters <= locals && c->posonlyargcount <= c->argcount, "parameters out of range");
    check(k, (uint64_t)c->first_name + c->nname_consts <= c->nconsts, "names out of range");
    for (uint32_t i = 0; i < c->nname_consts && !k->flaw; i++)
        check(k, is_type(k, c->first_name + i, &rt_str_type), "name that is no string");
}

const char *vm_code_flaw(const rt_code *c, uint32_t *pc) {
    checker k = {.c = c, .starts = calloc((size_t)c->nwords + 1, sizeof(bool))};
    if (!k.starts) return "out of memory";
    mark_starts(&k);
    if (!k.flaw) check_names(&k);
    k.pc = 0;
    while (!k.flaw && k.pc < c->nwords) {
        check_instruction(&k);
        if (!k.flaw) k.pc += vm_op_words[c->words[k.pc].op];
    }
    if (!k.flaw) check_tables(&k);
    free(k.starts);
    *pc = k.pc;
    return k.flaw;
}

void vm_code_verify(const rt_code *c) {
    uint32_t pc;
    const char *flaw = vm_code_flaw(c, &pc);
    if (!flaw) return;
    vm_disassemble(stderr, c);
    rt_fatal("malformed code: %s at word %u", flaw, (unsigned)pc);
}
