/* compile.c - the driver: source or tree to a code object, errors and warnings as Python sees them.
 *
 * Owns: the arena of a compilation from source, for the length of the call.
 * Threads: any number at once. */
#include "interp/compile.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "interp/compile_internal.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/module.h"
#include "runtime/objects/str.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

/* ---- errors during the walk ----------------------------------------------------------------- */

void comp_fail(compiler *c, parse_error_kind kind, const char *message)
{
    if (c->failed) return;
    c->failed = true;
    c->error = (parse_error){.kind = kind, .message = message, .lineno = -1};
}

void comp_error(comp_unit *u, const char *format, ...)
{
    compiler *c = u->c;
    if (c->failed) return;
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *message = arena_strndup(c->memory, text, strlen(text));
    if (!message) {
        comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
        return;
    }
    c->failed = true;
    parse_error_at(&c->error, message, u->pos.line, u->pos.col, u->pos.end_line, u->pos.end_col);
}

void comp_warn(comp_unit *u, const char *format, ...)
{
    compiler *c = u->c;
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ast_warning *w = arena_zalloc(c->memory, sizeof *w);
    const char *message = arena_strndup(c->memory, text, strlen(text));
    if (!w || !message) {
        comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
        return;
    }
    *w = (ast_warning){.kind = AST_SYNTAX_WARNING, .lineno = u->pos.line, .col_offset = u->pos.col,
                       .end_col_offset = u->pos.end_col, .message = message};
    *c->warning_end = w;
    c->warning_end = &w->next;
}

bool comp_enter(compiler *c)
{
    if (++c->depth <= COMP_MAX_DEPTH) return true;
    c->depth--;
    comp_fail(c, PARSE_RECURSION_ERROR, "maximum recursion depth exceeded during compilation");
    return false;
}

/* ---- parse errors as exceptions ------------------------------------------------------------- */

/* Errors found after parsing bring no line: it is shown if the file can be read, as in python3.11. */
static const char *line_text(arena *a, const ast_mod *mod, const parse_error *e, const char *filename)
{
    if (e->text || !mod || !mod->source || e->lineno < 1 || access(filename, R_OK) != 0) return e->text;
    const char *line = parse_line_text(a, mod, e->lineno);
    return line ? arena_printf(a, "%s\n", line) : NULL;
}

static Value int_or_none(int n) { return n < 0 ? RT_NONE : rt_imm_int(n); }

static Value raise_syntax_error(rt_thread *t, rt_type *type, const parse_error *e, const char *text, Value filename)
{
    Value line = text ? rt_str_from_cstr(t, text) : RT_NONE;
    Value message = rt_str_from_cstr(t, e->message);
    if (rt_is_null(line) || rt_is_null(message)) return RT_NULL;
    Value parts[] = {filename, int_or_none(e->lineno), int_or_none(e->offset), line, int_or_none(e->end_lineno),
                     int_or_none(e->end_offset)};
    Value details = rt_tuple_new(t, parts, 6);
    if (rt_is_null(details)) return RT_NULL;
    Value args[] = {message, details};
    Value exc = rt_exception_new(t, type, args, 2);
    return rt_is_null(exc) ? RT_NULL : rt_raise_object(t, exc);
}

static Value raise(rt_thread *t, arena *a, const ast_mod *mod, const parse_error *e, Value filename, const char *path)
{
    switch (e->kind) {
    case PARSE_VALUE_ERROR: return rt_raise_value_error(t, "%s", e->message);
    case PARSE_RECURSION_ERROR: return rt_raise(t, &rt_exc_RecursionError, "%s", e->message);
    case PARSE_OVERFLOW_ERROR: return rt_raise(t, &rt_exc_OverflowError, "%s", e->message);
    case PARSE_MEMORY_ERROR: return rt_raise_memory_error(t);
    default: break;
    }
    rt_type *type = e->kind == PARSE_INDENTATION_ERROR ? &rt_exc_IndentationError
                    : e->kind == PARSE_TAB_ERROR       ? &rt_exc_TabError
                                                       : &rt_exc_SyntaxError;
    return raise_syntax_error(t, type, e, line_text(a, mod, e, path), filename);
}

/* ---- warnings ------------------------------------------------------------------------------- */

/* warnings.warn_explicit(message, category, filename, lineno) of the module that is loaded; without one there is nobody to tell. A
 * SyntaxWarning that a filter turned into an error becomes a SyntaxError at its place. */
