/* builtins_compile.c - the built-ins that need the compiler: compile, eval, exec. */
#include "interp/builtins_frames.h"

#include "interp/compile.h"
#include "interp/import.h"
#include "interp/instructions.h"
#include "interp/modules/ast_nodes.h"
#include "interp/vm.h"
#include "runtime/modules/request.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"

static rt_frame *caller(rt_thread *t) { return vm_frame_python(t, t->frame); }

/* ---- source for compile, exec, eval ---- */
/* The text of a str or bytes-like source; NULL: raised. what: "compile() arg 1" ... */
static const char *source_text(rt_thread *t, Value source, const char *what, const char *kinds,
                               size_t *n, uint32_t *flags) {
    if (rt_is_str(source)) {
        *flags |= COMP_IGNORE_COOKIE;
        return rt_str_utf8(t, source, n);
    }
    const unsigned char *data;
    if (rt_is_bytes_like(source))
        return rt_buffer_get(t, source, &data, n) ? (const char *)data : NULL;
    rt_raise_type_error(t, "%s must be %s", what, kinds);
    return NULL;
}

static uint32_t inherited_future(rt_thread *t) {
    rt_frame *f = caller(t);
    return f ? f->code->flags & (CO_FUTURE_ANNOTATIONS | CO_FUTURE_BARRY_AS_BDFL) : 0;
}

/* ---- compile ---- */
enum {
    FUTURES = 0x1fe0000, /* all bits that a __future__ import may set */
    OBSOLETE = 0x10,
    ACCEPTED = FUTURES | OBSOLETE | COMP_DONT_IMPLY_DEDENT | COMP_ONLY_AST | COMP_TYPE_COMMENTS |
               COMP_TOP_LEVEL_AWAIT | COMP_ALLOW_INCOMPLETE,
};

static bool mode_of(rt_thread *t, Value v, int64_t flags, parse_mode *mode) {
    static const char *const names[] = {"exec", "eval", "single", "func_type"};
    int i = 0;
    while (i < 4 && !(rt_is_str(v) && rt_str_equal_cstr(v, names[i])))
        i++;
    *mode = (parse_mode)i;
    bool tree = (flags & COMP_ONLY_AST) != 0;
    if (i < PARSE_FUNC_TYPE || (i == PARSE_FUNC_TYPE && tree)) return true;
    rt_raise_value_error(t, "compile() mode %s",
                         i == PARSE_FUNC_TYPE ? "'func_type' requires flag PyCF_ONLY_AST"
                         : tree               ? "must be 'exec', 'eval', 'single' or 'func_type'"
                                              : "must be 'exec', 'eval' or 'single'");
    return false;
}

static bool int_argument(rt_thread *t, Value v, int64_t *out) {
    if (rt_is_empty(v)) return true;
    Value index = rt_index(t, v);
    if (rt_is_null(index)) return false;
    if (rt_int_get(index, out)) return true;
    rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C int");
    return false;
}

/* The name of a file as str, from what os.fspath takes. */
static Value filename_of(rt_thread *t, Value v) {
    Value path = rt_is_str(v) || rt_is_bytes(v) ? v : rt_fspath(t, v);
    if (rt_is_null(path)) return path;
    if (rt_is_bytes(path))
        path = rt_fsdecode(t, (const char *)rt_as_bytes(path)->data, rt_as_bytes(path)->length);
    size_t n;
    const char *text = rt_is_null(path) ? NULL : rt_str_utf8(t, path, &n);
    if (!text) return RT_NULL;
    return strlen(text) == n ? path : rt_raise_value_error(t, "embedded null character");
}

/* compile() of a tree. */
static Value compile_nodes(rt_thread *t, Value root, Value filename, parse_mode mode,
                           uint32_t flags, int optimize) {
    arena a;
    arena_init(&a, 0);
    const ast_mod *tree = vm_ast_tree(t, &a, root, mode);
    Value code = tree ? comp_compile_tree(t, &a, tree, filename, flags, optimize) : RT_NULL;
    arena_release(&a);
    return code;
}

static Value compile_text(rt_thread *t, Value source, Value filename, parse_mode mode,
                          uint32_t flags, int optimize) {
    size_t n;
    const char *text =
        source_text(t, source, "compile() arg 1", "a string, bytes or AST object", &n, &flags);
    if (!text) return RT_NULL;
    if (flags & COMP_ONLY_AST) return comp_source_objects(t, text, n, filename, mode, flags);
    return comp_compile_source(t, text, n, filename, mode, flags, optimize);
}

