/* scope_collect.c - first pass: what every block binds, uses and declares.
 *
 * Nodes are visited in the order of their fields; the cases below are those that open a block, bind
 * a name, or are visited in another order.
 */
#include "interp/scope_internal.h"

#include <string.h>

static bool visit(scope_table *t, const ast_node *node);

static bool visit_seq(scope_table *t, const ast_seq *seq) {
    for (int32_t i = 0; i < seq->n; i++)
        if (seq->items[i] && !visit(t, seq->items[i])) return false;
    return true;
}

static bool visit_opt(scope_table *t, const ast_node *node) { return !node || visit(t, node); }

/* ---- names ---- */

static const ast_ident *mangled(scope_table *t, const ast_ident *name) {
    const ast_ident *result = scope_mangle(&t->mod->names, t->private_name, name);
    if (!result) (void)scope_no_memory(t);
    return result;
}

static bool define_in(scope_table *t, scope_entry *entry, const ast_ident *plain, uint16_t flag,
                      const ast_node *at) {
    const ast_ident *name = mangled(t, plain);
    scope_symbol *symbol = name ? scope_symbol_add(t, entry, name) : NULL;
    if (!symbol) return false;
    if ((flag & SCOPE_DEF_PARAM) && (symbol->flags & SCOPE_DEF_PARAM))
        return scope_fail(t, at, "duplicate argument '%s' in function definition", plain);
    symbol->flags |= flag;
    if (entry->comp_iter_target) {
        if (symbol->flags & (SCOPE_DEF_GLOBAL | SCOPE_DEF_NONLOCAL))
            return scope_fail(t, at,
                              "comprehension inner loop cannot rebind assignment expression "
                              "target '%s'",
                              plain);
        symbol->flags |= SCOPE_DEF_COMP_ITER;
    }
    if (flag & SCOPE_DEF_PARAM) entry->n_params++;
    if ((flag & SCOPE_DEF_GLOBAL) && entry != t->top) {
        scope_symbol *global = scope_symbol_add(t, t->top, name);
        if (!global) return false;
        global->flags |= flag;
    }
    return true;
}

static bool define(scope_table *t, const ast_ident *name, uint16_t flag, const ast_node *at) {
    return define_in(t, t->cur, name, flag, at);
}

/* Flags of a name as far as they are known. */
static uint16_t flags_in(scope_table *t, const scope_entry *entry, const ast_ident *name) {
    const scope_symbol *symbol = scope_symbol_find(entry, name);
    (void)t;
    return symbol ? symbol->flags : 0;
}

static bool record_directive(scope_table *t, const ast_ident *plain, const ast_node *at) {
    scope_directive *d = arena_alloc(t->memory, sizeof *d);
    const ast_ident *name = d ? mangled(t, plain) : NULL;
    if (!name) return scope_no_memory(t);
    scope_directive **end = &t->cur->directives;
    while (*end)
        end = &(*end)->next;
    *d = (scope_directive){.name = name,
                           .lineno = at->lineno,
                           .col_offset = at->col_offset,
                           .end_lineno = at->end_lineno,
                           .end_col_offset = at->end_col_offset};
    *end = d;
    return true;
}

/* ---- blocks ---- */

static bool enter(scope_table *t, const ast_ident *name, scope_kind kind, const ast_node *node) {
    scope_entry *entry = scope_entry_new(t, name, kind, node);
    if (entry) t->cur = entry;
    return entry != NULL;
}

static void leave(scope_table *t) { t->cur = t->cur->parent; }

static bool define_params(scope_table *t, const ast_seq *args) {
    for (int32_t i = 0; i < args->n; i++)
        if (!define(t, ast_as_arg(args->items[i])->arg, SCOPE_DEF_PARAM, args->items[i]))
            return false;
    return true;
}

static bool define_param(scope_table *t, const ast_node *arg) {
    return !arg || define(t, ast_as_arg(arg)->arg, SCOPE_DEF_PARAM, arg);
}

static bool parameters(scope_table *t, const ast_arguments *args) {
    if (!define_params(t, args->posonlyargs) || !define_params(t, args->args) ||
        !define_params(t, args->kwonlyargs) || !define_param(t, args->vararg) ||
        !define_param(t, args->kwarg))
        return false;
    t->cur->varargs = args->vararg != NULL;
    t->cur->varkeywords = args->kwarg != NULL;
    return true;
}

