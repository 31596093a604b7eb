/* ast_validate.c - see ast_validate.h. Statements and expressions; patterns are in ast_validate_pattern.c. */
#include "interp/ast_validate.h"

#include "interp/ast_validate_internal.h"

bool ast_invalid(ast_validator *v, parse_error_kind kind, const char *message) {
    v->err->kind = message ? kind : PARSE_MEMORY_ERROR;
    v->err->message = message ? message : "out of memory";
    return false;
}

static bool value_error(ast_validator *v, const char *message) {
    return ast_invalid(v, PARSE_VALUE_ERROR, message);
}

static bool enter(ast_validator *v) {
    if (v->depth == AST_VALIDATE_DEPTH)
        return ast_invalid(v, PARSE_RECURSION_ERROR,
                           "maximum recursion depth exceeded during compilation");
    v->depth++;
    return true;
}

bool ast_valid_positions(ast_validator *v, const ast_node *n) {
    if (n->lineno > n->end_lineno)
        return value_error(v, arena_printf(v->memory, "AST node line range (%d, %d) is not valid",
                                           n->lineno, n->end_lineno));
    if ((n->lineno < 0 && n->end_lineno != n->lineno) ||
        (n->col_offset < 0 && n->col_offset != n->end_col_offset))
        return value_error(
            v, arena_printf(v->memory,
                            "AST node column range (%d, %d) for line range (%d, %d) is not valid",
                            n->col_offset, n->end_col_offset, n->lineno, n->end_lineno));
    if (n->lineno == n->end_lineno && n->col_offset > n->end_col_offset)
        return value_error(v, arena_printf(v->memory, "line %d, column %d-%d is not a valid range",
                                           n->lineno, n->col_offset, n->end_col_offset));
    return true;
}

bool ast_valid_name(ast_validator *v, const ast_ident *name) {
    static const char *const forbidden[] = {"None", "True", "False"};
    for (int i = 0; i < 3; i++)
        if (strcmp(name->utf8, forbidden[i]) == 0)
            return value_error(v, arena_printf(v->memory,
                                               "identifier field can't represent '%s' constant",
                                               forbidden[i]));
    return true;
}

bool ast_valid_seq(ast_validator *v, const ast_seq *seq, const char *what,
                   bool (*check)(ast_validator *v, const ast_node *n)) {
    for (int32_t i = 0; i < seq->n; i++) {
        if (!seq->items[i])
            return value_error(v, arena_printf(v->memory, "None disallowed in %s list", what));
        if (!check(v, seq->items[i])) return false;
    }
    return true;
}

static bool not_empty(ast_validator *v, const void *seq, const char *what, const char *owner) {
    if (((const ast_seq *)seq)->n > 0) return true;
    return value_error(v, arena_printf(v->memory, "empty %s on %s", what, owner));
}

/* ---- expressions ---- */

static bool load(ast_validator *v, const ast_node *n) { return ast_valid_expr(v, n, AST_Load); }
static bool store(ast_validator *v, const ast_node *n) { return ast_valid_expr(v, n, AST_Store); }
static bool del(ast_validator *v, const ast_node *n) { return ast_valid_expr(v, n, AST_Del); }
static bool load_opt(ast_validator *v, const ast_node *n) { return !n || load(v, n); }

static bool exprs(ast_validator *v, const ast_seq *seq) {
    return ast_valid_seq(v, seq, "expression", load);
}

/* NULL stands for what is left out. */
static bool exprs_or_none(ast_validator *v, const ast_seq *seq) {
    for (int32_t i = 0; i < seq->n; i++)
        if (!load_opt(v, seq->items[i])) return false;
    return true;
}

static bool comprehension(ast_validator *v, const ast_node *n) {
    const ast_comprehension *g = ast_as_comprehension(n);
    return store(v, g->target) && load(v, g->iter) && exprs(v, g->ifs);
}

static bool generators(ast_validator *v, const ast_seq *seq) {
    if (seq->n == 0) return value_error(v, "comprehension with no generators");
    return ast_valid_seq(v, seq, "comprehension", comprehension);
}

static bool keyword(ast_validator *v, const ast_node *n) {
    return load(v, ast_as_keyword(n)->value);
}

static bool parameter(ast_validator *v, const ast_node *n) {
    return ast_valid_positions(v, n) && load_opt(v, ast_as_arg(n)->annotation);
}

