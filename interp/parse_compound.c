/* parse_compound.c - statements with blocks. */
#include "interp/parse_internal.h"

/* ---- blocks ---- */

ast_seq *parse_block(parser *p) {
    int32_t mark = parse_mark(p);
    if (!parse_accept(p, LEX_NEWLINE)) {
        parse_simple_statements(p);
        return parse_take(p, mark);
    }
    parse_expect(p, LEX_INDENT);
    parse_enter(p);
    do
        parse_statement(p);
    while (!parse_at(p, LEX_DEDENT) && !parse_at(p, LEX_END));
    parse_leave(p);
    parse_expect(p, LEX_DEDENT);
    return parse_take(p, mark);
}

static ast_seq *colon_block(parser *p) {
    parse_expect(p, LEX_COLON);
    return parse_block(p);
}

static ast_seq *forced_block(parser *p) {
    parse_force(p, LEX_COLON);
    return parse_block(p);
}

static ast_seq *else_block(parser *p) {
    return parse_accept(p, LEX_ELSE) ? forced_block(p) : parse_no_items();
}

/* ---- if, while, for ---- */

/* elif chains: the branches are collected first, since a long chain must not recurse. */
static ast_node *if_statement(parser *p) {
    int32_t mark = parse_mark(p), branches = 0;
    do {
        ast_If branch = {.node = {AST_If, p->tok->lineno, p->tok->col, 0, 0}};
        parse_next(p);
        branch.test = parse_named_expression(p);
        branch.body = colon_block(p);
        parse_push(p, parse_put(p, &branch, sizeof branch));
        if (++branches > PARSE_MAX_UNARY / 2) parse_no_memory(p);
    } while (parse_at(p, LEX_ELIF));
    ast_seq *orelse = else_block(p);
    ast_node *inner = NULL;
    while (branches-- > 0) {
        inner = p->stack[mark + branches];
        *inner = parse_head(p, AST_If, parse_start(inner));
        ast_as_If(inner)->orelse = orelse;
        if (branches > 0) orelse = parse_one_item(p, inner);
    }
    p->n_stack = mark;
    return inner;
}

static ast_node *while_statement(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    ast_node *test = parse_named_expression(p);
    ast_seq *body = colon_block(p);
    ast_seq *orelse = else_block(p);
    return NODE(p, While, start, .test = test, .body = body, .orelse = orelse);
}

static ast_node *for_statement(parser *p, parse_pos start, bool is_async) {
    parse_expect(p, LEX_FOR);
    ast_node *target = parse_target_list(p);
    if (!parse_is_target(target)) parse_fail(p);
    parse_set_context(target, AST_Store);
    parse_expect(p, LEX_IN);
    ast_node *iter = parse_star_expressions(p);
    ast_seq *body = colon_block(p);
    ast_seq *orelse = else_block(p);
    if (is_async)
        return NODE(p, AsyncFor, start, .target = target, .iter = iter, .body = body,
                    .orelse = orelse);
    return NODE(p, For, start, .target = target, .iter = iter, .body = body, .orelse = orelse);
}

/* ---- with ---- */

static ast_node *with_item(parser *p) {
    ast_withitem item = {.node = {.kind = AST_withitem}, .context_expr = parse_expression(p)};
    if (parse_accept(p, LEX_AS)) {
        item.optional_vars = parse_star_target(p);
        bool ended = parse_at(p, LEX_COMMA) || parse_at(p, LEX_RPAR) || parse_at(p, LEX_COLON);
        if (!ended || !parse_is_target(item.optional_vars)) parse_fail(p);
        parse_set_context(item.optional_vars, AST_Store);
    }
    return parse_put(p, &item, sizeof item);
}

/* '(' item (',' item)* [','] ')' &':' ; the result is only a carrier of the items. */
static ast_node *bracketed_items(parser *p) {
    parse_expect(p, LEX_LPAR);
    int32_t mark = parse_mark(p);
    do
        parse_push(p, with_item(p));
    while (parse_accept(p, LEX_COMMA) && !parse_at(p, LEX_RPAR));
    parse_expect(p, LEX_RPAR);
    if (!parse_at(p, LEX_COLON)) parse_fail(p);
    ast_With carrier = {.node = {.kind = AST_With}, .items = parse_take(p, mark)};
    return parse_put(p, &carrier, sizeof carrier);
}

static ast_seq *with_items(parser *p) {
    if (parse_at(p, LEX_LPAR)) {
        ast_node *carrier = parse_attempt(p, bracketed_items);
        if (carrier) return ast_as_With(carrier)->items;
    }
    int32_t mark = parse_mark(p);
    do
        parse_push(p, with_item(p));
    while (parse_accept(p, LEX_COMMA));
    return parse_take(p, mark);
}

static ast_node *with_statement(parser *p, parse_pos start, bool is_async) {
    parse_expect(p, LEX_WITH);
    ast_seq *items = with_items(p);
    ast_seq *body = colon_block(p);
    if (is_async) return NODE(p, AsyncWith, start, .items = items, .body = body);
    return NODE(p, With, start, .items = items, .body = body);
}

