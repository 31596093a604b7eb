/* function.c - Python functions: see function.h for who may write what. */
#include "interp/objects/function.h"

#include "interp/instructions.h"
#include "interp/specialize.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/descriptor.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/shape.h"
#include "runtime/type.h"

/* A second globals dict: the cells in the code's instructions would be the wrong ones for it. */
static void drop_global_forms(rt_code *code) {
    for (uint32_t i = 0; i < code->nwords; i += vm_op_words[vm_op_load(&code->words[i])]) {
        uint16_t op = vm_op_load(&code->words[i]);
        if (op == OP_LOAD_GLOBAL_CELL || op == OP_LOAD_GLOBAL_BUILTIN)
            vm_op_store(&code->words[i], OP_LOAD_GLOBAL);
        if (op == OP_STORE_GLOBAL_CELL) vm_op_store(&code->words[i], OP_STORE_GLOBAL);
        /* LOAD_NAME and STORE_NAME share the caches through the same functions and have no forms */
    }
}

/* Marks the code as run with these globals; RT_EMPTY there: with more than one dict, never cache. */
static void claim_globals(rt_thread *t, rt_code *code, Value globals) {
    uint64_t expected = 0;
    if (atomic_compare_exchange_strong(&code->x_globals_cache, &expected, globals.bits)) {
        rt_heap_wrote(t, &code->hdr);
        return;
    }
    if (expected == globals.bits || expected == RT_EMPTY.bits) return;
    rt_world_stop(t);
    rt_init(&code->x_globals_cache, RT_EMPTY);
    drop_global_forms(code);
    rt_world_start(t);
}

static bool builtins_of(rt_thread *t, Value globals, Value *builtins) {
    Value v = rt_dict_get_str(t, globals, rt_id.__builtins__);
    if (rt_is_null(v)) return false;
    if (rt_is_empty(v)) v = rt_builtins;
    *builtins = rt_is_exact(v, &rt_module_type) ? rt_load(&rt_as_module(v)->x_dict) : v;
    return true;
}

Value vm_function_new(rt_thread *t, Value code, Value globals, Value closure, Value defaults,
                      Value kwdefaults, Value annotations) {
    rt_code *c = vm_as_code(code);
    Value builtins;
    Value module = rt_dict_get_str(t, globals, rt_id.__name__);
    if (rt_is_null(module) || !builtins_of(t, globals, &builtins)) return RT_NULL;
    claim_globals(t, c, globals);
    vm_function *f =
        (vm_function *)rt_alloc(t, sizeof *f + sizeof(rt_field), &vm_function_type.root);
    if (!f) return RT_NULL;
    bool has_doc = c->nconsts > 0 && rt_is_obj(c->consts[0]) && rt_is_str(c->consts[0]) &&
                   (c->flags & CO_OPTIMIZED);
    rt_init(&f->x_code, code);
    rt_init(&f->x_globals, globals);
    rt_init(&f->x_builtins, builtins);
    rt_init(&f->x_closure, closure);
    rt_init(&f->x_defaults, defaults);
    rt_init(&f->x_kwdefaults, kwdefaults);
    rt_init(&f->x_annotations, annotations);
    rt_init(&f->x_name, c->name);
    rt_init(&f->x_qualname, c->qualname);
    rt_init(&f->x_doc, has_doc ? c->consts[0] : RT_NONE);
    rt_init(&f->x_module, rt_is_empty(module) ? RT_NONE : module);
    return rt_from_obj(f);
}

static void function_trace(rt_object *o, rt_marker *m) {
    vm_function *f = (vm_function *)o;
    for (rt_field *p = &f->x_code; p <= &f->x_builtins; p++)
        rt_mark_field(m, p);
}

static Value function_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                           Value kwnames) {
    return rt_tail_call_kw(t, self, args, nargs, kwnames);
}

static Value function_get(rt_thread *t, Value self, Value instance, Value owner) {
    (void)owner;
    return rt_is_null(instance) ? self : rt_method_new(t, self, instance);
}

