/* module.c - module objects, and the modules written in C.
 * Owns: rt_module_type, rt_builtins, rt_sys_modules, the table of C modules.
 * Threads: any. x_dict is set at birth and never changes. */
#include "runtime/objects/module.h"

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

Value rt_builtins, rt_sys_modules;

/* Look-ups give RT_EMPTY for what is absent. */
static bool is_text(Value v) { return !rt_is_empty(v) && rt_is_str(v); }

static Value dict_of(Value module) { return rt_load(&rt_as_module(module)->x_dict); }

bool rt_module_set(rt_thread *t, Value module, const char *name, Value v) {
    Value key = rt_str_intern_cstr(t, name);
    if (rt_is_null(key) || rt_is_null(v)) return false;
    rt_cell *c = rt_dict_cell(t, dict_of(module), key, true);
    return c && rt_cell_set(t, c, v);
}

static bool set_defaults(rt_thread *t, Value module, Value name, Value doc) {
    return rt_module_set(t, module, "__name__", name) && rt_module_set(t, module, "__doc__", doc) &&
           rt_module_set(t, module, "__package__", RT_NONE) &&
           rt_module_set(t, module, "__loader__", RT_NONE) &&
           rt_module_set(t, module, "__spec__", RT_NONE);
}

static Value bare_module(rt_thread *t, rt_type *type) {
    Value module = rt_instance_new(t, type, 0);
    if (rt_is_null(module)) return RT_NULL;
    Value dict = rt_dict_new_cells(t);
    if (rt_is_null(dict)) return RT_NULL;
    rt_init(&rt_as_module(module)->x_dict, dict);
    return module;
}

Value rt_module_new(rt_thread *t, Value name, Value doc) {
    Value module = bare_module(t, &rt_module_type);
    return !rt_is_null(module) && set_defaults(t, module, name, doc) ? module : RT_NULL;
}

/* ---- C modules ---- */

#define X(name) extern const rt_module_def rt_module_##name;
#include "runtime/modules/modules.def"
#undef X

static const rt_module_def *const modules[] = {
#define X(name) &rt_module_##name,
#include "runtime/modules/modules.def"
#undef X
};
enum { OWN = sizeof modules / sizeof *modules, REGISTERED_MAX = 16 };

/* Those of the floors above; before the second thread exists. */
static const rt_module_def *registered[REGISTERED_MAX];
static size_t nregistered;

void rt_module_register(const rt_module_def *def) {
    if (nregistered == REGISTERED_MAX) rt_fatal("too many modules in C");
    registered[nregistered++] = def;
}

const rt_module_def *rt_module_at(size_t i) {
    if (i < OWN) return modules[i];
    return i - OWN < nregistered ? registered[i - OWN] : NULL;
}

const rt_module_def *rt_module_find(const char *name) {
    const rt_module_def *m;
    for (size_t i = 0; (m = rt_module_at(i)); i++)
        if (strcmp(m->name, name) == 0) return m;
    return NULL;
}

const rt_module_def *rt_module_of(const rt_native_def *def) {
    const rt_module_def *m;
    for (size_t i = 0; (m = rt_module_at(i)); i++)
        for (const rt_native_def *f = m->functions; f && f->name; f++)
            if (f == def) return m;
    return NULL;
}

/* What exec does to static types is not undone, and it cannot stop in the middle: from here on the transaction does not abort, and
 * what it needs of memory is there. */
static bool run_exec(rt_thread *t, const rt_module_def *def, Value module) {
    if (!t->tx->solo && !stm_irrevocable(t->tx, rt_site(t))) return rt_conflict(t);
    bool before = rt_heap_reserve(t, true), ok = def->exec(t, module);
    (void)rt_heap_reserve(t, before);
    return ok;
}