/* ---- try ---- */

/* At `except`. All handlers of one statement have the star or none. */
static ast_node *except_handler(parser *p, bool star) {
    parse_pos start = parse_here(p);
    parse_next(p);
    ast_node *type = NULL;
    const ast_ident *name = NULL;
    if (star) parse_expect(p, LEX_STAR);
    if (star || !parse_at(p, LEX_COLON)) {
        type = parse_expression(p);
        name = parse_accept(p, LEX_AS) ? parse_name(p) : NULL;
    }
    ast_seq *body = colon_block(p);
    return NODE(p, ExceptHandler, start, .type = type, .name = name, .body = body);
}

static ast_node *try_statement(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    ast_seq *body = forced_block(p);
    int32_t mark = parse_mark(p);
    bool star = parse_at(p, LEX_EXCEPT) && p->tok[1].kind == LEX_STAR;
    while (parse_at(p, LEX_EXCEPT))
        parse_push(p, except_handler(p, star));
    ast_seq *handlers = parse_take(p, mark);
    ast_seq *orelse = handlers->n ? else_block(p) : parse_no_items();
    ast_seq *finalbody = parse_no_items();
    if (handlers->n == 0 && !parse_at(p, LEX_FINALLY)) parse_fail(p);
    if (parse_accept(p, LEX_FINALLY)) finalbody = forced_block(p);
    if (star)
        return NODE(p, TryStar, start, .body = body, .handlers = handlers, .orelse = orelse,
                    .finalbody = finalbody);
    return NODE(p, Try, start, .body = body, .handlers = handlers, .orelse = orelse,
                .finalbody = finalbody);
}

/* ---- definitions ---- */

static ast_node *function(parser *p, parse_pos start, ast_seq *decorators, bool is_async) {
    parse_expect(p, LEX_DEF);
    const ast_ident *name = parse_name(p);
    parse_force(p, LEX_LPAR);
    ast_node *args = parse_parameters(p, LEX_RPAR);
    parse_expect(p, LEX_RPAR);
    ast_node *returns = parse_accept(p, LEX_ARROW) ? parse_expression(p) : NULL;
    ast_seq *body = forced_block(p);
    if (is_async)
        return NODE(p, AsyncFunctionDef, start, .name = name, .args = args, .body = body,
                    .decorator_list = decorators, .returns = returns);
    return NODE(p, FunctionDef, start, .name = name, .args = args, .body = body,
                .decorator_list = decorators, .returns = returns);
}

static ast_node *class_definition(parser *p, ast_seq *decorators) {
    parse_pos start = parse_here(p);
    parse_expect(p, LEX_CLASS);
    const ast_ident *name = parse_name(p);
    ast_seq *bases = parse_no_items(), *keywords = bases;
    if (parse_accept(p, LEX_LPAR)) {
        if (!parse_at(p, LEX_RPAR)) parse_call_arguments(p, &bases, &keywords);
        parse_expect(p, LEX_RPAR);
    }
    ast_seq *body = colon_block(p);
    return NODE(p, ClassDef, start, .name = name, .bases = bases, .keywords = keywords,
                .body = body, .decorator_list = decorators);
}

/* ('@' expression NEWLINE)+ and then a definition. */
static ast_node *decorated(parser *p) {
    int32_t mark = parse_mark(p);
    while (parse_accept(p, LEX_AT)) {
        parse_push(p, parse_named_expression(p));
        parse_expect(p, LEX_NEWLINE);
    }
    ast_seq *decorators = parse_take(p, mark);
    if (parse_at(p, LEX_CLASS)) return class_definition(p, decorators);
    parse_pos start = parse_here(p);
    bool is_async = parse_accept(p, LEX_ASYNC);
    return function(p, start, decorators, is_async);
}

static ast_node *async_statement(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    switch (p->tok->kind) {
    case LEX_DEF: return function(p, start, parse_no_items(), true);
    case LEX_FOR: return for_statement(p, start, true);
    case LEX_WITH: return with_statement(p, start, true);
    default: parse_fail(p);
    }
}

bool parse_compound(parser *p) {
    ast_node *node;
    parse_pos start = parse_here(p);
    switch (p->tok->kind) {
    case LEX_DEF: node = function(p, start, parse_no_items(), false); break;
    case LEX_AT: node = decorated(p); break;
    case LEX_ASYNC: node = async_statement(p); break;
    case LEX_IF: node = if_statement(p); break;
    case LEX_CLASS: node = class_definition(p, parse_no_items()); break;
    case LEX_WITH: node = with_statement(p, start, false); break;
    case LEX_FOR: node = for_statement(p, start, false); break;
    case LEX_TRY: node = try_statement(p); break;
    case LEX_WHILE: node = while_statement(p); break;
    case LEX_NAME: node = parse_match(p); break;
    default: node = NULL; break;
    }
    if (node) parse_push(p, node);
    return node != NULL;
}