static bool arg_annotations(scope_table *t, const ast_seq *args) {
    for (int32_t i = 0; i < args->n; i++)
        if (!visit_opt(t, ast_as_arg(args->items[i])->annotation)) return false;
    return true;
}

/* With postponed annotations the names in them are not used; they are visited for their errors. */
static bool begin_annotation(scope_table *t, const ast_node *args, bool *entered) {
    *entered = t->features & SCOPE_FUTURE_ANNOTATIONS;
    if (*entered) {
        if (!enter(t, t->id_top, SCOPE_FUNCTION, args)) return false;
        t->cur->annotation = true;
    }
    return true;
}

static ast_node *no_block(scope_table *t) {
    static ast_arguments none = {.node = {.kind = AST_arguments}};
    (void)t;
    return &none.node;
}

static bool annotation(scope_table *t, const ast_node *node) {
    bool entered;
    if (!node) return true;
    if (!begin_annotation(t, no_block(t), &entered) || !visit(t, node)) return false;
    if (entered) leave(t);
    return true;
}

static bool annotations(scope_table *t, const ast_arguments *args, const ast_node *returns) {
    bool entered;
    if (!begin_annotation(t, &args->node, &entered)) return false;
    if (!arg_annotations(t, args->posonlyargs) || !arg_annotations(t, args->args) ||
        (args->vararg && !visit_opt(t, ast_as_arg(args->vararg)->annotation)) ||
        (args->kwarg && !visit_opt(t, ast_as_arg(args->kwarg)->annotation)) ||
        !arg_annotations(t, args->kwonlyargs))
        return false;
    if (entered) leave(t);
    return annotation(t, returns);
}

static bool function(scope_table *t, const ast_FunctionDef *f) {
    const ast_arguments *args = ast_as_arguments(f->args);
    if (!define(t, f->name, SCOPE_DEF_LOCAL, &f->node) || !visit_seq(t, args->defaults) ||
        !visit_seq(t, args->kw_defaults) || !annotations(t, args, f->returns) ||
        !visit_seq(t, f->decorator_list) || !enter(t, f->name, SCOPE_FUNCTION, &f->node))
        return false;
    t->cur->coroutine = f->node.kind == AST_AsyncFunctionDef;
    if (!parameters(t, args) || !visit_seq(t, f->body)) return false;
    leave(t);
    return true;
}

static_assert(sizeof(ast_FunctionDef) == sizeof(ast_AsyncFunctionDef));

static bool class(scope_table *t, const ast_ClassDef *c) {
    if (!define(t, c->name, SCOPE_DEF_LOCAL, &c->node) || !visit_seq(t, c->bases) ||
        !visit_seq(t, c->keywords) || !visit_seq(t, c->decorator_list) ||
        !enter(t, c->name, SCOPE_CLASS, &c->node))
        return false;
    const ast_ident *outer = t->private_name;
    t->private_name = t->cur->private_name = c->name;
    if (!visit_seq(t, c->body)) return false;
    t->private_name = outer;
    leave(t);
    return true;
}

static bool lambda(scope_table *t, const ast_Lambda *l) {
    const ast_arguments *args = ast_as_arguments(l->args);
    if (!visit_seq(t, args->defaults) || !visit_seq(t, args->kw_defaults) ||
        !enter(t, t->id_lambda, SCOPE_FUNCTION, &l->node) || !parameters(t, args) ||
        !visit(t, l->body))
        return false;
    leave(t);
    return true;
}

/* ---- comprehensions ---- */

static bool target(scope_table *t, const ast_node *node) {
    t->cur->comp_iter_target = true;
    bool good = visit(t, node);
    t->cur->comp_iter_target = false;
    return good;
}

static bool iterable(scope_table *t, const ast_node *node) {
    t->cur->comp_iter_expr++;
    bool good = visit(t, node);
    t->cur->comp_iter_expr--;
    return good;
}

static bool inner_loop(scope_table *t, const ast_comprehension *c) {
    if (!target(t, c->target) || !iterable(t, c->iter) || !visit_seq(t, c->ifs)) return false;
    t->cur->coroutine |= c->is_async != 0;
    return true;
}

