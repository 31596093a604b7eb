/* _functools.c - the module: partial, reduce, cmp_to_key.
 *
 * Owns: rt_partial_type and the key types. (lru_cache.c has the cache.) Threads: any, inside a transaction. */
#include "runtime/error.h"
#include "runtime/modules/functools_internal.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/shape.h"
#include "runtime/type.h"

/* ---- partial ---- */

typedef struct partial {
    rt_object hdr;
    rt_field x_function, x_args, x_keywords; /* any, tuple, dict; __setstate__ changes them */
} partial;

static partial *partial_of(Value v) { return (partial *)rt_obj(v); }

static bool partial_load(rt_thread *t, Value self, Value out[3]) {
    partial *p = partial_of(self);
    uint64_t h;
    do {
        if (!rt_read_open(t, &p->hdr, &h)) return false;
        out[0] = rt_load(&p->x_function);
        out[1] = rt_load(&p->x_args);
        out[2] = rt_load(&p->x_keywords);
    } while (!rt_read_close(t, &p->hdr, h));
    return true;
}

static Value join_tuples(rt_thread *t, Value a, const Value *more, size_t n) {
    size_t m = rt_tuple_len(a);
    if (n == 0) return a;
    Value v = rt_tuple_new(t, NULL, m + n);
    if (rt_is_null(v)) return v;
    memcpy(rt_as_tuple(v)->items, rt_as_tuple(a)->items, m * sizeof(Value));
    memcpy(rt_as_tuple(v)->items + m, more, n * sizeof(Value));
    return v;
}

static bool add_keywords(rt_thread *t, Value dict, const Value *values, Value kwnames) {
    size_t n = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    for (size_t i = 0; i < n; i++) {
        if (!rt_dict_set(t, dict, rt_tuple_at(kwnames, i), values[i])) return false;
    }
    return true;
}

static Value partial_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                         Value kwnames) {
    if (nargs == 0) return rt_raise_type_error(t, "type 'partial' takes at least one argument");
    Value parts[3] = {args[0], rt_tuple_empty, RT_NULL};
    if (!rt_type_of(args[0])->slots.call) {
        return rt_raise_type_error(t, "the first argument must be callable");
    }
    bool flatten =
        rt_is_exact(args[0], &rt_partial_type) && type.bits == rt_from_obj(&rt_partial_type).bits;
    if (flatten && !partial_load(t, args[0], parts)) return RT_NULL;
    parts[1] = join_tuples(t, parts[1], args + 1, nargs - 1);
    parts[2] = rt_is_null(parts[2]) ? rt_dict_new(t) : rt_dict_copy(t, parts[2]);
    if (rt_is_null(parts[1]) || rt_is_null(parts[2])) return RT_NULL;
    if (!add_keywords(t, parts[2], args + nargs, kwnames)) return RT_NULL;
    Value v = rt_instance_new(t, (rt_type *)rt_obj(type), 0);
    if (rt_is_null(v)) return v;
    rt_init(&partial_of(v)->x_function, parts[0]);
    rt_init(&partial_of(v)->x_args, parts[1]);
    rt_init(&partial_of(v)->x_keywords, parts[2]);
    return v;
}

/* Calls function(*args, **keywords), the keywords in a dict. */
static Value call_with_dict(rt_thread *t, Value function, Value args, Value keywords) {
    int64_t nkw;
    if (!rt_dict_len(t, keywords, &nkw)) return RT_NULL;
    size_t n = rt_tuple_len(args), pos = 0;
    Value names = nkw ? rt_tuple_new(t, NULL, (size_t)nkw) : RT_NULL;
    Value all = rt_tuple_new(t, NULL, n + (size_t)nkw);
    if ((nkw && rt_is_null(names)) || rt_is_null(all)) return RT_NULL;
    if (n) memcpy(rt_as_tuple(all)->items, rt_as_tuple(args)->items, n * sizeof(Value));
    for (size_t i = 0; i < (size_t)nkw; i++) {
        Value key, value;
        if (rt_dict_next(t, keywords, &pos, &key, &value) <= 0) return RT_NULL;
        if (!rt_is_str(key)) return rt_raise_type_error(t, "keywords must be strings");
        rt_as_tuple(names)->items[i] = key;
        rt_as_tuple(all)->items[n + i] = value;
    }
    return rt_call_kw_tail(t, function, rt_as_tuple(all)->items, (uint32_t)n, names);
}

