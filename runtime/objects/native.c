/* native.c - builtin_function_or_method: a function written in C, perhaps bound to its first argument.
 * Owns: rt_native_type. Immutable. Threads: any. */
#include "runtime/native.h"

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native_internal.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

Value rt_native_new(rt_thread *t, const rt_native_def *def, Value self, Value module) {
    rt_native *f = (rt_native *)rt_alloc(t, sizeof *f, &rt_native_type.root);
    if (!f) return RT_NULL;
    f->def = def;
    f->self = self;
    f->module = module;
    return rt_from_obj(f);
}

/* ---- names ---- */

static bool table_has(const rt_native_def *table, const rt_native_def *def) {
    for (; table && table->name; table++)
        if (table == def) return true;
    return false;
}

/* The class in whose method table def stands, seen from an instance or a class; NULL: none. */
static const rt_type *owner_of(const rt_native_def *def, Value self) {
    if (rt_is_empty(self)) return NULL;
    const rt_type *type =
        rt_has_flag(self, RT_TF_TYPE) ? (rt_type *)rt_obj(self) : rt_type_of(self);
    for (; type; type = type->base)
        if (table_has(type->methods, def)) return type;
    return NULL;
}

Value rt_native_full_name(rt_thread *t, const rt_native_def *def, Value self) {
    const rt_type *owner = owner_of(def, self);
    if (owner) return rt_str_format_c(t, "%s.%s", rt_type_short_name(owner), def->name);
    const rt_module_def *module = rt_module_of(def);
    if (module && strcmp(module->name, "builtins") != 0)
        return rt_str_format_c(t, "%s.%s", module->name, def->name);
    return rt_str_from_cstr(t, def->name);
}

static Value get_name(rt_thread *t, Value self) {
    return rt_str_from_cstr(t, rt_as_native(self)->def->name);
}

static Value get_qualname(rt_thread *t, Value self) {
    const rt_native *f = rt_as_native(self);
    if (rt_is_empty(f->self)) return get_name(t, self);
    const rt_type *type =
        rt_has_flag(f->self, RT_TF_TYPE) ? (rt_type *)rt_obj(f->self) : rt_type_of(f->self);
    return rt_str_format_c(t, "%s.%s", rt_type_short_name(type), f->def->name);
}

static Value get_module(rt_thread *t, Value self) {
    (void)t;
    return rt_as_native(self)->module;
}

/* A bound method's object; a module's function is bound to its module. */
static Value get_self(rt_thread *t, Value self) {
    const rt_native *f = rt_as_native(self);
    if (!rt_is_empty(f->self)) return f->self;
    if (!rt_is_str(f->module) || rt_is_null(rt_sys_modules)) return RT_NONE;
    Value module = rt_dict_get_str(t, rt_sys_modules, f->module);
    return rt_is_empty(module) ? RT_NONE : module;
}

static Value get_doc(rt_thread *t, Value self) {
    const char *doc = rt_as_native(self)->def->doc;
    return doc ? rt_str_from_cstr(t, doc) : RT_NONE;
}

/* Known only where no parameter is optional: tables say which are, not what their defaults are. */
static Value get_text_signature(rt_thread *t, Value self) {
    const rt_native *f = rt_as_native(self);
    if (!f->def->sig || strchr(f->def->sig, '=')) return RT_NONE;
    bool method = strncmp(f->def->sig, "self", 4) == 0 || strncmp(f->def->sig, "cls", 3) == 0;
    return rt_str_format_c(t, "(%s%s)", method ? "$" : "", f->def->sig);
}

/* ---- slots ---- */

static Value native_repr(rt_thread *t, Value self) {
    const rt_native *f = rt_as_native(self);
    if (rt_is_empty(f->self)) return rt_str_format_c(t, "<built-in function %s>", f->def->name);
    return rt_str_format_c(t, "<built-in method %s of %T object at 0x%llx>", f->def->name, f->self,
                           (unsigned long long)f->self.bits);
}

static Value native_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    const rt_native *f = rt_as_native(self);
    bool keywords = !rt_is_null(kwnames) && rt_tuple_len(kwnames);
    if (keywords && !f->def->sig && f->def->flags & RT_NATIVE_PARSED) /* not by its full name */
        return rt_raise_type_error(t, "%s() takes no keyword arguments", f->def->name);
    return rt_native_invoke_tail(t, f->def, f->self, args, nargs, kwnames);
}

static Value native_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    (void)t;
    if ((op != RT_EQ && op != RT_NE) || !rt_is_exact(b, &rt_native_type)) return RT_NOT_IMPLEMENTED;
    const rt_native *f = rt_as_native(a), *g = rt_as_native(b);
    bool same = f->def == g->def && rt_same(f->self, g->self);
    return rt_bool(same == (op == RT_EQ));
}

static Value native_hash(rt_thread *t, Value self) {
    (void)t;
    const rt_native *f = rt_as_native(self);
    uint64_t h = f->self.bits * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)(uintptr_t)f->def;
    return rt_imm_int((int64_t)h >> 2);
}

/* Pickled by name: a function as such, a method as getattr(self, name). */
static Value native_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_native *f = rt_as_native(args[0]);
    Value name = rt_str_from_cstr(t, f->def->name);
    if (rt_is_null(name) || rt_is_empty(f->self)) return name;
    Value key = rt_str_intern_cstr(t, "getattr");
    if (rt_is_null(key)) return RT_NULL;
    Value getattr = rt_getattr(t, rt_builtins, key);
    if (rt_is_null(getattr)) return RT_NULL;
    Value pair = rt_tuple_pack2(t, f->self, name);
    return rt_is_null(pair) ? RT_NULL : rt_tuple_pack2(t, getattr, pair);
}

static void native_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((rt_native *)o)->self);
    rt_mark(m, ((rt_native *)o)->module);
}

static const rt_native_def native_methods[] = {
    {.name = "__reduce__", .fn = native_reduce, .min = 1, .max = 1},
    {.name = NULL},
};

static const rt_getset_def native_getsets[] = {
    {.name = "__name__", .get = get_name},
    {.name = "__qualname__", .get = get_qualname},
    {.name = "__module__", .get = get_module},
    {.name = "__self__", .get = get_self},
    {.name = "__doc__", .get = get_doc},
    {.name = "__text_signature__", .get = get_text_signature},
    {.name = NULL},
};

rt_type rt_native_type = {
    RT_TYPE_HEAD(rt_native_type, "builtin_function_or_method"),
    .flags = RT_TF_IMMUTABLE | RT_TF_WEAKREF,
    .basic_size = sizeof(rt_native),
    .slots = {.call = native_call,
              .repr = native_repr,
              .compare = native_compare,
              .hash = native_hash},
    .trace = native_trace,
    .methods = native_methods,
    .getsets = native_getsets,
};
