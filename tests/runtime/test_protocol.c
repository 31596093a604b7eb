/* Operators, comparisons, iteration and attributes of classes that define special methods. */
#include "tests/runtime/class_fixture.h"

static Value pair(Value a, Value b) { return ok(rt_tuple_pack2(T, a, b)); }
static Value label(rt_thread *t, const char *text) { return rt_str_intern_cstr(t, text); }

#define METHOD(fn, result)                                                                                 \
    static Value fn(rt_thread *t, Value *args, uint32_t nargs) {                                           \
        (void)t, (void)args, (void)nargs;                                                                  \
        return result;                                                                                     \
    }
METHOD(says_add, label(t, "add"))
METHOD(says_radd, label(t, "radd"))
METHOD(says_iadd, label(t, "iadd"))
METHOD(declines, RT_NOT_IMPLEMENTED)
METHOD(returns_one, rt_imm_int(1))
METHOD(returns_minus_one, rt_imm_int(-1))
METHOD(returns_true, RT_TRUE)
METHOD(returns_false, RT_FALSE)
METHOD(returns_self, args[0])
METHOD(returns_second, args[1])
METHOD(returns_none, RT_NONE)
METHOD(stops, rt_raise_object(t, rt_exception_new(t, &rt_exc_StopIteration, NULL, 0)))

START_TEST(reflected_operands) {
    Value a = CLASS("A", OBJECT, {"__add__", def("__add__", says_add)},
                    {"__radd__", def("__radd__", says_radd)});
    Value b = CLASS("B", a, {"__radd__", def("__radd__", says_radd)}), same = CLASS("Same", a);
    Value oa = ok(call(a)), ob = ok(call(b)), os = ok(call(same));
    is_text(rt_binary(T, RT_ADD, oa, num(1)), "add");
    is_text(rt_binary(T, RT_ADD, num(1), oa), "radd");
    is_text(rt_binary(T, RT_ADD, oa, ob), "radd"); /* the subclass overrides it */
    is_text(rt_binary(T, RT_ADD, oa, os), "add");
    Value c = CLASS("C", OBJECT, {"__add__", def("__add__", declines)}), oc = ok(call(c));
    raises(rt_binary(T, RT_ADD, oc, num(1)), &rt_exc_TypeError,
           "unsupported operand type(s) for +: 'C' and 'int'");
    is_text(rt_binary(T, RT_ADD, oc, oa), "radd");
    raises(rt_inplace(T, RT_ADD, oc, num(1)), &rt_exc_TypeError,
           "unsupported operand type(s) for +=: 'C' and 'int'");
    Value d = CLASS("D", a, {"__iadd__", def("__iadd__", says_iadd)});
    is_text(rt_inplace(T, RT_ADD, ok(call(d)), num(1)), "iadd");
    is_text(rt_inplace(T, RT_ADD, oa, num(1)), "add");
    raises(rt_binary(T, RT_POW, num(1), str("a")), &rt_exc_TypeError,
           "unsupported operand type(s) for ** or pow(): 'int' and 'str'");
    raises(rt_unary(T, RT_NEG, str("a")), &rt_exc_TypeError, "bad operand type for unary -: 'str'");
    Value list = ok(rt_list_new(T, NULL, 0));
    raises(rt_binary(T, RT_ADD, list, num(1)), &rt_exc_TypeError,
           "can only concatenate list (not \"int\") to list");
}
END_TEST

START_TEST(subclasses_of_built_ins_keep_their_slots) {
    Value c = CLASS("C", rt_from_obj(&rt_int_type)), o = ok(call1(c, num(4)));
    ck_assert(rt_as_type(c)->slots.binary[RT_ADD] == rt_int_type.slots.binary[RT_ADD]);
    is_int(rt_binary(T, RT_ADD, o, num(1)), 5);
    ok(set(o, "tag", num(1)));
    is_int(attr(o, "tag"), 1);
    is_int(rt_binary(T, RT_ADD, o, num(1)), 5);
    ok(set(c, "__add__", def("__add__", says_add)));
    is_text(rt_binary(T, RT_ADD, o, num(1)), "add");
    ok(del(c, "__add__"));
    is_int(rt_binary(T, RT_ADD, o, num(1)), 5);
}
END_TEST