static const ast_ident *comprehension_name(const scope_table *t, ast_kind kind) {
    return kind == AST_ListComp   ? t->id_listcomp
           : kind == AST_SetComp  ? t->id_setcomp
           : kind == AST_DictComp ? t->id_dictcomp
                                  : t->id_genexpr;
}

/* The first iterable is evaluated outside and passed in as `.0`. */
static bool comprehension(scope_table *t, const ast_node *node, const ast_seq *generators,
                          const ast_node *value, const ast_node *elt) {
    const ast_comprehension *outermost = ast_as_comprehension(generators->items[0]);
    bool generator = node->kind == AST_GeneratorExp;
    if (!iterable(t, outermost->iter) ||
        !enter(t, comprehension_name(t, node->kind), SCOPE_FUNCTION, node))
        return false;
    t->cur->comprehension = node->kind;
    t->cur->coroutine = outermost->is_async != 0;
    if (!define(t, t->id_dot0, SCOPE_DEF_PARAM, node) || !target(t, outermost->target) ||
        !visit_seq(t, outermost->ifs))
        return false;
    for (int32_t i = 1; i < generators->n; i++)
        if (!inner_loop(t, ast_as_comprehension(generators->items[i]))) return false;
    if (!visit_opt(t, value) || !visit(t, elt)) return false;
    t->cur->generator = generator;
    bool is_async = t->cur->coroutine && !generator;
    leave(t);
    t->cur->coroutine |= is_async;
    return true;
}

/* ---- assignment expressions ---- */

/* In a comprehension the target belongs to the block around all comprehensions. */
static bool bind_outside(scope_table *t, const ast_node *node) {
    const ast_ident *name = ast_as_Name(node)->id;
    for (scope_entry *e = t->cur; e; e = e->parent) {
        if (e->comprehension) {
            if (flags_in(t, e, name) & SCOPE_DEF_COMP_ITER)
                return scope_fail(t, node,
                                  "assignment expression cannot rebind comprehension "
                                  "iteration variable '%s'",
                                  name);
            continue;
        }
        if (e->kind == SCOPE_CLASS)
            return scope_fail(t, node,
                              "assignment expression within a comprehension cannot be used "
                              "in a class body",
                              name);
        bool global = e->kind == SCOPE_MODULE || (flags_in(t, e, name) & SCOPE_DEF_GLOBAL);
        return define(t, name, global ? SCOPE_DEF_GLOBAL : SCOPE_DEF_NONLOCAL, node) &&
               record_directive(t, name, node) &&
               define_in(t, e, name, e->kind == SCOPE_MODULE ? SCOPE_DEF_GLOBAL : SCOPE_DEF_LOCAL,
                         node);
    }
    return true;
}

static bool not_in_annotation(scope_table *t, const ast_node *node, const char *message) {
    return !t->cur->annotation || scope_fail(t, node, message, NULL);
}

static bool named_expression(scope_table *t, const ast_NamedExpr *n) {
    if (!not_in_annotation(t, &n->node, "'named expression' can not be used within an annotation"))
        return false;
    if (t->cur->comp_iter_expr > 0)
        return scope_fail(t, &n->node,
                          "assignment expression cannot be used in a comprehension "
                          "iterable expression",
                          NULL);
    if (t->cur->comprehension && !bind_outside(t, n->target)) return false;
    return visit(t, n->value) && visit(t, n->target);
}

/* ---- yield, await, names ---- */

static bool yield(scope_table *t, const ast_node *node, const ast_node *value) {
    static const char *const messages[] = {
        "'yield' inside list comprehension",
        "'yield' inside set comprehension",
        "'yield' inside dict comprehension",
        "'yield' inside generator expression",
    };
    if (!not_in_annotation(t, node, "'yield expression' can not be used within an annotation") ||
        !visit_opt(t, value))
        return false;
    t->cur->generator = true;
    uint8_t kind = t->cur->comprehension;
    if (!kind) return true;
    int which = kind == AST_ListComp ? 0 : kind == AST_SetComp ? 1 : kind == AST_DictComp ? 2 : 3;
    return scope_fail(t, node, messages[which], NULL);
}

