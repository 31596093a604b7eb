/* krait_internal.c - `_krait`, the natives that only the prelude sees. Not in sys.modules. */
#include "interp/modules/krait_internal.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "interp/generator.h"
#include "interp/import.h"
#include "interp/instructions.h"
#include "interp/line_editor.h"
#include "interp/modules/imp.h"
#include "interp/parse.h"
#include "interp/vm.h"
#include "runtime/heap/heap.h"
#include "runtime/modules/request.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/namespace.h"
#include "runtime/objects/number.h"
#include "threading/thread_module.h"

static Value find_source(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_list(args[1]))
        return rt_then(t, rt_to_list_tail(t, args[1]), vm_find_source_in, args[0]);
    return vm_find_source(t, args[0], args[1]);
}

static Value read_code(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return vm_read_code(t, args[0]);
}

static Value exec_code(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value there = rt_dict_get_str(t, args[1], rt_id.__builtins__);
    if (rt_is_null(there)) return there;
    Value builtins = rt_load(&rt_as_module(rt_builtins)->x_dict);
    if (rt_is_empty(there) && !rt_dict_set(t, args[1], rt_id.__builtins__, builtins))
        return RT_NULL;
    return vm_exec_tail(t, args[0], args[1], RT_NULL, RT_NULL);
}

static Value builtin_module(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return vm_builtin_module(t, args[0]);
}

/* Modules are made complete by rt_module_create; the step is there for the order of importlib. */
static Value exec_builtin(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return RT_NONE;
}

static Value new_module(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_module_new(t, args[0], RT_NONE);
}

static Value get_ident(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_int_new_u64(t, t->ident);
}

static Value nap(rt_thread *t, Value state) {
    (void)t, (void)state;
    nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
    return RT_NONE;
}

static Value pause_thread(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_tail_outside(t, nap, RT_NULL);
}

/* Everything that is alive at the end of the program: see rt_finalizers_queue. */
static Value finalize(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_finalizers_queue(rt_same(args[0], RT_TRUE));
    return rt_pending_run_tail(t);
}

/* ---- for report.py ---- */
static Value byte_to_char(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n;
    int64_t offset;
    const char *text = rt_str_utf8(t, args[0], &n);
    if (!text || !rt_int_get(args[1], &offset)) return RT_NULL;
    int64_t chars = 0;
    for (size_t i = 0; i < n && i < (size_t)offset; i++)
        chars += ((unsigned char)text[i] & 0xc0) != 0x80;
    return rt_imm_int(chars);
}

static Value source_line(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t lineno;
    const char *path = rt_str_utf8(t, args[0], NULL);
    size_t length;
    char *text =
        path && rt_int_get(args[1], &lineno) && lineno > 0 ? vm_file_read(path, &length) : NULL;
    if (!text) return RT_NONE;
    const char *line = text, *end = text + length;
    for (int64_t i = 1; i < lineno && line < end; i++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        line = newline ? newline + 1 : end;
    }
    const char *stop = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    Value v =
        line < end ? rt_str_from_utf8(t, line, (size_t)((stop ? stop : end) - line)) : RT_NONE;
    free(text);
    if (rt_is_null(v) && rt_exception_pending(t)) {
        (void)rt_exception_take(t);
        return RT_NONE;
    }
    return v;
}

/* (filename, function name, (line, end line, column, end column)) of a traceback entry. */
static Value traceback_entry(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const vm_traceback *tb = (const vm_traceback *)rt_obj(args[0]);
    const vm_frame_object *frame = rt_load_ptr(&tb->x_frame);
    const rt_code *code = rt_load_ptr(&frame->x_code);
    vm_position p = vm_code_position(code, (uint32_t)tb->pc);
    Value numbers[] = {rt_imm_int(p.line), rt_imm_int(p.end_line), rt_imm_int(p.col),
                       rt_imm_int(p.end_col)};
    Value position = rt_tuple_new(t, numbers, 4);
    return rt_is_null(position) ? position
                                : rt_tuple_pack3(t, code->filename, code->name, position);
}

/* Where in the text of an expression its operator lies: (start, end) in characters, or None. As python3.11: binary
 * operators and subscripts only. */
