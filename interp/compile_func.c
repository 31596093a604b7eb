/* compile_func.c - function definitions and lambdas: defaults, annotations, closure, decorators.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

enum { WITH_DEFAULTS = 1, WITH_KWDEFAULTS = 2, WITH_ANNOTATIONS = 4, WITH_CLOSURE = 8 };

/* ---- closures ------------------------------------------------------------------------------- */

static void load_closure_cell(comp_unit *u, const ast_ident *name, uint32_t dest) {
    const comp_name *n = comp_name_of(u, name);
    if (n->cell != COMP_NONE)
        comp_move(u, dest, n->cell);
    else if (n->free_index != COMP_NONE)
        comp_emit(u, OP_LOAD_CLOSURE, dest, n->free_index, 0);
    else
        comp_fail(u->c, PARSE_SYNTAX_ERROR, "free variable without a cell");
}

void comp_make_function(comp_unit *u, comp_unit *inner, uint32_t flags, uint32_t first,
                        uint32_t dest) {
    uint32_t mark = u->top;
    if (inner->nfree) {
        u->top = first + (uint32_t)__builtin_popcount(
                             flags); /* where the closure belongs; dest may lie there */
        uint32_t tuple = comp_temp(u), cells = comp_temps(u, inner->nfree);
        if (!flags) first = tuple; /* nothing else to be handed over */
        for (uint32_t i = 0; i < inner->nfree; i++)
            load_closure_cell(u, inner->freevars[i], cells + i);
        comp_emit(u, OP_BUILD_TUPLE, tuple, cells, inner->nfree);
        flags |= WITH_CLOSURE;
    }
    uint32_t code = comp_value_code(u, inner);
    comp_emit_x(u, OP_MAKE_FUNCTION, dest, code, flags ? first : dest, flags);
    u->top = mark;
}

/* ---- defaults and annotations --------------------------------------------------------------- */

static uint32_t positional_defaults(comp_unit *u, const ast_arguments *args) {
    if (args->defaults->n == 0) return 0;
    ast_const k;
    uint32_t dest = comp_temp(u);
    if (comp_fold_seq(u->c, args->defaults, AST_CONST_TUPLE, &k))
        comp_load_const(u, dest, comp_value(u, &k));
    else
        comp_tuple(u, args->defaults, dest);
    u->top = dest + 1;
    return WITH_DEFAULTS;
}

static uint32_t keyword_defaults(comp_unit *u, const ast_arguments *args) {
    uint32_t dest = COMP_NONE;
    for (int32_t i = 0; i < args->kw_defaults->n; i++) {
        const ast_expr *value = args->kw_defaults->items[i];
        if (!value) continue;
        if (dest == COMP_NONE) {
            dest = comp_temp(u);
            comp_emit(u, OP_BUILD_MAP, dest, dest, 0);
        }
        uint32_t mark = u->top;
        const ast_ident *name = comp_mangle(u, ast_as_arg(args->kwonlyargs->items[i])->arg);
        uint32_t operand = comp_expr(u, value);
        comp_emit(u, OP_MAP_ADD, dest, comp_operand(u, comp_value_ident(u, name)), operand);
        u->top = mark;
    }
    return dest == COMP_NONE ? 0 : WITH_KWDEFAULTS;
}

void comp_annotation(comp_unit *u, const ast_expr *e, uint32_t dest) {
    if (u->c->flags & CO_FUTURE_ANNOTATIONS) {
        size_t len;
        const char *text = comp_unparse(u->c->memory, e, &len);
        if (!text)
            comp_fail(u->c, PARSE_MEMORY_ERROR, "out of memory");
        else
            comp_load_const(u, dest, comp_value_str(u, text, len));
        return;
    }
    if (e->kind == AST_Starred) { /* *args: *Ts */
        comp_expr_to(u, ast_as_Starred(e)->value, dest);
        comp_emit(u, OP_UNPACK_SEQUENCE, dest, 1, dest);
        return;
    }
    comp_expr_to(u, e, dest);
}

static void annotate(comp_unit *u, const ast_ident *name, const ast_expr *annotation,
                     uint32_t *count) {
    if (!annotation) return;
    uint32_t pair = comp_temps(u, 2);
    comp_load_const(u, pair, comp_value_ident(u, comp_mangle(u, name)));
    comp_annotation(u, annotation, pair + 1);
    ++*count;
}

static void annotate_args(comp_unit *u, const ast_seq *args, uint32_t *count) {
    for (int32_t i = 0; i < args->n; i++) {
        const ast_arg *a = ast_as_arg(args->items[i]);
        annotate(u, a->arg, a->annotation, count);
    }
}

static uint32_t annotations(comp_unit *u, const ast_arguments *args, const ast_expr *returns) {
    uint32_t mark = u->top, dest = comp_temp(u), count = 0;
    annotate_args(u, args->args, &count);
    annotate_args(u, args->posonlyargs, &count);
    if (args->vararg)
        annotate(u, ast_as_arg(args->vararg)->arg, ast_as_arg(args->vararg)->annotation, &count);
    annotate_args(u, args->kwonlyargs, &count);
    if (args->kwarg)
        annotate(u, ast_as_arg(args->kwarg)->arg, ast_as_arg(args->kwarg)->annotation, &count);
    annotate(u, comp_ident(u->c, "return"), returns, &count);
    if (!count) {
        u->top = mark;
        return 0;
    }
    comp_emit(u, OP_BUILD_TUPLE, dest, dest + 1, count * 2);
    u->top = dest + 1;
    return WITH_ANNOTATIONS;
}

