/* parse_expr.c - expressions from the ternary down to unary operators, targets, and tuples. */
#include "interp/parse_internal.h"

bool parse_at_expression(const parser *p) {
    switch (p->tok->kind) {
    case LEX_NAME:
    case LEX_NUMBER:
    case LEX_STRING:
    case LEX_LPAR:
    case LEX_LSQB:
    case LEX_LBRACE:
    case LEX_MINUS:
    case LEX_PLUS:
    case LEX_TILDE:
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

/* ---- binary operators ---- */

/* Binding strength (1 weakest: `|`; 0: not a binary operator) and the operator it makes. */
static const struct binary {
    uint8_t strength;
    ast_operator op;
} binaries[LEX_KIND_COUNT] = {
    [LEX_VBAR] = {1, AST_BitOr},        [LEX_CIRCUMFLEX] = {2, AST_BitXor},
    [LEX_AMPER] = {3, AST_BitAnd},      [LEX_LEFTSHIFT] = {4, AST_LShift},
    [LEX_RIGHTSHIFT] = {4, AST_RShift}, [LEX_PLUS] = {5, AST_Add},
    [LEX_MINUS] = {5, AST_Sub},         [LEX_STAR] = {6, AST_Mult},
    [LEX_SLASH] = {6, AST_Div},         [LEX_DOUBLESLASH] = {6, AST_FloorDiv},
    [LEX_PERCENT] = {6, AST_Mod},       [LEX_AT] = {6, AST_MatMult},
};

static ast_node *unary(parser *p);

/* await_primary ['**' factor] */
static ast_node *power(parser *p) {
    parse_pos start = parse_here(p);
    ast_node *left;
    if (parse_accept(p, LEX_AWAIT)) {
        ast_node *value = parse_primary(p);
        left = NODE(p, Await, start, .value = value);
    } else {
        left = parse_primary(p);
    }
    if (!parse_accept(p, LEX_DOUBLESTAR)) return left;
    parse_enter(p);
    ast_node *right = unary(p);
    parse_leave(p);
    return NODE(p, BinOp, start, .left = left, .op = AST_Pow, .right = right);
}

static bool at_sign(const parser *p) {
    return parse_at(p, LEX_MINUS) || parse_at(p, LEX_PLUS) || parse_at(p, LEX_TILDE);
}

/* Prefix operators, collected first: a long chain must not recurse. */
static ast_node *unary(parser *p) {
    if (!at_sign(p)) return power(p);
    const lex_token *first = p->tok;
    while (at_sign(p))
        parse_next(p);
    const lex_token *operand = p->tok;
    if (operand - first > PARSE_MAX_UNARY) parse_no_memory(p);
    ast_node *value = power(p);
    for (const lex_token *t = operand - 1; t >= first; t--) {
        ast_unaryop op = t->kind == LEX_MINUS  ? AST_USub
                         : t->kind == LEX_PLUS ? AST_UAdd
                                               : AST_Invert;
        parse_pos start = {t->lineno, t->col};
        value = NODE(p, UnaryOp, start, .op = op, .operand = value);
    }
    return value;
}

/* Operators at least as strong as `strength`, all left-associative. */
static ast_node *binary(parser *p, uint8_t strength) {
    parse_pos start = parse_here(p);
    ast_node *left = unary(p);
    for (;;) {
        struct binary b = binaries[p->tok->kind];
        if (b.strength < strength || b.strength == 0) return left;
        parse_next(p);
        ast_node *right = binary(p, (uint8_t)(b.strength + 1));
        left = NODE(p, BinOp, start, .left = left, .op = b.op, .right = right);
    }
}

ast_node *parse_bitwise_or(parser *p) { return binary(p, 1); }

/* ---- comparisons and boolean operators ---- */

/* Consume a comparison operator; -1: there is none. */
static int comparison_operator(parser *p) {
    switch (p->tok->kind) {
    case LEX_EQEQUAL: parse_next(p); return AST_Eq;
    case LEX_LESS: parse_next(p); return AST_Lt;
    case LEX_LESSEQUAL: parse_next(p); return AST_LtE;
    case LEX_GREATER: parse_next(p); return AST_Gt;
    case LEX_GREATEREQUAL: parse_next(p); return AST_GtE;
    case LEX_IN: parse_next(p); return AST_In;
    case LEX_NOTEQUAL: {
        bool diamond = p->source.text[p->tok->start] == '<';
        if (diamond != ((p->flags & PARSE_BARRY_AS_BDFL) != 0)) {
            if (!diamond)
                parse_raise_token(p, p->tok, "with Barry as BDFL, use '<>' instead of '!='");
            return -1;
        }
        parse_next(p);
        return AST_NotEq;
    }
    case LEX_IS: parse_next(p); return parse_accept(p, LEX_NOT) ? AST_IsNot : AST_Is;
    case LEX_NOT:
        if (p->tok[1].kind != LEX_IN) {
            if (p->tok + 1 > p->furthest) p->furthest = p->tok + 1;
            return -1;
        }
        parse_next(p);
        parse_next(p);
        return AST_NotIn;
    default: return -1;
    }
}

static ast_node *comparison(parser *p) {
    parse_pos start = parse_here(p);
    ast_node *left = parse_bitwise_or(p);
    int op = comparison_operator(p);
    if (op < 0) return left;
    int32_t mark = parse_mark(p), n = 0;
    uint8_t few[16], *ops = few;
    int32_t capacity = sizeof few;
    for (; op >= 0; op = comparison_operator(p)) {
        if (n == capacity) {
            uint8_t *more = parse_alloc(p, (size_t)capacity * 2);
            ops = memcpy(more, ops, (size_t)n);
            capacity *= 2;
        }
        ops[n++] = (uint8_t)op;
        parse_push(p, parse_bitwise_or(p));
    }
    ast_int_seq *seq = parse_alloc(p, sizeof *seq + (size_t)n);
    seq->n = n;
    memcpy(seq->items, ops, (size_t)n);
    ast_seq *comparators = parse_take(p, mark);
    return NODE(p, Compare, start, .left = left, .ops = seq, .comparators = comparators);
}

static ast_node *inversion(parser *p) {
    if (!parse_at(p, LEX_NOT)) return comparison(p);
    const lex_token *first = p->tok;
    while (parse_at(p, LEX_NOT))
        parse_next(p);
    const lex_token *operand = p->tok;
    if (operand - first > PARSE_MAX_UNARY) parse_no_memory(p);
    ast_node *value = comparison(p);
    for (const lex_token *t = operand - 1; t >= first; t--) {
        parse_pos start = {t->lineno, t->col};
        value = NODE(p, UnaryOp, start, .op = AST_Not, .operand = value);
    }
    return value;
}

static ast_node *conjunction(parser *p) {
    parse_pos start = parse_here(p);
    ast_node *first = inversion(p);
    if (!parse_at(p, LEX_AND)) return first;
    int32_t mark = parse_mark(p);
    parse_push(p, first);
    while (parse_accept(p, LEX_AND))
        parse_push(p, inversion(p));
    ast_seq *values = parse_take(p, mark);
    return NODE(p, BoolOp, start, .op = AST_And, .values = values);
}

ast_node *parse_disjunction(parser *p) {
    parse_pos start = parse_here(p);
    ast_node *first = conjunction(p);
    if (!parse_at(p, LEX_OR)) return first;
    int32_t mark = parse_mark(p);
    parse_push(p, first);
    while (parse_accept(p, LEX_OR))
        parse_push(p, conjunction(p));
    ast_seq *values = parse_take(p, mark);
    return NODE(p, BoolOp, start, .op = AST_Or, .values = values);
}

/* ---- expressions ---- */

ast_node *parse_expression(parser *p) {
    parse_enter(p);
    ast_node *result;
    if (parse_at(p, LEX_LAMBDA)) {
        result = parse_lambda(p);
    } else {
        parse_pos start = parse_here(p);
        result = parse_disjunction(p);
        if (parse_accept(p, LEX_IF)) {
            ast_node *test = parse_disjunction(p);
            parse_expect(p, LEX_ELSE);
            ast_node *orelse = parse_expression(p);
            result = NODE(p, IfExp, start, .test = test, .body = result, .orelse = orelse);
        }
    }
    parse_leave(p);
    return result;
}

ast_node *parse_named_expression(parser *p) {
    if (!parse_at(p, LEX_NAME) || p->tok[1].kind != LEX_COLONEQUAL) return parse_expression(p);
    parse_pos start = parse_here(p);
    const ast_ident *id = parse_name(p);
    ast_node *target = NODE(p, Name, start, .id = id, .ctx = AST_Store);
    parse_expect(p, LEX_COLONEQUAL);
    ast_node *value = parse_expression(p);
    return NODE(p, NamedExpr, start, .target = target, .value = value);
}

/* '*' bitwise_or */
static ast_node *starred(parser *p) {
    parse_pos start = parse_here(p);
    parse_expect(p, LEX_STAR);
    ast_node *value = parse_bitwise_or(p);
    return NODE(p, Starred, start, .value = value, .ctx = AST_Load);
}

ast_node *parse_star_named_expression(parser *p) {
    return parse_at(p, LEX_STAR) ? starred(p) : parse_named_expression(p);
}

static ast_node *star_expression(parser *p) {
    return parse_at(p, LEX_STAR) ? starred(p) : parse_expression(p);
}

/* item (',' item)* [','] : a tuple when there is a comma. */
static ast_node *tuple_of(parser *p, ast_node *(*item)(parser *), bool stars) {
    parse_pos start = parse_here(p);
    ast_node *first = item(p);
    if (!parse_at(p, LEX_COMMA)) return first;
    int32_t mark = parse_mark(p);
    parse_push(p, first);
    while (parse_accept(p, LEX_COMMA)) {
        if (!parse_at_expression(p) && !(stars && parse_at(p, LEX_STAR))) break;
        parse_push(p, item(p));
    }
    ast_seq *elts = parse_take(p, mark);
    return NODE(p, Tuple, start, .elts = elts, .ctx = AST_Load);
}

ast_node *parse_star_expressions(parser *p) { return tuple_of(p, star_expression, true); }

ast_node *parse_expressions(parser *p) { return tuple_of(p, parse_expression, false); }

ast_node *parse_yield(parser *p) {
    parse_pos start = parse_here(p);
    parse_expect(p, LEX_YIELD);
    if (parse_accept(p, LEX_FROM)) {
        ast_node *value = parse_expression(p);
        return NODE(p, YieldFrom, start, .value = value);
    }
    ast_node *value = NULL;
    if (parse_at_expression(p) || parse_at(p, LEX_STAR)) value = parse_star_expressions(p);
    return NODE(p, Yield, start, .value = value);
}

ast_node *parse_yield_or_stars(parser *p) {
    return parse_at(p, LEX_YIELD) ? parse_yield(p) : parse_star_expressions(p);
}

/* ---- targets ---- */

ast_node *parse_star_target(parser *p) {
    if (!parse_at(p, LEX_STAR)) return parse_primary(p);
    parse_pos start = parse_here(p);
    parse_next(p);
    ast_node *value = parse_primary(p);
    return NODE(p, Starred, start, .value = value, .ctx = AST_Load);
}

ast_node *parse_target_list(parser *p) { return tuple_of(p, parse_star_target, true); }

static bool all(const ast_seq *seq, bool (*good)(const ast_node *)) {
    for (int32_t i = 0; i < seq->n; i++)
        if (!good(seq->items[i])) return false;
    return true;
}

bool parse_is_single_target(const ast_node *n) {
    return n->kind == AST_Name || n->kind == AST_Attribute || n->kind == AST_Subscript;
}

bool parse_is_target(const ast_node *n) {
    switch (n->kind) {
    case AST_Tuple: return all(ast_as_Tuple(n)->elts, parse_is_target);
    case AST_List: return all(ast_as_List(n)->elts, parse_is_target);
    case AST_Starred: {
        const ast_node *value = ast_as_Starred(n)->value;
        return value->kind != AST_Starred && parse_is_target(value);
    }
    default: return parse_is_single_target(n);
    }
}

bool parse_is_del_target(const ast_node *n) {
    switch (n->kind) {
    case AST_Tuple: return all(ast_as_Tuple(n)->elts, parse_is_del_target);
    case AST_List: return all(ast_as_List(n)->elts, parse_is_del_target);
    default: return parse_is_single_target(n);
    }
}

static void set_all(ast_seq *seq, ast_expr_context ctx) {
    for (int32_t i = 0; i < seq->n; i++)
        parse_set_context(seq->items[i], ctx);
}

void parse_set_context(ast_node *n, ast_expr_context ctx) {
    switch (n->kind) {
    case AST_Name: ast_as_Name(n)->ctx = ctx; break;
    case AST_Attribute: ast_as_Attribute(n)->ctx = ctx; break;
    case AST_Subscript: ast_as_Subscript(n)->ctx = ctx; break;
    case AST_Starred:
        ast_as_Starred(n)->ctx = ctx;
        parse_set_context(ast_as_Starred(n)->value, ctx);
        break;
    case AST_Tuple:
        ast_as_Tuple(n)->ctx = ctx;
        set_all(ast_as_Tuple(n)->elts, ctx);
        break;
    case AST_List:
        ast_as_List(n)->ctx = ctx;
        set_all(ast_as_List(n)->elts, ctx);
        break;
    default: break;
    }
}
