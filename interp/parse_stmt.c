/* parse_stmt.c - simple statements. */
#include "interp/parse_internal.h"

/* ---- assignments ---- */

/* The operator of an augmented assignment, or -1. */
static int augmented_operator(lex_kind kind) {
    switch (kind) {
    case LEX_PLUSEQUAL: return AST_Add;
    case LEX_MINUSEQUAL: return AST_Sub;
    case LEX_STAREQUAL: return AST_Mult;
    case LEX_ATEQUAL: return AST_MatMult;
    case LEX_SLASHEQUAL: return AST_Div;
    case LEX_PERCENTEQUAL: return AST_Mod;
    case LEX_AMPEREQUAL: return AST_BitAnd;
    case LEX_VBAREQUAL: return AST_BitOr;
    case LEX_CIRCUMFLEXEQUAL: return AST_BitXor;
    case LEX_LEFTSHIFTEQUAL: return AST_LShift;
    case LEX_RIGHTSHIFTEQUAL: return AST_RShift;
    case LEX_DOUBLESTAREQUAL: return AST_Pow;
    case LEX_DOUBLESLASHEQUAL: return AST_FloorDiv;
    default: return -1;
    }
}

/* At `:` after the target; a bare name is `simple`, one in parentheses is not. */
static ast_node *annotated(parser *p, parse_pos start, const lex_token *first, ast_node *target) {
    if (!parse_is_single_target(target)) parse_fail(p);
    parse_next(p);
    parse_set_context(target, AST_Store);
    ast_node *annotation = parse_expression(p);
    ast_node *value = parse_accept(p, LEX_EQUAL) ? parse_yield_or_stars(p) : NULL;
    bool simple = target->kind == AST_Name && first->kind == LEX_NAME;
    return NODE(p, AnnAssign, start, .target = target, .annotation = annotation, .value = value,
                .simple = simple);
}

static ast_node *augmented(parser *p, parse_pos start, ast_node *target, int op) {
    if (!parse_is_single_target(target)) parse_fail(p);
    parse_next(p);
    parse_set_context(target, AST_Store);
    ast_node *value = parse_yield_or_stars(p);
    return NODE(p, AugAssign, start, .target = target, .op = (ast_operator)op, .value = value);
}

/* target '=' (target '=')* value */
static ast_node *assignment(parser *p, parse_pos start, ast_node *value) {
    int32_t mark = parse_mark(p);
    while (parse_at(p, LEX_EQUAL)) {
        if (!parse_is_target(value)) parse_fail(p);
        parse_set_context(value, AST_Store);
        parse_push(p, value);
        parse_next(p);
        value = parse_yield_or_stars(p);
    }
    ast_seq *targets = parse_take(p, mark);
    return NODE(p, Assign, start, .targets = targets, .value = value);
}

/* An expression, or what its first part turns out to be the target of. */
static ast_node *expression_statement(parser *p) {
    parse_pos start = parse_here(p);
    const lex_token *first = p->tok;
    ast_node *value = parse_star_expressions(p);
    if (parse_at(p, LEX_EQUAL)) return assignment(p, start, value);
    if (parse_at(p, LEX_COLON)) return annotated(p, start, first, value);
    int op = augmented_operator(p->tok->kind);
    if (op >= 0) return augmented(p, start, value, op);
    return NODE(p, Expr, start, .value = value);
}

/* ---- imports ---- */

/* NAME ('.' NAME)* as one identifier. */
static const ast_ident *dotted_name(parser *p) {
    const lex_token *first = p->tok;
    const ast_ident *name = parse_name(p);
    if (!parse_at(p, LEX_DOT)) return name;
    size_t len = name->len;
    while (parse_accept(p, LEX_DOT))
        len += parse_name(p)->len + 1;
    char *joined = parse_alloc(p, len + 1);
    size_t at = 0;
    for (const lex_token *t = first; t < p->tok; t++) {
        if (t->kind != LEX_NAME) {
            joined[at++] = '.';
        } else {
            memcpy(joined + at, t->name->utf8, t->name->len);
            at += t->name->len;
        }
    }
    return parse_intern(p, joined, at);
}

static ast_node *alias(parser *p, const ast_ident *(*read_name)(parser *)) {
    parse_pos start = parse_here(p);
    const ast_ident *name = read_name(p);
    const ast_ident *asname = parse_accept(p, LEX_AS) ? parse_name(p) : NULL;
    return NODE(p, alias, start, .name = name, .asname = asname);
}

static ast_node *import_statement(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    int32_t mark = parse_mark(p);
    do
        parse_push(p, alias(p, dotted_name));
    while (parse_accept(p, LEX_COMMA));
    ast_seq *names = parse_take(p, mark);
    return NODE(p, Import, start, .names = names);
}

