/* parse.c - entry point of the parser, its failures, and the helpers of all its files. */
#include "interp/parse_internal.h"

#include <stdlib.h>

#include "interp/parse_string.h"
#include "interp/syntax_error.h"

/* ---- failing ---- */

void parse_exit(parser *p) {
    p->raised = true;
    longjmp(*p->exit, 1);
}

void parse_fail(parser *p) {
    if (p->tok > p->furthest) p->furthest = p->tok;
    if (p->tok->kind == LEX_ERROR) {
        syntax_error_lexical(p);
        parse_exit(p);
    }
    longjmp(*p->exit, 1);
}

void parse_no_memory(parser *p) {
    *p->err = (parse_error){.kind = PARSE_MEMORY_ERROR};
    parse_exit(p);
}

void parse_raise(parser *p, const char *message, int32_t lineno, int32_t col, int32_t end_lineno,
                 int32_t end_col) {
    const lex_token *last = p->tok > p->furthest ? p->tok : p->furthest;
    syntax_error_set(p, last, PARSE_SYNTAX_ERROR, message, lineno, col + 1, end_lineno,
                     end_col + 1);
    parse_exit(p);
}

void parse_raise_token(parser *p, const lex_token *t, const char *message) {
    parse_raise(p, message, t->lineno, t->col, t->end_lineno, t->end_col);
}

void parse_raise_here(parser *p, const char *message) {
    const lex_token *last = p->tok > p->furthest ? p->tok : p->furthest;
    syntax_error_at_token(p, last, PARSE_SYNTAX_ERROR, message);
    parse_exit(p);
}

void parse_force(parser *p, lex_kind kind) {
    if (p->tok->kind == LEX_ERROR) parse_fail(p);
    if (p->tok->kind == kind) {
        parse_next(p);
        return;
    }
    const char *message = arena_printf(p->memory, "expected '%s'", lex_spelling[kind]);
    if (!message) parse_no_memory(p);
    parse_raise_token(p, p->tok, message);
}

ast_node *parse_attempt(parser *p, ast_node *(*rule)(parser *)) {
    const lex_token *tok = p->tok, *prev = p->prev;
    int32_t n_stack = p->n_stack, depth = p->depth;
    ast_warning **last_warning = p->last_warning;
    jmp_buf *outer = p->exit;
    jmp_buf here;
    p->exit = &here;
    ast_node *volatile node = NULL;
    if (setjmp(here) == 0) node = rule(p);
    p->exit = outer;
    if (node) return node;
    if (p->raised) longjmp(*outer, 1);
    p->tok = tok;
    p->prev = prev;
    p->n_stack = n_stack;
    p->depth = depth;
    p->last_warning = last_warning;
    *last_warning = NULL;
    return NULL;
}

/* ---- memory and sequences ---- */

const ast_ident *parse_intern(parser *p, const char *utf8, size_t len) {
    const ast_ident *name = ast_intern(p->names, utf8, len);
    if (!name) parse_no_memory(p);
    return name;
}

void parse_push_slow(parser *p, ast_node *item) {
    int32_t capacity = p->cap_stack ? p->cap_stack * 2 : 256;
    ast_node **stack = realloc(p->stack, (size_t)capacity * sizeof *stack);
    if (!stack) parse_no_memory(p);
    p->stack = stack;
    p->cap_stack = capacity;
    p->stack[p->n_stack++] = item;
}

/* ast-3: the shared empty sequence is never written to. */
ast_seq *parse_no_items(void) { return (ast_seq *)(uintptr_t)&ast_no_items; }

ast_seq *parse_take(parser *p, int32_t mark) {
    int32_t n = p->n_stack - mark;
    if (n == 0) return parse_no_items();
    ast_seq *seq = parse_alloc(p, sizeof *seq + (size_t)n * sizeof(ast_node *));
    seq->n = n;
    memcpy(seq->items, p->stack + mark, (size_t)n * sizeof(ast_node *));
    p->n_stack = mark;
    return seq;
}

ast_ident_seq *parse_take_idents(parser *p, int32_t mark) {
    return (ast_ident_seq *)(void *)parse_take(p, mark);
}

