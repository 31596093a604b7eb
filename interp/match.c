/* match.c - structural pattern matching (PEP 634). */
#include "interp/instructions.h"
#include "runtime/objects/dict.h"

bool vm_is_pattern_sequence(Value v) { return rt_has_flag(v, RT_TF_SEQUENCE); }

/* state: subject, keys, list of values so far, set of keys seen. One key a round. */
static Value keys_step(rt_thread *t, Value state);

static Value key_got(rt_thread *t, Value v, Value state) {
    if (rt_is_null(v)) return rt_exception_catch(t, &rt_exc_KeyError) ? RT_NONE : RT_NULL;
    return rt_list_append(t, rt_tuple_at(state, 2), v) ? keys_step(t, state) : RT_NULL;
}

/* subject.get(key, sentinel) answered; the sentinel is the state itself, which nobody else has. */
static Value got(rt_thread *t, Value v, Value state) {
    if (rt_same(v, state)) return RT_NONE;
    return key_got(t, v, state);
}

static Value keys_step(rt_thread *t, Value state) {
    Value subject = rt_tuple_at(state, 0), keys = rt_tuple_at(state, 1),
          values = rt_tuple_at(state, 2);
    int64_t done;
    if (!rt_list_len(t, values, &done)) return RT_NULL;
    if ((size_t)done == rt_tuple_len(keys)) return rt_to_tuple_tail(t, values);
    Value key = rt_tuple_at(keys, (size_t)done);
    for (int64_t i = 0; i < done; i++) {
        Value same = rt_compare_bool(t, rt_tuple_at(keys, (size_t)i), key, RT_EQ);
        if (rt_is_null(same)) return same;
        if (rt_same(same, RT_TRUE))
            return rt_raise_value_error(t, "mapping pattern checks duplicate key (%R)", key);
    }
    if (rt_is_exact(subject, &rt_dict_type)) {
        Value v = rt_dict_get(t, subject, key);
        return rt_is_null(v) ? v : rt_is_empty(v) ? RT_NONE : key_got(t, v, state);
    }
    Value args[] = {key, state};
    return rt_then(t, rt_call_method_tail(t, subject, rt_id.get, args, 2), got, state);
}

Value vm_match_keys_tail(rt_thread *t, Value subject, Value keys) {
    Value values = rt_list_new(t, NULL, 0);
    Value state = rt_is_null(values) ? values : rt_tuple_pack3(t, subject, keys, values);
    return rt_is_null(state) ? state : keys_step(t, state);
}

static Value rest_copied(rt_thread *t, Value done, Value state) {
    (void)done;
    Value rest = rt_tuple_at(state, 0), keys = rt_tuple_at(state, 1);
    for (size_t i = 0; i < rt_tuple_len(keys); i++)
        if (rt_dict_del(t, rest, rt_tuple_at(keys, i)) < 0) return RT_NULL;
    return rest;
}

Value vm_match_rest_tail(rt_thread *t, Value subject, Value keys) {
    Value rest = rt_dict_new(t);
    Value state = rt_is_null(rest) ? rest : rt_tuple_pack2(t, rest, keys);
    return rt_is_null(state)
               ? state
               : rt_then(t, vm_dict_update_tail(t, rest, subject), rest_copied, state);
}

/* ---- class patterns ----
 * state: subject, class, names to read (list of str), values (list), number of positional names. */
static Value class_step(rt_thread *t, Value state);

static Value attribute_got(rt_thread *t, Value v, Value state) {
    if (rt_is_null(v)) return rt_exception_catch(t, &rt_exc_AttributeError) ? RT_NONE : RT_NULL;
    return rt_list_append(t, rt_tuple_at(state, 3), v) ? class_step(t, state) : RT_NULL;
}

