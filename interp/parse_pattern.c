/* parse_pattern.c - the match statement. `match`, `case` and `_` are names everywhere else. */
#include "interp/parse_internal.h"

static ast_node *pattern(parser *p);

/* ---- literals and values ---- */

static bool at_number(const parser *p) {
    return parse_at(p, LEX_NUMBER) || (parse_at(p, LEX_MINUS) && p->tok[1].kind == LEX_NUMBER);
}

static bool is_imaginary(const ast_node *number) {
    return ast_as_Constant(number)->value.kind == AST_CONST_COMPLEX;
}

/* ['-'] NUMBER [('+' | '-') NUMBER] : an integer, a real, or a complex made of two parts. */
static ast_node *signed_number(parser *p) {
    parse_pos start = parse_here(p);
    bool minus = parse_accept(p, LEX_MINUS);
    ast_node *number = parse_number(p), *left = number;
    if (minus) left = NODE(p, UnaryOp, start, .op = AST_USub, .operand = number);
    if (!parse_at(p, LEX_PLUS) && !parse_at(p, LEX_MINUS)) return left;
    ast_operator op = parse_at(p, LEX_PLUS) ? AST_Add : AST_Sub;
    if (is_imaginary(number))
        parse_raise(p, "real number required in complex literal", number->lineno,
                    number->col_offset, number->end_lineno, number->end_col_offset);
    parse_next(p);
    if (!parse_at(p, LEX_NUMBER)) parse_fail(p);
    ast_node *right = parse_number(p);
    if (!is_imaginary(right))
        parse_raise(p, "imaginary number required in complex literal", right->lineno,
                    right->col_offset, right->end_lineno, right->end_col_offset);
    return NODE(p, BinOp, start, .left = left, .op = op, .right = right);
}

/* The constant of True, False or None, or none of them. */
static bool at_singleton(const parser *p, ast_const_kind *kind) {
    switch (p->tok->kind) {
    case LEX_NONE: *kind = AST_CONST_NONE; return true;
    case LEX_TRUE: *kind = AST_CONST_TRUE; return true;
    case LEX_FALSE: *kind = AST_CONST_FALSE; return true;
    default: return false;
    }
}

/* NAME ('.' NAME)* */
static ast_node *dotted(parser *p) {
    parse_pos start = parse_here(p);
    const ast_ident *id = parse_name(p);
    ast_node *value = NODE(p, Name, start, .id = id, .ctx = AST_Load);
    while (parse_accept(p, LEX_DOT)) {
        const ast_ident *attr = parse_name(p);
        value = NODE(p, Attribute, start, .value = value, .attr = attr, .ctx = AST_Load);
    }
    return value;
}

static bool is_wildcard(const ast_ident *name) { return name->len == 1 && name->utf8[0] == '_'; }

/* A name that is bound: not `_`, and not the start of a dotted name, a call or a keyword. */
static const ast_ident *capture_name(parser *p) {
    if (!parse_at(p, LEX_NAME) || is_wildcard(p->tok->name)) parse_fail(p);
    const ast_ident *name = parse_name(p);
    if (parse_at(p, LEX_DOT) || parse_at(p, LEX_LPAR) || parse_at(p, LEX_EQUAL)) parse_fail(p);
    return name;
}

/* ---- sequences ---- */

static ast_node *maybe_star(parser *p) {
    if (!parse_at(p, LEX_STAR)) return pattern(p);
    parse_pos start = parse_here(p);
    parse_next(p);
    const ast_ident *name = NULL;
    if (parse_at(p, LEX_NAME) && is_wildcard(p->tok->name))
        parse_next(p);
    else
        name = capture_name(p);
    return NODE(p, MatchStar, start, .name = name);
}

/* The rest of a sequence after its first item, at a comma or the end; pushes the items. */
static void more_patterns(parser *p, lex_kind close) {
    while (parse_accept(p, LEX_COMMA)) {
        if (parse_at(p, close)) break;
        parse_push(p, maybe_star(p));
    }
}

static ast_node *bracketed(parser *p) {
    parse_pos start = parse_here(p);
    bool list = parse_at(p, LEX_LSQB);
    lex_kind close = list ? LEX_RSQB : LEX_RPAR;
    parse_next(p);
    int32_t mark = parse_mark(p);
    if (!parse_at(p, close)) {
        ast_node *first = maybe_star(p);
        bool group = !list && !parse_at(p, LEX_COMMA) && first->kind != AST_MatchStar;
        if (group) {
            parse_expect(p, LEX_RPAR);
            return first;
        }
        if (!list && !parse_at(p, LEX_COMMA)) parse_fail(p);
        parse_push(p, first);
        more_patterns(p, close);
    }
    parse_expect(p, close);
    ast_seq *patterns = parse_take(p, mark);
    return NODE(p, MatchSequence, start, .patterns = patterns);
}