static bool name(scope_table *t, const ast_Name *n) {
    bool load = n->ctx == AST_Load;
    if (!define(t, n->id, load ? SCOPE_USE : SCOPE_DEF_LOCAL, &n->node)) return false;
    /* super() without arguments needs __class__ */
    if (load && t->cur->kind == SCOPE_FUNCTION && n->id == t->id_super)
        return define(t, t->id_class, SCOPE_USE, &n->node);
    return true;
}

/* ---- statements ---- */

static bool annotated_assignment(scope_table *t, const ast_AnnAssign *a) {
    if (a->target->kind == AST_Name) {
        const ast_ident *id = ast_as_Name(a->target)->id, *own = mangled(t, id);
        if (!own) return false;
        uint16_t flags = flags_in(t, t->cur, own);
        if (a->simple && t->cur != t->top && (flags & (SCOPE_DEF_GLOBAL | SCOPE_DEF_NONLOCAL)))
            return scope_fail(t, &a->node,
                              flags & SCOPE_DEF_GLOBAL ? "annotated name '%s' can't be global"
                                                       : "annotated name '%s' can't be nonlocal",
                              id);
        if (a->simple && !define(t, id, SCOPE_DEF_ANNOT | SCOPE_DEF_LOCAL, a->target)) return false;
        if (!a->simple && a->value && !define(t, id, SCOPE_DEF_LOCAL, a->target)) return false;
    } else if (!visit(t, a->target)) {
        return false;
    }
    return annotation(t, a->annotation) && visit_opt(t, a->value);
}

/* `global` (0) and `nonlocal` (1) name names that were not yet met in the block. */
static bool directive(scope_table *t, const ast_node *node, const ast_ident_seq *names,
                      int nonlocal) {
    static const char *const messages[][2] = {
        {"name '%s' is parameter and global", "name '%s' is parameter and nonlocal"},
        {"name '%s' is used prior to global declaration",
         "name '%s' is used prior to nonlocal declaration"},
        {"annotated name '%s' can't be global", "annotated name '%s' can't be nonlocal"},
        {"name '%s' is assigned to before global declaration",
         "name '%s' is assigned to before nonlocal declaration"},
    };
    for (int32_t i = 0; i < names->n; i++) {
        const ast_ident *id = names->items[i], *own = mangled(t, id);
        if (!own) return false;
        uint16_t flags = flags_in(t, t->cur, own);
        int wrong = flags & SCOPE_DEF_PARAM   ? 0
                    : flags & SCOPE_USE       ? 1
                    : flags & SCOPE_DEF_ANNOT ? 2
                    : flags & SCOPE_DEF_LOCAL ? 3
                                              : -1;
        if (wrong >= 0) return scope_fail(t, node, messages[wrong][nonlocal], id);
        if (!define(t, id, nonlocal ? SCOPE_DEF_NONLOCAL : SCOPE_DEF_GLOBAL, node) ||
            !record_directive(t, id, node))
            return false;
    }
    return true;
}

/* `import a.b` binds a. */
static bool alias(scope_table *t, const ast_alias *a) {
    const ast_ident *bound = a->asname ? a->asname : a->name;
    if (bound->len == 1 && bound->utf8[0] == '*') {
        if (t->cur->kind == SCOPE_MODULE) return true;
        return scope_fail(t, &a->node, "import * only allowed at module level", NULL);
    }
    const char *dot = memchr(bound->utf8, '.', bound->len);
    if (dot) bound = ast_intern(&t->mod->names, bound->utf8, (size_t)(dot - bound->utf8));
    return bound ? define(t, bound, SCOPE_DEF_IMPORT, &a->node) : scope_no_memory(t);
}

static bool handler(scope_table *t, const ast_ExceptHandler *h) {
    return visit_opt(t, h->type) && (!h->name || define(t, h->name, SCOPE_DEF_LOCAL, &h->node)) &&
           visit_seq(t, h->body);
}

static bool try(scope_table *t, const ast_Try *s) {
    return visit_seq(t, s->body) && visit_seq(t, s->orelse) && visit_seq(t, s->handlers) &&
           visit_seq(t, s->finalbody);
}

static_assert(sizeof(ast_Try) == sizeof(ast_TryStar));

/* ---- the walk ---- */

