/* unparse.c - the text of an expression, for annotations kept as text: what CPython's ast_unparse.c writes.
 *
 * Owns: the growing text, in the arena. Threads: as the tree. */
#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "interp/compile_internal.h"
#include "interp/unparse_constant.h"

/* Binding strength of the surroundings: an expression that binds less is put in parentheses. */
enum {
    PR_TUPLE,
    PR_TEST,
    PR_OR,
    PR_AND,
    PR_NOT,
    PR_CMP,
    PR_EXPR,
    PR_BOR = PR_EXPR,
    PR_BXOR,
    PR_BAND,
    PR_SHIFT,
    PR_ARITH,
    PR_TERM,
    PR_FACTOR,
    PR_POWER,
    PR_AWAIT,
    PR_ATOM,
};

static void expr(unparse_text *t, const ast_expr *e, int level);

static void put(unparse_text *t, const char *s) { unparse_put(t, s, strlen(s)); }
static void ident(unparse_text *t, const ast_ident *name) { unparse_put(t, name->utf8, name->len); }

static void open_paren(unparse_text *t, bool wanted) {
    if (wanted) put(t, "(");
}

static void close_paren(unparse_text *t, bool wanted) {
    if (wanted) put(t, ")");
}

static void list(unparse_text *t, const ast_seq *items, int level) {
    for (int32_t i = 0; i < items->n; i++) {
        if (i) put(t, ", ");
        expr(t, items->items[i], level);
    }
}

/* ---- operators ------------------------------------------------------------------------------ */

static void boolop(unparse_text *t, const ast_BoolOp *e, int level) {
    int pr = e->op == AST_And ? PR_AND : PR_OR;
    open_paren(t, level > pr);
    for (int32_t i = 0; i < e->values->n; i++) {
        if (i) put(t, e->op == AST_And ? " and " : " or ");
        expr(t, e->values->items[i], pr + 1);
    }
    close_paren(t, level > pr);
}

static void binop(unparse_text *t, const ast_BinOp *e, int level) {
    static const struct {
        const char *text;
        int pr;
    } ops[] = {[AST_Add] = {" + ", PR_ARITH},     [AST_Sub] = {" - ", PR_ARITH},
               [AST_Mult] = {" * ", PR_TERM},     [AST_MatMult] = {" @ ", PR_TERM},
               [AST_Div] = {" / ", PR_TERM},      [AST_Mod] = {" % ", PR_TERM},
               [AST_LShift] = {" << ", PR_SHIFT}, [AST_RShift] = {" >> ", PR_SHIFT},
               [AST_BitOr] = {" | ", PR_BOR},     [AST_BitXor] = {" ^ ", PR_BXOR},
               [AST_BitAnd] = {" & ", PR_BAND},   [AST_FloorDiv] = {" // ", PR_TERM},
               [AST_Pow] = {" ** ", PR_POWER}};
    int pr = ops[e->op].pr, right = e->op == AST_Pow;
    open_paren(t, level > pr);
    expr(t, e->left, pr + right);
    put(t, ops[e->op].text);
    expr(t, e->right, pr + !right);
    close_paren(t, level > pr);
}

static void unaryop(unparse_text *t, const ast_UnaryOp *e, int level) {
    static const char *const ops[] = {
        [AST_Invert] = "~", [AST_Not] = "not ", [AST_UAdd] = "+", [AST_USub] = "-"};
    int pr = e->op == AST_Not ? PR_NOT : PR_FACTOR;
    open_paren(t, level > pr);
    put(t, ops[e->op]);
    expr(t, e->operand, pr);
    close_paren(t, level > pr);
}

static void compare(unparse_text *t, const ast_Compare *e, int level) {
    static const char *const ops[] = {
        [AST_Eq] = " == ", [AST_NotEq] = " != ",    [AST_Lt] = " < ",  [AST_LtE] = " <= ",
        [AST_Gt] = " > ",  [AST_GtE] = " >= ",      [AST_Is] = " is ", [AST_IsNot] = " is not ",
        [AST_In] = " in ", [AST_NotIn] = " not in "};
    open_paren(t, level > PR_CMP);
    expr(t, e->left, PR_CMP + 1);
    for (int32_t i = 0; i < e->ops->n; i++) {
        put(t, ops[e->ops->items[i]]);
        expr(t, e->comparators->items[i], PR_CMP + 1);
    }
    close_paren(t, level > PR_CMP);
}

