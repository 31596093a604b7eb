/* builtins_frames.c - the built-ins that need frames or the compiler: exec, eval, compile, globals, locals, vars, dir,
 * __import__, and super() without arguments. */
#include "interp/builtins_frames.h"

#include "interp/compile.h"
#include "interp/import.h"
#include "interp/instructions.h"
#include "interp/prelude.h"
#include "interp/vm.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"

static rt_frame *caller(rt_thread *t) { return vm_frame_python(t, t->frame); }

static Value builtin_globals(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    rt_frame *f = caller(t);
    return f ? vm_frame_globals(f) : rt_raise(t, &rt_exc_SystemError, "globals(): no frame");
}

static Value builtin_locals(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    rt_frame *f = caller(t);
    return f ? vm_frame_locals(t, f) : rt_raise(t, &rt_exc_SystemError, "frame does not exist");
}

static Value no_dict(rt_thread *t, Value dict, Value state) {
    (void)state;
    return rt_is_empty(dict)
               ? rt_raise_type_error(t, "vars() argument must have __dict__ attribute")
               : dict;
}

static Value builtin_vars(rt_thread *t, Value *args, uint32_t nargs) {
    if (nargs == 0) return builtin_locals(t, args, 0);
    return rt_then(t, rt_getattr_opt_tail(t, args[0], rt_id.__dict__), no_dict, RT_NULL);
}

static Value builtin_dir(rt_thread *t, Value *args, uint32_t nargs) {
    if (nargs) return rt_tail_prelude(t, "dir_of", args, 1);
    Value locals = builtin_locals(t, args, 0);
    return rt_is_null(locals) ? locals : rt_tail_prelude(t, "sorted_keys", &locals, 1);
}

static Value builtin_import(rt_thread *t, Value *args, uint32_t nargs) {
    Value level = nargs > 4 && !rt_is_empty(args[4]) ? args[4] : rt_imm_int(0);
    Value name = args[0], fromlist = rt_is_empty(args[3]) ? rt_tuple_empty : args[3];
    /* The common case at once: an absolute import of a complete module. */
    if (rt_same(level, rt_imm_int(0)) && rt_is_exact(name, &rt_str_type) && rt_is_none(fromlist)) {
        const char *text = rt_str_utf8(t, name, NULL);
        Value module =
            text && !strchr(text, '.') ? rt_dict_get_str(t, rt_sys_modules, name) : RT_EMPTY;
        Value busy =
            rt_is_empty(module) || rt_is_none(module) ? RT_TRUE : vm_prelude_importing(t, name);
        if (rt_is_null(module) || rt_is_null(busy)) return RT_NULL;
        if (rt_same(busy, RT_FALSE)) return module;
    }
    Value all[] = {name, rt_is_empty(args[1]) ? RT_NONE : args[1],
                   rt_is_empty(args[2]) ? RT_NONE : args[2], fromlist, level};
    return rt_tail_prelude(t, "import_name", all, 5);
}