START_TEST(comparisons) {
    Value a = CLASS("A", OBJECT, {"__eq__", def("__eq__", returns_true)},
                    {"__lt__", def("__lt__", declines)});
    Value o = ok(call(a)), plain = ok(call(CLASS("P", OBJECT)));
    is_same(rt_compare(T, o, num(1), RT_EQ), RT_TRUE);
    is_same(rt_compare(T, num(1), o, RT_EQ), RT_TRUE);
    is_same(rt_compare(T, o, num(1), RT_NE), RT_FALSE);
    is_same(rt_compare(T, plain, num(1), RT_EQ), RT_FALSE);
    is_same(rt_compare(T, plain, plain, RT_EQ), RT_TRUE);
    raises(rt_compare(T, o, num(1), RT_LT), &rt_exc_TypeError,
           "'<' not supported between instances of 'A' and 'int'");
    raises(rt_hash(T, o), &rt_exc_TypeError, "unhashable type: 'A'");
    ok(rt_hash(T, plain));
    Value h = CLASS("H", OBJECT, {"__hash__", def("__hash__", returns_minus_one)});
    is_int(rt_hash(T, ok(call(h))), -2);
    Value bad = CLASS("Bad", OBJECT, {"__hash__", def("__hash__", returns_none)});
    raises(rt_hash(T, ok(call(bad))), &rt_exc_TypeError,
           "__hash__ method should return an integer");
}
END_TEST

START_TEST(truth_and_length) {
    Value f = CLASS("F", OBJECT, {"__bool__", def("__bool__", returns_false)});
    is_same(rt_truth(T, ok(call(f))), RT_FALSE);
    Value n = CLASS("N", OBJECT, {"__len__", def("__len__", returns_one)});
    is_same(rt_truth(T, ok(call(n))), RT_TRUE);
    is_int(rt_len(T, ok(call(n))), 1);
    Value bad = CLASS("Bad", OBJECT, {"__bool__", def("__bool__", returns_one)},
                      {"__len__", def("__len__", returns_minus_one)},
                      {"__repr__", def("__repr__", returns_one)});
    Value o = ok(call(bad));
    raises(rt_truth(T, o), &rt_exc_TypeError, "__bool__ should return bool, returned int");
    raises(rt_len(T, o), &rt_exc_ValueError, "__len__() should return >= 0");
    raises(rt_repr(T, o), &rt_exc_TypeError, "__repr__ returned non-string (type int)");
    raises(rt_len(T, num(1)), &rt_exc_TypeError, "object of type 'int' has no len()");
    Value i = CLASS("I", OBJECT, {"__init__", def("__init__", returns_one)});
    raises(call(i), &rt_exc_TypeError, "__init__() should return None, not 'int'");
}
END_TEST

static Value count_down(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value left = rt_getattr(t, args[0], label(t, "left"));
    if (rt_same(left, rt_imm_int(0))) return stops(t, args, 1);
    Value less = rt_imm_int(rt_imm_int_get(left) - 1);
    return rt_is_null(rt_setattr(t, args[0], label(t, "left"), less)) ? RT_NULL : left;
}
static Value item_or_index_error(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_imm_int_get(args[1]) >= 3) return rt_raise(t, &rt_exc_IndexError, "end");
    return rt_imm_int(rt_imm_int_get(args[1]) * 10);
}

