/* parse_atom.c - atoms, displays, comprehensions, calls, subscripts, attributes. */
#include "interp/parse_internal.h"

/* ---- comprehensions ---- */

static bool at_comprehension(parser *p) {
    if (!parse_at(p, LEX_ASYNC)) return parse_at(p, LEX_FOR);
    if (p->tok + 1 > p->furthest) p->furthest = p->tok + 1;
    return p->tok[1].kind == LEX_FOR;
}

/* ['async'] 'for' targets 'in' disjunction ('if' disjunction)* */
static ast_node *comprehension(parser *p) {
    bool is_async = parse_accept(p, LEX_ASYNC);
    parse_expect(p, LEX_FOR);
    ast_node *target = parse_target_list(p);
    if (!parse_is_target(target)) parse_fail(p);
    parse_set_context(target, AST_Store);
    parse_expect(p, LEX_IN);
    ast_node *iter = parse_disjunction(p);
    int32_t mark = parse_mark(p);
    while (parse_accept(p, LEX_IF))
        parse_push(p, parse_disjunction(p));
    ast_seq *ifs = parse_take(p, mark);
    ast_comprehension c = {.node = {.kind = AST_comprehension},
                           .target = target,
                           .iter = iter,
                           .ifs = ifs,
                           .is_async = is_async};
    return parse_put(p, &c, sizeof c);
}

ast_seq *parse_comprehensions(parser *p) {
    int32_t mark = parse_mark(p);
    while (at_comprehension(p))
        parse_push(p, comprehension(p));
    return parse_take(p, mark);
}

/* ---- displays ---- */

/* Items after the first and its comma, up to the closing bracket; pushes them. */
static void more_items(parser *p, lex_kind close) {
    while (parse_accept(p, LEX_COMMA)) {
        if (parse_at(p, close)) break;
        parse_push(p, parse_star_named_expression(p));
    }
}

/* '(' : a tuple, a group, or a generator expression. */
static ast_node *parenthesised(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    if (parse_accept(p, LEX_RPAR))
        return NODE(p, Tuple, start, .elts = parse_no_items(), .ctx = AST_Load);
    if (parse_at(p, LEX_YIELD)) {
        ast_node *yield = parse_yield(p);
        parse_expect(p, LEX_RPAR);
        return yield;
    }
    ast_node *first = parse_star_named_expression(p);
    if (parse_at(p, LEX_COMMA)) {
        int32_t mark = parse_mark(p);
        parse_push(p, first);
        more_items(p, LEX_RPAR);
        parse_expect(p, LEX_RPAR);
        ast_seq *elts = parse_take(p, mark);
        return NODE(p, Tuple, start, .elts = elts, .ctx = AST_Load);
    }
    if (first->kind == AST_Starred) parse_fail(p);
    if (!at_comprehension(p)) {
        parse_expect(p, LEX_RPAR);
        return first;
    }
    ast_seq *generators = parse_comprehensions(p);
    parse_expect(p, LEX_RPAR);
    return NODE(p, GeneratorExp, start, .elt = first, .generators = generators);
}

static ast_node *list_display(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    int32_t mark = parse_mark(p);
    if (!parse_at(p, LEX_RSQB)) {
        ast_node *first = parse_star_named_expression(p);
        if (at_comprehension(p) && first->kind != AST_Starred) {
            ast_seq *generators = parse_comprehensions(p);
            parse_expect(p, LEX_RSQB);
            return NODE(p, ListComp, start, .elt = first, .generators = generators);
        }
        parse_push(p, first);
        more_items(p, LEX_RSQB);
    }
    parse_expect(p, LEX_RSQB);
    ast_seq *elts = parse_take(p, mark);
    return NODE(p, List, start, .elts = elts, .ctx = AST_Load);
}

/* Keys and values alternate on the stack; split them into two sequences. */
static ast_node *finish_dict(parser *p, parse_pos start, int32_t mark) {
    int32_t n = (p->n_stack - mark) / 2;
    ast_seq *keys = parse_no_items(), *values = keys;
    if (n) {
        keys = parse_alloc(p, sizeof *keys + (size_t)n * sizeof(ast_node *));
        values = parse_alloc(p, sizeof *values + (size_t)n * sizeof(ast_node *));
        keys->n = values->n = n;
    }
    for (int32_t i = 0; i < n; i++) {
        keys->items[i] = p->stack[mark + 2 * i];
        values->items[i] = p->stack[mark + 2 * i + 1];
    }
    p->n_stack = mark;
    return NODE(p, Dict, start, .keys = keys, .values = values);
}

/* Push one `key: value` or `**mapping` (key NULL). */
static void dict_item(parser *p) {
    if (parse_accept(p, LEX_DOUBLESTAR)) {
        parse_push(p, NULL);
        parse_push(p, parse_bitwise_or(p));
        return;
    }
    parse_push(p, parse_expression(p));
    parse_expect(p, LEX_COLON);
    parse_push(p, parse_expression(p));
}