/* ---- lambdas -------------------------------------------------------------------------------- */

static void parameter(unparse_text *t, const ast_node *arg) {
    ident(t, ast_as_arg(arg)->arg);
    if (!ast_as_arg(arg)->annotation) return;
    put(t, ": ");
    expr(t, ast_as_arg(arg)->annotation, PR_TEST);
}

static void comma(unparse_text *t, bool *first) {
    if (!*first) put(t, ", ");
    *first = false;
}

static void parameter_default(unparse_text *t, const ast_expr *value) {
    put(t, "=");
    expr(t, value, PR_TEST);
}

static void parameters(unparse_text *t, const ast_arguments *a) {
    bool first = true;
    int32_t npos = a->posonlyargs->n, n = npos + a->args->n;
    for (int32_t i = 0; i < n; i++) {
        comma(t, &first);
        parameter(t, i < npos ? a->posonlyargs->items[i] : a->args->items[i - npos]);
        int32_t d = i - (n - a->defaults->n);
        if (d >= 0) parameter_default(t, a->defaults->items[d]);
        if (npos && i + 1 == npos) put(t, ", /");
    }
    if (a->vararg || a->kwonlyargs->n) {
        comma(t, &first);
        put(t, "*");
        if (a->vararg) parameter(t, a->vararg);
    }
    for (int32_t i = 0; i < a->kwonlyargs->n; i++) {
        comma(t, &first);
        parameter(t, a->kwonlyargs->items[i]);
        if (a->kw_defaults->items[i]) parameter_default(t, a->kw_defaults->items[i]);
    }
    if (a->kwarg) {
        comma(t, &first);
        put(t, "**");
        parameter(t, a->kwarg);
    }
}

static void lambda(unparse_text *t, const ast_Lambda *e, int level) {
    const ast_arguments *a = ast_as_arguments(e->args);
    open_paren(t, level > PR_TEST);
    put(t, a->args->n + a->posonlyargs->n ? "lambda " : "lambda");
    parameters(t, a);
    put(t, ": ");
    expr(t, e->body, PR_TEST);
    close_paren(t, level > PR_TEST);
}

/* ---- displays and comprehensions ------------------------------------------------------------ */

static void dict(unparse_text *t, const ast_Dict *e) {
    put(t, "{");
    for (int32_t i = 0; i < e->values->n; i++) {
        if (i) put(t, ", ");
        if (!e->keys->items[i]) {
            put(t, "**");
            expr(t, e->values->items[i], PR_EXPR);
            continue;
        }
        expr(t, e->keys->items[i], PR_TEST);
        put(t, ": ");
        expr(t, e->values->items[i], PR_TEST);
    }
    put(t, "}");
}

static void tuple(unparse_text *t, const ast_Tuple *e, int level) {
    if (e->elts->n == 0) {
        put(t, "()");
        return;
    }
    open_paren(t, level > PR_TUPLE);
    list(t, e->elts, PR_TEST);
    if (e->elts->n == 1) put(t, ",");
    close_paren(t, level > PR_TUPLE);
}

static void generators(unparse_text *t, const ast_seq *clauses) {
    for (int32_t i = 0; i < clauses->n; i++) {
        const ast_comprehension *c = ast_as_comprehension(clauses->items[i]);
        put(t, c->is_async ? " async for " : " for ");
        expr(t, c->target, PR_TUPLE);
        put(t, " in ");
        expr(t, c->iter, PR_TEST + 1);
        for (int32_t k = 0; k < c->ifs->n; k++) {
            put(t, " if ");
            expr(t, c->ifs->items[k], PR_TEST + 1);
        }
    }
}