static Value partial_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                          Value kwnames) {
    Value p[3];
    int64_t nkw;
    if (!partial_load(t, self, p) || !rt_dict_len(t, p[2], &nkw)) return RT_NULL;
    if (nkw == 0) {
        size_t more = nargs + (rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames));
        Value all = join_tuples(t, p[1], args, more);
        if (rt_is_null(all)) return all;
        return rt_call_kw_tail(t, p[0], rt_as_tuple(all)->items,
                               (uint32_t)rt_tuple_len(p[1]) + nargs, kwnames);
    }
    Value all = join_tuples(t, p[1], args, nargs), keywords = rt_dict_copy(t, p[2]);
    if (rt_is_null(all) || rt_is_null(keywords)) return RT_NULL;
    if (!add_keywords(t, keywords, args + nargs, kwnames)) return RT_NULL;
    return call_with_dict(t, p[0], all, keywords);
}

static bool repr_into(rt_thread *t, rt_str_builder *b, Value v) {
    Value text = rt_repr(t, v);
    if (!rt_is_null(text)) rt_sb_str(b, text);
    return !rt_is_null(text);
}

static bool repr_parts(rt_thread *t, rt_str_builder *b, const Value p[3]) {
    if (!repr_into(t, b, p[0])) return false;
    for (size_t i = 0; i < rt_tuple_len(p[1]); i++) {
        rt_sb_cstr(b, ", ");
        if (!repr_into(t, b, rt_tuple_at(p[1], i))) return false;
    }
    size_t pos = 0;
    Value key, value;
    int r;
    while ((r = rt_dict_next(t, p[2], &pos, &key, &value)) > 0) {
        Value name = rt_to_str(t, key);
        if (rt_is_null(name)) return false;
        rt_sb_cstr(b, ", ");
        rt_sb_str(b, name);
        rt_sb_char(b, '=');
        if (!repr_into(t, b, value)) return false;
    }
    return r == 0;
}

static Value partial_repr(rt_thread *t, Value self) {
    Value p[3];
    rt_repr_frame frame;
    if (!partial_load(t, self, p)) return RT_NULL;
    int entered = rt_repr_enter(t, &frame, self);
    if (entered) return entered < 0 ? RT_NULL : rt_str_from_ascii(t, "...", 3);
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_cstr(&b, rt_type_of(self)->name);
    rt_sb_char(&b, '(');
    bool done = repr_parts(t, &b, p);
    rt_repr_leave(t, &frame);
    rt_sb_char(&b, ')');
    if (done) return rt_sb_finish(t, &b);
    rt_sb_drop(&b);
    return RT_NULL;
}

static Value partial_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value p[3], dict = rt_attr_dict(t, rt_obj(args[0]));
    if (rt_is_null(dict) || !partial_load(t, args[0], p)) return RT_NULL;
    Value init = rt_tuple_new(t, p, 1), state[] = {p[0], p[1], p[2], dict};
    Value saved = rt_is_null(init) ? init : rt_tuple_new(t, state, 4);
    return rt_is_null(saved) ? saved
                             : rt_tuple_pack3(t, rt_from_obj(rt_type_of(args[0])), init, saved);
}

