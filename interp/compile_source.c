/* compile_source.c - source or tree to a code object, errors and warnings as Python sees them.
 *
 * Owns: the arena of a compilation from source, for the length of the call.
 * Threads: any number at once. */
#include <unistd.h>

#include "interp/compile_internal.h"
#include "interp/lex.h"
#include "interp/modules/ast_nodes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/module.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

/* ---- parse errors as exceptions ------------------------------------------------------------- */

/* Errors found after parsing bring no line: it is shown if the file can be read, as in python3.11. */
static const char *line_text(arena *a, const ast_mod *mod, const parse_error *e,
                             const char *filename) {
    if (e->text || !mod || !mod->source || e->lineno < 1 || access(filename, R_OK) != 0)
        return e->text;
    const char *line = parse_line_text(a, mod, e->lineno);
    return line ? arena_printf(a, "%s\n", line) : NULL;
}

static Value int_or_none(int n) { return n < 0 ? RT_NONE : rt_imm_int(n); }

static Value raise_syntax_error(rt_thread *t, rt_type *type, const parse_error *e, const char *text,
                                Value filename) {
    Value line = text ? rt_str_from_cstr(t, text) : RT_NONE;
    Value message = rt_str_from_cstr(t, e->message);
    if (rt_is_null(line) || rt_is_null(message)) return RT_NULL;
    Value parts[] = {filename, int_or_none(e->lineno),     int_or_none(e->offset),
                     line,     int_or_none(e->end_lineno), int_or_none(e->end_offset)};
    Value details = rt_tuple_new(t, parts, 6);
    if (rt_is_null(details)) return RT_NULL;
    Value args[] = {message, details};
    Value exc = rt_exception_new(t, type, args, 2);
    if (rt_is_null(exc)) return RT_NULL;
    if (e->kind == PARSE_SYMBOL_ERROR) {
        Value alone = rt_tuple_new(t, &message, 1);
        if (rt_is_null(alone) || rt_is_null(rt_setattr(t, exc, rt_id.args, alone))) return RT_NULL;
    }
    return rt_raise_object(t, exc);
}

static Value raise(rt_thread *t, arena *a, const ast_mod *mod, const parse_error *e, Value filename,
                   const char *path) {
    switch (e->kind) {
    case PARSE_VALUE_ERROR: return rt_raise_value_error(t, "%s", e->message);
    case PARSE_TYPE_ERROR: return rt_raise_type_error(t, "%s", e->message);
    case PARSE_SYSTEM_ERROR: return rt_raise(t, &rt_exc_SystemError, "%s", e->message);
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

/* The column in characters; what ends in a later line ends, as in python3.11, with the first one. */
static int32_t column(const char *line, int32_t col_offset) {
    size_t length = line ? strlen(line) : 0, bytes = col_offset < 0 ? 0 : (size_t)col_offset;
    return lex_char_count(line, bytes < length ? bytes : length);
}

/* A warning that a filter turned into an error: SyntaxError at its place. */
static void raise_warning(rt_thread *t, arena *a, const ast_mod *mod, const ast_warning *w,
                          Value filename) {
    parse_error e;
    const char *text = NULL;
    int32_t first = w->col_offset, last = w->end_col_offset;
    if (w->in_text) {
        text = parse_line_text(a, mod, w->lineno);
        first = column(text, first);
        last = column(text, last);
        if (text && w->kind == AST_DEPRECATION_WARNING && w->lineno == w->end_lineno &&
            mod->source[mod->source_len - 1] == '\n')
            text = arena_printf(a, "%s\n", text);
    }
    parse_error_at(&e, w->message, w->lineno, first, w->end_lineno, last);
    if (!text) text = line_text(a, mod, &e, rt_str_utf8(t, filename, NULL));
    (void)raise_syntax_error(t, &rt_exc_SyntaxError, &e, text, filename);
}

static bool warn(rt_thread *t, arena *a, const ast_mod *mod, const ast_warning *w, Value filename) {
    rt_type *category =
        w->kind == AST_SYNTAX_WARNING ? &rt_exc_SyntaxWarning : &rt_exc_DeprecationWarning;
    Value message = rt_str_from_cstr(t, w->message);
    if (rt_is_null(message)) return false;
    Value args[] = {message, rt_from_obj(category), filename, rt_imm_int(w->lineno)};
    if (!rt_is_null(rt_finish(t, rt_tail_prelude(t, "compiler_warning", args, 4)))) return true;
    if (rt_exception_catch(t, category)) raise_warning(t, a, mod, w, filename);
    return false;
}

static bool warn_all(rt_thread *t, arena *a, const ast_mod *mod, Value filename) {
    for (const ast_warning *w = mod->warnings; w; w = w->next)
        if (!warn(t, a, mod, w, filename)) return false;
    return true;
}

/* ---- entry points -------------------------------------------------------------------------- */

Value comp_compile_tree(rt_thread *t, arena *a, const ast_mod *tree, Value filename, uint32_t flags,
                        int optimize) {
    const char *path = rt_str_utf8(t, filename, NULL);
    if (!path) return RT_NULL;
    if (tree->root->kind == AST_FunctionType)
        return rt_raise_value_error(t, "a function type cannot be compiled");
    compiler c;
    comp_unit *u = comp_program(&c, a, (ast_mod *)(uintptr_t)tree, flags, optimize);
    if (!c.failed && !warn_all(t, a, tree, filename)) return RT_NULL;
    if (!u) return raise(t, a, tree, &c.error, filename, path);
    return comp_finish(t, &c, u, filename);
}

static ast_mod *parse(rt_thread *t, arena *a, const char *source, size_t length, Value filename,
                      parse_mode mode, uint32_t flags) {
    const char *path = rt_str_utf8(t, filename, NULL);
    if (!path) return NULL;
    unsigned how = 0;
    if (flags & (COMP_IGNORE_COOKIE | COMP_SOURCE_IS_UTF8)) how |= PARSE_SOURCE_IS_UTF8;
    if (flags & COMP_DONT_IMPLY_DEDENT) how |= PARSE_DONT_IMPLY_DEDENT;
    if (flags & COMP_ALLOW_INCOMPLETE) how |= PARSE_ALLOW_INCOMPLETE;
    if (flags & COMP_SOURCE_IS_FILE) how |= PARSE_SOURCE_IS_FILE;
    if (flags & CO_FUTURE_BARRY_AS_BDFL) how |= PARSE_BARRY_AS_BDFL;
    parse_error error = {.kind = PARSE_OK};
    ast_mod *tree = parse_module(a, source, length, path, mode, how, &error);
    if (!tree) (void)raise(t, a, NULL, &error, filename, path);
    return tree;
}

Value comp_compile_source(rt_thread *t, const char *source, size_t length, Value filename,
                          parse_mode mode, uint32_t flags, int optimize) {
    arena a;
    arena_init(&a, 0);
    ast_mod *tree = parse(t, &a, source, length, filename, mode, flags);
    Value code = tree ? comp_compile_tree(t, &a, tree, filename, flags, optimize) : RT_NULL;
    arena_release(&a);
    return code;
}

Value comp_source_objects(rt_thread *t, const char *source, size_t length, Value filename,
                          parse_mode mode, uint32_t flags) {
    arena a;
    arena_init(&a, 0);
    const ast_mod *tree = parse(t, &a, source, length, filename, mode, flags);
    bool warned = tree && warn_all(t, &a, tree, filename);
    Value root = warned ? vm_ast_objects(t, tree) : RT_NULL;
    arena_release(&a);
    return root;
}
