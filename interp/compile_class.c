/* compile_class.c - class statements: the body as a function that fills a namespace, and the call that makes the class.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

static comp_unit *compile_class_body(comp_unit *u, const ast_ClassDef *s, int32_t lineno) {
    comp_unit *inner = comp_unit_open(u->c, u, &s->node, COMP_CLASS, s->name->utf8, lineno);
    if (!inner) return NULL;
    inner->private_name = s->name;
    uint32_t mark = inner->top, name = comp_temp(inner);
    comp_load_name(inner, comp_ident(u->c, "__name__"), name);
    comp_store_name(inner, comp_ident(u->c, "__module__"), name);
    inner->top = mark;
    uint32_t qualname = comp_value_str(inner, inner->qualname, strlen(inner->qualname));
    comp_store_name(inner, comp_ident(u->c, "__qualname__"), qualname);
    comp_namespace_body(inner, s->body);
    comp_no_line(inner);
    if (inner->scope->needs_class_closure) {
        uint32_t cell = comp_name_of(inner, comp_ident(u->c, "__class__"))->cell;
        comp_store_name(inner, comp_ident(u->c, "__classcell__"), cell);
        comp_emit(inner, OP_RETURN, cell, 0, 0);
    }
    comp_unit_close(inner);
    return inner;
}

void comp_class(comp_unit *u, const ast_ClassDef *s) {
    uint32_t decorators = comp_decorators(u, s->decorator_list);
    int32_t lineno = s->decorator_list->n ? s->decorator_list->items[0]->lineno : s->node.lineno;
    (void)comp_at(u, &s->node);
    if (comp_forbidden(u, s->name, AST_Store)) return;
    comp_unit *inner = compile_class_body(u, s, lineno);
    if (!inner || u->c->failed) return;
    uint32_t base = comp_temps(u, 3); /* __build_class__, body, name */
    comp_emit(u, OP_LOAD_BUILD_CLASS, base, 0, 0);
    comp_make_function(u, inner, 0, u->top, base + 1);
    comp_load_const(u, base + 2, comp_value_ident(u, s->name));
    comp_call_args(u, base, 2, s->bases, s->keywords, base);
    comp_decorate(u, s->decorator_list, decorators);
    comp_store_name(u, s->name, decorators);
}
