/* Classes: creation, C3, look-up and versions, attributes, __slots__, descriptors, super. */
#include "tests/runtime/class_fixture.h"

START_TEST(a_class_and_its_instances) {
    Value c = CLASS("C", OBJECT, {"x", num(1)});
    is_text(attr(c, "__name__"), "C");
    is_int(attr(c, "x"), 1);
    Value o = ok(call(c));
    is_int(attr(o, "x"), 1);
    is_same(set(o, "x", num(2)), RT_NONE);
    is_int(attr(o, "x"), 2);
    is_int(attr(c, "x"), 1);
    ok(del(o, "x"));
    is_int(attr(o, "x"), 1);
    raises(del(o, "x"), &rt_exc_AttributeError, "'C' object has no attribute 'x'");
    raises(attr(o, "y"), &rt_exc_AttributeError, "'C' object has no attribute 'y'");
    raises(attr(c, "y"), &rt_exc_AttributeError, "type object 'C' has no attribute 'y'");
    is_same(attr(o, "__class__"), c);
    is_repr(attr(c, "__mro__"), "(<class 'C'>, <class 'object'>)");
    raises(call1(c, num(1)), &rt_exc_TypeError, "C() takes no arguments");
    raises(set(ok(call(OBJECT)), "a", num(1)), &rt_exc_AttributeError,
           "'object' object has no attribute 'a'");
}
END_TEST

START_TEST(c3) {
    Value a = CLASS("A", OBJECT), b = CLASS("B", a), c = CLASS("C", a);
    Value bc[] = {b, c};
    Value d = ok(TRY_CLASS("D", bc));
    is_repr(attr(d, "__mro__"),
            "(<class 'D'>, <class 'B'>, <class 'C'>, <class 'A'>, <class 'object'>)");
    Value wrong[] = {a, b};
    raises(TRY_CLASS("E", wrong), &rt_exc_TypeError,
           "Cannot create a consistent method resolution\norder (MRO) for bases A, B");
    Value twice[] = {a, a};
    raises(TRY_CLASS("E", twice), &rt_exc_TypeError, "duplicate base class A");
    Value layouts[] = {rt_from_obj(&rt_int_type), rt_from_obj(&rt_list_type)};
    raises(TRY_CLASS("E", layouts), &rt_exc_TypeError,
           "multiple bases have instance lay-out conflict");
    Value final[] = {rt_from_obj(&rt_bool_type)};
    raises(TRY_CLASS("E", final), &rt_exc_TypeError, "type 'bool' is not an acceptable base type");
    is_repr(rt_call_method(T, a, str("__subclasses__"), NULL, 0), "[<class 'B'>, <class 'C'>]");
}
END_TEST

START_TEST(look_ups_follow_changes) {
    Value a = CLASS("A", OBJECT, {"x", num(1)}), b = CLASS("B", a), o = ok(call(b));
    is_int(attr(o, "x"), 1);
    uint32_t version = rt_type_version(rt_as_type(b));
    ck_assert_uint_ne(version, 0);
    ok(set(a, "x", num(2)));
    is_int(attr(o, "x"), 2);
    ok(set(b, "x", num(3)));
    is_int(attr(o, "x"), 3);
    ck_assert_uint_ne(rt_type_version(rt_as_type(b)), version);
    ok(del(b, "x"));
    is_int(attr(o, "x"), 2);
    ok(set(b, "x", num(4)));
    is_int(attr(o, "x"), 4);
    /* a class attribute used as a counter: the version stays */
    (void)rt_type_version_make(T, rt_as_type(b));
    version = rt_type_version(rt_as_type(b));
    for (int i = 0; i < 10; i++)
        ok(set(b, "x", num(i)));
    ck_assert_uint_eq(rt_type_version(rt_as_type(b)), version);
    is_int(attr(o, "x"), 9);
    raises(set(rt_from_obj(&rt_int_type), "x", num(1)), &rt_exc_TypeError,
           "cannot set 'x' attribute of immutable type 'int'");
}
END_TEST

START_TEST(slots) {
    Value names[] = {str("x"), str("y")};
    Value s = CLASS("S", OBJECT, {"__slots__", rt_tuple_new(T, names, 2)});
    Value o = ok(call(s));
    raises(attr(o, "x"), &rt_exc_AttributeError, "'S' object has no attribute 'x'");
    ok(set(o, "x", num(1)));
    ok(set(o, "y", num(2)));
    is_int(attr(o, "x"), 1);
    is_int(attr(o, "y"), 2);
    raises(set(o, "z", num(2)), &rt_exc_AttributeError, "'S' object has no attribute 'z'");
    ok(del(o, "x"));
    raises(del(o, "x"), &rt_exc_AttributeError, "x");
    is_repr(attr(s, "x"), "<member 'x' of 'S' objects>");
    Value open = CLASS("Open", s), p = ok(call(open));
    ok(set(p, "x", num(5)));
    ok(set(p, "z", num(6)));
    is_repr(attr(p, "__dict__"), "{'z': 6}");
    is_int(attr(p, "x"), 5);
    Value ints[] = {rt_from_obj(&rt_int_type)}, objects[] = {OBJECT};
    raises(TRY_CLASS("A", ints, {"__slots__", str("x")}), &rt_exc_TypeError,
           "nonempty __slots__ not supported for subtype of 'int'");
    raises(TRY_CLASS("A", objects, {"__slots__", str("x")}, {"x", num(1)}), &rt_exc_ValueError,
           "'x' in __slots__ conflicts with class variable");
    raises(TRY_CLASS("A", objects, {"__slots__", str("a b")}), &rt_exc_TypeError,
           "__slots__ must be identifiers");
}
END_TEST

