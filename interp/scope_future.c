/* scope_future.c - `from __future__ import ...` at the head of a program. */
#include "interp/scope.h"

#include <string.h>

/* Features by name; those that are always on since long have no bit. */
static const struct feature {
    const char *name;
    unsigned bit;
} features_known[] = {
    {"nested_scopes", 0},
    {"generators", 0},
    {"division", SCOPE_FUTURE_DIVISION},
    {"absolute_import", SCOPE_FUTURE_ABSOLUTE_IMPORT},
    {"with_statement", SCOPE_FUTURE_WITH_STATEMENT},
    {"print_function", SCOPE_FUTURE_PRINT_FUNCTION},
    {"unicode_literals", SCOPE_FUTURE_UNICODE_LITERALS},
    {"barry_as_FLUFL", SCOPE_FUTURE_BARRY_AS_BDFL},
    {"generator_stop", SCOPE_FUTURE_GENERATOR_STOP},
    {"annotations", SCOPE_FUTURE_ANNOTATIONS},
};

static bool fail(const ast_mod *mod, const ast_node *at, parse_error *err, const char *format,
                 const char *name) {
    const char *message = arena_printf(mod->memory, "%s%s%s", name ? "future feature " : format,
                                       name ? name : "", name ? format : "");
    parse_error_at(err, message, at->lineno, at->col_offset, at->end_lineno, at->end_col_offset);
    err->kind = PARSE_SYMBOL_ERROR;
    err->end_lineno = at->lineno;
    err->end_offset = PARSE_NO_VALUE;
    if (!message) *err = (parse_error){.kind = PARSE_MEMORY_ERROR};
    return false;
}

static bool add_features(const ast_mod *mod, const ast_ImportFrom *import, unsigned *features,
                         parse_error *err) {
    for (int32_t i = 0; i < import->names->n; i++) {
        const char *name = ast_as_alias(import->names->items[i])->name->utf8;
        size_t k = 0, n = sizeof features_known / sizeof features_known[0];
        while (k < n && strcmp(features_known[k].name, name) != 0)
            k++;
        if (k < n)
            *features |= features_known[k].bit;
        else if (strcmp(name, "braces") == 0)
            return fail(mod, &import->node, err, "not a chance", NULL);
        else
            return fail(mod, &import->node, err, " is not defined", name);
    }
    return true;
}

static bool is_future(const ast_node *s) {
    if (s->kind != AST_ImportFrom) return false;
    const ast_ident *module = ast_as_ImportFrom(s)->module;
    return module && ast_as_ImportFrom(s)->level == 0 && strcmp(module->utf8, "__future__") == 0;
}

static bool is_docstring(const ast_node *s) {
    return s->kind == AST_Expr && ast_as_Expr(s)->value->kind == AST_Constant &&
           ast_as_Constant(ast_as_Expr(s)->value)->value.kind == AST_CONST_STR;
}

bool scope_future(const ast_mod *mod, unsigned *features, int *last_line, parse_error *err) {
    *features = 0;
    *last_line = -1;
    const ast_seq *body = &ast_no_items;
    if (mod->root->kind == AST_Module)
        body = ast_as_Module(mod->root)->body;
    else if (mod->root->kind == AST_Interactive)
        body = ast_as_Interactive(mod->root)->body;
    bool done = false;
    int previous_line = 0;
    for (int32_t i = 0; i < body->n; i++) {
        const ast_node *s = body->items[i];
        if (done && s->lineno > previous_line) return true;
        previous_line = s->lineno;
        if (is_future(s)) {
            if (done)
                return fail(mod, s, err,
                            "from __future__ imports must occur at the beginning of the "
                            "file",
                            NULL);
            if (!add_features(mod, ast_as_ImportFrom(s), features, err)) return false;
            *last_line = s->lineno;
        } else if (!(is_docstring(s) && i == 0)) {
            done = true;
        }
    }
    return true;
}