static Value function_repr(rt_thread *t, Value self) {
    Value name = rt_read_field(t, rt_obj(self), &vm_as_function(self)->x_qualname);
    return rt_is_null(name) ? name
                            : rt_str_format_c(t, "<function %V at %p>", name, (void *)rt_obj(self));
}

/* ---- attributes ---- */
/* Fields that calls read without a barrier change only while everybody else stands still. */
static Value set_stopped(rt_thread *t, rt_field *field, Value v) {
    if (!stm_irrevocable(t->tx, rt_site(t))) { /* an abort would not take it back */
        (void)rt_conflict(t);
        return RT_NULL;
    }
    rt_world_stop(t);
    rt_type_condemn_others(t);
    rt_init(field, v);
    rt_world_start(t);
    return RT_NONE;
}

static Value get_code(rt_thread *t, Value self) {
    (void)t;
    return rt_load(&vm_as_function(self)->x_code);
}

static Value set_code(rt_thread *t, Value self, Value v) {
    if (!rt_is_exact(v, &vm_code_type))
        return rt_raise_type_error(t, "__code__ must be set to a code object");
    Value closure = rt_load(&vm_as_function(self)->x_closure);
    size_t have = rt_is_null(closure) ? 0 : rt_tuple_len(closure),
           want = rt_tuple_len(vm_as_code(v)->freevars);
    if (have != want)
        return rt_raise_value_error(t, "%V() requires a code object with %zu free vars, not %zu",
                                    rt_load(&vm_as_function(self)->x_name), have, want);
    claim_globals(t, vm_as_code(v), vm_function_globals(vm_as_function(self)));
    return set_stopped(t, &vm_as_function(self)->x_code, v);
}

static Value or_none(Value v) { return rt_is_null(v) ? RT_NONE : v; }

#define GETTER(name, field)                                                                                \
    static Value name(rt_thread *t, Value self)                                                            \
    {                                                                                                      \
        (void)t;                                                                                           \
        return or_none(rt_load(&vm_as_function(self)->field));                                             \
    }
GETTER(get_globals, x_globals)
GETTER(get_builtins, x_builtins)
GETTER(get_closure, x_closure)
GETTER(get_defaults, x_defaults)
GETTER(get_kwdefaults, x_kwdefaults)
#undef GETTER

static Value set_defaults(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v) || rt_is_none(v))
        v = RT_NULL;
    else if (!rt_is_tuple(v))
        return rt_raise_type_error(t, "__defaults__ must be set to a tuple object");
    return set_stopped(t, &vm_as_function(self)->x_defaults, v);
}

static Value set_kwdefaults(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v) || rt_is_none(v))
        v = RT_NULL;
    else if (!rt_is_dict(v))
        return rt_raise_type_error(t, "__kwdefaults__ must be set to a dict object");
    return set_stopped(t, &vm_as_function(self)->x_kwdefaults, v);
}

static Value get_name(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &vm_as_function(self)->x_name);
}
static Value get_qualname(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &vm_as_function(self)->x_qualname);
}

static Value set_name(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v) || !rt_is_str(v))
        return rt_raise_type_error(t, "__name__ must be set to a string object");
    return rt_write_field(t, rt_obj(self), &vm_as_function(self)->x_name, v) ? RT_NONE : RT_NULL;
}

static Value set_qualname(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v) || !rt_is_str(v))
        return rt_raise_type_error(t, "__qualname__ must be set to a string object");
    return rt_write_field(t, rt_obj(self), &vm_as_function(self)->x_qualname, v) ? RT_NONE
                                                                                 : RT_NULL;
}

/* The compiler hands annotations over as a flat tuple (name, value, ...); the dict is made when first asked for. */
static Value get_annotations(rt_thread *t, Value self) {
    vm_function *f = vm_as_function(self);
    Value v = rt_read_field(t, &f->hdr, &f->x_annotations);
    if (t->conflict) return RT_NULL;
    if (!rt_is_null(v) && rt_is_dict(v)) return v;
    Value dict = rt_dict_new(t);
    if (rt_is_null(dict)) return dict;
    for (size_t i = 0; !rt_is_null(v) && i + 1 < rt_tuple_len(v); i += 2)
        if (!rt_dict_set(t, dict, rt_tuple_at(v, i), rt_tuple_at(v, i + 1))) return RT_NULL;
    return rt_write_field(t, &f->hdr, &f->x_annotations, dict) ? dict : RT_NULL;
}