static Value get_x(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_getattr_tail(t, args[0], str("_x"));
}
static Value set_x(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_setattr_tail(t, args[0], str("_x"), args[1]);
}
static Value arguments(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_tuple_new(t, args, nargs);
}

START_TEST(descriptors) {
    Value accessors[] = {def("get_x", get_x), def("set_x", set_x)};
    Value prop = ok(rt_call(T, rt_from_obj(&rt_property_type), accessors, 2));
    Value c = CLASS("C", OBJECT, {"x", prop}, {"m", def("m", arguments)},
                    {"s", rt_staticmethod_new(T, def("s", arguments))},
                    {"k", rt_classmethod_new(T, def("k", arguments))});
    Value o = ok(call(c));
    ok(set(o, "x", num(7)));
    is_int(attr(o, "x"), 7);
    is_int(attr(o, "_x"), 7);
    raises(del(o, "x"), &rt_exc_AttributeError, "property 'x' of 'C' object has no deleter");
    is_same(attr(c, "x"), prop);
    is_same(rt_tuple_at(ok(call1(attr(o, "m"), num(1))), 0), o);
    is_repr(call1(attr(o, "s"), num(1)), "(1,)");
    is_same(rt_tuple_at(ok(call1(attr(o, "k"), num(1))), 0), c);
    Value direct = rt_call_method(T, o, str("m"), (Value[]){num(3)}, 1);
    is_int(rt_tuple_at(ok(direct), 1), 3);
}
END_TEST

START_TEST(super_looks_behind) {
    Value a = CLASS("A", OBJECT, {"m", def("m", arguments)}), b = CLASS("B", a, {"m", num(1)}),
          o = ok(call(b));
    Value parts[] = {b, o};
    Value s = ok(rt_call(T, rt_from_obj(&rt_super_type), parts, 2));
    is_same(rt_tuple_at(ok(call(attr(s, "m"))), 0), o);
    is_repr(s, "<super: <class 'B'>, <B object>>");
    raises(attr(s, "nope"), &rt_exc_AttributeError, "'super' object has no attribute 'nope'");
    Value wrong[] = {b, num(1)};
    raises(rt_call(T, rt_from_obj(&rt_super_type), wrong, 2), &rt_exc_TypeError,
           "super(type, obj): obj must be an instance or subtype of type");
}
END_TEST

START_TEST(wrappers) {
    Value add = attr(rt_from_obj(&rt_int_type), "__add__");
    is_repr(add, "<slot wrapper '__add__' of 'int' objects>");
    Value two[] = {num(2), num(3)}, bad[] = {str("a"), num(3)};
    is_int(rt_call(T, add, two, 2), 5);
    raises(rt_call(T, add, two, 1), &rt_exc_TypeError, "expected 1 argument, got 0");
    raises(rt_call(T, add, bad, 2), &rt_exc_TypeError,
           "descriptor '__add__' requires a 'int' object but received a 'str'");
    is_int(call1(attr(num(2), "__rsub__"), num(9)), 7);
    raises(call1(attr(num(2), "__neg__"), num(9)), &rt_exc_TypeError,
           "expected 0 arguments, got 1");
    Value new_ = attr(rt_from_obj(&rt_int_type), "__new__");
    raises(call1(new_, rt_from_obj(&rt_str_type)), &rt_exc_TypeError,
           "int.__new__(str): str is not a subtype of int");
    raises(call1(attr(OBJECT, "__new__"), rt_from_obj(&rt_int_type)), &rt_exc_TypeError,
           "object.__new__(int) is not safe, use int.__new__()");
    raises(call1(attr(rt_from_obj(&rt_list_type), "append"), num(1)), &rt_exc_TypeError,
           "descriptor 'append' for 'list' objects doesn't apply to a 'int' object");
    is_repr(attr(rt_from_obj(&rt_list_type), "__hash__"), "None");
}
END_TEST

static int named;
static Value count_name(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t;
    ck_assert_uint_eq(nargs, 3);
    named += rt_same(args[2], str("a")) ? 1 : rt_same(args[2], str("b")) ? 10 : 100;
    return RT_NONE;
}
static Value fail_name(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_raise_value_error(t, "no");
}
static Value subclassed(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_setattr_tail(t, args[0], str("seen"), RT_TRUE);
}

