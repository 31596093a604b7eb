/* operator_getters.c - _operator: itemgetter, attrgetter, methodcaller. Objects of these types never change.
 * Owns: their types. Threads: any. */
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/modules/operator_internal.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

typedef struct getter {
    rt_object hdr;
    Value args;  /* tuple: as it was called */
    Value paths; /* attrgetter: tuple of tuples of names. methodcaller: dict of keywords */
} getter;
static getter *getter_of(Value v) { return (getter *)rt_obj(v); }

static Value make(rt_thread *t, rt_type *type, Value args, Value paths) {
    if (rt_is_null(args) || rt_is_null(paths)) return RT_NULL;
    getter *g = (getter *)rt_alloc(t, sizeof *g, &type->root);
    if (!g) return RT_NULL;
    g->args = args;
    g->paths = paths;
    return rt_from_obj(g);
}

static void trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((getter *)o)->args);
    rt_mark(m, ((getter *)o)->paths);
}

static bool no_keywords(rt_thread *t, const char *name, Value kwnames) {
    if (rt_is_null(kwnames) || rt_tuple_len(kwnames) == 0) return true;
    (void)rt_raise_type_error(t, "%s() takes no keyword arguments", name);
    return false;
}
static bool one_argument(rt_thread *t, const char *name, uint32_t nargs, Value kwnames) {
    return no_keywords(t, name, kwnames) && rt_args_check(t, name, nargs, RT_NULL, 1, 1);
}

static Value reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_tuple_pack2(t, rt_from_obj(rt_type_of(args[0])), getter_of(args[0])->args);
}

static Value repr(rt_thread *t, Value self) {
    rt_repr_frame frame;
    int entered = rt_repr_enter(t, &frame, self);
    if (entered)
        return entered < 0 ? RT_NULL : rt_str_format_c(t, "%s(...)", rt_type_of(self)->name);
    Value args = getter_of(self)->args, text = RT_NONE;
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_cstr(&b, rt_type_of(self)->name);
    rt_sb_char(&b, '(');
    for (size_t i = 0; i < rt_tuple_len(args) && !rt_is_null(text); i++) {
        if (i) rt_sb_cstr(&b, ", ");
        text = rt_repr(t, rt_tuple_at(args, i));
        if (!rt_is_null(text)) rt_sb_str(&b, text);
    }
    size_t pos = 0;
    Value key, value, keywords = getter_of(self)->paths;
    while (!rt_is_null(text) && rt_is_dict(keywords) &&
           rt_dict_next(t, keywords, &pos, &key, &value) > 0) {
        rt_sb_cstr(&b, ", ");
        rt_sb_str(&b, key);
        rt_sb_char(&b, '=');
        text = rt_repr(t, value);
        if (!rt_is_null(text)) rt_sb_str(&b, text);
    }
    rt_repr_leave(t, &frame);
    rt_sb_char(&b, ')');
    if (!rt_is_null(text)) return rt_sb_finish(t, &b);
    rt_sb_drop(&b);
    return RT_NULL;
}

/* ---- itemgetter ---- */

static Value itemgetter_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                            Value kwnames) {
    (void)type;
    if (!no_keywords(t, "itemgetter", kwnames)) return RT_NULL;
    if (nargs == 0) return rt_raise_type_error(t, "itemgetter expected 1 argument, got 0");
    return make(t, &operator_itemgetter_type, rt_tuple_new(t, args, nargs), RT_NONE);
}

/* Several items of an exact tuple or list: no Python code runs. RT_EMPTY: it is something else. */
static Value items_at_once(rt_thread *t, Value obj, Value items) {
    size_t n = rt_tuple_len(items);
    int64_t length;
    if (!rt_is_exact(obj, &rt_tuple_type) && !rt_is_exact(obj, &rt_list_type)) return RT_EMPTY;
    for (size_t i = 0; i < n; i++)
        if (!rt_is_imm_int(rt_tuple_at(items, i))) return RT_EMPTY;
    Value found = rt_seq_len(t, obj, &length) ? rt_tuple_new(t, NULL, n) : RT_NULL;
    for (size_t i = 0; i < n && !rt_is_null(found); i++) {
        int64_t index = rt_imm_int_get(rt_tuple_at(items, i));
        if (index < 0) index += length;
        Value v = index < 0 ? RT_EMPTY : rt_seq_at(t, obj, (size_t)index);
        if (rt_is_null(v) || rt_is_empty(v)) return v; /* the error is raised by obj[item] */
        rt_as_tuple(found)->items[i] = v;
    }
    return found;
}

static Value itemgetter_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                             Value kwnames) {
    if (!one_argument(t, "itemgetter", nargs, kwnames)) return RT_NULL;
    Value items = getter_of(self)->args;
    if (rt_tuple_len(items) == 1) return rt_getitem_tail(t, args[0], rt_tuple_at(items, 0));
    Value found = items_at_once(t, args[0], items);
    if (!rt_is_empty(found)) return found;
    Value call[] = {args[0], items};
    return rt_tail_prelude(t, "operator_items", call, 2);
}

/* ---- attrgetter ---- */