START_TEST(iteration) {
    Value c = CLASS("C", OBJECT, {"__iter__", def("__iter__", returns_self)},
                    {"__next__", def("__next__", count_down)}, {"left", num(3)});
    is_repr(rt_to_list(T, ok(call(c))), "[3, 2, 1]");
    is_same(rt_contains(T, ok(call(c)), num(2)), RT_TRUE);
    is_same(rt_contains(T, ok(call(c)), num(9)), RT_FALSE);
    Value s = CLASS("S", OBJECT, {"__getitem__", def("__getitem__", item_or_index_error)});
    is_repr(rt_to_list(T, ok(call(s))), "[0, 10, 20]");
    is_int(rt_getitem(T, ok(call(s)), num(2)), 20);
    raises(rt_iter(T, num(1)), &rt_exc_TypeError, "'int' object is not iterable");
    raises(rt_getitem(T, num(1), num(0)), &rt_exc_TypeError, "'int' object is not subscriptable");
    raises(rt_getitem(T, c, num(0)), &rt_exc_TypeError, "type 'C' is not subscriptable");
    Value bad = CLASS("Bad", OBJECT, {"__iter__", def("__iter__", returns_one)});
    raises(rt_iter(T, ok(call(bad))), &rt_exc_TypeError,
           "iter() returned non-iterator of type 'int'");
    Value none = CLASS("None_", s, {"__iter__", RT_NONE});
    raises(rt_iter(T, ok(call(none))), &rt_exc_TypeError, "'None_' object is not iterable");
    Value has = CLASS("Has", OBJECT, {"__contains__", def("__contains__", returns_one)});
    is_same(rt_contains(T, ok(call(has)), num(5)), RT_TRUE);
}
END_TEST

START_TEST(attribute_hooks) {
    Value c = CLASS("C", OBJECT, {"__getattr__", def("__getattr__", returns_second)}),
          o = ok(call(c));
    is_text(attr(o, "nothing"), "nothing");
    ok(set(o, "x", num(1)));
    is_int(attr(o, "x"), 1);
    Value all = CLASS("All", OBJECT, {"__getattribute__", def("__getattribute__", returns_second)});
    is_text(attr(ok(call(all)), "__class__"), "__class__");
    Value w = CLASS("W", OBJECT, {"__setattr__", def("__setattr__", returns_one)}),
          ow = ok(call(w));
    is_same(set(ow, "x", num(1)), RT_NONE);
    raises(attr(ow, "x"), &rt_exc_AttributeError, "'W' object has no attribute 'x'");
    ck_assert(rt_is_empty(rt_getattr_opt(T, ow, str("x"))));
    Value f = CLASS("F", OBJECT, {"__call__", def("__call__", returns_second)});
    is_int(call1(ok(call(f)), num(8)), 8);
    raises(call(num(1)), &rt_exc_TypeError, "'int' object is not callable");
}
END_TEST

START_TEST(instance_checks) {
    Value meta = CLASS("Meta", rt_from_obj(&rt_type_type),
                       {"__instancecheck__", def("__instancecheck__", returns_one)});
    Value args[] = {str("M"), rt_tuple_empty, ok(rt_dict_new(T))};
    Value m = ok(rt_call(T, meta, args, 3)), a = CLASS("A", OBJECT), b = CLASS("B", a),
          o = ok(call(b));
    is_same(rt_from_obj(rt_type_of(m)), meta);
    is_same(rt_isinstance(T, num(1), m), RT_TRUE);
    is_same(rt_isinstance(T, o, pair(rt_from_obj(&rt_int_type), a)), RT_TRUE);
    is_same(rt_isinstance(T, o, pair(rt_from_obj(&rt_int_type), m)), RT_TRUE);
    is_same(rt_isinstance(T, o, rt_tuple_empty), RT_FALSE);
    is_same(rt_issubclass(T, b, a), RT_TRUE);
    is_same(rt_issubclass(T, a, b), RT_FALSE);
    raises(rt_issubclass(T, num(1), a), &rt_exc_TypeError, "issubclass() arg 1 must be a class");
    raises(rt_issubclass(T, a, num(1)), &rt_exc_TypeError,
           "issubclass() arg 2 must be a class, a tuple of classes, or a union");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("protocol");
    class_case(s, reflected_operands, "reflected_operands");
    class_case(s, subclasses_of_built_ins_keep_their_slots,
               "subclasses_of_built_ins_keep_their_slots");
    class_case(s, comparisons, "comparisons");
    class_case(s, truth_and_length, "truth_and_length");
    class_case(s, iteration, "iteration");
    class_case(s, attribute_hooks, "attribute_hooks");
    class_case(s, instance_checks, "instance_checks");
    return s;
}

FIXTURE_MAIN(suite)