/* ---- mappings and classes ---- */

static ast_node *mapping_key(parser *p) {
    parse_pos start = parse_here(p);
    ast_const_kind kind;
    if (at_number(p)) return signed_number(p);
    if (parse_at(p, LEX_STRING)) return parse_strings(p);
    if (at_singleton(p, &kind)) {
        parse_next(p);
        return NODE(p, Constant, start, .value = {.kind = kind});
    }
    ast_node *key = dotted(p);
    if (key->kind != AST_Attribute) parse_fail(p);
    return key;
}

static ast_node *mapping(parser *p) {
    parse_pos start = parse_here(p);
    parse_next(p);
    int32_t mark = parse_mark(p), n = 0;
    const ast_ident *rest = NULL;
    while (!parse_at(p, LEX_RBRACE)) {
        if (parse_accept(p, LEX_DOUBLESTAR)) {
            rest = capture_name(p);
            parse_accept(p, LEX_COMMA);
            break;
        }
        parse_push(p, mapping_key(p));
        parse_expect(p, LEX_COLON);
        parse_push(p, pattern(p));
        n++;
        if (!parse_accept(p, LEX_COMMA)) break;
    }
    parse_expect(p, LEX_RBRACE);
    ast_seq *keys = parse_no_items(), *patterns = keys;
    if (n) {
        for (int32_t i = 0; i < n; i++) /* keys below, patterns above */
            parse_push(p, p->stack[mark + 2 * i + 1]);
        patterns = parse_take(p, mark + 2 * n);
        for (int32_t i = 1; i < n; i++)
            p->stack[mark + i] = p->stack[mark + 2 * i];
        p->n_stack = mark + n;
        keys = parse_take(p, mark);
    }
    return NODE(p, MatchMapping, start, .keys = keys, .patterns = patterns, .rest = rest);
}

/* Split `n` pairs (name, pattern) pushed from `mark` on. */
static ast_node *finish_class(parser *p, parse_pos start, ast_node *cls, ast_seq *positional,
                              int32_t mark) {
    int32_t n = (p->n_stack - mark) / 2;
    ast_seq *names = parse_no_items(), *patterns = names;
    if (n) {
        names = parse_alloc(p, sizeof *names + (size_t)n * sizeof(ast_node *));
        patterns = parse_alloc(p, sizeof *names + (size_t)n * sizeof(ast_node *));
        names->n = patterns->n = n;
    }
    for (int32_t i = 0; i < n; i++) {
        names->items[i] = p->stack[mark + 2 * i];
        patterns->items[i] = p->stack[mark + 2 * i + 1];
    }
    p->n_stack = mark;
    return NODE(p, MatchClass, start, .cls = cls, .patterns = positional,
                .kwd_attrs = (ast_ident_seq *)(void *)names, .kwd_patterns = patterns);
}

/* At `(` after the class. */
static ast_node *class_pattern(parser *p, parse_pos start, ast_node *cls) {
    parse_next(p);
    int32_t mark = parse_mark(p);
    bool comma = true;
    while (comma && !parse_at(p, LEX_RPAR) &&
           !(parse_at(p, LEX_NAME) && p->tok[1].kind == LEX_EQUAL)) {
        parse_push(p, pattern(p));
        comma = parse_accept(p, LEX_COMMA);
    }
    ast_seq *positional = parse_take(p, mark);
    while (comma && !parse_at(p, LEX_RPAR)) {
        parse_push(p, (ast_node *)(uintptr_t)parse_name(p));
        parse_expect(p, LEX_EQUAL);
        parse_push(p, pattern(p));
        comma = parse_accept(p, LEX_COMMA);
    }
    parse_expect(p, LEX_RPAR);
    return finish_class(p, start, cls, positional, mark);
}

/* ---- patterns ---- */

/* Capture, wildcard, value or class. */
static ast_node *name_pattern(parser *p) {
    parse_pos start = parse_here(p);
    if (is_wildcard(p->tok->name) && p->tok[1].kind != LEX_DOT && p->tok[1].kind != LEX_LPAR) {
        parse_next(p);
        return NODE(p, MatchAs, start);
    }
    ast_node *value = dotted(p);
    if (parse_at(p, LEX_LPAR)) return class_pattern(p, start, value);
    if (parse_at(p, LEX_EQUAL)) parse_fail(p);
    if (value->kind == AST_Name) return NODE(p, MatchAs, start, .name = ast_as_Name(value)->id);
    return NODE(p, MatchValue, start, .value = value);
}

