/* compile.c - the driver of the compiler proper: from a tree to finished units. Knows nothing of runtime objects.
 *
 * Owns: the compiler's error state. Threads: any number at once, each with its own arena. */
#define _GNU_SOURCE 1 /* memmem */
#include <stdarg.h>
#include <stdio.h>

#include "interp/compile_internal.h"

/* ---- errors during the walk ----------------------------------------------------------------- */

void comp_fail(compiler *c, parse_error_kind kind, const char *message) {
    if (c->failed) return;
    c->failed = true;
    c->error = (parse_error){.kind = kind, .message = message, .lineno = -1};
}

void comp_error(comp_unit *u, const char *format, ...) {
    compiler *c = u->c;
    if (c->failed) return;
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *message = arena_strndup(c->memory, text, strlen(text));
    if (!message) {
        comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
        return;
    }
    c->failed = true;
    parse_error_at(&c->error, message, u->pos.line, u->pos.col, u->pos.end_line, u->pos.end_col);
}

void comp_warn(comp_unit *u, const char *format, ...) {
    compiler *c = u->c;
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ast_warning *w = arena_zalloc(c->memory, sizeof *w);
    const char *message = arena_strndup(c->memory, text, strlen(text));
    if (!w || !message) {
        comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
        return;
    }
    *w = (ast_warning){.kind = AST_SYNTAX_WARNING,
                       .lineno = u->pos.line,
                       .end_lineno = u->pos.line,
                       .col_offset = u->pos.col,
                       .end_col_offset = u->pos.end_col,
                       .message = message};
    *c->warning_end = w;
    c->warning_end = &w->next;
}

bool comp_enter(compiler *c) {
    if (++c->depth <= COMP_MAX_DEPTH) return true;
    c->depth--;
    comp_fail(c, PARSE_RECURSION_ERROR, "maximum recursion depth exceeded during compilation");
    return false;
}

/* ---- the program ---------------------------------------------------------------------------- */

static void compile_root(comp_unit *u, const ast_mod *tree) {
    const ast_node *root = tree->root;
    if (root->kind == AST_Expression) {
        uint32_t value = comp_expr(u, ast_as_Expression(root)->body);
        comp_emit(u, OP_RETURN, value, 0, 0);
    } else if (root->kind == AST_Interactive) {
        const ast_seq *body = ast_as_Interactive(root)->body;
        u->c->interactive = true;
        comp_namespace_body(u, body);
    } else {
        comp_namespace_body(u, ast_as_Module(root)->body);
    }
}

enum { FUTURE_MASK = 0x1fe0000 };

static comp_unit *compile_tree(compiler *c) {
    unsigned features = c->flags;
    if (!scope_future(c->mod, &features, &c->last_future_line, &c->error)) {
        c->failed = true;
        return NULL;
    }
    c->flags |=
        features & (CO_FUTURE_BARRY_AS_BDFL | CO_FUTURE_ANNOTATIONS); /* the others are always on */
    c->scopes = scope_build(c->mod, features, &c->error);
    if (!c->scopes) {
        c->failed = true;
        return NULL;
    }
    comp_unit *u = comp_unit_open(c, NULL, c->mod->root, COMP_MODULE, "<module>", 1);
    if (!u) return NULL;
    u->code[0].pos.line = 0; /* RESUME of a module stands before its first line */
    compile_root(u, c->mod);
    comp_unit_close(u);
    return u;
}

static bool may_assign_in_expr(const ast_mod *mod) {
    return !mod->source || memmem(mod->source, mod->source_len, ":=", 2) != NULL;
}

comp_unit *comp_program(compiler *c, arena *a, ast_mod *tree, unsigned flags, int optimize) {
    *c = (compiler){.memory = a,
                    .mod = tree,
                    .flags = flags & FUTURE_MASK,
                    .optimize = optimize,
                    .last_future_line = -1,
                    .top_level_await = (flags & COMP_TOP_LEVEL_AWAIT) != 0,
                    .assigns_in_expr = may_assign_in_expr(tree)};
    c->warning_end = &tree->warnings;
    while (*c->warning_end)
        c->warning_end = &(*c->warning_end)->next;
    comp_unit *u = compile_tree(c);
    if (a->failed) comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
    return c->failed ? NULL : u;
}