static bool parameter_opt(ast_validator *v, const ast_node *n) {
    return !n || load_opt(v, ast_as_arg(n)->annotation);
}

static bool arguments(ast_validator *v, const ast_node *n) {
    const ast_arguments *a = ast_as_arguments(n);
    if (!ast_valid_seq(v, a->posonlyargs, "argument", parameter) ||
        !ast_valid_seq(v, a->args, "argument", parameter) || !parameter_opt(v, a->vararg) ||
        !ast_valid_seq(v, a->kwonlyargs, "argument", parameter) || !parameter_opt(v, a->kwarg))
        return false;
    if (a->defaults->n > a->posonlyargs->n + a->args->n)
        return value_error(v, "more positional defaults than args on arguments");
    if (a->kw_defaults->n != a->kwonlyargs->n)
        return value_error(v, "length of kwonlyargs is not the same as kw_defaults on arguments");
    return exprs(v, a->defaults) && exprs_or_none(v, a->kw_defaults);
}

/* The type's name of what cannot be a constant, inside of tuples too; NULL: all of it can. */
static const char *other_in(const ast_const *k) {
    if (k->kind == AST_CONST_OTHER) return k->text;
    if (k->kind != AST_CONST_TUPLE && k->kind != AST_CONST_FROZENSET) return NULL;
    const char *found = NULL;
    for (uint32_t i = 0; i < k->n && !found; i++)
        found = other_in(&k->items[i]);
    return found;
}

static bool constant(ast_validator *v, const ast_const *k) {
    const char *type = other_in(k);
    if (!type) return true;
    return ast_invalid(v, PARSE_TYPE_ERROR,
                       arena_printf(v->memory, "got an invalid type in Constant: %s", type));
}

static bool dict(ast_validator *v, const ast_Dict *d) {
    if (d->keys->n != d->values->n)
        return value_error(v, "Dict doesn't have the same number of keys as values");
    return exprs_or_none(v, d->keys) && exprs(v, d->values);
}

static bool compare(ast_validator *v, const ast_Compare *c) {
    if (c->comparators->n == 0) return value_error(v, "Compare with no comparators");
    if (c->comparators->n != c->ops->n)
        return value_error(v, "Compare has a different number of comparators and operands");
    return exprs(v, c->comparators) && load(v, c->left);
}

static bool items_in(ast_validator *v, const ast_seq *elts, ast_expr_context ctx) {
    return ast_valid_seq(v, elts, "expression",
                         ctx == AST_Load    ? load
                         : ctx == AST_Store ? store
                                            : del);
}

/* The context that an expression says it is in. False: its kind has none. */
static bool context_of(const ast_node *n, ast_expr_context *ctx) {
    switch (n->kind) {
    case AST_Attribute: *ctx = ast_as_Attribute(n)->ctx; return true;
    case AST_Subscript: *ctx = ast_as_Subscript(n)->ctx; return true;
    case AST_Starred: *ctx = ast_as_Starred(n)->ctx; return true;
    case AST_Name: *ctx = ast_as_Name(n)->ctx; return true;
    case AST_List: *ctx = ast_as_List(n)->ctx; return true;
    case AST_Tuple: *ctx = ast_as_Tuple(n)->ctx; return true;
    default: return false;
    }
}

static bool context(ast_validator *v, const ast_node *n, ast_expr_context wanted) {
    static const char *const names[] = {
        [AST_Load] = "Load", [AST_Store] = "Store", [AST_Del] = "Del"};
    ast_expr_context actual;
    if (context_of(n, &actual)) {
        if (actual == wanted) return true;
        return value_error(v, arena_printf(v->memory,
                                           "expression must have %s context but has %s instead",
                                           names[wanted], names[actual]));
    }
    if (wanted == AST_Load) return true;
    return value_error(v, arena_printf(v->memory,
                                       "expression which can't be assigned to in %s context",
                                       names[wanted]));
}

/* What may be a target. */
static bool target(ast_validator *v, const ast_node *n, ast_expr_context ctx) {
    switch (n->kind) {
    case AST_Attribute: return load(v, ast_as_Attribute(n)->value);
    case AST_Subscript:
        return load(v, ast_as_Subscript(n)->slice) && load(v, ast_as_Subscript(n)->value);
    case AST_Starred: return ast_valid_expr(v, ast_as_Starred(n)->value, ctx);
    case AST_List: return items_in(v, ast_as_List(n)->elts, ctx);
    case AST_Tuple: return items_in(v, ast_as_Tuple(n)->elts, ctx);
    default: return true;
    }
}