/* All children in the order of the fields. */
static bool visit_fields(scope_table *t, const ast_node *node) {
    const ast_class_info *info = &ast_classes[node->kind];
    for (int i = 0; i < info->n_fields; i++) {
        const ast_field_info *f = &info->fields[i];
        const void *at = (const char *)node + f->offset;
        if (f->kind != AST_FIELD_NODE) continue;
        if (f->count == AST_COUNT_SEQ ? !visit_seq(t, *(ast_seq *const *)at)
                                      : !visit_opt(t, *(ast_node *const *)at))
            return false;
    }
    return true;
}

static bool visit_pattern(scope_table *t, const ast_node *n) {
    const ast_ident *bound = n->kind == AST_MatchStar      ? ast_as_MatchStar(n)->name
                             : n->kind == AST_MatchMapping ? ast_as_MatchMapping(n)->rest
                                                           : ast_as_MatchAs(n)->name;
    return visit_fields(t, n) && (!bound || define(t, bound, SCOPE_DEF_LOCAL, n));
}

static bool visit_kind(scope_table *t, const ast_node *n) {
    switch (n->kind) {
    case AST_Name: return name(t, ast_as_Name(n));
    case AST_Constant: return true;
    case AST_FunctionDef:
    case AST_AsyncFunctionDef: return function(t, (const ast_FunctionDef *)n);
    case AST_ClassDef: return class(t, ast_as_ClassDef(n));
    case AST_Lambda: return lambda(t, ast_as_Lambda(n));
    case AST_ListComp:
        return comprehension(t, n, ast_as_ListComp(n)->generators, NULL, ast_as_ListComp(n)->elt);
    case AST_SetComp:
        return comprehension(t, n, ast_as_SetComp(n)->generators, NULL, ast_as_SetComp(n)->elt);
    case AST_GeneratorExp:
        return comprehension(t, n, ast_as_GeneratorExp(n)->generators, NULL,
                             ast_as_GeneratorExp(n)->elt);
    case AST_DictComp:
        return comprehension(t, n, ast_as_DictComp(n)->generators, ast_as_DictComp(n)->value,
                             ast_as_DictComp(n)->key);
    case AST_NamedExpr: return named_expression(t, ast_as_NamedExpr(n));
    case AST_Yield: return yield(t, n, ast_as_Yield(n)->value);
    case AST_YieldFrom: return yield(t, n, ast_as_YieldFrom(n)->value);
    case AST_Await:
        if (!not_in_annotation(t, n, "'await expression' can not be used within an annotation") ||
            !visit(t, ast_as_Await(n)->value))
            return false;
        t->cur->coroutine = true;
        return true;
    case AST_AsyncFor:
    case AST_AsyncWith: t->cur->coroutine = true; return visit_fields(t, n);
    case AST_Return:
        t->cur->returns_value |= ast_as_Return(n)->value != NULL;
        return visit_opt(t, ast_as_Return(n)->value);
    case AST_AnnAssign: return annotated_assignment(t, ast_as_AnnAssign(n));
    case AST_Global: return directive(t, n, ast_as_Global(n)->names, 0);
    case AST_Nonlocal: return directive(t, n, ast_as_Nonlocal(n)->names, 1);
    case AST_alias: return alias(t, ast_as_alias(n));
    case AST_ExceptHandler: return handler(t, ast_as_ExceptHandler(n));
    case AST_Try:
    case AST_TryStar: return try(t, (const ast_Try *)n);
    case AST_MatchStar:
    case AST_MatchMapping:
    case AST_MatchAs: return visit_pattern(t, n);
    default: return visit_fields(t, n);
    }
}

static bool visit(scope_table *t, const ast_node *node) {
    if (++t->depth > SCOPE_MAX_DEPTH) {
        *t->err = (parse_error){.kind = PARSE_RECURSION_ERROR,
                                .message = "maximum recursion depth exceeded during compilation"};
        return false;
    }
    bool good = visit_kind(t, node);
    t->depth--;
    return good;
}

bool scope_collect(scope_table *t) {
    if (!enter(t, t->id_top, SCOPE_MODULE, t->mod->root)) return false;
    t->top = t->cur;
    return visit_fields(t, t->mod->root);
}
