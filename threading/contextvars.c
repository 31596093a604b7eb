/* contextvars.c - the module _contextvars.
 *
 * A context's variables are a dict that nobody changes: setting a variable makes another dict, so that copies of the context share it
 * for nothing. Which context a thread is in is an entry of its dict of locals (thr_os.locals), so an abort takes back a change.
 * Owns: the types Context, ContextVar, Token. Threads: any; contexts and tokens behind barriers. */
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"
#include "threading/local.h"
#include "threading/thread_module.h"

typedef struct context {
    rt_object hdr;
    rt_field x_vars; /* dict: variable -> value */
    rt_field
        x_previous; /* while it is entered: the context before it, or None; RT_NULL: not entered */
} context;

typedef struct variable {
    rt_object hdr;
    Value name, standard; /* constant; standard: RT_EMPTY if there is none */
} variable;

typedef struct token {
    rt_object hdr;
    Value var, context, old; /* constant; old: RT_EMPTY if the variable had no value */
    rt_field x_used;         /* True or False */
} token;

static rt_type context_type, variable_type, token_type, missing_type;
static rt_object missing;
static context *context_of(Value v) { return (context *)rt_obj(v); }
static variable *variable_of(Value v) { return (variable *)rt_obj(v); }
static token *token_of(Value v) { return (token *)rt_obj(v); }

/* ---- contexts ---- */

static Value vars_of(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &context_of(self)->x_vars);
}

static Value context_make(rt_thread *t, Value vars) {
    context *c = rt_is_null(vars) ? NULL : (context *)rt_alloc(t, sizeof *c, &context_type.root);
    if (!c) return RT_NULL;
    rt_init(&c->x_vars, vars);
    return rt_from_obj(c);
}

static bool current_set(rt_thread *t, Value c) { return thr_locals_set(t, THR_LOCAL_CONTEXT, c); }

/* The thread's context, an empty one where it has none yet. */
static Value current(rt_thread *t) {
    Value c = thr_locals_get(t, THR_LOCAL_CONTEXT);
    if (!rt_is_empty(c)) return c;
    c = context_make(t, rt_dict_new(t));
    return rt_is_null(c) || !current_set(t, c) ? RT_NULL : c;
}

static Value copy_of(rt_thread *t, Value c) {
    return rt_is_null(c) ? c : context_make(t, vars_of(t, c));
}
static Value copy_context(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)args, (void)nargs, copy_of(t, current(t));
}
static Value context_copy(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, copy_of(t, args[0]);
}

static Value context_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                         Value kwnames) {
    (void)type, (void)args;
    if (nargs || (!rt_is_null(kwnames) && rt_tuple_len(kwnames)))
        return rt_raise_type_error(t, "Context() does not accept any arguments");
    return context_make(t, rt_dict_new(t));
}

static bool leave(rt_thread *t, Value self) {
    context *c = context_of(self);
    rt_own own = rt_write(t, &c->hdr);
    if (!own) return false;
    Value previous = rt_load(&c->x_previous);
    rt_set(t, own, &c->x_previous, RT_NULL);
    return current_set(t, previous);
}

static Value left(rt_thread *t, Value result, Value self) {
    if (!rt_is_null(result)) return leave(t, self) ? result : RT_NULL;
    Value exc = rt_exception_take(t);
    if (leave(t, self)) t->exc = exc;
    return RT_NULL;
}

static Value context_enter(rt_thread *t, Value self) {
    context *c = context_of(self);
    Value previous = current(t);
    rt_own own = rt_is_null(previous) ? STM_CONFLICT : rt_write(t, &c->hdr);
    if (!own) return RT_NULL;
    if (!rt_is_null(rt_load(&c->x_previous)))
        return rt_raise(t, &rt_exc_RuntimeError, "cannot enter context: %R is already entered",
                        self);
    rt_set(t, own, &c->x_previous, previous);
    return current_set(t, self) ? RT_NONE : RT_NULL;
}