static Value partial_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value s = args[1];
    if (!rt_is_tuple(s) || rt_tuple_len(s) != 4 || !rt_type_of(rt_tuple_at(s, 0))->slots.call ||
        !rt_is_tuple(rt_tuple_at(s, 1)) ||
        (!rt_is_dict(rt_tuple_at(s, 2)) && !rt_is_none(rt_tuple_at(s, 2)))) {
        return rt_raise_type_error(t, "invalid partial state");
    }
    Value keywords =
        rt_is_none(rt_tuple_at(s, 2)) ? rt_dict_new(t) : rt_dict_copy(t, rt_tuple_at(s, 2));
    rt_own own = rt_is_null(keywords) ? STM_CONFLICT : rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    rt_set(t, own, &partial_of(args[0])->x_function, rt_tuple_at(s, 0));
    rt_set(t, own, &partial_of(args[0])->x_args, rt_tuple_at(s, 1));
    rt_set(t, own, &partial_of(args[0])->x_keywords, keywords);
    Value dict = rt_attr_dict(t, rt_obj(args[0])), extra = rt_tuple_at(s, 3);
    if (rt_is_null(dict) || (rt_is_dict(extra) && !rt_dict_update_exact(t, dict, extra)))
        return RT_NULL;
    return RT_NONE;
}

static void partial_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((partial *)o)->x_function);
    rt_mark_field(m, &((partial *)o)->x_args);
    rt_mark_field(m, &((partial *)o)->x_keywords);
}

static const rt_native_def partial_methods[] = {
    {"__reduce__", partial_reduce, 1, 1, NULL, 0, NULL},
    {"__setstate__", partial_setstate, 2, 2, NULL, 0, NULL},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {0}};
static const rt_member_def partial_members[] = {
    {"func", offsetof(partial, x_function), false, false},
    {"args", offsetof(partial, x_args), false, false},
    {"keywords", offsetof(partial, x_keywords), false, false},
    {0}};

rt_type rt_partial_type = {
    RT_TYPE_HEAD(rt_partial_type, "functools.partial"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT | RT_TF_WEAKREF,
    .basic_size = sizeof(partial),
    .slots = {.new_ = partial_new, .call = partial_call, .repr = partial_repr},
    .trace = partial_trace,
    .methods = partial_methods,
    .members = partial_members,
    .doc = "partial(func, *args, **keywords) - new function with partial application\n"
           "    of the given arguments and keywords.\n",
};

/* ---- reduce ---- */

/* state: function, a one-word array with what was reduced so far, RT_EMPTY at first */
static Value reduce_store(rt_thread *t, Value value, Value state) {
    rt_array *cell = (rt_array *)rt_obj(rt_state_at(state, 1));
    return rt_write_field(t, &cell->hdr, &cell->x_items[0], value) ? RT_NONE : RT_NULL;
}
static Value reduce_step(rt_thread *t, Value state, Value item) {
    rt_array *cell = (rt_array *)rt_obj(rt_state_at(state, 1));
    Value total = rt_read_field(t, &cell->hdr, &cell->x_items[0]);
    if (rt_is_null(total)) return total;
    if (rt_is_empty(total)) return reduce_store(t, item, state);
    Value pair[] = {total, item};
    return rt_then(t, rt_call_kw_tail(t, rt_state_at(state, 0), pair, 2, RT_NULL), reduce_store,
                   state);
}
static Value reduce_done(rt_thread *t, Value result, Value state) {
    (void)result;
    rt_array *cell = (rt_array *)rt_obj(rt_state_at(state, 1));
    Value total = rt_read_field(t, &cell->hdr, &cell->x_items[0]);
    if (!rt_is_empty(total)) return total;
    return rt_raise_type_error(t, "reduce() of empty iterable with no initial value");
}
static Value functools_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    Value total = nargs > 2 ? args[2] : RT_EMPTY;
    Value cell = rt_state_new(t, &total, 1);
    Value values[] = {args[0], cell};
    Value state = rt_is_null(cell) ? cell : rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    const rt_slots *s = &rt_type_of(args[1])->slots;
    if (!s->iter && !s->getitem)
        return rt_raise_type_error(t, "reduce() arg 2 must support iteration");
    return rt_each_tail(t, args[1], reduce_step, reduce_done, state);
}

