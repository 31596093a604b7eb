/* compile_stmt.c - statements: the dispatch, bodies with docstring and annotations, and the simple ones.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

static void stmt_if(comp_unit *u, const ast_If *s) {
    comp_label end = comp_label_new(u);
    for (;;) { /* elif chains are long: no recursion */
        comp_label next = comp_label_new(u);
        (void)comp_at(u, &s->node);
        comp_jump_if(u, s->test, next, false);
        comp_body(u, s->body);
        if (s->orelse->n == 0) {
            comp_label_place(u, next);
            break;
        }
        comp_jump(u, OP_JUMP, 0, end);
        comp_label_place(u, next);
        if (s->orelse->n != 1 || s->orelse->items[0]->kind != AST_If) {
            comp_body(u, s->orelse);
            break;
        }
        s = ast_as_If(s->orelse->items[0]);
    }
    comp_label_place(u, end);
}

static bool is_nonempty_tuple(const ast_expr *e) {
    if (e->kind == AST_Tuple) return ast_as_Tuple(e)->elts->n > 0;
    return e->kind == AST_Constant && ast_as_Constant(e)->value.kind == AST_CONST_TUPLE &&
           ast_as_Constant(e)->value.n > 0;
}

static void stmt_assert(comp_unit *u, const ast_Assert *s) {
    if (is_nonempty_tuple(s->test))
        comp_warn(u, "assertion is always true, perhaps remove parentheses?");
    if (u->c->optimize) return;
    comp_label end = comp_label_new(u);
    comp_jump_if(u, s->test, end, true);
    uint32_t error = comp_temp(u);
    comp_emit(u, OP_LOAD_ASSERTION_ERROR, error, 0, 0);
    if (s->msg) {
        uint32_t arg = comp_temp(u);
        comp_expr_to(u, s->msg, arg);
        comp_emit(u, OP_CALL, error, 1, error);
    }
    comp_emit(u, OP_RAISE, error, error, 1);
    comp_label_place(u, end);
}

static void stmt_raise(comp_unit *u, const ast_Raise *s) {
    if (!s->exc) {
        uint32_t unused = comp_temp(u); /* an operand has to be one of the frame's registers */
        comp_emit(u, OP_RAISE, unused, unused, 0);
        return;
    }
    uint32_t exc = comp_expr(u, s->exc);
    if (!s->cause) {
        comp_emit(u, OP_RAISE, exc, exc, 1);
        return;
    }
    exc = comp_stable(u, exc, s->cause);
    comp_emit(u, OP_RAISE, exc, comp_expr(u, s->cause), 2);
}

static void stmt_expr(comp_unit *u, const ast_Expr *s) {
    if (u->c->interactive && !u->parent) {
        comp_emit(u, OP_PRINT_EXPR, comp_expr_reg(u, s->value), 0, 0);
        return;
    }
    comp_expr_drop(u, s->value);
}

static void dispatch(comp_unit *u, const ast_stmt *s) {
    switch (s->kind) {
    case AST_FunctionDef:
    case AST_AsyncFunctionDef: comp_function(u, s); break;
    case AST_ClassDef: comp_class(u, ast_as_ClassDef(s)); break;
    case AST_Return: comp_return(u, ast_as_Return(s)); break;
    case AST_Delete:
        for (int32_t i = 0; i < ast_as_Delete(s)->targets->n; i++)
            comp_delete(u, ast_as_Delete(s)->targets->items[i]);
        break;
    case AST_Assign: comp_assign(u, ast_as_Assign(s)); break;
    case AST_AugAssign: comp_aug_assign(u, ast_as_AugAssign(s)); break;
    case AST_AnnAssign: comp_ann_assign(u, ast_as_AnnAssign(s)); break;
    case AST_For: comp_for(u, ast_as_For(s)); break;
    case AST_AsyncFor: comp_async_for(u, ast_as_AsyncFor(s)); break;
    case AST_While: comp_while(u, ast_as_While(s)); break;
    case AST_If: stmt_if(u, ast_as_If(s)); break;
    case AST_With: comp_with(u, ast_as_With(s)); break;
    case AST_AsyncWith: comp_async_with(u, ast_as_AsyncWith(s)); break;
    case AST_Match: comp_match(u, ast_as_Match(s)); break;
    case AST_Raise: stmt_raise(u, ast_as_Raise(s)); break;
    case AST_Try: comp_try(u, ast_as_Try(s)); break;
    case AST_TryStar: comp_try_star(u, ast_as_TryStar(s)); break;
    case AST_Assert: stmt_assert(u, ast_as_Assert(s)); break;
    case AST_Import: comp_import(u, ast_as_Import(s)); break;
    case AST_ImportFrom: comp_import_from(u, ast_as_ImportFrom(s)); break;
    case AST_Expr: stmt_expr(u, ast_as_Expr(s)); break;
    case AST_Break: comp_break(u); break;
    case AST_Continue: comp_continue(u); break;
    default: break; /* Global, Nonlocal, Pass: nothing to run */
    }
}