/* args: self, callable, args (tuple), kwargs (dict) */
static Value context_run(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_null(context_enter(t, args[0]))) return RT_NULL;
    return rt_then_catch(t, rt_tail_prelude(t, "call_with", &args[1], 3), left, args[0]);
}

static bool check_key(rt_thread *t, Value key) {
    if (rt_is_exact(key, &variable_type)) return true;
    Value text = rt_repr(t, key);
    if (!rt_is_null(text))
        (void)rt_raise_type_error(t, "a ContextVar key was expected, got %V", text);
    return false;
}

static Value look_up(rt_thread *t, Value self, Value key) {
    Value vars = check_key(t, key) ? vars_of(t, self) : RT_NULL;
    return rt_is_null(vars) ? vars : rt_dict_get(t, vars, key);
}
static Value context_getitem(rt_thread *t, Value self, Value key) {
    Value v = look_up(t, self, key);
    return rt_is_empty(v) ? rt_raise_key_error(t, key) : v;
}
static Value context_contains(rt_thread *t, Value self, Value key) {
    Value v = look_up(t, self, key);
    return rt_is_null(v) ? v : rt_bool(!rt_is_empty(v));
}
static Value context_get(rt_thread *t, Value *args, uint32_t nargs) {
    Value v = look_up(t, args[0], args[1]);
    return !rt_is_empty(v) ? v : nargs > 2 ? args[2] : RT_NONE;
}
static Value context_len(rt_thread *t, Value self) {
    Value vars = vars_of(t, self);
    return rt_is_null(vars) ? vars : rt_len_tail(t, vars);
}
static Value context_iter(rt_thread *t, Value self) {
    Value vars = vars_of(t, self);
    return rt_is_null(vars) ? vars : rt_iter_tail(t, vars);
}
static Value of_vars(rt_thread *t, Value self, const char *method) {
    Value vars = vars_of(t, self), name = rt_str_intern_cstr(t, method);
    return rt_is_null(vars) ? vars : rt_call_method_tail(t, vars, name, NULL, 0);
}
static Value context_keys(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, of_vars(t, args[0], "keys");
}
static Value context_values(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, of_vars(t, args[0], "values");
}
static Value context_items(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, of_vars(t, args[0], "items");
}
static Value context_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if ((op != RT_EQ && op != RT_NE) || !rt_is_exact(b, &context_type)) return RT_NOT_IMPLEMENTED;
    Value x = vars_of(t, a), y = rt_is_null(x) ? x : vars_of(t, b);
    return rt_is_null(y) ? y : rt_compare_tail(t, x, y, op);
}
static void context_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((context *)o)->x_vars);
    rt_mark_field(m, &((context *)o)->x_previous);
}

static const rt_native_def context_methods[] = {
    {"run", context_run, 0, 0, "self, callable, /, *args, **kwargs", 0, NULL},
    {"copy", context_copy, 1, 1, NULL, 0, "Return a shallow copy of the context object."},
    {"get", context_get, 2, 3, NULL, 0,
     "Return the value for `key` if `key` has the value in the context object."},
    {"keys", context_keys, 1, 1, NULL, 0, "Return a list of all variables in the context object."},
    {"values", context_values, 1, 1, NULL, 0,
     "Return a list of all variables' values in the context object."},
    {"items", context_items, 1, 1, NULL, 0,
     "Return all variables and their values in the context object."},
    {.name = NULL},
};
static rt_type context_type = {
    RT_TYPE_HEAD(context_type, "_contextvars.Context"),
    .flags = RT_TF_WEAKREF | RT_TF_MAPPING,
    .basic_size = sizeof(context),
    .slots = {.new_ = context_new,
              .getitem = context_getitem,
              .contains = context_contains,
              .len = context_len,
              .iter = context_iter,
              .compare = context_compare},
    .trace = context_trace,
    .methods = context_methods,
};

/* ---- variables ---- */