static ast_seq *import_targets(parser *p) {
    int32_t mark = parse_mark(p);
    if (parse_at(p, LEX_STAR)) {
        parse_pos start = parse_here(p);
        parse_next(p);
        const ast_ident *star = parse_intern(p, "*", 1);
        return parse_one_item(p, NODE(p, alias, start, .name = star));
    }
    bool brackets = parse_accept(p, LEX_LPAR);
    do {
        parse_push(p, alias(p, parse_name));
    } while (parse_accept(p, LEX_COMMA) && !(brackets && parse_at(p, LEX_RPAR)));
    if (brackets) parse_expect(p, LEX_RPAR);
    return parse_take(p, mark);
}

static ast_node *import_from_statement(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    int32_t level = 0;
    for (; parse_at(p, LEX_DOT) || parse_at(p, LEX_ELLIPSIS); parse_next(p))
        level += parse_at(p, LEX_DOT) ? 1 : 3;
    const ast_ident *module = NULL;
    if (level == 0 || parse_at(p, LEX_NAME)) module = dotted_name(p);
    parse_expect(p, LEX_IMPORT);
    ast_seq *names = import_targets(p);
    return NODE(p, ImportFrom, start, .module = module, .names = names, .level = level);
}

/* ---- the other statements ---- */

static ast_node *return_statement(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    ast_node *value = NULL;
    if (parse_at_expression(p) || parse_at(p, LEX_STAR)) value = parse_star_expressions(p);
    return NODE(p, Return, start, .value = value);
}

static ast_node *raise_statement(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    ast_node *exc = NULL, *cause = NULL;
    if (parse_at_expression(p)) {
        exc = parse_expression(p);
        if (parse_accept(p, LEX_FROM)) cause = parse_expression(p);
    }
    return NODE(p, Raise, start, .exc = exc, .cause = cause);
}

static ast_node *del_statement(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    int32_t mark = parse_mark(p);
    do {
        ast_node *target = parse_primary(p);
        if (!parse_is_del_target(target)) parse_fail(p);
        parse_set_context(target, AST_Del);
        parse_push(p, target);
    } while (parse_accept(p, LEX_COMMA) && parse_at_expression(p));
    if (!parse_at(p, LEX_SEMI) && !parse_at(p, LEX_NEWLINE)) parse_fail(p);
    ast_seq *targets = parse_take(p, mark);
    return NODE(p, Delete, start, .targets = targets);
}

static ast_node *assert_statement(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    ast_node *test = parse_expression(p);
    ast_node *msg = parse_accept(p, LEX_COMMA) ? parse_expression(p) : NULL;
    return NODE(p, Assert, start, .test = test, .msg = msg);
}

/* `global` and `nonlocal` */
static ast_node *names_statement(parser *p, bool global) {
    parse_pos start = parse_here(p);
    parse_next(p);
    int32_t mark = parse_mark(p);
    do
        parse_push(p, (ast_node *)(uintptr_t)parse_name(p));
    while (parse_accept(p, LEX_COMMA));
    ast_ident_seq *names = parse_take_idents(p, mark);
    return global ? NODE(p, Global, start, .names = names)
                  : NODE(p, Nonlocal, start, .names = names);
}

static ast_node *yield_statement(parser *p) {
    parse_pos start = parse_here(p);
    ast_node *value = parse_yield(p);
    return NODE(p, Expr, start, .value = value);
}

static ast_node *simple_statement(parser *p) {
    parse_pos start = parse_here(p);
    switch (p->tok->kind) {
    case LEX_RETURN: return return_statement(p);
    case LEX_IMPORT: return import_statement(p);
    case LEX_FROM: return import_from_statement(p);
    case LEX_RAISE: return raise_statement(p);
    case LEX_DEL: return del_statement(p);
    case LEX_YIELD: return yield_statement(p);
    case LEX_ASSERT: return assert_statement(p);
    case LEX_GLOBAL: return names_statement(p, true);
    case LEX_NONLOCAL: return names_statement(p, false);
    case LEX_PASS: parse_next(p); return NODE(p, Pass, start);
    case LEX_BREAK: parse_next(p); return NODE(p, Break, start);
    case LEX_CONTINUE: parse_next(p); return NODE(p, Continue, start);
    default: return expression_statement(p);
    }
}

void parse_simple_statements(parser *p) {
    for (;;) {
        parse_push(p, simple_statement(p));
        if (!parse_accept(p, LEX_SEMI)) break;
        if (parse_at(p, LEX_NEWLINE)) break;
    }
    parse_expect(p, LEX_NEWLINE);
}

void parse_statement(parser *p) {
    if (!parse_compound(p)) parse_simple_statements(p);
}
