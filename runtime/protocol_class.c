/* protocol_class.c - isinstance and issubclass, with the hooks of the class's class.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/type_internal.h"

typedef Value (*class_test)(rt_thread *t, Value v, Value c);

static Value test_tuple(rt_thread *t, Value v, Value classes, size_t from, class_test test);

static Value instance_next(rt_thread *t, Value result, Value state) {
    if (!rt_same(result, RT_FALSE)) return result;
    return test_tuple(t, rt_tuple_at(state, 0), rt_tuple_at(state, 1),
                      (size_t)rt_imm_int_get(rt_tuple_at(state, 2)), rt_isinstance_tail);
}

static Value subclass_next(rt_thread *t, Value result, Value state) {
    if (!rt_same(result, RT_FALSE)) return result;
    return test_tuple(t, rt_tuple_at(state, 0), rt_tuple_at(state, 1),
                      (size_t)rt_imm_int_get(rt_tuple_at(state, 2)), rt_issubclass_tail);
}

/* Any of classes[from..] will do. */
static Value test_tuple(rt_thread *t, Value v, Value classes, size_t from, class_test test) {
    for (size_t i = from; i < rt_tuple_len(classes); i++) {
        Value result = test(t, v, rt_tuple_at(classes, i));
        if (rt_is_tail(result)) {
            Value state = rt_tuple_pack3(t, v, classes, rt_imm_int((int64_t)i + 1));
            if (rt_is_null(state)) return RT_NULL;
            return rt_then(t, result, test == rt_isinstance_tail ? instance_next : subclass_next,
                           state);
        }
        if (!rt_same(result, RT_FALSE)) return result;
    }
    return RT_FALSE;
}

/* ---- without hooks ---- */

static Value claimed_class(rt_thread *t, Value claimed, Value c) {
    (void)t;
    return rt_bool(!rt_is_empty(claimed) && rt_is_type(claimed) &&
                   rt_type_is_subtype(rt_as_type(claimed), rt_as_type(c)));
}

/* By the type, else by what __class__ says where a class redefines it (proxies). */
static Value instance_of_type(rt_thread *t, Value v, Value c) {
    rt_type *type = rt_type_of(v);
    if (rt_type_is_subtype(type, rt_as_type(c))) return RT_TRUE;
    if (!(type->flags & RT_TF_HEAP) && !type->slots.getattr) return RT_FALSE;
    if (!type->slots.getattr) {
        Value says = rt_type_lookup(t, type, rt_id.__class__);
        Value by_default = rt_type_lookup(t, &rt_object_type, rt_id.__class__);
        if (rt_is_null(says) || rt_is_null(by_default)) return RT_NULL;
        if (rt_same(says, by_default)) return RT_FALSE;
    }
    return rt_then(t, rt_getattr_opt_tail(t, v, rt_id.__class__), claimed_class, c);
}

Value rt_type_instancecheck(rt_thread *t, Value c, Value v) { return instance_of_type(t, v, c); }

/* What is no type is a class if it has a tuple __bases__: only objects with attributes of their own can. */
static bool may_have_bases(Value v) {
    const rt_type *type = rt_type_of(v);
    return (type->flags & RT_TF_HEAP) || type->slots.getattr;
}

Value rt_type_subclasscheck(rt_thread *t, Value c, Value derived) {
    bool type = rt_is_type(c), derived_type = rt_is_type(derived);
    if (!derived_type && !may_have_bases(derived))
        return rt_raise_type_error(t, "issubclass() arg 1 must be a class");
    if (!type && !may_have_bases(c) && derived_type)
        return rt_raise_type_error(
            t, "issubclass() arg 2 must be a class, a tuple of classes, or a union");
    if (!type || !derived_type)
        return rt_tail_prelude(t, "issubclass_abstract", (Value[]){derived, c}, 2);
    return rt_bool(rt_type_is_subtype(rt_as_type(derived), rt_as_type(c)));
}

/* ---- with hooks ---- */

static Value truth_of(rt_thread *t, Value result, Value state) {
    (void)state;
    return rt_truth_tail(t, result);
}

/* Calls the hook `name` of c's class; RT_EMPTY: it has none, or the one of `type`. */
static Value call_hook(rt_thread *t, Value c, Value name, Value argument) {
    rt_type *meta = rt_type_of(c);
    Value hook = rt_type_lookup(t, meta, name);
    if (rt_is_null(hook) || rt_is_empty(hook)) return hook;
    if (rt_is_type(c)) {
        Value by_default = rt_type_lookup(t, &rt_type_type, name);
        if (rt_is_null(by_default)) return RT_NULL;
        if (rt_same(hook, by_default)) return RT_EMPTY;
    }
    return rt_then(t, rt_call_special_tail(t, c, name, &argument, 1), truth_of, RT_NONE);
}

Value rt_isinstance_tail(rt_thread *t, Value v, Value c) {
    if (rt_is_obj(c) && rt_same(rt_from_obj(rt_type_of(v)), c)) return RT_TRUE;
    if (rt_is_exact(c, &rt_type_type)) return instance_of_type(t, v, c);
    if (!rt_stack_left(t, " in __instancecheck__")) return RT_NULL;
    if (rt_is_tuple(c)) return test_tuple(t, v, c, 0, rt_isinstance_tail);
    Value result = call_hook(t, c, rt_id.__instancecheck__, v);
    if (!rt_is_empty(result)) return result;
    if (rt_is_type(c)) return instance_of_type(t, v, c);
    if (!may_have_bases(c))
        return rt_raise_type_error(
            t, "isinstance() arg 2 must be a type, a tuple of types, or a union");
    return rt_tail_prelude(t, "isinstance_abstract", (Value[]){v, c}, 2);
}

Value rt_issubclass_tail(rt_thread *t, Value derived, Value c) {
    if (rt_is_exact(c, &rt_type_type)) return rt_type_subclasscheck(t, c, derived);
    if (!rt_stack_left(t, " in __subclasscheck__")) return RT_NULL;
    if (rt_is_tuple(c)) return test_tuple(t, derived, c, 0, rt_issubclass_tail);
    Value result = call_hook(t, c, rt_id.__subclasscheck__, derived);
    if (!rt_is_empty(result)) return result;
    return rt_type_subclasscheck(t, c, derived);
}