static bool anchors_of(const ast_expr *e, const char *text, size_t length, size_t *from,
                       size_t *to) {
    if (e->kind == AST_BinOp) {
        const ast_BinOp *op = ast_as_BinOp(e);
        size_t at = (size_t)op->left->end_col_offset, right = (size_t)op->right->col_offset;
        while (at < right && at < length &&
               (text[at] == ' ' || text[at] == ')' || text[at] == '\t'))
            at++;
        *from = at;
        *to = at + 1 + (at + 1 < right && text[at + 1] == text[at]);
        return at < right;
    }
    if (e->kind == AST_Subscript) {
        *from = (size_t)ast_as_Subscript(e)->value->end_col_offset;
        while (*from < length && text[*from] != '[')
            ++*from;
        *to = length;
        return *from < length;
    }
    return false;
}

/* The expression that the text consists of, NULL if it is anything else. */
static const ast_expr *sole_expression(const ast_mod *mod) {
    if (!mod) return NULL;
    const ast_seq *body = ast_as_Module(mod->root)->body;
    return body->n == 1 && body->items[0]->kind == AST_Expr ? ast_as_Expr(body->items[0])->value
                                                            : NULL;
}

static Value caret_anchors(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n, from, to;
    const char *text = rt_str_utf8(t, args[0], &n);
    if (!text) return RT_NULL;
    arena a;
    arena_init(&a, 0);
    parse_error err;
    Value v = RT_NONE;
    const ast_expr *e = sole_expression(
        parse_module(&a, text, n, "<segment>", PARSE_EXEC, PARSE_SOURCE_IS_UTF8, &err));
    if (e && anchors_of(e, text, n, &from, &to)) {
        size_t chars_from = 0, chars_to = 0;
        for (size_t i = 0; i < to; i++) {
            bool starts = ((unsigned char)text[i] & 0xc0) != 0x80;
            chars_from += starts && i < from;
            chars_to += starts;
        }
        v = rt_tuple_pack2(t, rt_imm_int((int64_t)chars_from), rt_imm_int((int64_t)chars_to));
    }
    arena_release(&a);
    return v;
}

/* ---- for repl.py ---- */
static Value on_terminal(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_bool(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
}

static Value startup_file(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    const char *path = getenv("PYTHONSTARTUP");
    return path && *path ? rt_fsdecode(t, path, strlen(path)) : RT_NONE;
}

static const rt_native_def functions[] = {
    {"on_terminal", on_terminal, 0, 0, NULL, 0, NULL},
    {"startup_file", startup_file, 0, 0, NULL, 0, NULL},
    {"edit_line", vm_edit_line, 1, 1, NULL, 0, NULL},
    {"find_source", find_source, 2, 2, NULL, 0, NULL},
    {"read_code", read_code, 1, 1, NULL, 0, NULL},
    {"exec_code", exec_code, 2, 2, NULL, 0, NULL},
    {"builtin_module", builtin_module, 1, 1, NULL, 0, NULL},
    {"exec_builtin", exec_builtin, 1, 1, NULL, 0, NULL},
    {"new_module", new_module, 1, 1, NULL, 0, NULL},
    {"get_ident", get_ident, 0, 0, NULL, 0, NULL},
    {"finalize", finalize, 1, 1, NULL, 0, NULL},
    {"pause", pause_thread, 0, 0, NULL, 0, NULL},
    {"thread_begun", thr_thread_begun, 0, 0, NULL, 0, NULL},
    {"thread_ended", thr_thread_ended, 0, 0, NULL, 0, NULL},
    {"byte_to_char", byte_to_char, 2, 2, NULL, 0, NULL},
    {"source_line", source_line, 2, 2, NULL, 0, NULL},
    {"traceback_entry", traceback_entry, 1, 1, NULL, 0, NULL},
    {"caret_anchors", caret_anchors, 1, 1, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

static bool fill(rt_thread *t, Value module) {
    return rt_module_set(t, module, "modules", rt_sys_modules) &&
           rt_module_set(t, module, "builtins", rt_builtins) &&
           rt_module_set(t, module, "SimpleNamespace", rt_from_obj(&rt_namespace_type));
}

Value vm_internal_module(rt_thread *t, Value sys) {
    static const rt_module_def def = {"_krait", functions, fill, NULL};
    Value module = rt_module_create(t, &def);
    if (rt_is_null(module) || !rt_module_set(t, module, "sys", sys)) return RT_NULL;
    return module;
}
