/* parse_internal.h - the state of one parse and what the parser's files share.
 *
 * A recursive-descent parser with one token of look-ahead, precedence climbing for the binary
 * operators, and a retry in the two places where the grammar needs it (`with (` and `match`). It
 * knows only the valid grammar. A failure leaves by parse_fail (the text is wrong here; the
 * diagnosing pass of syntax_error*.c finds the words) or parse_raise (the words are known).
 *
 * Both leave the recursion in one step, through setjmp/longjmp: nothing on the C stack of the
 * parser owns anything, all memory is the arena's or the parser struct's. So no function here has
 * a failure result, and none is called from outside the front end.
 */
#ifndef KRAIT_INTERP_PARSE_INTERNAL_H
#define KRAIT_INTERP_PARSE_INTERNAL_H

#include <setjmp.h>

#include "interp/ast.h"
#include "interp/lex.h"
#include "interp/parse.h"

enum {
    PARSE_MAX_DEPTH = 1500, /* nested expressions and statements: bounds the C stack */
    PARSE_MAX_UNARY = 5900, /* chained prefix operators, which do not recurse */
};

typedef struct parse_pos {
    int32_t lineno, col;
} parse_pos;

typedef struct parser {
    const lex_token *tok;      /* the next token */
    const lex_token *prev;     /* the last consumed one that is not NEWLINE, INDENT or DEDENT */
    const lex_token *furthest; /* the furthest token looked at by a retried rule */
    arena *memory;
    ast_names *names;
    ast_node **stack; /* items of the sequences being built */
    int32_t n_stack, cap_stack;
    int32_t depth;
    jmp_buf *exit; /* where failures go */
    bool raised;   /* err is set: do not retry */
    unsigned flags;
    parse_mode mode;
    lex_source source;
    lex_tokens tokens;
    lex_place place;
    ast_warning **last_warning;
    parse_error *err;
    struct parser *outer;       /* f-string expression: the parser of the string around it */
    const lex_token *string;    /* ... and the string */
    const lex_token *statement; /* PARSE_EXEC: where the statement being parsed begins */
} parser;

/* ---- failing (parse.c) ---- */

/* The next token does not fit. */
[[noreturn]] void parse_fail(parser *p);

/* A SyntaxError with these words at a byte range of the text; columns from 0. */
[[noreturn]] void parse_raise(parser *p, const char *message, int32_t lineno, int32_t col,
                              int32_t end_lineno, int32_t end_col);

/* The same over the extent of one token. */
[[noreturn]] void parse_raise_token(parser *p, const lex_token *t, const char *message);

/* The same at the last token read, as far as the parser has got. */
[[noreturn]] void parse_raise_here(parser *p, const char *message);

[[noreturn]] void parse_no_memory(parser *p);

/* Report whatever err holds. */
[[noreturn]] void parse_exit(parser *p);

/* Try a rule; NULL and nothing consumed when it fails without known words. */
ast_node *parse_attempt(parser *p, ast_node *(*rule)(parser *));

/* ---- memory ---- */

static inline void *parse_alloc(parser *p, size_t size) {
    void *block = arena_alloc(p->memory, size);
    if (!block) parse_no_memory(p);
    return block;
}

const ast_ident *parse_intern(parser *p, const char *utf8, size_t len);

/* A new node with the contents of *node. */
static inline ast_node *parse_put(parser *p, const void *node, size_t size) {
    return memcpy(parse_alloc(p, size), node, size);
}