static Value set_annotations(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v) || rt_is_none(v))
        v = RT_NULL;
    else if (!rt_is_dict(v))
        return rt_raise_type_error(t, "__annotations__ must be set to a dict object");
    return rt_write_field(t, rt_obj(self), &vm_as_function(self)->x_annotations, v) ? RT_NONE
                                                                                    : RT_NULL;
}

static const rt_getset_def function_getsets[] = {
    {"__code__", get_code, set_code, NULL},
    {"__globals__", get_globals, rt_set_readonly, NULL},
    {"__builtins__", get_builtins, rt_set_readonly, NULL},
    {"__closure__", get_closure, rt_set_readonly, NULL},
    {"__defaults__", get_defaults, set_defaults, NULL},
    {"__kwdefaults__", get_kwdefaults, set_kwdefaults, NULL},
    {"__name__", get_name, set_name, NULL},
    {"__qualname__", get_qualname, set_qualname, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL},
    {NULL, NULL, NULL, NULL},
};
static const rt_member_def function_members[] = {
    {"__doc__", offsetof(vm_function, x_doc), true, true},
    {"__module__", offsetof(vm_function, x_module), true, true},
    {NULL, 0, false, false},
};

/* function(code, globals, name=None, argdefs=None, closure=None) */
static Value function_make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value code = args[1], globals = args[2], name = args[3], defaults = args[4], closure = args[5];
    if (!rt_is_exact(code, &vm_code_type))
        return rt_raise_type_error(t, "function() argument 'code' must be code, not %T", code);
    if (!rt_is_dict(globals))
        return rt_raise_type_error(t, "function() argument 'globals' must be dict, not %T",
                                   globals);
    size_t want = rt_tuple_len(vm_as_code(code)->freevars);
    bool no_closure = rt_is_empty(closure) || rt_is_none(closure);
    if (!no_closure && !rt_is_tuple(closure))
        return rt_raise_type_error(t, "arg 5 (closure) must be tuple");
    if (no_closure && want) return rt_raise_type_error(t, "arg 5 (closure) must be tuple");
    if ((no_closure ? 0 : rt_tuple_len(closure)) != want)
        return rt_raise_value_error(t, "%V requires closure of length %zu, not %zu",
                                    vm_as_code(code)->name, want,
                                    no_closure ? 0 : rt_tuple_len(closure));
    if (!rt_dict_to_cells(t, globals)) return RT_NULL;
    Value f = vm_function_new(t, code, globals, no_closure ? RT_NULL : closure,
                              rt_is_empty(defaults) || rt_is_none(defaults) ? RT_NULL : defaults,
                              RT_NULL, RT_NULL);
    if (!rt_is_null(f) && !rt_is_empty(name) && !rt_is_none(name))
        rt_init(&vm_as_function(f)->x_name, name);
    return f;
}

static Value function_new_slot(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                               Value kwnames) {
    static const rt_native_def def = {
        "function", function_make, 0, 0, "type, code, globals, name=, argdefs=, closure=", 0, NULL};
    return rt_native_invoke_tail(t, &def, type, args, nargs, kwnames);
}

rt_type vm_function_type = {
    RT_TYPE_HEAD(vm_function_type, "function"),
    .flags = RT_TF_DICT | RT_TF_WEAKREF | RT_TF_METHOD_DESCR,
    .basic_size = sizeof(vm_function),
    .slots_offset = sizeof(vm_function),
    .inline_slots = 0,
    .slots = {.call = function_call,
              .new_ = function_new_slot,
              .descr_get = function_get,
              .repr = function_repr},
    .trace = function_trace,
    .getsets = function_getsets,
    .members = function_members,
    .doc = "Create a function object.",
};
