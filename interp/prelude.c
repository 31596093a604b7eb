/* prelude.c - the prelude: Python that is part of the interpreter.
 *
 * Owns: one namespace in which every file of interp/prelude/ is run at start-up, before there is a second thread or a transaction
 * that could abort. Its functions see the built-ins and, as `_krait`, the natives of modules/krait_internal.c.
 * Invariant prelude-1: the namespace is complete and constant after vm_prelude_init. */
#include "interp/prelude.h"

#include "interp/compile.h"
#include "interp/vm.h"
#include "runtime/builtins.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/str.h"

static const char builtins_source[] = {
#embed "interp/prelude/builtins.py"
};
static const char importer_source[] = {
#embed "interp/prelude/importer.py"
};

static const char report_source[] = {
#embed "interp/prelude/report.py"
};
static const char groups_source[] = {
#embed "interp/prelude/groups.py"
};
static const char lifecycle_source[] = {
#embed "interp/prelude/lifecycle.py"
};

static const char objects_source[] = {
#embed "interp/prelude/objects.py"
};

static const char threads_source[] = {
#embed "interp/prelude/threads.py"
};
static const char abstract_source[] = {
#embed "interp/prelude/abstract.py"
};
static const char io_source[] = {
#embed "interp/prelude/io.py"
};
static const char warnings_source[] = {
#embed "interp/prelude/warnings.py"
};
static const char modules_source[] = {
#embed "interp/prelude/modules.py"
};
static const char repl_source[] = {
#embed "interp/prelude/repl.py"
};
static const char site_builtins_source[] = {
#embed "interp/prelude/site_builtins.py"
};
static const char ast_source[] = {
#embed "interp/prelude/ast.py"
};

static const struct {
    const char *name, *source;
    size_t length;
} files[] = {
    {"<prelude builtins>", builtins_source, sizeof builtins_source},
    {"<prelude objects>", objects_source, sizeof objects_source},
    {"<prelude importer>", importer_source, sizeof importer_source},
    {"<prelude report>", report_source, sizeof report_source},
    {"<prelude groups>", groups_source, sizeof groups_source},
    {"<prelude abstract>", abstract_source, sizeof abstract_source},
    {"<prelude io>", io_source, sizeof io_source},
    {"<prelude ast>", ast_source, sizeof ast_source},
    {"<prelude lifecycle>", lifecycle_source, sizeof lifecycle_source},
    {"<prelude site_builtins>", site_builtins_source, sizeof site_builtins_source},
    {"<prelude threads>", threads_source, sizeof threads_source},
    {"<prelude warnings>", warnings_source, sizeof warnings_source},
    {"<prelude modules>", modules_source, sizeof modules_source},
};

static Value namespace, thread_main;

static void fail(rt_thread *t, const char *what) {
    Value text = rt_exception_pending(t) ? rt_str_format_c(t, "%R", rt_exception_take(t)) : RT_NULL;
    rt_fatal("prelude %s: %s", what, rt_is_null(text) ? "conflict" : rt_str_utf8(t, text, NULL));
}

/* Code of the prelude does not show in tracebacks and is nobody's caller. */
static void hide(rt_code *code) {
    code->flags |= CO_PRELUDE;
    for (uint32_t i = 0; i < code->nconsts; i++)
        if (rt_is_exact(code->consts[i], &vm_code_type)) hide(vm_as_code(code->consts[i]));
}

static void run_file(rt_thread *t, const char *name, const char *source, size_t length) {
    Value filename = rt_str_intern_cstr(t, name);
    Value code = comp_compile_source(t, source, length, filename, PARSE_EXEC, 0, 2);
    if (rt_is_null(code)) fail(t, name);
    hide(vm_as_code(code));
    if (rt_is_null(rt_finish(t, vm_exec_tail(t, code, namespace, RT_NULL, RT_NULL)))) fail(t, name);
}

static bool add_natives(rt_thread *t) {
    for (const rt_native_def *def = rt_prelude_natives; def->name; def++) {
        Value f = rt_native_new(t, def, RT_EMPTY, RT_NONE), name = rt_str_intern_cstr(t, def->name);
        if (rt_is_null(f) || rt_is_null(name) || !rt_dict_set(t, namespace, name, f)) return false;
    }
    return true;
}

void vm_prelude_init(rt_thread *t, Value internal_module) {
    namespace = rt_dict_new_cells(t);
    rt_root_add(&namespace);
    if (rt_is_null(namespace) ||
        !rt_dict_set(t, namespace, rt_id.__name__, rt_str_intern_cstr(t, "builtins")) ||
        !rt_dict_set(t, namespace, rt_str_intern_cstr(t, "_krait"), internal_module) ||
        !add_natives(t))
        fail(t, "namespace");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        run_file(t, files[i].name, files[i].source, files[i].length);
    thread_main = vm_prelude_function(t, "thread_main");
    rt_root_add(&thread_main);
}

void vm_prelude_session_init(rt_thread *t) {
    run_file(t, "<prelude repl>", repl_source, sizeof repl_source);
}

Value vm_prelude_thread_main(void) { return thread_main; }

Value vm_prelude_function(rt_thread *t, const char *name) {
    Value id = rt_str_intern_cstr(t, name);
    Value f = rt_is_null(id) ? id : rt_dict_get_str(t, namespace, id);
    if (rt_is_empty(f)) rt_fatal("no prelude function %s", name);
    return f;
}

Value vm_prelude_importing(rt_thread *t, Value name) {
    Value importing = rt_dict_get_str(t, namespace, rt_str_intern_cstr(t, "_importing"));
    Value v = rt_is_null(importing) ? importing : rt_dict_get_str(t, importing, name);
    return rt_is_null(v) ? v : rt_bool(!rt_is_empty(v));
}