static ast_node *dict_rest(parser *p, parse_pos start, int32_t mark) {
    while (parse_accept(p, LEX_COMMA)) {
        if (parse_at(p, LEX_RBRACE)) break;
        dict_item(p);
    }
    parse_expect(p, LEX_RBRACE);
    return finish_dict(p, start, mark);
}

/* After `{ key :` */
static ast_node *dict_from_key(parser *p, parse_pos start, ast_node *key) {
    int32_t mark = parse_mark(p);
    ast_node *value = parse_expression(p);
    if (at_comprehension(p)) {
        ast_seq *generators = parse_comprehensions(p);
        parse_expect(p, LEX_RBRACE);
        return NODE(p, DictComp, start, .key = key, .value = value, .generators = generators);
    }
    parse_push(p, key);
    parse_push(p, value);
    return dict_rest(p, start, mark);
}

static ast_node *brace_display(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    int32_t mark = parse_mark(p);
    if (parse_accept(p, LEX_RBRACE)) return finish_dict(p, start, mark);
    if (parse_at(p, LEX_DOUBLESTAR)) {
        dict_item(p);
        return dict_rest(p, start, mark);
    }
    bool walrus = parse_at(p, LEX_NAME) && p->tok[1].kind == LEX_COLONEQUAL;
    ast_node *first = parse_star_named_expression(p);
    if (parse_at(p, LEX_COLON) && first->kind != AST_Starred && !walrus) {
        parse_next(p);
        return dict_from_key(p, start, first);
    }
    if (at_comprehension(p) && first->kind != AST_Starred) {
        ast_seq *generators = parse_comprehensions(p);
        parse_expect(p, LEX_RBRACE);
        return NODE(p, SetComp, start, .elt = first, .generators = generators);
    }
    parse_push(p, first);
    more_items(p, LEX_RBRACE);
    parse_expect(p, LEX_RBRACE);
    ast_seq *elts = parse_take(p, mark);
    return NODE(p, Set, start, .elts = elts);
}

/* ---- atoms ---- */

static ast_node *name(parser *p) {
    const lex_token *t = parse_next(p);
    ast_Name node = {.node = {AST_Name, t->lineno, t->col, t->end_lineno, t->end_col},
                     .id = t->name,
                     .ctx = AST_Load};
    return parse_put(p, &node, sizeof node);
}

static ast_node *constant(parser *p, ast_const_kind kind) {
    parse_pos start = parse_here(p);
    parse_next(p);
    return NODE(p, Constant, start, .value = {.kind = kind});
}

ast_node *parse_atom(parser *p) {
    switch (p->tok->kind) {
    case LEX_NAME: return name(p);
    case LEX_NUMBER: return parse_number(p);
    case LEX_STRING: return parse_strings(p);
    case LEX_TRUE: return constant(p, AST_CONST_TRUE);
    case LEX_FALSE: return constant(p, AST_CONST_FALSE);
    case LEX_NONE: return constant(p, AST_CONST_NONE);
    case LEX_ELLIPSIS: return constant(p, AST_CONST_ELLIPSIS);
    case LEX_LPAR: return parenthesised(p);
    case LEX_LSQB: return list_display(p);
    case LEX_LBRACE: return brace_display(p);
    default: parse_fail(p);
    }
}

/* ---- calls ---- */

/* What may still follow in an argument list. */
typedef struct call_state {
    int32_t positional_mark;
    ast_seq *keywords;
    int32_t n_keywords, cap_keywords;
    bool keyword_seen, double_star_seen;
} call_state;

static void add_keyword(parser *p, call_state *c, ast_node *keyword) {
    if (c->n_keywords == c->cap_keywords) {
        int32_t capacity = c->cap_keywords ? c->cap_keywords * 2 : 4;
        ast_seq *more = parse_alloc(p, sizeof *more + (size_t)capacity * sizeof(ast_node *));
        if (c->n_keywords)
            memcpy(more->items, c->keywords->items, (size_t)c->n_keywords * sizeof(ast_node *));
        c->keywords = more;
        c->cap_keywords = capacity;
    }
    c->keywords->items[c->n_keywords++] = keyword;
}

static void keyword_argument(parser *p, call_state *c) {
    parse_pos start = parse_here(p);
    const ast_ident *arg = NULL;
    if (parse_at(p, LEX_NAME)) {
        arg = parse_name(p);
        parse_expect(p, LEX_EQUAL);
        c->keyword_seen = true;
    } else {
        parse_next(p); /* ** */
        c->double_star_seen = true;
    }
    ast_node *value = parse_expression(p);
    add_keyword(p, c, NODE(p, keyword, start, .arg = arg, .value = value));
}