static bool comprehension_expr(ast_validator *v, const ast_node *n) {
    switch (n->kind) {
    case AST_ListComp:
        return generators(v, ast_as_ListComp(n)->generators) && load(v, ast_as_ListComp(n)->elt);
    case AST_SetComp:
        return generators(v, ast_as_SetComp(n)->generators) && load(v, ast_as_SetComp(n)->elt);
    case AST_GeneratorExp:
        return generators(v, ast_as_GeneratorExp(n)->generators) &&
               load(v, ast_as_GeneratorExp(n)->elt);
    default:
        return generators(v, ast_as_DictComp(n)->generators) && load(v, ast_as_DictComp(n)->key) &&
               load(v, ast_as_DictComp(n)->value);
    }
}

/* Operators and other expressions with a fixed number of parts. */
static bool parts(ast_validator *v, const ast_node *n) {
    switch (n->kind) {
    case AST_BinOp: return load(v, ast_as_BinOp(n)->left) && load(v, ast_as_BinOp(n)->right);
    case AST_UnaryOp: return load(v, ast_as_UnaryOp(n)->operand);
    case AST_NamedExpr: return load(v, ast_as_NamedExpr(n)->value);
    case AST_Lambda: return arguments(v, ast_as_Lambda(n)->args) && load(v, ast_as_Lambda(n)->body);
    case AST_IfExp:
        return load(v, ast_as_IfExp(n)->test) && load(v, ast_as_IfExp(n)->body) &&
               load(v, ast_as_IfExp(n)->orelse);
    case AST_Await: return load(v, ast_as_Await(n)->value);
    case AST_Yield: return load_opt(v, ast_as_Yield(n)->value);
    case AST_YieldFrom: return load(v, ast_as_YieldFrom(n)->value);
    case AST_FormattedValue:
        return load(v, ast_as_FormattedValue(n)->value) &&
               load_opt(v, ast_as_FormattedValue(n)->format_spec);
    case AST_Slice:
        return load_opt(v, ast_as_Slice(n)->lower) && load_opt(v, ast_as_Slice(n)->upper) &&
               load_opt(v, ast_as_Slice(n)->step);
    default: return true;
    }
}

static bool expression(ast_validator *v, const ast_node *n, ast_expr_context ctx) {
    switch (n->kind) {
    case AST_BoolOp:
        if (ast_as_BoolOp(n)->values->n < 2)
            return value_error(v, "BoolOp with less than 2 values");
        return exprs(v, ast_as_BoolOp(n)->values);
    case AST_Dict: return dict(v, ast_as_Dict(n));
    case AST_Set: return exprs(v, ast_as_Set(n)->elts);
    case AST_ListComp:
    case AST_SetComp:
    case AST_DictComp:
    case AST_GeneratorExp: return comprehension_expr(v, n);
    case AST_Compare: return compare(v, ast_as_Compare(n));
    case AST_Call: {
        const ast_Call *c = ast_as_Call(n);
        return load(v, c->func) && exprs(v, c->args) &&
               ast_valid_seq(v, c->keywords, "keyword", keyword);
    }
    case AST_Constant: return constant(v, &ast_as_Constant(n)->value);
    case AST_JoinedStr: return exprs(v, ast_as_JoinedStr(n)->values);
    case AST_Attribute:
    case AST_Subscript:
    case AST_Starred:
    case AST_List:
    case AST_Tuple: return target(v, n, ctx);
    default: return parts(v, n);
    }
}

bool ast_valid_expr(ast_validator *v, const ast_node *n, ast_expr_context ctx) {
    if (!ast_valid_positions(v, n) || !enter(v)) return false;
    bool done = (n->kind != AST_Name || ast_valid_name(v, ast_as_Name(n)->id)) &&
                context(v, n, ctx) && expression(v, n, ctx);
    v->depth--;
    return done;
}

/* ---- statements ---- */

static bool statement(ast_validator *v, const ast_node *n);

static bool stmts(ast_validator *v, const ast_seq *seq) {
    return ast_valid_seq(v, seq, "statement", statement);
}

