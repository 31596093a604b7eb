/* builtins_frames.c - the built-ins that need frames: globals, locals, vars, dir, __import__, and super() without arguments. */
#include "interp/builtins_frames.h"

#include "interp/import.h"
#include "interp/instructions.h"
#include "interp/prelude.h"
#include "interp/vm.h"
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

static const rt_native_def functions[] = {
    {"globals", builtin_globals, 0, 0, NULL, 0,
     "Return the dictionary containing the current scope's global variables."},
    {"locals", builtin_locals, 0, 0, NULL, 0,
     "Return a dictionary containing the current scope's local variables."},
    {"vars", builtin_vars, 0, 1, NULL, 0, "vars([object]) -> dictionary"},
    {"dir", builtin_dir, 0, 1, NULL, 0, "dir([object]) -> list of strings"},
    {"__import__", builtin_import, 0, 0, "name, globals=, locals=, fromlist=, level=", 0,
     "Import a module."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

/* super() without arguments: the class from the __class__ cell, the object from the first parameter. */
bool vm_super_arguments(rt_thread *t, Value *cls, Value *self) {
    rt_frame *f = caller(t);
    if (!f || f->code->argcount == 0) {
        rt_raise(t, &rt_exc_RuntimeError,
                 f ? "super(): no arguments" : "super(): no current frame");
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

static bool add(rt_thread *t, const rt_native_def *def) {
    for (; def->name; def++) {
        Value f = rt_native_new(t, def, RT_EMPTY, rt_str_intern_cstr(t, "builtins"));
        if (rt_is_null(f) || !rt_module_set(t, rt_builtins, def->name, f)) return false;
    }
    return true;
}

bool vm_builtins_init(rt_thread *t) {
    return add(t, functions) && add(t, vm_builtins_compile) && add(t, vm_builtins_async);
}
