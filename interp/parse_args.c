/* parse_args.c - parameters of functions and lambdas. */
#include "interp/parse_internal.h"

/* The lists being built; every parameter goes to the list of the section it stands in. */
typedef struct params {
    ast_arguments *to;
    lex_kind end; /* the token that closes the list */
    bool lambda;  /* no annotations */
    bool star_seen, slash_seen, default_seen;
} params;

/* Growing sequences: capacity doubles at powers of two, so no capacity need be stored. */
static ast_seq *append(parser *p, ast_seq *seq, ast_node *item) {
    int32_t n = seq->n;
    if (n == 0 || (n & (n - 1)) == 0) {
        size_t capacity = n ? (size_t)n * 2 : 1;
        ast_seq *more = parse_alloc(p, sizeof *more + capacity * sizeof(ast_node *));
        if (n) memcpy(more->items, seq->items, (size_t)n * sizeof(ast_node *));
        seq = more;
    }
    seq->items[n] = item;
    seq->n = n + 1;
    return seq;
}

/* NAME [':' annotation] */
static ast_node *parameter(parser *p, const params *s, bool star_annotation) {
    parse_pos start = parse_here(p);
    const ast_ident *arg = parse_name(p);
    ast_node *annotation = NULL;
    if (!s->lambda && parse_accept(p, LEX_COLON)) {
        if (star_annotation && parse_at(p, LEX_STAR)) {
            parse_pos star = parse_here(p);
            parse_next(p);
            ast_node *value = parse_bitwise_or(p);
            annotation = NODE(p, Starred, star, .value = value, .ctx = AST_Load);
        } else {
            annotation = parse_expression(p);
        }
    }
    return NODE(p, arg, start, .arg = arg, .annotation = annotation);
}

static ast_node *default_value(parser *p) {
    return parse_accept(p, LEX_EQUAL) ? parse_expression(p) : NULL;
}

/* An ordinary parameter, before or after the star. */
static void plain(parser *p, params *s) {
    ast_node *arg = parameter(p, s, false);
    ast_node *value = default_value(p);
    if (s->star_seen) {
        s->to->kwonlyargs = append(p, s->to->kwonlyargs, arg);
        s->to->kw_defaults = append(p, s->to->kw_defaults, value);
        return;
    }
    if (!value && s->default_seen) parse_fail(p);
    s->to->args = append(p, s->to->args, arg);
    if (value) {
        s->default_seen = true;
        s->to->defaults = append(p, s->to->defaults, value);
    }
}

/* '/': what came before is positional only. */
static void slash(parser *p, params *s) {
    if (s->slash_seen || s->star_seen || s->to->args->n == 0) parse_fail(p);
    parse_next(p);
    s->slash_seen = true;
    s->to->posonlyargs = s->to->args;
    s->to->args = parse_no_items();
}

/* '*' alone must be followed by a keyword-only parameter. */
static void star(parser *p, params *s) {
    if (s->star_seen) parse_fail(p);
    parse_next(p);
    s->star_seen = true;
    if (parse_at(p, LEX_COMMA)) {
        if (p->tok[1].kind != LEX_NAME) {
            parse_next(p);
            parse_fail(p);
        }
        return;
    }
    s->to->vararg = parameter(p, s, true);
    if (parse_at(p, LEX_EQUAL)) parse_fail(p);
}

static void one(parser *p, params *s) {
    switch (p->tok->kind) {
    case LEX_SLASH: slash(p, s); break;
    case LEX_STAR: star(p, s); break;
    case LEX_DOUBLESTAR:
        parse_next(p);
        s->to->kwarg = parameter(p, s, false);
        break;
    default: plain(p, s); break;
    }
}

ast_node *parse_parameters(parser *p, lex_kind end) {
    ast_arguments *to = (ast_arguments *)ast_new(p->memory, AST_arguments);
    if (!to) parse_no_memory(p);
    params s = {.to = to, .end = end, .lambda = end == LEX_COLON};
    while (!parse_at(p, end)) {
        one(p, &s);
        if (parse_at(p, end)) break;
        parse_expect(p, LEX_COMMA);
        if (to->kwarg && !parse_at(p, end)) parse_fail(p);
    }
    return &to->node;
}

ast_node *parse_lambda(parser *p) {
    parse_pos start = parse_here(p);
    parse_expect(p, LEX_LAMBDA);
    ast_node *args = parse_parameters(p, LEX_COLON);
    parse_expect(p, LEX_COLON);
    ast_node *body = parse_expression(p);
    return NODE(p, Lambda, start, .args = args, .body = body);
}