static void comprehension(unparse_text *t, const char *open, const ast_expr *elt,
                          const ast_expr *value, const ast_seq *clauses, const char *close) {
    put(t, open);
    expr(t, elt, PR_TEST);
    if (value) {
        put(t, ": ");
        expr(t, value, PR_TEST);
    }
    generators(t, clauses);
    put(t, close);
}

/* ---- f-strings ------------------------------------------------------------------------------ */

static void fstring_body(unparse_text *t, const ast_seq *values, bool is_spec);

static void fstring_element(unparse_text *t, const ast_expr *e, bool is_spec) {
    if (e->kind == AST_Constant) {
        const ast_const *k = &ast_as_Constant(e)->value;
        for (size_t i = 0; i < k->len; i++) {
            if (k->text[i] == '{' || k->text[i] == '}') unparse_put(t, k->text + i, 1);
            unparse_put(t, k->text + i, 1);
        }
        return;
    }
    if (e->kind == AST_JoinedStr) {
        fstring_body(t, ast_as_JoinedStr(e)->values, is_spec);
        return;
    }
    const ast_FormattedValue *v = ast_as_FormattedValue(e);
    unparse_text inner = {.memory = t->memory};
    expr(&inner, v->value, PR_TEST + 1);
    put(t, inner.len && inner.text[0] == '{' ? "{ " : "{");
    unparse_put(t, inner.text, inner.len);
    if (v->conversion > 0) {
        char conversion[] = {'!', (char)v->conversion};
        unparse_put(t, conversion, 2);
    }
    if (v->format_spec) {
        put(t, ":");
        fstring_element(t, v->format_spec, true);
    }
    put(t, "}");
}

static void fstring_body(unparse_text *t, const ast_seq *values, bool is_spec) {
    for (int32_t i = 0; i < values->n; i++)
        fstring_element(t, values->items[i], is_spec);
}

static void joined_str(unparse_text *t, const ast_expr *e) {
    unparse_text body = {.memory = t->memory};
    fstring_element(&body, e, false);
    put(t, "f");
    unparse_str(t, body.text, body.len);
}

/* ---- the rest ------------------------------------------------------------------------------- */

static void call(unparse_text *t, const ast_Call *e) {
    expr(t, e->func, PR_ATOM);
    if (e->args->n == 1 && e->keywords->n == 0 && e->args->items[0]->kind == AST_GeneratorExp) {
        expr(t, e->args->items[0], PR_ATOM);
        return;
    }
    put(t, "(");
    list(t, e->args, PR_TEST);
    bool first = e->args->n == 0;
    for (int32_t i = 0; i < e->keywords->n; i++) {
        const ast_keyword *k = ast_as_keyword(e->keywords->items[i]);
        comma(t, &first);
        if (k->arg) {
            ident(t, k->arg);
            put(t, "=");
        } else {
            put(t, "**");
        }
        expr(t, k->value, PR_TEST);
    }
    put(t, ")");
}

static void attribute(unparse_text *t, const ast_Attribute *e) {
    expr(t, e->value, PR_ATOM);
    ast_const_kind k =
        e->value->kind == AST_Constant ? ast_as_Constant(e->value)->value.kind : AST_CONST_NONE;
    put(t, k == AST_CONST_INT || k == AST_CONST_BIGINT ? " ." : ".");
    ident(t, e->attr);
}

static void slice(unparse_text *t, const ast_Slice *e) {
    if (e->lower) expr(t, e->lower, PR_TEST);
    put(t, ":");
    if (e->upper) expr(t, e->upper, PR_TEST);
    if (e->step) {
        put(t, ":");
        expr(t, e->step, PR_TEST);
    }
}

static void ifexp(unparse_text *t, const ast_IfExp *e, int level) {
    open_paren(t, level > PR_TEST);
    expr(t, e->body, PR_TEST + 1);
    put(t, " if ");
    expr(t, e->test, PR_TEST + 1);
    put(t, " else ");
    expr(t, e->orelse, PR_TEST);
    close_paren(t, level > PR_TEST);
}