Value rt_module_create(rt_thread *t, const rt_module_def *def) {
    Value name = rt_str_intern_cstr(t, def->name);
    if (rt_is_null(name)) return RT_NULL;
    Value doc = def->doc ? rt_str_from_cstr(t, def->doc) : RT_NONE;
    if (rt_is_null(doc)) return RT_NULL;
    Value module = rt_module_new(t, name, doc);
    if (rt_is_null(module)) return RT_NULL;
    for (const rt_native_def *f = def->functions; f && f->name; f++) {
        Value native = rt_native_new(t, f, RT_EMPTY, name);
        if (rt_is_null(native) || !rt_module_set(t, module, f->name, native)) return RT_NULL;
    }
    return def->exec && !run_exec(t, def, module) ? RT_NULL : module;
}

/* ---- attributes ---- */

static Value raise_no_attribute(rt_thread *t, Value self, Value name) {
    Value module_name = rt_dict_get_str(t, dict_of(self), rt_id.__name__);
    if (rt_is_null(module_name)) return RT_NULL;
    if (!is_text(module_name))
        return rt_raise(t, &rt_exc_AttributeError, "module has no attribute '%V'", name);
    Value spec = rt_dict_get_str(t, dict_of(self), rt_id.__spec__), initializing = RT_EMPTY;
    if (rt_is_null(spec)) return RT_NULL;
    if (rt_is_obj(spec)) {
        Value key = rt_str_intern_cstr(t, "_initializing");
        if (rt_is_null(key) || rt_is_null(initializing = rt_getattr_opt(t, spec, key)))
            return RT_NULL;
    }
    if (rt_same(initializing, RT_TRUE))
        return rt_raise(
            t, &rt_exc_AttributeError,
            "partially initialized module '%V' has no attribute '%V' (most likely due to a circular import)",
            module_name, name);
    return rt_raise(t, &rt_exc_AttributeError, "module '%V' has no attribute '%V'", module_name,
                    name);
}

static Value no_attribute(rt_thread *t, Value self, Value name) {
    (void)raise_no_attribute(t, self, name);
    rt_attribute_error_context(t, self, name);
    return RT_NULL;
}

/* The class may have a data descriptor (__dict__); then the module's own names; then the rest of the class. */
static Value module_getattr(rt_thread *t, Value self, Value name) {
    Value in_class = rt_type_lookup(t, rt_type_of(self), name);
    if (rt_is_null(in_class)) return RT_NULL;
    rt_ternary_fn get = rt_is_empty(in_class) ? NULL : rt_type_of(in_class)->slots.descr_get;
    Value owner = rt_from_obj(rt_type_of(self));
    if (get && rt_type_of(in_class)->slots.descr_set) return get(t, in_class, self, owner);
    Value v = rt_dict_get_str(t, dict_of(self), name);
    if (!rt_is_empty(v)) return v;
    if (get) return get(t, in_class, self, owner);
    if (!rt_is_empty(in_class)) return in_class;
    Value fallback = rt_dict_get_str(t, dict_of(self), rt_id.__getattr__);
    if (rt_is_null(fallback)) return RT_NULL;
    return rt_is_empty(fallback) ? no_attribute(t, self, name) : rt_tail_call1(t, fallback, name);
}

static Value module_setattr(rt_thread *t, Value self, Value name, Value value) {
    Value in_class = rt_type_lookup(t, rt_type_of(self), name);
    if (rt_is_null(in_class)) return RT_NULL;
    rt_ternary_fn set = rt_is_empty(in_class) ? NULL : rt_type_of(in_class)->slots.descr_set;
    if (set) return set(t, in_class, self, value);
    Value dict = dict_of(self);
    if (!rt_is_empty(value)) return rt_dict_set(t, dict, name, value) ? RT_NONE : RT_NULL;
    int deleted = rt_dict_del(t, dict, name);
    if (deleted < 0) return RT_NULL;
    return deleted ? RT_NONE
                   : rt_raise(t, &rt_exc_AttributeError, "'%T' object has no attribute '%V'", self,
                              name);
}