/* ---- source for compile, exec, eval ---- */
/* The text of a str or bytes-like source; NULL: raised. what: "compile() arg 1" ... */
static const char *source_text(rt_thread *t, Value source, const char *what, const char *kinds,
                               size_t *n, unsigned *flags) {
    if (rt_is_str(source)) {
        *flags |= PARSE_SOURCE_IS_UTF8;
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

static bool mode_of(rt_thread *t, Value v, parse_mode *mode) {
    static const char *const names[] = {"exec", "eval", "single", "func_type"};
    for (int i = 0; rt_is_str(v) && i < 4; i++)
        if (rt_str_equal_cstr(v, names[i])) {
            *mode = (parse_mode)i;
            return true;
        }
    rt_raise_value_error(t, "compile() mode must be 'exec', 'eval' or 'single'");
    return false;
}

static Value builtin_compile(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t flags = 0, optimize = -1;
    parse_mode mode;
    if (!rt_is_empty(args[3]) && !rt_int_get(args[3], &flags))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[3]);
    if (!rt_is_empty(args[5]) && !rt_int_get(args[5], &optimize))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[5]);
    if (optimize < -1 || optimize > 2)
        return rt_raise_value_error(t, "compile(): invalid optimize value");
    Value filename = rt_is_bytes(args[1])
                         ? rt_str_from_utf8(t, (const char *)rt_as_bytes(args[1])->data,
                                            rt_as_bytes(args[1])->length)
                         : args[1];
    if (rt_is_null(filename)) return filename;
    if (!rt_is_str(filename))
        return rt_raise_type_error(t, "expected str, bytes or os.PathLike object, not %T",
                                   filename);
    if (!mode_of(t, args[2], &mode)) return RT_NULL;
    size_t n;
    unsigned parse_flags = 0;
    const char *text = source_text(t, args[0], "compile() arg 1", "a string, bytes or AST object",
                                   &n, &parse_flags);
    if (!text) return RT_NULL;
    bool dont_inherit = !rt_is_empty(args[4]) && rt_same(rt_truth(t, args[4]), RT_TRUE);
    uint32_t future = (uint32_t)flags & (CO_FUTURE_ANNOTATIONS | CO_FUTURE_BARRY_AS_BDFL);
    return comp_compile_source(t, text, n, filename, mode,
                               future | (dont_inherit ? 0 : inherited_future(t)),
                               optimize < 0 ? vm_optimize : (int)optimize);
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
        unsigned flags = 0;
        char what[32];
        snprintf(what, sizeof what, "%s() arg 1", who);
        const char *text = source_text(t, code, what, "a string, bytes or code object", &n, &flags);
        if (!text) return RT_NULL;
        while (mode == PARSE_EVAL && n && (*text == ' ' || *text == '\t'))
            text++, n--;
        code = comp_compile_source(t, text, n, rt_str_intern_cstr(t, "<string>"), mode,
                                   inherited_future(t), vm_optimize);
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

static const rt_native_def functions[] = {
    {"globals", builtin_globals, 0, 0, NULL, 0,
     "Return the dictionary containing the current scope's global variables."},
    {"locals", builtin_locals, 0, 0, NULL, 0,
     "Return a dictionary containing the current scope's local variables."},
    {"vars", builtin_vars, 0, 1, NULL, 0, "vars([object]) -> dictionary"},
    {"dir", builtin_dir, 0, 1, NULL, 0, "dir([object]) -> list of strings"},
    {"__import__", builtin_import, 0, 0, "name, globals=, locals=, fromlist=, level=", 0,
     "Import a module."},
    {"compile", builtin_compile, 0, 0,
     "source, filename, mode, flags=, dont_inherit=, optimize=, *, _feature_version=", 0,
     "Compile source into a code object that can be executed by exec() or eval()."},
    {"eval", builtin_eval, 1, 3, NULL, 0,
     "Evaluate the given source in the context of globals and locals."},
    {"exec", builtin_exec, 0, 0, "source, globals=, locals=, /, *, closure=", 0,
     "Execute the given source in the context of globals and locals."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

/* super() without arguments: the class from the __class__ cell, the object from the first parameter. */
bool vm_super_arguments(rt_thread *t, Value *cls, Value *self) {
    rt_frame *f = caller(t);
    if (!f || !(f->code->flags & CO_OPTIMIZED) ||
        f->code->argcount + ((f->code->flags & CO_VARARGS) != 0) == 0) {
        rt_raise(t, &rt_exc_RuntimeError,
                 f && (f->code->flags & CO_OPTIMIZED) ? "super(): no arguments"
                                                      : "super(): no current frame");
        return false;
    }
    const rt_code *code = f->code;
    Value first = f->regs[0];
    for (uint32_t i = 0; i < rt_tuple_len(code->cellvars); i++)
        if (rt_same(rt_tuple_at(code->cellvars, i), rt_tuple_at(code->varnames, 0)) &&
            rt_is_exact(f->regs[code->nlocals + i], &rt_cell_type))
            first = rt_cell_get(t, rt_as_cell(f->regs[code->nlocals + i]));
    if (rt_is_null(first)) return false;
    if (rt_is_empty(first)) {
        rt_raise(t, &rt_exc_RuntimeError, "super(): arg[0] deleted");
        return false;
    }
    for (uint32_t i = 0; i < rt_tuple_len(code->freevars); i++) {
        if (!rt_same(rt_tuple_at(code->freevars, i), rt_id.__class__)) continue;
        *cls = rt_cell_get(t, vm_function_cell(f->function, i));
        *self = first;
        if (rt_is_empty(*cls)) rt_raise(t, &rt_exc_RuntimeError, "super(): empty __class__ cell");
        return !rt_is_empty(*cls) && !rt_is_null(*cls);
    }
    rt_raise(t, &rt_exc_RuntimeError, "super(): __class__ cell not found");
    return false;
}

bool vm_builtins_init(rt_thread *t) {
    for (const rt_native_def *def = functions; def->name; def++) {
        Value f = rt_native_new(t, def, RT_EMPTY, rt_str_intern_cstr(t, "builtins"));
        if (rt_is_null(f) || !rt_module_set(t, rt_builtins, def->name, f)) return false;
    }
    return true;
}
