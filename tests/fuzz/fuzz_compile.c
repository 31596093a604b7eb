/* fuzz_compile.c - a libFuzzer target: any bytes to tokens, tree, symbol table and code objects.
 *
 * The first byte of an input selects how the rest is compiled (see `options_of`), the rest is the source. It must come to an
 * end: code that the verifier finds no flaw in, or an error with a message. tests/fuzz/run_compile.py makes the seeds and runs it.
 *
 * Threads: one. */
#include <stddef.h>
#include <stdlib.h>

#include "interp/compile_internal.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/init.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
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

/* The code and the codes nested in its constants are what the evaluation loop takes for granted. */
static void check_code(const rt_code *code) {
    uint32_t pc;
    const char *flaw = vm_code_flaw(code, &pc);
    if (flaw) {
        fprintf(stderr, "%s at word %u\n", flaw, (unsigned)pc);
        abort();
    }
    for (uint32_t i = 0; i < code->nconsts; i++)
        if (rt_is_exact(code->consts[i], &vm_code_type)) check_code(vm_as_code(code->consts[i]));
}

/* ---- the runtime: one thread in solo mode that collects now and then ---- */

enum { INPUTS_BETWEEN_COLLECTIONS = 2000 };

static rt_thread thread;
static Value filename;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    stm_init(NULL);
    rt_thread_init(&thread, stm_thread_attach());
    require(stm_solo_enter(thread.tx));
    stm_begin(thread.tx);
    rt_runtime_init(&thread, &(rt_options){0});
    rt_type_ready(&thread, &vm_code_type);
    rt_root_add(&filename);
    filename = rt_str_intern_cstr(&thread, "<fuzz>");
    return 0;
}

static void collect_sometimes(void) {
    static uint32_t inputs;
    if (++inputs % INPUTS_BETWEEN_COLLECTIONS == 0) rt_collect(&thread);
}

static void compile(arena *a, ast_mod *tree, int optimize) {
    static compiler c;
    comp_unit *u = comp_program(&c, a, tree, 0, optimize);
    if (!u) {
        check_error(&c.error);
        return;
    }
    Value code = comp_finish(&thread, &c, u, filename);
    if (rt_is_null(code))
        require(!rt_is_null(rt_exception_take(&thread)));
    else
        check_code(vm_as_code(code));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    options o = options_of(data[0]);
    arena a;
    arena_init(&a, 0);
    parse_error error = {.kind = PARSE_OK};
    ast_mod *tree =
        parse_module(&a, (const char *)data + 1, size - 1, "<fuzz>", o.mode, o.parse_flags, &error);
    if (tree)
        compile(&a, tree, o.optimize);
    else
        check_error(&error);
    arena_release(&a);
    collect_sometimes();
    return 0;
}