static void argument(parser *p, call_state *c) {
    if (parse_at(p, LEX_DOUBLESTAR) || (parse_at(p, LEX_NAME) && p->tok[1].kind == LEX_EQUAL)) {
        keyword_argument(p, c);
        return;
    }
    if (parse_at(p, LEX_STAR)) {
        if (c->double_star_seen) parse_fail(p);
        parse_pos start = parse_here(p);
        parse_next(p);
        ast_node *value = parse_expression(p);
        parse_push(p, NODE(p, Starred, start, .value = value, .ctx = AST_Load));
        return;
    }
    if (c->keyword_seen || c->double_star_seen) {
        if (parse_at(p, LEX_NAME)) parse_next(p);
        parse_fail(p);
    }
    parse_push(p, parse_named_expression(p));
    if (parse_at(p, LEX_EQUAL)) parse_fail(p);
}

void parse_call_arguments(parser *p, ast_seq **args, ast_seq **keywords) {
    call_state c = {0};
    int32_t mark = parse_mark(p);
    for (;;) {
        argument(p, &c);
        if (!parse_accept(p, LEX_COMMA) || parse_at(p, LEX_RPAR)) break;
    }
    *args = parse_take(p, mark);
    *keywords = c.keywords ? c.keywords : parse_no_items();
    if (c.keywords) c.keywords->n = c.n_keywords;
}

/* The whole argument list is one generator expression: its parentheses are the call's. */
static ast_node *call_with_generator(parser *p, parse_pos start, parse_pos open, ast_node *func,
                                     ast_node *elt) {
    ast_seq *generators = parse_comprehensions(p);
    parse_expect(p, LEX_RPAR);
    ast_node *arg = NODE(p, GeneratorExp, open, .elt = elt, .generators = generators);
    ast_seq *args = parse_one_item(p, arg);
    return NODE(p, Call, start, .func = func, .args = args, .keywords = parse_no_items());
}

/* At `(`. */
static ast_node *call(parser *p, parse_pos start, ast_node *func) {
    parse_pos open = parse_here(p);
    parse_next(p);
    ast_seq *args = parse_no_items(), *keywords = args;
    if (!parse_at(p, LEX_RPAR)) {
        const lex_token *first = p->tok;
        parse_call_arguments(p, &args, &keywords);
        bool one = args->n == 1 && keywords->n == 0 && p->tok[-1].kind != LEX_COMMA;
        if (one && at_comprehension(p) && first->kind != LEX_STAR)
            return call_with_generator(p, start, open, func, args->items[0]);
    }
    parse_expect(p, LEX_RPAR);
    return NODE(p, Call, start, .func = func, .args = args, .keywords = keywords);
}

/* ---- subscripts ---- */

/* [lower] ':' [upper] [':' [step]], a named expression, or a starred one (*is_star). */
static ast_node *slice(parser *p, bool *is_star) {
    parse_pos start = parse_here(p);
    *is_star = parse_at(p, LEX_STAR);
    if (*is_star) {
        parse_next(p);
        ast_node *value = parse_expression(p);
        return NODE(p, Starred, start, .value = value, .ctx = AST_Load);
    }
    ast_node *lower = NULL, *upper = NULL, *step = NULL;
    if (!parse_at(p, LEX_COLON)) {
        bool walrus = parse_at(p, LEX_NAME) && p->tok[1].kind == LEX_COLONEQUAL;
        lower = parse_named_expression(p);
        if (!parse_at(p, LEX_COLON) || walrus) return lower;
    }
    parse_expect(p, LEX_COLON);
    if (parse_at_expression(p)) upper = parse_expression(p);
    if (parse_accept(p, LEX_COLON) && parse_at_expression(p)) step = parse_expression(p);
    return NODE(p, Slice, start, .lower = lower, .upper = upper, .step = step);
}

static ast_node *subscript(parser *p, parse_pos start, ast_node *value) {
    parse_next(p);
    parse_pos inner = parse_here(p);
    bool star;
    ast_node *index = slice(p, &star);
    if (star || parse_at(p, LEX_COMMA)) {
        int32_t mark = parse_mark(p);
        parse_push(p, index);
        while (parse_accept(p, LEX_COMMA) && !parse_at(p, LEX_RSQB))
            parse_push(p, slice(p, &star));
        ast_seq *elts = parse_take(p, mark);
        index = NODE(p, Tuple, inner, .elts = elts, .ctx = AST_Load);
    }
    parse_expect(p, LEX_RSQB);
    return NODE(p, Subscript, start, .value = value, .slice = index, .ctx = AST_Load);
}

ast_node *parse_primary(parser *p) {
    parse_pos start = parse_here(p);
    ast_node *value = parse_atom(p);
    for (;;) {
        switch (p->tok->kind) {
        case LEX_DOT: {
            parse_next(p);
            const ast_ident *attr = parse_name(p);
            value = NODE(p, Attribute, start, .value = value, .attr = attr, .ctx = AST_Load);
            break;
        }
        case LEX_LPAR: value = call(p, start, value); break;
        case LEX_LSQB: value = subscript(p, start, value); break;
        default: return value;
        }
    }
}