static bool body_of(ast_validator *v, const ast_seq *body, const char *owner) {
    return not_empty(v, body, "body", owner) && stmts(v, body);
}

static bool function(ast_validator *v, const ast_seq *body, const ast_node *args,
                     const ast_seq *decorators, const ast_node *returns, const char *owner) {
    return body_of(v, body, owner) && arguments(v, args) && exprs(v, decorators) &&
           load_opt(v, returns);
}

static bool class_def(ast_validator *v, const ast_ClassDef *c) {
    return body_of(v, c->body, "ClassDef") && exprs(v, c->bases) &&
           ast_valid_seq(v, c->keywords, "keyword", keyword) && exprs(v, c->decorator_list);
}

static bool ann_assign(ast_validator *v, const ast_AnnAssign *a) {
    if (a->target->kind != AST_Name && a->simple)
        return ast_invalid(v, PARSE_TYPE_ERROR, "AnnAssign with simple non-Name target");
    return store(v, a->target) && load_opt(v, a->value) && load(v, a->annotation);
}

static bool loop(ast_validator *v, const ast_node *targets, const ast_node *iter,
                 const ast_seq *body, const ast_seq *orelse, const char *owner) {
    return store(v, targets) && load(v, iter) && body_of(v, body, owner) && stmts(v, orelse);
}

static bool conditional(ast_validator *v, const ast_node *test, const ast_seq *body,
                        const ast_seq *orelse, const char *owner) {
    return load(v, test) && body_of(v, body, owner) && stmts(v, orelse);
}

static bool with_item(ast_validator *v, const ast_node *n) {
    const ast_withitem *item = ast_as_withitem(n);
    return load(v, item->context_expr) && (!item->optional_vars || store(v, item->optional_vars));
}

static bool with(ast_validator *v, const ast_seq *items, const ast_seq *body, const char *owner) {
    return not_empty(v, items, "items", owner) && ast_valid_seq(v, items, "item", with_item) &&
           body_of(v, body, owner);
}

static bool match_case(ast_validator *v, const ast_node *n) {
    const ast_match_case *c = ast_as_match_case(n);
    return ast_valid_pattern(v, c->pattern, false) && load_opt(v, c->guard) &&
           body_of(v, c->body, "match_case");
}

static bool handler(ast_validator *v, const ast_node *n) {
    const ast_ExceptHandler *h = ast_as_ExceptHandler(n);
    return ast_valid_positions(v, n) && load_opt(v, h->type) &&
           body_of(v, h->body, "ExceptHandler");
}

static bool try(ast_validator *v, const ast_seq *body, const ast_seq *handlers,
                const ast_seq *orelse, const ast_seq *finalbody, const char *owner) {
    if (!body_of(v, body, owner)) return false;
    if (handlers->n == 0 && finalbody->n == 0)
        return value_error(
            v, arena_printf(v->memory, "%s has neither except handlers nor finalbody", owner));
    if (handlers->n == 0 && orelse->n > 0)
        return value_error(v,
                           arena_printf(v->memory, "%s has orelse but no except handlers", owner));
    return ast_valid_seq(v, handlers, "handler", handler) && stmts(v, finalbody) &&
           stmts(v, orelse);
}

static bool anything(ast_validator *v, const ast_node *n) { return (void)v, (void)n, true; }

static bool names(ast_validator *v, const ast_seq *aliases, const char *owner) {
    return not_empty(v, aliases, "names", owner) && ast_valid_seq(v, aliases, "alias", anything);
}

static bool declaration(ast_validator *v, const ast_ident_seq *seq, const char *owner) {
    if (!not_empty(v, seq, "names", owner)) return false;
    for (int32_t i = 0; i < seq->n; i++)
        if (!seq->items[i]) return value_error(v, "None disallowed in identifier list");
    return true;
}