static Value builtin_compile(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t flags = 0, optimize = -1, version = -1;
    parse_mode mode;
    Value filename = filename_of(t, args[1]);
    if (rt_is_null(filename) || !int_argument(t, args[3], &flags) ||
        !int_argument(t, args[5], &optimize) || !int_argument(t, args[6], &version))
        return RT_NULL;
    if (flags & ~(int64_t)ACCEPTED) return rt_raise_value_error(t, "compile(): unrecognised flags");
    if (optimize < -1 || optimize > 2)
        return rt_raise_value_error(t, "compile(): invalid optimize value");
    if (!mode_of(t, args[2], flags, &mode)) return RT_NULL;
    Value alone = rt_is_empty(args[4]) ? RT_FALSE : rt_truth(t, args[4]);
    if (rt_is_null(alone)) return alone;
    uint32_t all = (uint32_t)flags | (rt_same(alone, RT_TRUE) ? 0 : inherited_future(t));
    int level = optimize < 0 ? vm_optimize : (int)optimize;
    if (!vm_ast_check(args[0])) return compile_text(t, args[0], filename, mode, all, level);
    if (flags & COMP_ONLY_AST) return args[0];
    return compile_nodes(t, args[0], filename, mode, all, level);
}

/* ---- exec and eval ---- */
/* The dict code can run with: with __builtins__ in it, its values in cells. */
static bool prepare_globals(rt_thread *t, Value globals) {
    Value there = rt_dict_get_str(t, globals, rt_id.__builtins__);
    if (rt_is_null(there)) return false;
    if (rt_is_empty(there) && !rt_dict_set(t, globals, rt_id.__builtins__, rt_builtins))
        return false;
    return rt_dict_to_cells(t, globals);
}

static Value globals_no_dict(rt_thread *t, Value globals, parse_mode mode) {
    if (mode != PARSE_EVAL)
        return rt_raise_type_error(t, "exec() globals must be a dict, not %T", globals);
    if (!rt_type_of(globals)->slots.getitem)
        return rt_raise_type_error(t, "globals must be a dict");
    return rt_raise_type_error(t, "globals must be a real dict; try eval(code, {}, mapping)");
}

static Value run(rt_thread *t, Value *args, const char *who, parse_mode mode) {
    rt_frame *f = caller(t);
    Value globals = args[1], ns = args[2], closure = RT_NULL;
    bool no_globals = rt_is_empty(globals) || rt_is_none(globals);
    if (rt_is_empty(ns) || rt_is_none(ns))
        ns = no_globals ? (f ? vm_frame_locals(t, f) : RT_NULL) : globals;
    if (no_globals) globals = f ? vm_frame_globals(f) : RT_NULL;
    if (rt_is_null(globals) || rt_is_null(ns))
        return rt_exception_pending(t) ? RT_NULL
                                       : rt_raise(t, &rt_exc_SystemError, "%s(): no frame", who);
    if (!rt_is_dict(globals)) return globals_no_dict(t, globals, mode);
    if (!rt_type_of(ns)->slots.getitem) {
        if (mode == PARSE_EVAL) return rt_raise_type_error(t, "locals must be a mapping");
        return rt_raise_type_error(t, "locals must be a mapping or None, not %T", ns);
    }
    if (!prepare_globals(t, globals)) return RT_NULL;
    Value code = args[0];
    if (!rt_is_exact(code, &vm_code_type)) {
        size_t n;
        uint32_t flags = inherited_future(t);
        char what[32];
        snprintf(what, sizeof what, "%s() arg 1", who);
        const char *text = source_text(t, code, what, "a string, bytes or code object", &n, &flags);
        if (!text) return RT_NULL;
        while (mode == PARSE_EVAL && n && (*text == ' ' || *text == '\t'))
            text++, n--;
        code = comp_compile_source(t, text, n, rt_str_intern_cstr(t, "<string>"), mode, flags,
                                   vm_optimize);
        if (rt_is_null(code)) return code;
    }
    if (rt_tuple_len(vm_as_code(code)->freevars))
        return rt_raise_type_error(t, "code object passed to %s() may not contain free variables",
                                   who);
    return vm_exec_tail(t, code, globals, ns, closure);
}

static Value builtin_eval(rt_thread *t, Value *args, uint32_t nargs) {
    Value all[] = {args[0], nargs > 1 ? args[1] : RT_EMPTY, nargs > 2 ? args[2] : RT_EMPTY};
    return run(t, all, "eval", PARSE_EVAL);
}

static Value to_none(rt_thread *t, Value v, Value state) {
    (void)t, (void)v, (void)state;
    return RT_NONE;
}

static Value builtin_exec(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, run(t, args, "exec", PARSE_EXEC), to_none, RT_NULL);
}

const rt_native_def vm_builtins_compile[] = {
    {"compile", builtin_compile, 0, 0,
     "source, filename, mode, flags=, dont_inherit=, optimize=, *, _feature_version=", 0,
     "Compile source into a code object that can be executed by exec() or eval()."},
    {"eval", builtin_eval, 1, 3, NULL, 0,
     "Evaluate the given source in the context of globals and locals."},
    {"exec", builtin_exec, 0, 0, "source, globals=, locals=, /, *, closure=", 0,
     "Execute the given source in the context of globals and locals."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