/* A node from `start` to the last token consumed; the other fields by name. */
#define NODE(p, Kind, start, ...)                                                            \
    parse_put((p), &(ast_##Kind){.node = parse_head((p), AST_##Kind, (start)), __VA_ARGS__}, \
              sizeof(ast_##Kind))

/* Items pushed since the mark become a sequence. */
void parse_push_slow(parser *p, ast_node *item);

static inline int32_t parse_mark(const parser *p) { return p->n_stack; }

static inline void parse_push(parser *p, ast_node *item) {
    if (p->n_stack < p->cap_stack)
        p->stack[p->n_stack++] = item;
    else
        parse_push_slow(p, item);
}

ast_seq *parse_take(parser *p, int32_t mark);
ast_ident_seq *parse_take_idents(parser *p, int32_t mark);
ast_seq *parse_no_items(void);
ast_seq *parse_one_item(parser *p, ast_node *item);

/* ---- tokens ---- */

static inline bool parse_at(const parser *p, lex_kind kind) { return p->tok->kind == kind; }

/* Consume the next token. The last token of the text is never consumed. */
static inline const lex_token *parse_next(parser *p) {
    const lex_token *t = p->tok;
    if (t->kind >= LEX_NEWLINE) {
        if (t->kind >= LEX_END) parse_fail(p);
    } else {
        p->prev = t;
    }
    p->tok = t + 1;
    return t;
}

static inline bool parse_accept(parser *p, lex_kind kind) {
    if (p->tok->kind != kind) return false;
    parse_next(p);
    return true;
}

static inline const lex_token *parse_expect(parser *p, lex_kind kind) {
    if (p->tok->kind != kind) parse_fail(p);
    return parse_next(p);
}

/* A token whose absence has words of its own ("expected ':'") even in a first reading. */
void parse_force(parser *p, lex_kind kind);

static inline const ast_ident *parse_name(parser *p) { return parse_expect(p, LEX_NAME)->name; }

/* Is this NAME token the soft keyword? */
bool parse_is_soft(const lex_token *t, const char *word);

/* ---- positions ---- */

static inline parse_pos parse_here(const parser *p) {
    return (parse_pos){p->tok->lineno, p->tok->col};
}

static inline parse_pos parse_start(const ast_node *n) {
    return (parse_pos){n->lineno, n->col_offset};
}

static inline ast_node parse_head(const parser *p, ast_kind kind, parse_pos start) {
    return (ast_node){kind, start.lineno, start.col, p->prev->end_lineno, p->prev->end_col};
}

static inline void parse_enter(parser *p) {
    if (++p->depth > PARSE_MAX_DEPTH) parse_no_memory(p);
}

static inline void parse_leave(parser *p) { p->depth--; }

/* ---- expressions (parse_expr.c, parse_atom.c, parse_args.c) ---- */

ast_node *parse_expression(parser *p);
ast_node *parse_disjunction(parser *p);
ast_node *parse_bitwise_or(parser *p);
ast_node *parse_named_expression(parser *p); /* expression or NAME := expression */
ast_node *parse_star_named_expression(parser *p);
ast_node *parse_star_expressions(parser *p); /* a tuple without parentheses, or one */
ast_node *parse_expressions(parser *p);
ast_node *parse_yield(parser *p);
ast_node *parse_yield_or_stars(parser *p);
ast_node *parse_primary(parser *p);
ast_node *parse_atom(parser *p);
ast_seq *parse_comprehensions(parser *p);  /* at `for` or `async` */
bool parse_at_expression(const parser *p); /* can an expression start here? */
void parse_call_arguments(parser *p, ast_seq **args, ast_seq **keywords); /* after `(`; not `)` */
ast_node *parse_parameters(parser *p,
                           lex_kind end); /* up to `end`, for def; LEX_COLON for lambda */
ast_node *parse_lambda(parser *p);

/* What may be a target: ['*'] primary, and a list of them; to be checked with parse_is_target. */
ast_node *parse_star_target(parser *p);
ast_node *parse_target_list(parser *p);
bool parse_is_target(const ast_node *n);        /* can be assigned to (star_targets) */
bool parse_is_single_target(const ast_node *n); /* name, attribute or subscript */
bool parse_is_del_target(const ast_node *n);
void parse_set_context(ast_node *n, ast_expr_context ctx);

/* ---- literals (parse_number.c, parse_string.c, parse_fstring.c) ---- */

ast_node *parse_number(parser *p);  /* at NUMBER */
ast_node *parse_strings(parser *p); /* at STRING: it and those that follow */

/* ---- statements (parse_stmt.c, parse_compound.c, parse_pattern.c) ---- */

void parse_statement(parser *p);         /* pushes one or more statements */
void parse_simple_statements(parser *p); /* a line of them */
bool parse_compound(parser *p);          /* pushes one; false: not at a compound one */
ast_seq *parse_block(parser *p);
ast_node *parse_match(parser *p); /* NULL: `match` is a name here */

#endif
