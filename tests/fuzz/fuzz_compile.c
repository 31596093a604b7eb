/* fuzz_compile.c - a libFuzzer target: any bytes to tokens, tree, symbol table and bytecode.
 *
 * The first byte of an input selects how the rest is compiled (see `options_of`), the rest is the source. It must come to an
 * end: code whose jumps and ranges lie within it, or an error with a message. tests/fuzz/run_compile.py makes the seeds and runs it.
 *
 * Threads: one. */
#include <stddef.h>
#include <stdlib.h>

#include "interp/compile_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct options {
    parse_mode mode;
    unsigned parse_flags;
    int optimize;
} options;

/* Bits 0-1: the start symbol; 2: the text is known to be UTF-8; 3: typed at a prompt; 4-5: -O, -OO. A newline or a blank
 * selects a module. */
static options options_of(uint8_t selector) {
    static const parse_mode modes[] = {PARSE_EXEC, PARSE_EVAL, PARSE_EXEC, PARSE_SINGLE};
    options o = {.mode = modes[selector & 3]};
    if (selector & 4) o.parse_flags |= PARSE_SOURCE_IS_UTF8;
    if ((selector & 8) && o.mode == PARSE_SINGLE)
        o.parse_flags |= PARSE_DONT_IMPLY_DEDENT | PARSE_ALLOW_INCOMPLETE;
    o.optimize = (selector >> 4 & 3) % 3;
    return o;
}

static void require(bool holds) {
    if (!holds) abort();
}

/* An error has a kind and a message, and a line of text that ends. */
static void check_error(const parse_error *e) {
    require(e->kind != PARSE_OK && e->message && strlen(e->message) > 0);
    require(!e->text || strlen(e->text) < SIZE_MAX);
}

/* The jump of an instruction, handlers and positions point at words of the unit. */
static void check_unit(const comp_unit *u) {
    for (uint32_t pc = 0; pc < u->nwords; pc += vm_op_words[u->words[pc].op]) {
        const vm_word *w = &u->words[pc];
        require(w->op < VM_OP_COUNT && vm_op_words[w->op] <= u->nwords - pc);
        const char *operands = vm_op_operands[w->op];
        int64_t target = (int64_t)pc + vm_op_words[w->op];
        if (operands[1] == 'J') target += (int32_t)(w->b | (uint32_t)w->c << 16);
        if (operands[2] == 'j') target += (int16_t)w->c;
        require(target >= 0 && target <= u->nwords);
    }
    for (uint32_t i = 0; i < u->nhandlers; i++)
        require(u->handlers[i].start < u->handlers[i].end && u->handlers[i].end <= u->nwords &&
                u->handlers[i].handler < u->nwords);
    for (uint32_t i = 0; i < u->npositions; i++)
        require(u->positions[i].pc < u->nwords);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static compiler c;
    if (size == 0) return 0;
    options o = options_of(data[0]);
    arena a;
    arena_init(&a, 0);
    parse_error error = {.kind = PARSE_OK};
    ast_mod *tree =
        parse_module(&a, (const char *)data + 1, size - 1, "<fuzz>", o.mode, o.parse_flags, &error);
    if (!tree) {
        check_error(&error);
    } else {
        const comp_unit *u = comp_program(&c, &a, tree, 0, o.optimize);
        if (u)
            check_unit(u);
        else
            check_error(&c.error);
        for (uint32_t i = 0; u && i < c.nconsts; i++)
            if (c.consts[i].code) check_unit(c.consts[i].code);
    }
    arena_release(&a);
    return 0;
}
