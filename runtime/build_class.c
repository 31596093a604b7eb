/* build_class.c - builtins.__build_class__: what a class statement does.
 * Each step that may run Python code is a continuation over one state tuple.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/type_internal.h"

enum { ST_FUNC, ST_NAME, ST_BASES, ST_ORIG_BASES, ST_META, ST_KWDS, ST_NS, ST_CELL, ST_COUNT };

/* A copy of the state with one field changed. */
static Value with(rt_thread *t, Value state, size_t field, Value v) {
    Value next = rt_tuple_new(t, rt_as_tuple(state)->items, ST_COUNT);
    if (!rt_is_null(next)) rt_as_tuple(next)->items[field] = v;
    return next;
}
static Value get(Value state, size_t field) { return rt_tuple_at(state, field); }

/* f(args..., **dict) */
static Value call_with_dict(rt_thread *t, Value f, const Value *args, uint32_t nargs, Value dict) {
    int64_t named = 0;
    if (!rt_is_empty(dict) && !rt_dict_len(t, dict, &named)) return RT_NULL;
    if (named == 0) return rt_call_kw_tail(t, f, args, nargs, RT_NULL);
    Value names = rt_tuple_new(t, NULL, (size_t)named),
          all = rt_tuple_new(t, NULL, nargs + (size_t)named);
    if (rt_is_null(names) || rt_is_null(all)) return RT_NULL;
    for (uint32_t i = 0; i < nargs; i++)
        rt_as_tuple(all)->items[i] = args[i];
    size_t pos = 0, n = 0;
    Value key, value;
    while (n < (size_t)named && rt_dict_next(t, dict, &pos, &key, &value) > 0) {
        rt_as_tuple(names)->items[n] = key;
        rt_as_tuple(all)->items[nargs + n++] = value;
    }
    if (n < (size_t)named) return RT_NULL;
    return rt_call_kw_tail(t, f, rt_as_tuple(all)->items, nargs, names);
}

/* ---- after the body: make the class and check its __class__ cell ---- */

static Value class_made(rt_thread *t, Value cls, Value state) {
    Value cell = get(state, ST_CELL), name = get(state, ST_NAME);
    if (!rt_is_type(cls) || !rt_is_exact(cell, &rt_cell_type)) return cls;
    Value set = rt_cell_get(t, rt_as_cell(cell));
    if (rt_is_null(set)) return RT_NULL;
    if (rt_is_empty(set))
        return rt_raise(
            t, &rt_exc_RuntimeError,
            "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?",
            name, cls);
    if (!rt_same(set, cls))
        return rt_raise_type_error(t, "__class__ set to %R defining %R as %R", set, name, cls);
    return cls;
}

static Value body_ran(rt_thread *t, Value cell, Value state) {
    Value ns = get(state, ST_NS), bases = get(state, ST_BASES), orig = get(state, ST_ORIG_BASES);
    if (!rt_same(bases, orig)) {
        Value name = rt_str_intern_cstr(t, "__orig_bases__");
        if (rt_is_null(name) || rt_is_null(rt_finish(t, rt_setitem_tail(t, ns, name, orig))))
            return RT_NULL;
    }
    state = with(t, state, ST_CELL, cell);
    if (rt_is_null(state)) return RT_NULL;
    Value args[] = {get(state, ST_NAME), bases, ns};
    if (rt_attr_hint_hook) rt_attr_hint = rt_attr_hint_hook(get(state, ST_FUNC));
    return rt_then(t, call_with_dict(t, get(state, ST_META), args, 3, get(state, ST_KWDS)),
                   class_made, state);
}

/* ---- the namespace ---- */

static Value prepared(rt_thread *t, Value ns, Value state) {
    Value meta = get(state, ST_META);
    if (!rt_type_of(ns)->slots.getitem) {
        if (!rt_is_type(meta))
            return rt_raise_type_error(t, "<metaclass>.__prepare__() must return a mapping, not %T",
                                       ns);
        return rt_raise_type_error(t, "%s.__prepare__() must return a mapping, not %T",
                                   rt_as_type(meta)->name, ns);
    }
    state = with(t, state, ST_NS, ns);
    if (rt_is_null(state)) return RT_NULL;
    return rt_then(t, rt_class_body_hook(t, get(state, ST_FUNC), ns), body_ran, state);
}