static bool warn(rt_thread *t, const ast_warning *w, Value filename)
{
    Value name = rt_str_intern_cstr(t, "_warnings");
    Value module = rt_is_null(name) ? RT_NULL : rt_dict_get_str(t, rt_sys_modules, name);
    if (rt_is_null(module)) return false;
    if (rt_is_empty(module)) return true;
    rt_type *category = w->kind == AST_SYNTAX_WARNING ? &rt_exc_SyntaxWarning : &rt_exc_DeprecationWarning;
    Value method = rt_str_intern_cstr(t, "warn_explicit"), message = rt_str_from_cstr(t, w->message);
    if (rt_is_null(method) || rt_is_null(message)) return false;
    Value args[] = {message, rt_from_obj(category), filename, rt_imm_int(w->lineno)};
    if (!rt_is_null(rt_call_method(t, module, method, args, 4))) return true;
    if (!rt_exception_catch(t, category)) return false;
    parse_error e;
    parse_error_at(&e, w->message, w->lineno, w->col_offset, w->lineno, w->end_col_offset);
    (void)raise_syntax_error(t, &rt_exc_SyntaxError, &e, NULL, filename);
    return false;
}

/* ---- the program ---------------------------------------------------------------------------- */

static void compile_root(comp_unit *u, const ast_mod *tree)
{
    const ast_node *root = tree->root;
    if (root->kind == AST_Expression) {
        uint32_t value = comp_expr(u, ast_as_Expression(root)->body);
        comp_emit(u, OP_RETURN, value, 0, 0);
    } else if (root->kind == AST_Interactive) {
        const ast_seq *body = ast_as_Interactive(root)->body;
        u->c->interactive = true;
        comp_namespace_body(u, body);
    } else {
        comp_namespace_body(u, ast_as_Module(root)->body);
    }
}

static comp_unit *compile_tree(compiler *c)
{
    unsigned features = c->flags;
    if (!scope_future(c->mod, &features, &c->last_future_line, &c->error)) {
        c->failed = true;
        return NULL;
    }
    c->flags = features;
    c->scopes = scope_build(c->mod, features, &c->error);
    if (!c->scopes) {
        c->failed = true;
        return NULL;
    }
    comp_unit *u = comp_unit_open(c, NULL, c->mod->root, COMP_MODULE, "<module>", 1);
    if (!u) return NULL;
    u->code[0].pos.line = 0; /* RESUME of a module stands before its first line */
    compile_root(u, c->mod);
    comp_unit_close(u);
    return u;
}

enum { FUTURE_MASK = 0x1fe0000 };

static bool may_assign_in_expr(const ast_mod *mod)
{
    return !mod->source || memmem(mod->source, mod->source_len, ":=", 2) != NULL;
}

Value comp_compile_tree(rt_thread *t, arena *a, const ast_mod *tree, Value filename, uint32_t flags, int optimize)
{
    const char *path = rt_str_utf8(t, filename, NULL);
    if (!path) return RT_NULL;
    compiler c = {.memory = a, .mod = (ast_mod *)(uintptr_t)tree, .filename = path, .flags = flags & FUTURE_MASK,
                  .optimize = optimize, .last_future_line = -1, .assigns_in_expr = may_assign_in_expr(tree)};
    c.warning_end = &c.mod->warnings;
    while (*c.warning_end)
        c.warning_end = &(*c.warning_end)->next;
    if (tree->root->kind == AST_FunctionType) return rt_raise_value_error(t, "a function type cannot be compiled");
    comp_unit *u = compile_tree(&c);
    for (const ast_warning *w = tree->warnings; w && !c.failed; w = w->next)
        if (!warn(t, w, filename)) return RT_NULL;
    if (!c.failed && a->failed) comp_fail(&c, PARSE_MEMORY_ERROR, "out of memory");
    if (c.failed || !u) return raise(t, a, tree, &c.error, filename, path);
    return comp_finish(t, &c, u, filename);
}

Value comp_compile_source(rt_thread *t, const char *source, size_t length, Value filename, parse_mode mode,
                          uint32_t flags, int optimize)
{
    const char *path = rt_str_utf8(t, filename, NULL);
    if (!path) return RT_NULL;
    unsigned how = 0;
    if (flags & (COMP_IGNORE_COOKIE | COMP_SOURCE_IS_UTF8)) how |= PARSE_SOURCE_IS_UTF8;
    if (flags & COMP_DONT_IMPLY_DEDENT) how |= PARSE_DONT_IMPLY_DEDENT;
    if (flags & COMP_ALLOW_INCOMPLETE) how |= PARSE_ALLOW_INCOMPLETE;
    if (flags & CO_FUTURE_BARRY_AS_BDFL) how |= PARSE_BARRY_AS_BDFL;
    arena a;
    arena_init(&a, 0);
    parse_error error = {.kind = PARSE_OK};
    ast_mod *tree = parse_module(&a, source, length, path, mode, how, &error);
    Value result = tree ? comp_compile_tree(t, &a, tree, filename, flags, optimize)
                        : raise(t, &a, NULL, &error, filename, path);
    arena_release(&a);
    return result;
}