static_assert(offsetof(ast_seq, items) == offsetof(ast_ident_seq, items));

ast_seq *parse_one_item(parser *p, ast_node *item) {
    ast_seq *seq = parse_alloc(p, sizeof *seq + sizeof(ast_node *));
    seq->n = 1;
    seq->items[0] = item;
    return seq;
}

bool parse_is_soft(const lex_token *t, const char *word) {
    return t->kind == LEX_NAME && strcmp(t->name->utf8, word) == 0;
}

/* ---- start symbols ---- */

static ast_node *whole_node(parser *p, const void *node, size_t size) {
    return parse_put(p, node, size);
}

static ast_node *file_input(parser *p) {
    int32_t mark = parse_mark(p);
    while (!parse_at(p, LEX_END)) {
        p->statement = p->tok;
        parse_statement(p);
    }
    ast_Module module = {.node = {.kind = AST_Module},
                         .body = parse_take(p, mark),
                         .type_ignores = parse_no_items()};
    return whole_node(p, &module, sizeof module);
}

/* More than one statement in `single` mode: blank lines and comments have no tokens. */
static void check_single(parser *p) {
    const lex_token *t = p->tok;
    while (t->kind == LEX_NEWLINE || t->kind == LEX_DEDENT)
        t++;
    if (t->kind == LEX_END) return;
    syntax_error_at_token(p, p->tok - 1, PARSE_SYNTAX_ERROR,
                          "multiple statements found while compiling a single statement");
    parse_exit(p);
}

static ast_node *interactive_input(parser *p) {
    int32_t mark = parse_mark(p);
    parse_pos start = parse_here(p);
    if (parse_at(p, LEX_END)) parse_fail(p);
    if (parse_at(p, LEX_NEWLINE)) {
        p->prev = parse_next(p);
        parse_push(p, NODE(p, Pass, start));
    } else if (parse_compound(p)) {
        parse_expect(p, LEX_NEWLINE);
    } else {
        parse_simple_statements(p);
    }
    check_single(p);
    ast_Interactive root = {.node = {.kind = AST_Interactive}, .body = parse_take(p, mark)};
    return whole_node(p, &root, sizeof root);
}

static ast_node *eval_input(parser *p) {
    ast_Expression root = {.node = {.kind = AST_Expression}, .body = parse_expressions(p)};
    while (parse_accept(p, LEX_NEWLINE)) {
    }
    if (!parse_at(p, LEX_END)) parse_fail(p);
    return whole_node(p, &root, sizeof root);
}

/* `(int, *str, **Any) -> float`: the stars are dropped. */
static ast_node *func_type_input(parser *p) {
    int32_t mark = parse_mark(p);
    parse_expect(p, LEX_LPAR);
    int stars = 0;
    while (!parse_at(p, LEX_RPAR)) {
        int star = parse_accept(p, LEX_STAR) ? 1 : parse_accept(p, LEX_DOUBLESTAR) ? 2 : 0;
        if (star <= stars && stars > 0) {
            p->tok = p->prev;
            parse_fail(p);
        }
        stars = star;
        parse_push(p, parse_expression(p));
        if (parse_at(p, LEX_RPAR) || stars == 2) break;
        parse_expect(p, LEX_COMMA);
        if (parse_at(p, LEX_RPAR)) parse_fail(p);
    }
    parse_expect(p, LEX_RPAR);
    parse_expect(p, LEX_ARROW);
    ast_FunctionType root = {.node = {.kind = AST_FunctionType}};
    root.argtypes = parse_take(p, mark);
    root.returns = parse_expression(p);
    while (parse_accept(p, LEX_NEWLINE)) {
    }
    if (!parse_at(p, LEX_END)) parse_fail(p);
    return whole_node(p, &root, sizeof root);
}

static ast_node *parse_root(parser *p) {
    if (p->place.fstring) return parse_star_expressions(p);
    switch (p->mode) {
    case PARSE_EXEC: return file_input(p);
    case PARSE_SINGLE: return interactive_input(p);
    case PARSE_EVAL: return eval_input(p);
    case PARSE_FUNC_TYPE: return func_type_input(p);
    }
    return NULL;
}

