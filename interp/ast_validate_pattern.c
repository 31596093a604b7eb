/* ast_validate_pattern.c - what the patterns of a match statement may consist of. */
#include "interp/ast_validate_internal.h"

static bool value_error(ast_validator *v, const char *message) {
    return ast_invalid(v, PARSE_VALUE_ERROR, message);
}

/* ---- literals ---- */

static bool is_number(const ast_node *n, bool real, bool imaginary) {
    if (n->kind != AST_Constant) return false;
    switch (ast_as_Constant(n)->value.kind) {
    case AST_CONST_INT:
    case AST_CONST_BIGINT:
    case AST_CONST_FLOAT: return real;
    case AST_CONST_COMPLEX: return imaginary;
    default: return false;
    }
}

static bool is_negative(const ast_node *n, bool imaginary) {
    return n->kind == AST_UnaryOp && ast_as_UnaryOp(n)->op == AST_USub &&
           is_number(ast_as_UnaryOp(n)->operand, true, imaginary);
}

/* A real number plus or minus an imaginary one. */
static bool is_complex(const ast_node *n) {
    const ast_BinOp *op = ast_as_BinOp(n);
    return (op->op == AST_Add || op->op == AST_Sub) &&
           (is_number(op->left, true, false) || is_negative(op->left, false)) &&
           is_number(op->right, false, true);
}

static bool is_singleton(const ast_const *k) {
    return k->kind == AST_CONST_NONE || k->kind == AST_CONST_TRUE || k->kind == AST_CONST_FALSE;
}

static bool match_value(ast_validator *v, const ast_node *n) {
    if (!ast_valid_expr(v, n, AST_Load)) return false;
    switch (n->kind) {
    case AST_Constant: {
        const ast_const *k = &ast_as_Constant(n)->value;
        if (is_number(n, true, true) || k->kind == AST_CONST_STR || k->kind == AST_CONST_BYTES)
            return true;
        return value_error(v, "unexpected constant inside of a literal pattern");
    }
    case AST_Attribute:
    case AST_JoinedStr: return true; /* the compiler refuses the latter */
    case AST_UnaryOp:
        if (is_negative(n, true)) return true;
        break;
    case AST_BinOp:
        if (is_complex(n)) return true;
        break;
    default: break;
    }
    return value_error(v, "patterns may only match literals and attribute lookups");
}

/* ---- patterns ---- */

static bool capture(ast_validator *v, const ast_ident *name) {
    if (!name) return true;
    if (strcmp(name->utf8, "_") == 0) return value_error(v, "can't capture name '_' in patterns");
    return ast_valid_name(v, name);
}

static bool plain(ast_validator *v, const ast_node *n) { return ast_valid_pattern(v, n, false); }
static bool item(ast_validator *v, const ast_node *n) { return ast_valid_pattern(v, n, true); }

static bool patterns(ast_validator *v, const ast_seq *seq) {
    return ast_valid_seq(v, seq, "pattern", plain);
}

static bool mapping_key(ast_validator *v, const ast_node *n) {
    if (n->kind == AST_Constant && is_singleton(&ast_as_Constant(n)->value)) return true;
    return match_value(v, n);
}

static bool mapping(ast_validator *v, const ast_MatchMapping *m) {
    if (m->keys->n != m->patterns->n)
        return value_error(v, "MatchMapping doesn't have the same number of keys as patterns");
    return capture(v, m->rest) && ast_valid_seq(v, m->keys, "expression", mapping_key) &&
           patterns(v, m->patterns);
}

static bool class(ast_validator *v, const ast_MatchClass *c) {
    if (c->kwd_attrs->n != c->kwd_patterns->n)
        return value_error(
            v, "MatchClass doesn't have the same number of keyword attributes as patterns");
    if (!ast_valid_expr(v, c->cls, AST_Load)) return false;
    const ast_node *cls = c->cls;
    while (cls->kind == AST_Attribute)
        cls = ast_as_Attribute(cls)->value;
    if (cls->kind != AST_Name)
        return value_error(v, "MatchClass cls field can only contain Name or Attribute nodes.");
    for (int32_t i = 0; i < c->kwd_attrs->n; i++) {
        if (!c->kwd_attrs->items[i]) return value_error(v, "None disallowed in identifier list");
        if (!ast_valid_name(v, c->kwd_attrs->items[i])) return false;
    }
    return patterns(v, c->patterns) && patterns(v, c->kwd_patterns);
}

static bool as(ast_validator *v, const ast_MatchAs *m) {
    if (!capture(v, m->name)) return false;
    if (!m->pattern) return true;
    if (!m->name) return value_error(v, "MatchAs must specify a target name if a pattern is given");
    return plain(v, m->pattern);
}

static bool pattern(ast_validator *v, const ast_node *n, bool star_ok) {
    switch (n->kind) {
    case AST_MatchValue: return match_value(v, ast_as_MatchValue(n)->value);
    case AST_MatchSingleton:
        if (is_singleton(&ast_as_MatchSingleton(n)->value)) return true;
        return value_error(v, "MatchSingleton can only contain True, False and None");
    case AST_MatchSequence:
        return ast_valid_seq(v, ast_as_MatchSequence(n)->patterns, "pattern", item);
    case AST_MatchMapping: return mapping(v, ast_as_MatchMapping(n));
    case AST_MatchClass: return class(v, ast_as_MatchClass(n));
    case AST_MatchStar:
        if (!star_ok) return value_error(v, "can't use MatchStar here");
        return capture(v, ast_as_MatchStar(n)->name);
    case AST_MatchAs: return as(v, ast_as_MatchAs(n));
    case AST_MatchOr:
        if (ast_as_MatchOr(n)->patterns->n < 2)
            return value_error(v, "MatchOr requires at least 2 patterns");
        return patterns(v, ast_as_MatchOr(n)->patterns);
    default: return true;
    }
}

bool ast_valid_pattern(ast_validator *v, const ast_node *n, bool star_ok) {
    if (!ast_valid_positions(v, n)) return false;
    if (v->depth == AST_VALIDATE_DEPTH)
        return ast_invalid(v, PARSE_RECURSION_ERROR,
                           "maximum recursion depth exceeded during compilation");
    v->depth++;
    bool done = pattern(v, n, star_ok);
    v->depth--;
    return done;
}
