/* compile_all.c - compiles every file named on the command line with the front end and the compiler alone, and prints how fast.
 *
 *     krait-compile-all [--dump | --attributes] FILE ...
 *
 * Exit status 1 if some file does not compile. --dump lists the instructions, --attributes one line a code object, in the
 * order of definition, for tests/syntax/compare_code.py. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "interp/compile_internal.h"

static char *read_file(const char *path, size_t *len) {
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    fseek(f, 0, SEEK_END);
    *len = (size_t)ftell(f);
    rewind(f);
    char *text = malloc(*len + 1);
    if (text && fread(text, 1, *len, f) != *len) *len = 0;
    fclose(f);
    return text;
}

static void dump_operand(char kind, uint16_t x) {
    if (kind == '-' || kind == 'J') return;
    if (kind == 'v' && x >= VM_CONST_BIT)
        printf(" k%u", x - VM_CONST_BIT);
    else if (kind == 'k' || kind == 'n')
        printf(" k%u", x);
    else if (kind == 'j')
        printf(" %+d", (int16_t)x);
    else if (kind == 'i')
        printf(" #%u", x);
    else
        printf(" r%u", x);
}

static void dump(const comp_unit *u) {
    printf("code %s: %u registers, %u words\n", u->qualname, u->maxregs, u->nwords);
    for (uint32_t pc = 0; pc < u->nwords; pc += vm_op_words[u->words[pc].op]) {
        const vm_word *w = &u->words[pc];
        const char *k = vm_op_operands[w->op];
        printf("%5u %-18s", pc, vm_op_names[w->op]);
        dump_operand(k[0], w->a);
        dump_operand(k[1], w->b);
        dump_operand(k[2], w->c);
        if (k[1] == 'J')
            printf(" -> %d",
                   (int)(pc + vm_op_words[w->op]) + (int32_t)(w->b | (uint32_t)w->c << 16));
        printf("\n");
    }
    for (uint32_t i = 0; i < u->nhandlers; i++)
        printf("      [%u, %u) -> %u r%u\n", u->handlers[i].start, u->handlers[i].end,
               u->handlers[i].handler, u->handlers[i].reg);
}

static void names(const ast_ident **items, uint32_t n) {
    printf("|");
    for (uint32_t i = 0; i < n; i++)
        printf(i ? ",%s" : "%s", items[i]->utf8);
}

/* qualname|argcount|posonly|kwonly|flags|firstlineno|varnames|cellvars|freevars|names|positions (of what can raise) */
static void attributes(const comp_unit *u) {
    printf("%s|%u|%u|%u|0x%x|%d", u->qualname, u->argcount, u->posonlyargcount, u->kwonlyargcount,
           u->flags, u->firstlineno);
    names(u->varnames, u->nlocals);
    names(u->cellvars, u->ncells);
    names(u->freevars, u->nfree);
    names(u->co_names, u->nco_names);
    printf("|");
    const vm_position *p = u->positions;
    for (uint32_t pc = 0; pc < u->nwords; pc += vm_op_words[u->words[pc].op]) {
        while (p + 1 < u->positions + u->npositions && p[1].pc <= pc)
            p++;
        uint16_t op = u->words[pc].op;
        bool raises = (op >= OP_BINARY_ADD && op <= OP_INPLACE_OR) || op == OP_CALL ||
                      op == OP_CALL_METHOD || op == OP_LOAD_ATTR || op == OP_LOAD_GLOBAL ||
                      op == OP_LOAD_NAME || op == OP_LOAD_SUBSCR || op == OP_STORE_ATTR ||
                      op == OP_STORE_SUBSCR || op == OP_CALL_KW || op == OP_CALL_METHOD_KW ||
                      op == OP_LOAD_METHOD || op == OP_IMPORT_NAME || op == OP_IMPORT_FROM ||
                      op == OP_RAISE;
        if (raises)
            printf("%s %d:%d-%d:%d;", vm_op_names[op], p->line, p->col, p->end_line, p->end_col);
    }
    printf("\n");
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool compile_file(const char *path, void (*show)(const comp_unit *), double *seconds,
                         size_t *lines) {
    size_t len = 0;
    char *text = read_file(path, &len);
    if (!text) return false;
    for (size_t i = 0; i < len; i++)
        *lines += text[i] == '\n';
    arena a;
    arena_init(&a, 0);
    parse_error error = {.kind = PARSE_OK};
    double start = now();
    ast_mod *tree = parse_module(&a, text, len, path, PARSE_EXEC, 0, &error);
    compiler c;
    comp_unit *u = tree ? comp_program(&c, &a, tree, 0, 0) : NULL;
    *seconds += now() - start;
    if (!u) {
        const parse_error *e = tree ? &c.error : &error;
        printf("%s:%d:%d: %s\n", path, e->lineno, e->offset, e->message);
    } else if (show) {
        show(u);
        for (uint32_t i = 0; i < c.nconsts; i++)
            if (c.consts[i].code) show(c.consts[i].code);
    }
    arena_release(&a);
    free(text);
    return u != NULL;
}

int main(int argc, char **argv) {
    void (*show)(const comp_unit *) = NULL;
    if (argc > 1 && strcmp(argv[1], "--dump") == 0) show = dump;
    if (argc > 1 && strcmp(argv[1], "--attributes") == 0) show = attributes;
    int failed = 0, files = 0;
    double seconds = 0;
    size_t lines = 0;
    for (int i = show ? 2 : 1; i < argc; i++, files++)
        failed += !compile_file(argv[i], show, &seconds, &lines);
    printf("%d files, %zu lines, %.3f s, %.0f lines/s, %d failed\n", files, lines, seconds,
           (double)lines / seconds, failed);
    return failed != 0;
}