static Value variable_make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[0])) return rt_raise_type_error(t, "context variable name must be a str");
    variable *v = (variable *)rt_alloc(t, sizeof *v, &variable_type.root);
    if (!v) return RT_NULL;
    v->name = args[0];
    v->standard = args[1];
    return rt_from_obj(v);
}
static Value variable_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                          Value kwnames) {
    static const rt_native_def def = {"ContextVar",           variable_make,    0,   0,
                                      "name, /, *, default=", RT_NATIVE_PARSED, NULL};
    return (void)type, rt_native_invoke_tail(t, &def, RT_EMPTY, args, nargs, kwnames);
}

/* RT_EMPTY: it has none in the thread's context. */
static Value value_now(rt_thread *t, Value self) {
    Value c = thr_locals_get(t, THR_LOCAL_CONTEXT);
    if (rt_is_null(c) || rt_is_empty(c)) return c;
    Value vars = vars_of(t, c);
    return rt_is_null(vars) ? vars : rt_dict_get(t, vars, self);
}

static Value variable_get(rt_thread *t, Value *args, uint32_t nargs) {
    Value v = value_now(t, args[0]);
    if (!rt_is_empty(v)) return v;
    if (nargs > 1) return args[1];
    Value standard = variable_of(args[0])->standard;
    return rt_is_empty(standard) ? rt_raise_value(t, &rt_exc_LookupError, args[0]) : standard;
}

/* Gives the variable a value in the context; RT_EMPTY takes it away. */
static bool store(rt_thread *t, Value c, Value var, Value value) {
    Value vars = vars_of(t, c), fresh = rt_is_null(vars) ? vars : rt_dict_copy(t, vars);
    if (rt_is_null(fresh)) return false;
    bool ok =
        rt_is_empty(value) ? rt_dict_del(t, fresh, var) >= 0 : rt_dict_set(t, fresh, var, value);
    return ok && rt_write_field(t, rt_obj(c), &context_of(c)->x_vars, fresh);
}

static Value variable_set(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value c = current(t), old = rt_is_null(c) ? c : value_now(t, args[0]);
    if (rt_is_null(old) || !store(t, c, args[0], args[1])) return RT_NULL;
    token *k = (token *)rt_alloc(t, sizeof *k, &token_type.root);
    if (!k) return RT_NULL;
    k->var = args[0];
    k->context = c;
    k->old = old;
    rt_init(&k->x_used, RT_FALSE);
    return rt_from_obj(k);
}

static Value wrong_token(rt_thread *t, rt_type *type, Value k, const char *what) {
    Value text = rt_repr(t, k);
    return rt_is_null(text) ? text : rt_raise(t, type, "%V %s", text, what);
}

static Value variable_reset(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_exact(args[1], &token_type))
        return rt_raise_type_error(t, "expected an instance of Token, got %R", args[1]);
    token *k = token_of(args[1]);
    rt_own own = rt_write(t, &k->hdr);
    if (!own) return RT_NULL;
    if (rt_same(rt_load(&k->x_used), RT_TRUE))
        return wrong_token(t, &rt_exc_RuntimeError, args[1], "has already been used once");
    if (!rt_same(k->var, args[0]))
        return wrong_token(t, &rt_exc_ValueError, args[1], "was created by a different ContextVar");
    Value c = current(t);
    if (rt_is_null(c)) return c;
    if (!rt_same(k->context, c))
        return wrong_token(t, &rt_exc_ValueError, args[1], "was created in a different Context");
    rt_set(t, own, &k->x_used, RT_TRUE);
    return store(t, c, args[0], k->old) ? RT_NONE : RT_NULL;
}