/* "a.b" as ("a", "b"). */
static Value path_of(rt_thread *t, Value name) {
    Value list = rt_list_new(t, NULL, 0);
    const rt_str *s = rt_as_str(name);
    for (size_t start = 0, i = 0; i <= s->length && !rt_is_null(list); i++) {
        if (i < s->length && rt_str_at(s, i) != '.') continue;
        Value part = rt_str_slice(t, name, start, i);
        part = rt_is_null(part) ? part : rt_str_intern(t, part);
        if (rt_is_null(part) || !rt_list_append(t, list, part)) return RT_NULL;
        start = i + 1;
    }
    return rt_is_null(list) ? list : rt_to_tuple(t, list);
}

static Value attrgetter_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                            Value kwnames) {
    (void)type;
    if (!no_keywords(t, "attrgetter", kwnames)) return RT_NULL;
    if (nargs == 0) return rt_raise_type_error(t, "attrgetter expected 1 argument, got 0");
    Value paths = rt_tuple_new(t, NULL, nargs);
    for (uint32_t i = 0; i < nargs && !rt_is_null(paths); i++) {
        if (!rt_is_str(args[i])) return rt_raise_type_error(t, "attribute name must be a string");
        Value path = path_of(t, args[i]);
        if (rt_is_null(path)) return path;
        rt_as_tuple(paths)->items[i] = path;
    }
    return make(t, &operator_attrgetter_type, rt_tuple_new(t, args, nargs), paths);
}

static Value attrgetter_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                             Value kwnames) {
    if (!one_argument(t, "attrgetter", nargs, kwnames)) return RT_NULL;
    Value paths = getter_of(self)->paths, first = rt_tuple_at(paths, 0);
    if (rt_tuple_len(paths) == 1 && rt_tuple_len(first) == 1)
        return rt_getattr_tail(t, args[0], rt_tuple_at(first, 0));
    Value call[] = {args[0], paths};
    return rt_tail_prelude(t, "operator_attributes", call, 2);
}

/* ---- methodcaller ---- */

static Value methodcaller_make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_tuple_len(args[0]) == 0)
        return rt_raise_type_error(t, "methodcaller needs at least one argument, the method name");
    if (!rt_is_str(rt_tuple_at(args[0], 0)))
        return rt_raise_type_error(t, "method name must be a string");
    return make(t, &operator_methodcaller_type, args[0], args[1]);
}
static Value methodcaller_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                              Value kwnames) {
    static const rt_native_def def = {
        "methodcaller", methodcaller_make, 0, 0, "*args, **kwargs", 0, NULL};
    return (void)type, rt_native_invoke_tail(t, &def, RT_EMPTY, args, nargs, kwnames);
}

static Value rest_of(rt_thread *t, Value args) {
    return rt_tuple_new(t, rt_as_tuple(args)->items + 1, rt_tuple_len(args) - 1);
}
/* The method of the object, found: called with the arguments. */
static Value method_found(rt_thread *t, Value method, Value self) {
    Value call[] = {method, rest_of(t, getter_of(self)->args), getter_of(self)->paths};
    return rt_is_null(call[1]) ? RT_NULL : rt_tail_prelude(t, "call_with", call, 3);
}
static Value methodcaller_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                               Value kwnames) {
    if (!one_argument(t, "methodcaller", nargs, kwnames)) return RT_NULL;
    Value all = getter_of(self)->args, name = rt_tuple_at(all, 0);
    int64_t nkeywords;
    if (!rt_dict_len(t, getter_of(self)->paths, &nkeywords)) return RT_NULL;
    if (nkeywords == 0)
        return rt_call_method_tail(t, args[0], name, rt_as_tuple(all)->items + 1,
                                   (uint32_t)rt_tuple_len(all) - 1);
    return rt_then(t, rt_getattr_tail(t, args[0], name), method_found, self);
}
static Value methodcaller_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value all = getter_of(args[0])->args;
    Value call[] = {rt_from_obj(&operator_methodcaller_type), rt_tuple_at(all, 0), rest_of(t, all),
                    getter_of(args[0])->paths};
    return rt_is_null(call[2]) ? RT_NULL
                               : rt_tail_prelude(t, "operator_methodcaller_reduce", call, 4);
}

static const rt_native_def getter_methods[] = {{"__reduce__", reduce, 1, 1, NULL, 0, NULL},
                                               {.name = NULL}};
static const rt_native_def caller_methods[] = {
    {"__reduce__", methodcaller_reduce, 1, 1, NULL, 0, NULL}, {.name = NULL}};

#define GETTER(self, type_name, new_fn, call_fn, method_table, text)                                       \
    rt_type self = {RT_TYPE_HEAD(self, type_name), .flags = RT_TF_IMMUTABLE, .basic_size = sizeof(getter), \
                    .slots = {.new_ = new_fn, .call = call_fn, .repr = repr}, .trace = trace, .methods = method_table, .doc = text};
GETTER(operator_itemgetter_type, "operator.itemgetter", itemgetter_new, itemgetter_call,
       getter_methods, "Return a callable object that fetches the given item(s) from its operand.")
GETTER(operator_attrgetter_type, "operator.attrgetter", attrgetter_new, attrgetter_call,
       getter_methods,
       "Return a callable object that fetches the given attribute(s) from its operand.")
GETTER(operator_methodcaller_type, "operator.methodcaller", methodcaller_new, methodcaller_call,
       caller_methods, "Return a callable object that calls the given method on its operand.")