static void named(unparse_text *t, const ast_NamedExpr *e, int level) {
    open_paren(t, level > PR_TUPLE);
    expr(t, e->target, PR_ATOM);
    put(t, " := ");
    expr(t, e->value, PR_ATOM);
    close_paren(t, level > PR_TUPLE);
}

static void bracketed(unparse_text *t, const char *open, const ast_expr *value, int level,
                      const char *close) {
    put(t, open);
    if (value) expr(t, value, level);
    put(t, close);
}

static void constant(unparse_text *t, const ast_Constant *e) {
    if (e->kind) ident(t, e->kind);
    unparse_constant(t, &e->value);
}

static void expr(unparse_text *t, const ast_expr *e, int level) {
    switch (e->kind) {
    case AST_BoolOp: boolop(t, ast_as_BoolOp(e), level); break;
    case AST_BinOp: binop(t, ast_as_BinOp(e), level); break;
    case AST_UnaryOp: unaryop(t, ast_as_UnaryOp(e), level); break;
    case AST_Lambda: lambda(t, ast_as_Lambda(e), level); break;
    case AST_IfExp: ifexp(t, ast_as_IfExp(e), level); break;
    case AST_Dict: dict(t, ast_as_Dict(e)); break;
    case AST_Set:
        put(t, "{");
        list(t, ast_as_Set(e)->elts, PR_TEST);
        put(t, "}");
        break;
    case AST_List:
        put(t, "[");
        list(t, ast_as_List(e)->elts, PR_TEST);
        put(t, "]");
        break;
    case AST_GeneratorExp:
        comprehension(t, "(", ast_as_GeneratorExp(e)->elt, NULL, ast_as_GeneratorExp(e)->generators,
                      ")");
        break;
    case AST_ListComp:
        comprehension(t, "[", ast_as_ListComp(e)->elt, NULL, ast_as_ListComp(e)->generators, "]");
        break;
    case AST_SetComp:
        comprehension(t, "{", ast_as_SetComp(e)->elt, NULL, ast_as_SetComp(e)->generators, "}");
        break;
    case AST_DictComp:
        comprehension(t, "{", ast_as_DictComp(e)->key, ast_as_DictComp(e)->value,
                      ast_as_DictComp(e)->generators, "}");
        break;
    case AST_Yield:
        if (!ast_as_Yield(e)->value)
            put(t, "(yield)");
        else
            bracketed(t, "(yield ", ast_as_Yield(e)->value, PR_TEST, ")");
        break;
    case AST_YieldFrom:
        bracketed(t, "(yield from ", ast_as_YieldFrom(e)->value, PR_TEST, ")");
        break;
    case AST_Await:
        open_paren(t, level > PR_AWAIT);
        bracketed(t, "await ", ast_as_Await(e)->value, PR_ATOM, "");
        close_paren(t, level > PR_AWAIT);
        break;
    case AST_Compare: compare(t, ast_as_Compare(e), level); break;
    case AST_Call: call(t, ast_as_Call(e)); break;
    case AST_Constant: constant(t, ast_as_Constant(e)); break;
    case AST_JoinedStr:
    case AST_FormattedValue: joined_str(t, e); break;
    case AST_Attribute: attribute(t, ast_as_Attribute(e)); break;
    case AST_Starred: bracketed(t, "*", ast_as_Starred(e)->value, PR_EXPR, ""); break;
    case AST_Name: ident(t, ast_as_Name(e)->id); break;
    case AST_Tuple: tuple(t, ast_as_Tuple(e), level); break;
    case AST_NamedExpr: named(t, ast_as_NamedExpr(e), level); break;
    case AST_Slice: slice(t, ast_as_Slice(e)); break;
    case AST_Subscript:
        expr(t, ast_as_Subscript(e)->value, PR_ATOM);
        bracketed(t, "[", ast_as_Subscript(e)->slice, PR_TUPLE, "]");
        break;
    default: break;
    }
}

const char *comp_unparse(arena *a, const ast_expr *e, size_t *len) {
    unparse_text t = {.memory = a};
    expr(&t, e, PR_TEST);
    unparse_put(&t, "", 1);
    if (t.failed) return NULL;
    *len = t.len - 1;
    return t.text;
}