static Value prepare_found(rt_thread *t, Value prepare, Value state) {
    if (rt_is_empty(prepare)) {
        Value ns = rt_dict_new(t);
        return rt_is_null(ns) ? RT_NULL : prepared(t, ns, state);
    }
    Value args[] = {get(state, ST_NAME), get(state, ST_BASES)};
    return rt_then(t, call_with_dict(t, prepare, args, 2, get(state, ST_KWDS)), prepared, state);
}

static Value with_bases(rt_thread *t, Value state) {
    Value meta = get(state, ST_META), bases = get(state, ST_BASES);
    if (rt_is_empty(meta))
        meta = rt_from_obj(rt_tuple_len(bases) > 0 ? rt_type_of(rt_tuple_at(bases, 0))
                                                   : &rt_type_type);
    if (rt_is_type(meta)) {
        const rt_type *winner = rt_metaclass_of(t, rt_as_type(meta), bases);
        if (!winner) return RT_NULL;
        meta = rt_from_obj(winner);
    }
    state = with(t, state, ST_META, meta);
    if (rt_is_null(state)) return RT_NULL;
    if (rt_same(meta, rt_from_obj(&rt_type_type))) { /* its __prepare__ gives a new dict */
        Value ns = rt_dict_new(t);
        return rt_is_null(ns) ? RT_NULL : prepared(t, ns, state);
    }
    Value name = rt_id.__prepare__;
    return rt_then(t, rt_getattr_opt_tail(t, meta, name), prepare_found, state);
}

/* ---- __mro_entries__ ---- */

/* State: (outer state, list of resolved bases, next index). */
static Value resolve(rt_thread *t, Value state, Value list, size_t i);

static Value entries_called(rt_thread *t, Value entries, Value outer) {
    Value list = rt_tuple_at(outer, 1);
    if (!rt_is_tuple(entries)) return rt_raise_type_error(t, "__mro_entries__ must return a tuple");
    for (size_t i = 0; i < rt_tuple_len(entries); i++)
        if (!rt_list_append(t, list, rt_tuple_at(entries, i))) return RT_NULL;
    return resolve(t, rt_tuple_at(outer, 0), list,
                   (size_t)rt_imm_int_get(rt_tuple_at(outer, 2)) + 1);
}

static Value entries_found(rt_thread *t, Value entries, Value outer) {
    Value state = rt_tuple_at(outer, 0), list = rt_tuple_at(outer, 1),
          orig = get(state, ST_ORIG_BASES);
    size_t i = (size_t)rt_imm_int_get(rt_tuple_at(outer, 2));
    if (!rt_is_empty(entries))
        return rt_then(t, rt_call_kw_tail(t, entries, &orig, 1, RT_NULL), entries_called, outer);
    return rt_list_append(t, list, rt_tuple_at(orig, i)) ? resolve(t, state, list, i + 1) : RT_NULL;
}

static Value resolve(rt_thread *t, Value state, Value list, size_t i) {
    Value orig = get(state, ST_ORIG_BASES);
    for (; i < rt_tuple_len(orig); i++) {
        Value base = rt_tuple_at(orig, i);
        if (!rt_is_type(base)) {
            Value outer = rt_tuple_pack3(t, state, list, rt_imm_int((int64_t)i));
            if (rt_is_null(outer)) return RT_NULL;
            return rt_then(t, rt_getattr_opt_tail(t, base, rt_id.__mro_entries__), entries_found,
                           outer);
        }
        if (!rt_list_append(t, list, base)) return RT_NULL;
    }
    Value bases = rt_to_tuple(t, list);
    state = rt_is_null(bases) ? RT_NULL : with(t, state, ST_BASES, bases);
    return rt_is_null(state) ? RT_NULL : with_bases(t, state);
}

Value rt_build_class(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_function_type || rt_type_of(args[0]) != rt_function_type)
        return rt_raise_type_error(t, "__build_class__: func must be a function");
    if (!rt_is_str(args[1])) return rt_raise_type_error(t, "__build_class__: name is not a string");
    Value parts[ST_COUNT] = {args[0], args[1], args[2], args[2],
                             args[3], args[4], RT_NONE, RT_NONE};
    Value state = rt_tuple_new(t, parts, ST_COUNT);
    if (rt_is_null(state)) return RT_NULL;
    bool all_types = true;
    for (size_t i = 0; i < rt_tuple_len(args[2]); i++)
        all_types &= rt_is_type(rt_tuple_at(args[2], i));
    if (all_types) return with_bases(t, state);
    Value list = rt_list_new(t, NULL, 0);
    return rt_is_null(list) ? RT_NULL : resolve(t, state, list, 0);
}