/* Statements without other statements in them. */
static bool simple_statement(ast_validator *v, const ast_node *n) {
    switch (n->kind) {
    case AST_Return: return load_opt(v, ast_as_Return(n)->value);
    case AST_Delete:
        return not_empty(v, ast_as_Delete(n)->targets, "targets", "Delete") &&
               items_in(v, ast_as_Delete(n)->targets, AST_Del);
    case AST_Assign:
        return not_empty(v, ast_as_Assign(n)->targets, "targets", "Assign") &&
               items_in(v, ast_as_Assign(n)->targets, AST_Store) &&
               load(v, ast_as_Assign(n)->value);
    case AST_AugAssign:
        return store(v, ast_as_AugAssign(n)->target) && load(v, ast_as_AugAssign(n)->value);
    case AST_AnnAssign: return ann_assign(v, ast_as_AnnAssign(n));
    case AST_Raise:
        if (!ast_as_Raise(n)->exc && ast_as_Raise(n)->cause)
            return value_error(v, "Raise with cause but no exception");
        return load_opt(v, ast_as_Raise(n)->exc) && load_opt(v, ast_as_Raise(n)->cause);
    case AST_Assert: return load(v, ast_as_Assert(n)->test) && load_opt(v, ast_as_Assert(n)->msg);
    case AST_Import: return names(v, ast_as_Import(n)->names, "Import");
    case AST_ImportFrom:
        if (ast_as_ImportFrom(n)->level < 0) return value_error(v, "Negative ImportFrom level");
        return names(v, ast_as_ImportFrom(n)->names, "ImportFrom");
    case AST_Global: return declaration(v, ast_as_Global(n)->names, "Global");
    case AST_Nonlocal: return declaration(v, ast_as_Nonlocal(n)->names, "Nonlocal");
    case AST_Expr: return load(v, ast_as_Expr(n)->value);
    default: return true;
    }
}

static bool compound_statement(ast_validator *v, const ast_node *n) {
/* The fields of these statements have the same names whatever the kind. */
#define FUNCTION(k)                                                                                        \
    function(v, ast_as_##k(n)->body, ast_as_##k(n)->args, ast_as_##k(n)->decorator_list,                  \
             ast_as_##k(n)->returns, #k)
#define LOOP(k)                                                                                            \
    loop(v, ast_as_##k(n)->target, ast_as_##k(n)->iter, ast_as_##k(n)->body, ast_as_##k(n)->orelse, #k)
#define CONDITIONAL(k)                                                                                     \
    conditional(v, ast_as_##k(n)->test, ast_as_##k(n)->body, ast_as_##k(n)->orelse, #k)
#define TRY(k)                                                                                             \
    try(v, ast_as_##k(n)->body, ast_as_##k(n)->handlers, ast_as_##k(n)->orelse,                           \
        ast_as_##k(n)->finalbody, #k)
    switch (n->kind) {
    case AST_FunctionDef: return FUNCTION(FunctionDef);
    case AST_AsyncFunctionDef: return FUNCTION(AsyncFunctionDef);
    case AST_ClassDef: return class_def(v, ast_as_ClassDef(n));
    case AST_For: return LOOP(For);
    case AST_AsyncFor: return LOOP(AsyncFor);
    case AST_While: return CONDITIONAL(While);
    case AST_If: return CONDITIONAL(If);
    case AST_With: return with(v, ast_as_With(n)->items, ast_as_With(n)->body, "With");
    case AST_AsyncWith:
        return with(v, ast_as_AsyncWith(n)->items, ast_as_AsyncWith(n)->body, "AsyncWith");
    case AST_Match:
        return load(v, ast_as_Match(n)->subject) &&
               not_empty(v, ast_as_Match(n)->cases, "cases", "Match") &&
               ast_valid_seq(v, ast_as_Match(n)->cases, "case", match_case);
    case AST_Try: return TRY(Try);
    case AST_TryStar: return TRY(TryStar);
    default: return simple_statement(v, n);
    }
#undef FUNCTION
#undef LOOP
#undef CONDITIONAL
#undef TRY
}

static bool statement(ast_validator *v, const ast_node *n) {
    if (!ast_valid_positions(v, n) || !enter(v)) return false;
    bool done = compound_statement(v, n);
    v->depth--;
    return done;
}

/* ---- the program ---- */

bool ast_validate(arena *memory, const ast_node *root, parse_error *err) {
    ast_validator v = {.memory = memory, .err = err};
    switch (root->kind) {
    case AST_Module: return stmts(&v, ast_as_Module(root)->body);
    case AST_Interactive: return stmts(&v, ast_as_Interactive(root)->body);
    case AST_Expression: return load(&v, ast_as_Expression(root)->body);
    case AST_FunctionType:
        return exprs(&v, ast_as_FunctionType(root)->argtypes) &&
               load(&v, ast_as_FunctionType(root)->returns);
    default: return false;
    }
}
