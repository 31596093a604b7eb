/* compile_import.c - import statements.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

/* IMPORT_NAME into a new register. */
static uint32_t import_name(comp_unit *u, const ast_ident *name, int32_t level, uint32_t fromlist) {
    uint32_t module = comp_temp(u), args = comp_temps(u, 2);
    comp_load_const(u, args, comp_value_int(u, level));
    comp_load_const(u, args + 1, fromlist);
    comp_emit(u, OP_IMPORT_NAME, module, comp_name_const(u, name), args);
    u->top = module + 1;
    return module;
}

/* import a.b.c as d: the module a, then b and c from it. */
static void store_as(comp_unit *u, uint32_t module, const ast_alias *alias) {
    const char *dot = strchr(alias->name->utf8, '.');
    while (dot) {
        const char *part = dot + 1;
        dot = strchr(part, '.');
        size_t len = dot ? (size_t)(dot - part) : strlen(part);
        const ast_ident *name = ast_intern(&u->c->mod->names, part, len);
        if (!name) {
            comp_fail(u->c, PARSE_MEMORY_ERROR, "out of memory");
            return;
        }
        comp_emit(u, OP_IMPORT_FROM, module, module, comp_name_const(u, name));
    }
    comp_store_name(u, alias->asname, module);
}

void comp_import(comp_unit *u, const ast_Import *s) {
    for (int32_t i = 0; i < s->names->n; i++) {
        const ast_alias *alias = ast_as_alias(s->names->items[i]);
        uint32_t mark = u->top;
        uint32_t module = import_name(u, alias->name, 0, comp_value_none(u));
        if (alias->asname) {
            store_as(u, module, alias);
        } else {
            size_t len = strcspn(alias->name->utf8, ".");
            const ast_ident *first = ast_intern(&u->c->mod->names, alias->name->utf8, len);
            if (first)
                comp_store_name(u, first, module);
            else
                comp_fail(u->c, PARSE_MEMORY_ERROR, "out of memory");
        }
        u->top = mark;
    }
}

static uint32_t from_list(comp_unit *u, const ast_seq *names) {
    ast_const *items = arena_zalloc(u->c->memory, (size_t)names->n * sizeof *items);
    if (!items) return comp_value_none(u);
    for (int32_t i = 0; i < names->n; i++) {
        const ast_ident *name = ast_as_alias(names->items[i])->name;
        items[i] = (ast_const){.kind = AST_CONST_STR, .text = name->utf8, .len = name->len};
    }
    return comp_value(
        u, &(ast_const){.kind = AST_CONST_TUPLE, .n = (uint32_t)names->n, .items = items});
}

void comp_import_from(comp_unit *u, const ast_ImportFrom *s) {
    if (s->module && s->node.lineno > u->c->last_future_line &&
        strcmp(s->module->utf8, "__future__") == 0) {
        comp_error(u, "from __future__ imports must occur at the beginning of the file");
        return;
    }
    const ast_ident *name = s->module ? s->module : comp_ident(u->c, "");
    uint32_t module = import_name(u, name, s->level, from_list(u, s->names));
    for (int32_t i = 0; i < s->names->n; i++) {
        const ast_alias *alias = ast_as_alias(s->names->items[i]);
        if (i == 0 && strcmp(alias->name->utf8, "*") == 0) {
            comp_emit(u, OP_IMPORT_STAR, module, 0, 0);
            return;
        }
        uint32_t value = comp_temp(u);
        comp_emit(u, OP_IMPORT_FROM, value, module, comp_name_const(u, alias->name));
        comp_store_name(u, alias->asname ? alias->asname : alias->name, value);
        u->top = module + 1;
    }
}