void comp_stmt(comp_unit *u, const ast_stmt *s) {
    if (u->c->failed || !comp_enter(u->c)) return;
    uint32_t mark = u->top;
    (void)comp_at(u, s);
    dispatch(u, s);
    u->top = mark;
    comp_leave(u->c);
}

void comp_body(comp_unit *u, const ast_seq *body) {
    for (int32_t i = 0; i < body->n; i++)
        comp_stmt(u, body->items[i]);
}

/* ---- modules and classes -------------------------------------------------------------------- */

static bool body_annotates(const ast_seq *body);

static bool stmt_annotates(const ast_stmt *s) {
    switch (s->kind) {
    case AST_AnnAssign: return true;
    case AST_For:
        return body_annotates(ast_as_For(s)->body) || body_annotates(ast_as_For(s)->orelse);
    case AST_AsyncFor:
        return body_annotates(ast_as_AsyncFor(s)->body) ||
               body_annotates(ast_as_AsyncFor(s)->orelse);
    case AST_While:
        return body_annotates(ast_as_While(s)->body) || body_annotates(ast_as_While(s)->orelse);
    case AST_If: return body_annotates(ast_as_If(s)->body) || body_annotates(ast_as_If(s)->orelse);
    case AST_With: return body_annotates(ast_as_With(s)->body);
    case AST_AsyncWith: return body_annotates(ast_as_AsyncWith(s)->body);
    case AST_Match:
        for (int32_t i = 0; i < ast_as_Match(s)->cases->n; i++)
            if (body_annotates(ast_as_match_case(ast_as_Match(s)->cases->items[i])->body))
                return true;
        return false;
    case AST_Try:
    case AST_TryStar: {
        const ast_Try *t = (const ast_Try *)s; /* both have the same fields */
        for (int32_t i = 0; i < t->handlers->n; i++)
            if (body_annotates(ast_as_ExceptHandler(t->handlers->items[i])->body)) return true;
        return body_annotates(t->body) || body_annotates(t->orelse) || body_annotates(t->finalbody);
    }
    default: return false;
    }
}

static_assert(sizeof(ast_Try) == sizeof(ast_TryStar));
static_assert(offsetof(ast_Try, finalbody) == offsetof(ast_TryStar, finalbody));

static bool body_annotates(const ast_seq *body) {
    for (int32_t i = 0; i < body->n; i++)
        if (stmt_annotates(body->items[i])) return true;
    return false;
}

void comp_namespace_body(comp_unit *u, const ast_seq *body) {
    if (body->n == 0) return;
    if (u->kind == COMP_MODULE) (void)comp_at(u, body->items[0]);
    if (body_annotates(body)) comp_emit(u, OP_SETUP_ANNOTATIONS, 0, 0, 0);
    const ast_const *doc;
    if (u->c->optimize < 2 && ast_docstring(body, &doc)) {
        (void)comp_at(u, body->items[0]);
        comp_store_name(u, comp_ident(u->c, "__doc__"), comp_operand(u, comp_value(u, doc)));
    }
    comp_body(u, body);
}