static ast_node *closed_pattern(parser *p) {
    parse_pos start = parse_here(p);
    ast_const_kind kind;
    if (parse_at(p, LEX_NAME)) return name_pattern(p);
    if (parse_at(p, LEX_LPAR) || parse_at(p, LEX_LSQB)) return bracketed(p);
    if (parse_at(p, LEX_LBRACE)) return mapping(p);
    if (at_singleton(p, &kind)) {
        parse_next(p);
        return NODE(p, MatchSingleton, start, .value = {.kind = kind});
    }
    if (!at_number(p) && !parse_at(p, LEX_STRING)) {
        parse_accept(p, LEX_MINUS); /* it is what follows that does not fit */
        parse_fail(p);
    }
    ast_node *value = parse_at(p, LEX_STRING) ? parse_strings(p) : signed_number(p);
    return NODE(p, MatchValue, start, .value = value);
}

/* closed ('|' closed)* ['as' NAME] */
static ast_node *pattern(parser *p) {
    parse_enter(p);
    parse_pos start = parse_here(p);
    ast_node *result = closed_pattern(p);
    if (parse_at(p, LEX_VBAR)) {
        int32_t mark = parse_mark(p);
        parse_push(p, result);
        while (parse_accept(p, LEX_VBAR))
            parse_push(p, closed_pattern(p));
        ast_seq *patterns = parse_take(p, mark);
        result = NODE(p, MatchOr, start, .patterns = patterns);
    }
    if (parse_accept(p, LEX_AS)) {
        const ast_ident *name = capture_name(p);
        result = NODE(p, MatchAs, start, .pattern = result, .name = name);
    }
    parse_leave(p);
    return result;
}

/* Patterns of a case: a sequence needs no brackets here. */
static ast_node *top_pattern(parser *p) {
    parse_pos start = parse_here(p);
    ast_node *first = maybe_star(p);
    if (!parse_at(p, LEX_COMMA)) {
        if (first->kind == AST_MatchStar) parse_fail(p);
        return first;
    }
    int32_t mark = parse_mark(p);
    parse_push(p, first);
    while (parse_accept(p, LEX_COMMA)) {
        if (parse_at(p, LEX_COLON) || parse_at(p, LEX_IF)) break;
        parse_push(p, maybe_star(p));
    }
    ast_seq *patterns = parse_take(p, mark);
    return NODE(p, MatchSequence, start, .patterns = patterns);
}

/* ---- the statement ---- */

static ast_node *case_block(parser *p) {
    parse_next(p);
    ast_match_case c = {.node = {.kind = AST_match_case}, .pattern = top_pattern(p)};
    if (parse_accept(p, LEX_IF)) c.guard = parse_named_expression(p);
    parse_expect(p, LEX_COLON);
    c.body = parse_block(p);
    return parse_put(p, &c, sizeof c);
}

static ast_node *subject(parser *p) {
    parse_pos start = parse_here(p);
    ast_node *first = parse_star_named_expression(p);
    if (!parse_at(p, LEX_COMMA)) {
        if (first->kind == AST_Starred) parse_fail(p);
        return first;
    }
    int32_t mark = parse_mark(p);
    parse_push(p, first);
    while (parse_accept(p, LEX_COMMA) && !parse_at(p, LEX_COLON))
        parse_push(p, parse_star_named_expression(p));
    ast_seq *elts = parse_take(p, mark);
    return NODE(p, Tuple, start, .elts = elts, .ctx = AST_Load);
}

/* "match" subject ':' NEWLINE INDENT &"case" : what tells the statement from an expression. */
static ast_node *match_head(parser *p) {
    parse_next(p);
    ast_node *value = subject(p);
    parse_expect(p, LEX_COLON);
    parse_expect(p, LEX_NEWLINE);
    parse_expect(p, LEX_INDENT);
    if (!parse_is_soft(p->tok, "case")) parse_fail(p);
    return value;
}

/* Can what follows the name `match` be a subject? */
static bool may_be_subject(const lex_token *t) {
    switch (t->kind) {
    case LEX_NAME:
    case LEX_NUMBER:
    case LEX_STRING:
    case LEX_LPAR:
    case LEX_LSQB:
    case LEX_LBRACE:
    case LEX_MINUS:
    case LEX_PLUS:
    case LEX_TILDE:
    case LEX_STAR:
    case LEX_NOT:
    case LEX_AWAIT:
    case LEX_LAMBDA:
    case LEX_TRUE:
    case LEX_FALSE:
    case LEX_NONE:
    case LEX_ELLIPSIS: return true;
    default: return false;
    }
}

ast_node *parse_match(parser *p) {
    if (!may_be_subject(p->tok + 1) || !parse_is_soft(p->tok, "match")) return NULL;
    parse_pos start = parse_here(p);
    ast_node *value = parse_attempt(p, match_head);
    if (!value) return NULL;
    int32_t mark = parse_mark(p);
    parse_enter(p);
    while (parse_is_soft(p->tok, "case"))
        parse_push(p, case_block(p));
    parse_leave(p);
    parse_expect(p, LEX_DEDENT);
    ast_seq *cases = parse_take(p, mark);
    return NODE(p, Match, start, .subject = value, .cases = cases);
}