static Value class_step(rt_thread *t, Value state) {
    Value names = rt_tuple_at(state, 2), values = rt_tuple_at(state, 3);
    int64_t done, all;
    if (!rt_list_len(t, values, &done) || !rt_list_len(t, names, &all)) return RT_NULL;
    if (done >= all) return rt_to_tuple_tail(t, values);
    Value name = rt_list_get(t, names, done);
    if (rt_is_null(name)) return name;
    if (rt_is_none(name))
        return attribute_got(t, rt_tuple_at(state, 0), state); /* the subject itself */
    for (int64_t i = 0; i < done; i++) {
        Value other = rt_list_get(t, names, i);
        if (rt_is_null(other)) return other;
        if (!rt_is_none(other) && rt_str_equal(other, name))
            return rt_raise_type_error(t, "%N() got multiple sub-patterns for attribute %R",
                                       (rt_type *)rt_obj(rt_tuple_at(state, 1)), name);
    }
    return rt_then_catch(t, rt_getattr_tail(t, rt_tuple_at(state, 0), name), attribute_got, state);
}

/* int, str and the like match one positional pattern against the subject itself. */
static bool matches_self(const rt_type *type) {
    return (type->flags & (RT_TF_INT | RT_TF_FLOAT | RT_TF_STR | RT_TF_BYTES | RT_TF_TUPLE |
                           RT_TF_LIST | RT_TF_DICT_TYPE | RT_TF_SET | RT_TF_FROZENSET)) != 0 ||
           rt_type_is_subtype(type, &rt_bytearray_type);
}

static Value args_checked(rt_thread *t, Value match_args, Value state) {
    Value cls = rt_tuple_at(state, 1), keyword_names = rt_tuple_at(state, 2),
          values = rt_tuple_at(state, 3);
    int64_t npos = rt_imm_int_get(rt_tuple_at(state, 4));
    rt_type *type = (rt_type *)rt_obj(cls);
    bool self = rt_is_empty(match_args) && matches_self(type);
    if (rt_is_null(match_args)) return match_args;
    if (!rt_is_empty(match_args) && !rt_is_exact(match_args, &rt_tuple_type))
        return rt_raise_type_error(t, "%N.__match_args__ must be a tuple (got %T)", type,
                                   match_args);
    int64_t allowed = self ? 1 : rt_is_empty(match_args) ? 0 : (int64_t)rt_tuple_len(match_args);
    if (npos > allowed)
        return rt_raise_type_error(t, "%N() accepts %zu positional sub-pattern%s (%zu given)", type,
                                   (size_t)allowed, allowed == 1 ? "" : "s", (size_t)npos);
    Value names = rt_list_new(t, NULL, 0);
    if (rt_is_null(names)) return names;
    for (int64_t i = 0; i < npos; i++) {
        Value name = self ? RT_NONE : rt_tuple_at(match_args, (size_t)i);
        if (!self && !rt_is_str(name))
            return rt_raise_type_error(t, "__match_args__ elements must be strings (got %T)", name);
        if (!rt_list_append(t, names, name)) return RT_NULL;
    }
    for (size_t i = 0; i < rt_tuple_len(keyword_names); i++)
        if (!rt_list_append(t, names, rt_tuple_at(keyword_names, i))) return RT_NULL;
    Value parts[] = {rt_tuple_at(state, 0), cls, names, values};
    Value next = rt_tuple_new(t, parts, 4);
    return rt_is_null(next) ? next : class_step(t, next);
}

static Value instance_checked(rt_thread *t, Value is_instance, Value state) {
    if (!rt_same(is_instance, RT_TRUE)) return RT_NONE;
    if (rt_same(rt_tuple_at(state, 4), rt_imm_int(0))) return args_checked(t, RT_EMPTY, state);
    return rt_then(t, rt_getattr_opt_tail(t, rt_tuple_at(state, 1), rt_id.__match_args__),
                   args_checked, state);
}

Value vm_match_class_tail(rt_thread *t, Value subject, Value type, uint32_t npos, Value names) {
    if (!rt_has_flag(type, RT_TF_TYPE))
        return rt_raise_type_error(t, "called match pattern must be a type");
    Value values = rt_list_new(t, NULL, 0);
    if (rt_is_null(values)) return values;
    Value parts[] = {subject, type, names, values, rt_imm_int(npos)};
    Value state = rt_tuple_new(t, parts, 5);
    return rt_is_null(state)
               ? state
               : rt_then(t, rt_isinstance_tail(t, subject, type), instance_checked, state);
}