/* ---- cmp_to_key ---- */

typedef struct key_object {
    rt_object hdr;
    Value function;
    rt_field x_obj; /* RT_NULL in what cmp_to_key returns, which makes keys */
} key_object;

static Value key_make(rt_thread *t, Value function, Value obj) {
    rt_object *o = rt_alloc(t, sizeof(key_object), &rt_cmp_key_type.root);
    if (!o) return RT_NULL;
    ((key_object *)o)->function = function;
    rt_init(&((key_object *)o)->x_obj, obj);
    return rt_from_obj(o);
}
static Value cmp_to_key(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, key_make(t, args[0], RT_NULL);
}
static Value key_call_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return key_make(t, ((const key_object *)rt_obj(args[0]))->function, args[1]);
}
static Value key_call(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    static const rt_native_def def = {"K", key_call_fn, 0, 0, "self, /, obj", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}
static Value key_compared(rt_thread *t, Value sign, Value op) {
    return rt_compare_tail(t, sign, rt_imm_int(0), (rt_cmp)rt_imm_int_get(op));
}
static Value key_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (!rt_is_exact(a, &rt_cmp_key_type) || !rt_is_exact(b, &rt_cmp_key_type)) {
        return rt_raise_type_error(t, "other argument must be K instance");
    }
    const key_object *x = (const key_object *)rt_obj(a), *y = (const key_object *)rt_obj(b);
    Value pair[] = {rt_read_field(t, &x->hdr, &x->x_obj), rt_read_field(t, &y->hdr, &y->x_obj)};
    if (t->conflict) return RT_NULL;
    if (rt_is_null(pair[0]) || rt_is_null(pair[1]))
        return rt_raise(t, &rt_exc_AttributeError, "object");
    return rt_then(t, rt_call_kw_tail(t, x->function, pair, 2, RT_NULL), key_compared,
                   rt_imm_int(op));
}
static Value key_hash(rt_thread *t, Value self) {
    return rt_raise_type_error(t, "unhashable type: '%T'", self);
}
static void key_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((key_object *)o)->function);
    rt_mark_field(m, &((key_object *)o)->x_obj);
}
static const rt_member_def key_members[] = {{"obj", offsetof(key_object, x_obj), true, false}, {0}};

rt_type rt_cmp_key_type = {
    RT_TYPE_HEAD(rt_cmp_key_type, "functools.KeyWrapper"),
    .basic_size = sizeof(key_object),
    .slots = {.call = key_call, .compare = key_compare, .hash = key_hash},
    .trace = key_trace,
    .members = key_members,
};

/* ---- the module ---- */

static bool functools_exec(rt_thread *t, Value module) {
    rt_type_ready(t, &rt_partial_type);
    rt_type_ready(t, &rt_cmp_key_type);
    rt_type_ready(t, &rt_lru_cache_type);
    return rt_module_set(t, module, "partial", rt_from_obj(&rt_partial_type)) &&
           rt_module_set(t, module, "_lru_cache_wrapper", rt_from_obj(&rt_lru_cache_type));
}

static const rt_native_def functions[] = {
    {"reduce", functools_reduce, 2, 3, NULL, 0,
     "reduce(function, iterable[, initial]) -> value\n\n"
     "Apply a function of two arguments cumulatively to the items of a sequence\n"
     "or iterable, from left to right, so as to reduce the iterable to a single\nvalue."},
    {"cmp_to_key", cmp_to_key, 0, 0, "mycmp", 0, "Convert a cmp= function into a key= function."},
    {0}};

const rt_module_def rt_module__functools = {
    .name = "_functools",
    .functions = functions,
    .exec = functools_exec,
    .doc = "Tools that operate on functions.",
};