static Value variable_repr(rt_thread *t, Value self) {
    const variable *v = variable_of(self);
    if (rt_is_empty(v->standard))
        return rt_str_format_c(t, "<ContextVar name=%R at %p>", v->name, (void *)rt_obj(self));
    Value text = rt_repr(t, v->standard);
    return rt_is_null(text) ? text
                            : rt_str_format_c(t, "<ContextVar name=%R default=%V at %p>", v->name,
                                              text, (void *)rt_obj(self));
}
static Value variable_name(rt_thread *t, Value self) { return (void)t, variable_of(self)->name; }
static void variable_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((variable *)o)->name);
    rt_mark(m, ((variable *)o)->standard);
}
static const rt_native_def variable_methods[] = {
    {"get", variable_get, 1, 2, NULL, 0,
     "Return a value for the context variable for the current context."},
    {"set", variable_set, 2, 2, NULL, 0,
     "Call to set a new value for the context variable in the current context."},
    {"reset", variable_reset, 2, 2, NULL, 0, "Reset the context variable."},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, NULL},
    {.name = NULL},
};
static const rt_getset_def variable_getsets[] = {{"name", variable_name, NULL, NULL},
                                                 {.name = NULL}};
static rt_type variable_type = {
    RT_TYPE_HEAD(variable_type, "_contextvars.ContextVar"),
    .flags = RT_TF_IMMUTABLE | RT_TF_WEAKREF,
    .basic_size = sizeof(variable),
    .slots = {.new_ = variable_new, .repr = variable_repr},
    .trace = variable_trace,
    .methods = variable_methods,
    .getsets = variable_getsets,
};

/* ---- tokens ---- */

static Value token_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    (void)type, (void)args, (void)nargs, (void)kwnames;
    return rt_raise(t, &rt_exc_RuntimeError, "Tokens can only be created by ContextVars");
}
static Value token_var(rt_thread *t, Value self) { return (void)t, token_of(self)->var; }
static Value token_old(rt_thread *t, Value self) {
    (void)t;
    Value old = token_of(self)->old;
    return rt_is_empty(old) ? rt_from_obj(&missing) : old;
}
static Value token_repr(rt_thread *t, Value self) {
    Value used = rt_read_field(t, rt_obj(self), &token_of(self)->x_used);
    Value var = rt_is_null(used) ? used : rt_repr(t, token_of(self)->var);
    if (rt_is_null(var)) return var;
    return rt_str_format_c(t, "<Token%s var=%V at %p>", rt_same(used, RT_TRUE) ? " used" : "", var,
                           (void *)rt_obj(self));
}
static void token_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((token *)o)->var);
    rt_mark(m, ((token *)o)->context);
    rt_mark(m, ((token *)o)->old);
}
static const rt_native_def token_methods[] = {
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, NULL},
    {.name = NULL},
};
static const rt_getset_def token_getsets[] = {
    {"var", token_var, NULL, NULL}, {"old_value", token_old, NULL, NULL}, {.name = NULL}};
static rt_type token_type = {
    RT_TYPE_HEAD(token_type, "_contextvars.Token"),
    .basic_size = sizeof(token),
    .slots = {.new_ = token_new, .repr = token_repr},
    .trace = token_trace,
    .methods = token_methods,
    .getsets = token_getsets,
};

static Value missing_repr(rt_thread *t, Value self) {
    return (void)self, rt_str_intern_cstr(t, "<Token.MISSING>");
}
static rt_type missing_type = {
    RT_TYPE_HEAD(missing_type, "Token.MISSING"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_object),
    .slots = {.repr = missing_repr},
};
static rt_object missing = {.x_shape = (uint64_t)(uintptr_t)&missing_type.root};

/* ---- the module ---- */

static const rt_native_def functions[] = {
    {"copy_context", copy_context, 0, 0, NULL, 0, NULL},
    {.name = NULL},
};

static bool fill(rt_thread *t, Value module) {
    rt_type *const types[] = {&context_type, &variable_type, &token_type};
    rt_type_ready(t, &missing_type);
    for (size_t i = 0; i < 3; i++) {
        rt_type_ready(t, types[i]);
        if (!rt_module_set(t, module, rt_type_short_name(types[i]), rt_from_obj(types[i])))
            return false;
    }
    return rt_type_set_attr(t, &token_type, rt_str_intern_cstr(t, "MISSING"),
                            rt_from_obj(&missing));
}

const rt_module_def rt_module__contextvars = {
    .name = "_contextvars", .functions = functions, .exec = fill, .doc = "Context Variables"};