static Value get_dict(rt_thread *t, Value self) {
    (void)t;
    return dict_of(self);
}
static Value refuse_dict(rt_thread *t, Value self, Value value) {
    (void)self, (void)value;
    return rt_raise(t, &rt_exc_AttributeError, "readonly attribute");
}

static Value get_annotations(rt_thread *t, Value self) {
    Value found = rt_dict_get_str(t, dict_of(self), rt_id.__annotations__);
    if (!rt_is_empty(found)) return found;
    Value fresh = rt_dict_new(t);
    return rt_is_null(fresh) || !rt_module_set(t, self, "__annotations__", fresh) ? RT_NULL : fresh;
}

static Value set_annotations(rt_thread *t, Value self, Value value) {
    if (!rt_is_empty(value))
        return rt_module_set(t, self, "__annotations__", value) ? RT_NONE : RT_NULL;
    int deleted = rt_dict_del(t, dict_of(self), rt_id.__annotations__);
    if (deleted < 0) return RT_NULL;
    return deleted ? RT_NONE : rt_raise(t, &rt_exc_AttributeError, "__annotations__");
}

/* ---- slots and methods ---- */

static Value module_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                        Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return bare_module(t, (rt_type *)rt_obj(type));
}

static Value init_from_args(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "module() argument 'name' must be str, not %T", args[1]);
    return set_defaults(t, args[0], args[1], rt_is_empty(args[2]) ? RT_NONE : args[2]) ? RT_NONE
                                                                                       : RT_NULL;
}

static Value module_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    static const rt_native_def def = {
        .name = "module", .fn = init_from_args, .sig = "self, /, name, doc="};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

/* As importlib words it. */
static Value module_repr(rt_thread *t, Value self) {
    Value dict = dict_of(self);
    Value name = rt_dict_get_str(t, dict, rt_id.__name__),
          file = rt_dict_get_str(t, dict, rt_id.__file__);
    Value spec = rt_dict_get_str(t, dict, rt_id.__spec__);
    if (rt_is_null(name) || rt_is_null(file) || rt_is_null(spec)) return RT_NULL;
    if (!is_text(name)) return rt_str_from_cstr(t, "<module '?'>");
    if (rt_is_empty(file) && !rt_is_obj(spec))
        file = rt_getattr_opt(t, self, rt_id.__file__); /* its __getattr__ may know */
    if (rt_is_null(file)) return RT_NULL;
    if (is_text(file)) return rt_str_format_c(t, "<module %R from %R>", name, file);
    const char *text = rt_str_utf8(t, name, NULL);
    if (!text) return RT_NULL;
    if (rt_is_obj(spec) || rt_module_find(text))
        return rt_str_format_c(t, "<module %R (built-in)>", name);
    return rt_str_format_c(t, "<module %R>", name);
}

static Value module_dir(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value key = rt_id.__dir__, own = rt_dict_get_str(t, dict_of(args[0]), key);
    if (rt_is_null(own)) return RT_NULL;
    return rt_is_empty(own) ? rt_to_list_tail(t, dict_of(args[0])) : rt_tail_call0(t, own);
}

static void module_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((rt_module *)o)->x_dict);
}

static const rt_native_def module_methods[] = {
    {.name = "__dir__", .fn = module_dir, .min = 1, .max = 1},
    {.name = NULL},
};

static const rt_getset_def module_getsets[] = {
    {.name = "__dict__", .get = get_dict, .set = refuse_dict},
    {.name = "__annotations__", .get = get_annotations, .set = set_annotations},
    {.name = NULL},
};

rt_type rt_module_type = {
    RT_TYPE_HEAD(rt_module_type, "module"),
    .flags = RT_TF_BASETYPE | RT_TF_WEAKREF,
    .basic_size = sizeof(rt_module),
    .slots = {.new_ = module_new,
              .init = module_init,
              .getattr = module_getattr,
              .setattr = module_setattr,
              .repr = module_repr},
    .trace = module_trace,
    .methods = module_methods,
    .getsets = module_getsets,
    .doc =
        "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
};