START_TEST(hooks_of_creation) {
    Value d = CLASS("D", OBJECT, {"__set_name__", def("__set_name__", count_name)});
    Value base = CLASS("Base", OBJECT, {"__init_subclass__", def("__init_subclass__", subclassed)});
    Value c = CLASS("C", base, {"a", call(d)}, {"n", num(1)}, {"b", call(d)});
    ck_assert_int_eq(named, 11);
    is_same(attr(c, "seen"), RT_TRUE);
    raises(attr(base, "seen"), &rt_exc_AttributeError,
           "type object 'Base' has no attribute 'seen'");
    Value f = CLASS("F", OBJECT, {"__set_name__", def("__set_name__", fail_name)});
    Value objects[] = {OBJECT};
    Value failed = TRY_CLASS("G", objects, {"a", call(f)});
    ck_assert(rt_is_null(failed));
    ck_assert(rt_exception_matches(T, &rt_exc_RuntimeError));
    Value e = rt_exception_take(T);
    ck_assert_str_eq(rt_type_of(rt_load(&rt_as_exception(e)->x_cause))->name, "ValueError");
}
END_TEST

START_TEST(changing_the_class) {
    Value a = CLASS("A", OBJECT, {"k", num(1)}), b = CLASS("B", OBJECT, {"k", num(2)}),
          o = ok(call(a));
    ok(set(o, "x", num(9)));
    ok(set(o, "__class__", b));
    is_int(attr(o, "k"), 2);
    is_int(attr(o, "x"), 9);
    Value s = CLASS("S", OBJECT, {"__slots__", str("q")});
    raises(set(o, "__class__", s), &rt_exc_TypeError,
           "__class__ assignment: 'S' object layout differs from 'B'");
    raises(set(num(1), "__class__", s), &rt_exc_TypeError,
           "__class__ assignment only supported for mutable types or ModuleType subclasses");
    Value bases[] = {a};
    ok(set(b, "__bases__", rt_tuple_new(T, bases, 1)));
    is_repr(attr(b, "__mro__"), "(<class 'B'>, <class 'A'>, <class 'object'>)");
    is_same(rt_isinstance(T, o, a), RT_TRUE);
}
END_TEST

START_TEST(information_for_caches) {
    Value c = CLASS("C", OBJECT, {"m", def("m", arguments)}, {"k", num(1)}), o = ok(call(c));
    ok(set(o, "x", num(1)));
    rt_attr_info info;
    rt_shape *shape = rt_shape_of(rt_obj(o));
    ck_assert(rt_attr_lookup_info(T, shape, str("x"), false, &info));
    ck_assert_int_eq(info.kind, RT_ATTR_SLOT);
    ck_assert_uint_ne(info.version, 0);
    is_int(rt_load((rt_field *)(void *)((char *)rt_obj(o) + info.offset)), 1);
    ck_assert(rt_attr_lookup_info(T, shape, str("m"), false, &info));
    ck_assert_int_eq(info.kind, RT_ATTR_METHOD);
    ck_assert(rt_attr_lookup_info(T, shape, str("k"), false, &info));
    ck_assert_int_eq(info.kind, RT_ATTR_VALUE);
    is_int(info.value, 1);
    ck_assert(rt_attr_lookup_info(T, shape, str("y"), true, &info));
    ck_assert_int_eq(info.kind, RT_ATTR_MISSING);
    ck_assert_uint_eq(info.slot, 1);
}
END_TEST

START_TEST(aliases) {
    Value alias = rt_generic_alias_new(T, rt_from_obj(&rt_list_type), rt_from_obj(&rt_int_type));
    is_repr(alias, "list[int]");
    Value u = rt_binary(T, RT_OR, rt_from_obj(&rt_int_type), RT_NONE);
    is_repr(u, "int | None");
    is_same(rt_isinstance(T, num(1), u), RT_TRUE);
    is_same(rt_isinstance(T, str("a"), u), RT_FALSE);
    raises(rt_isinstance(T, num(1), num(1)), &rt_exc_TypeError,
           "isinstance() arg 2 must be a type, a tuple of types, or a union");
    raises(rt_isinstance(T, num(1), alias), &rt_exc_TypeError,
           "isinstance() argument 2 cannot be a parameterized generic");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("type");
    class_case(s, a_class_and_its_instances, "a_class_and_its_instances");
    class_case(s, c3, "c3");
    class_case(s, look_ups_follow_changes, "look_ups_follow_changes");
    class_case(s, slots, "slots");
    class_case(s, descriptors, "descriptors");
    class_case(s, super_looks_behind, "super_looks_behind");
    class_case(s, wrappers, "wrappers");
    class_case(s, hooks_of_creation, "hooks_of_creation");
    class_case(s, changing_the_class, "changing_the_class");
    class_case(s, information_for_caches, "information_for_caches");
    class_case(s, aliases, "aliases");
    return s;
}

FIXTURE_MAIN(suite)