/* ---- entry ---- */

/* Parse; on failure find the words. */
static ast_node *run(parser *p) {
    jmp_buf here;
    ast_node *volatile root = NULL;
    p->exit = &here;
    if (setjmp(here) == 0)
        root = parse_root(p);
    else if (!p->raised || p->err->kind == PARSE_SYNTAX_ERROR)
        syntax_error_diagnose(p);
    p->exit = NULL;
    return root;
}

/* Warnings of an embedded text follow those of the text around it. */
static void splice_warnings(parser *outer, const parser *sub) {
    if (!sub->tokens.warnings) return;
    *outer->last_warning = sub->tokens.warnings;
    while (*outer->last_warning)
        outer->last_warning = &(*outer->last_warning)->next;
}

ast_node *parse_embedded(parser *outer, const char *text, size_t len, const lex_token *string,
                         lex_place place) {
    parser p = {.memory = outer->memory,
                .names = outer->names,
                .mode = PARSE_EXEC,
                .flags = outer->flags,
                .err = outer->err,
                .place = place,
                .outer = outer,
                .string = string,
                .depth = outer->depth,
                .source = {.text = text, .len = len}};
    if (!lex_tokenise(&p.source, p.names, PARSE_EXEC, p.flags, place, &p.tokens))
        parse_no_memory(outer);
    p.tok = p.prev = p.furthest = p.tokens.items;
    p.last_warning = p.tokens.last_warning;
    ast_node *root = run(&p);
    splice_warnings(outer, &p);
    lex_release(&p.tokens);
    free(p.stack);
    if (!root) parse_exit(outer);
    return root;
}

static ast_mod *new_mod(arena *a) {
    ast_mod *mod = arena_zalloc(a, sizeof *mod);
    if (!mod || !ast_names_init(&mod->names, a) || !lex_intern_keywords(&mod->names)) return NULL;
    mod->memory = a;
    return mod;
}

static void no_memory(parse_error *err) {
    if (err->kind == PARSE_OK) *err = (parse_error){.kind = PARSE_MEMORY_ERROR};
}

ast_mod *parse_module(arena *a, const char *src, size_t len, const char *filename, parse_mode mode,
                      unsigned flags, parse_error *err) {
    *err = (parse_error){0};
    parser p = {.memory = a, .mode = mode, .flags = flags, .err = err, .place = {.first_line = 1}};
    if (!lex_decode(a, src, len, filename, mode, flags, &p.source, err)) return NULL;
    ast_mod *mod = new_mod(a);
    if (!mod || !lex_tokenise(&p.source, &mod->names, mode, flags, p.place, &p.tokens)) {
        no_memory(err);
        return NULL;
    }
    p.names = &mod->names;
    p.tok = p.prev = p.furthest = p.tokens.items;
    p.last_warning = p.tokens.last_warning;
    mod->source = p.source.text;
    mod->source_len = p.source.len;
    mod->root = run(&p);
    mod->warnings = p.tokens.warnings;
    lex_release(&p.tokens);
    free(p.stack);
    if (!mod->root) no_memory(err);
    return mod->root ? mod : NULL;
}

/* ---- errors found later ---- */

const char *parse_line_text(arena *a, const ast_mod *mod, int lineno) {
    const char *s = mod->source, *end = s + mod->source_len;
    for (int line = 1; s && line < lineno; line++) {
        s = memchr(s, '\n', (size_t)(end - s));
        s = s ? s + 1 : NULL;
    }
    if (!s || lineno < 1 || s >= end) return NULL;
    const char *nl = memchr(s, '\n', (size_t)(end - s));
    return arena_strndup(a, s, (size_t)((nl ? nl : end) - s));
}

void parse_error_at(parse_error *err, const char *message, int lineno, int col_offset,
                    int end_lineno, int end_col_offset) {
    *err = (parse_error){.kind = PARSE_SYNTAX_ERROR,
                         .message = message,
                         .lineno = lineno,
                         .offset = col_offset + 1,
                         .end_lineno = end_lineno,
                         .end_offset = end_col_offset + 1};
}