static void check_arg(comp_unit *u, const ast_node *n) {
    if (n) (void)comp_forbidden(u, ast_as_arg(n)->arg, AST_Store);
}

static void check_args(comp_unit *u, const ast_arguments *args) {
    const ast_seq *lists[] = {args->posonlyargs, args->args, args->kwonlyargs};
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
        for (int32_t i = 0; i < lists[k]->n; i++)
            check_arg(u, lists[k]->items[i]);
    check_arg(u, args->vararg);
    check_arg(u, args->kwarg);
}

static void count_args(comp_unit *inner, const ast_arguments *args) {
    inner->posonlyargcount = (uint32_t)args->posonlyargs->n;
    inner->argcount = inner->posonlyargcount + (uint32_t)args->args->n;
    inner->kwonlyargcount = (uint32_t)args->kwonlyargs->n;
}

/* ---- decorators ----------------------------------------------------------------------------- */

uint32_t comp_decorators(comp_unit *u, const ast_seq *decorators) {
    uint32_t first = u->top;
    for (int32_t i = 0; i < decorators->n; i++) {
        uint32_t reg = comp_temp(u);
        comp_expr_to(u, decorators->items[i], reg);
    }
    return first;
}

void comp_decorate(comp_unit *u, const ast_seq *decorators, uint32_t first) {
    comp_pos old = u->pos;
    for (int32_t i = decorators->n; i-- > 0;) {
        (void)comp_at(u, decorators->items[i]);
        uint32_t reg = first + (uint32_t)i;
        comp_emit(u, OP_CALL, reg, 1, reg);
    }
    u->pos = old;
}

/* ---- definitions ---------------------------------------------------------------------------- */

typedef struct definition { /* what FunctionDef and AsyncFunctionDef share */
    const ast_ident *name;
    const ast_arguments *args;
    const ast_seq *body, *decorators;
    const ast_expr *returns;
    comp_kind kind;
} definition;

static definition definition_of(const ast_stmt *s) {
    if (s->kind == AST_FunctionDef) {
        const ast_FunctionDef *f = ast_as_FunctionDef(s);
        return (definition){f->name,    ast_as_arguments(f->args),
                            f->body,    f->decorator_list,
                            f->returns, COMP_FUNCTION};
    }
    const ast_AsyncFunctionDef *f = ast_as_AsyncFunctionDef(s);
    return (definition){f->name,    ast_as_arguments(f->args), f->body, f->decorator_list,
                        f->returns, COMP_ASYNC_FUNCTION};
}

static const ast_ident *first_parameter(const ast_arguments *args) {
    const ast_seq *list = args->posonlyargs->n ? args->posonlyargs : args->args;
    return list->n ? ast_as_arg(list->items[0])->arg : NULL;
}

static comp_unit *compile_inner(comp_unit *u, const ast_stmt *s, const definition *d,
                                int32_t lineno) {
    comp_unit *inner = comp_unit_open(u->c, u, s, d->kind, d->name->utf8, lineno);
    if (!inner) return NULL;
    count_args(inner, d->args);
    if (u->kind == COMP_CLASS) inner->self_name = first_parameter(d->args);
    const ast_const *doc;
    if (u->c->optimize < 2 && ast_docstring(d->body, &doc))
        (void)comp_value(inner, doc);
    else
        (void)comp_value_none(inner);
    comp_body(inner, d->body);
    comp_unit_close(inner);
    return inner;
}

void comp_function(comp_unit *u, const ast_stmt *s) {
    definition d = definition_of(s);
    check_args(u, d.args);
    if (comp_forbidden(u, d.name, AST_Store)) return;
    uint32_t decorators = comp_decorators(u, d.decorators);
    int32_t lineno = d.decorators->n ? d.decorators->items[0]->lineno : s->lineno;
    (void)comp_at(u, s);
    uint32_t first = u->top;
    uint32_t flags = positional_defaults(u, d.args);
    flags |= keyword_defaults(u, d.args);
    flags |= annotations(u, d.args, d.returns);
    comp_unit *inner = compile_inner(u, s, &d, lineno);
    if (!inner || u->c->failed) return;
    uint32_t local = d.decorators->n ? COMP_NONE : comp_local(u, d.name), dest = local;
    if (local == COMP_NONE) {
        dest = decorators + (uint32_t)d.decorators->n;
        if (dest == u->top) (void)comp_temp(u);
    }
    comp_make_function(u, inner, flags, first, dest);
    comp_decorate(u, d.decorators, decorators);
    if (local == COMP_NONE) comp_store_name(u, d.name, decorators);
}

void comp_lambda(comp_unit *u, const ast_Lambda *e, uint32_t dest) {
    const ast_arguments *args = ast_as_arguments(e->args);
    check_args(u, args);
    uint32_t first = u->top;
    uint32_t flags = positional_defaults(u, args);
    flags |= keyword_defaults(u, args);
    comp_unit *inner = comp_unit_open(u->c, u, &e->node, COMP_LAMBDA, "<lambda>", e->node.lineno);
    if (!inner) return;
    count_args(inner, args);
    (void)comp_value_none(inner); /* the first constant would be the docstring */
    uint32_t value = comp_expr(inner, e->body);
    comp_emit(inner, OP_RETURN, value, 0, 0);
    comp_unit_close(inner);
    if (!u->c->failed) comp_make_function(u, inner, flags, first, dest);
}
