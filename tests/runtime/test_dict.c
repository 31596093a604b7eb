/* Dicts, their views and iterators, cell mode; sets. */
#include "tests/runtime/container_fixture.h"

#include "runtime/objects/cell.h"

START_TEST(test_items) {
    Value d = DICT(S("a"), N(1), N(2), S("b"), rt_imm_float_try(2.5), RT_NONE);
    check_repr(d, "{'a': 1, 2: 'b', 2.5: None}");
    ok(rt_setitem(T, d, rt_imm_float_try(2.0), S("c")));
    check_repr(d, "{'a': 1, 2: 'c', 2.5: None}");
    check_repr(METHOD(d, "get", S("x"), N(7)), "7");
    check_repr(METHOD(d, "setdefault", S("x"), N(8)), "8");
    check_repr(METHOD(d, "pop", N(2)), "'c'");
    check_repr(METHOD0(d, "popitem"), "('x', 8)");
    METHOD(d, "update", LIST(TUPLE(S("p"), N(1)), TUPLE(S("q"), N(2))));
    check_repr(d, "{'a': 1, 2.5: None, 'p': 1, 'q': 2}");
    check_repr(rt_binary(T, RT_OR, d, DICT(S("a"), N(9))), "{'a': 9, 2.5: None, 'p': 1, 'q': 2}");
    check_repr(METHOD(TYPE(rt_dict_type), "fromkeys", range(0, 2, 1), N(5)), "{0: 5, 1: 5}");
    ck_assert(rt_same(
        rt_compare(T, DICT(N(1), N(2), N(3), N(4)), DICT(N(3), N(4), N(1), N(2)), RT_EQ), RT_TRUE));
}
END_TEST

START_TEST(test_many) {
    Value d = ok(rt_dict_new(T));
    for (int64_t i = 0; i < 20000; i++)
        ck_assert(rt_dict_set(T, d, N(i * 64), N(i)));
    for (int64_t i = 0; i < 20000; i += 2)
        ck_assert_int_eq(rt_dict_del(T, d, N(i * 64)), 1);
    for (int64_t i = 0; i < 20000; i++) {
        Value v = rt_dict_get(T, d, N(i * 64));
        ck_assert(i % 2 ? rt_same(v, N(i)) : rt_is_empty(v));
    }
    size_t pos = 0;
    Value key, value;
    for (int64_t i = 1; rt_dict_next(T, d, &pos, &key, &value); i += 2)
        ck_assert(rt_same(value, N(i)));
    int64_t n;
    ck_assert(rt_dict_len(T, d, &n) && n == 10000);
}
END_TEST

START_TEST(test_errors) {
    Value d = DICT(S("a"), N(1));
    check_raised(rt_getitem(T, d, S("x")), &rt_exc_KeyError, "'x'");
    check_raised(rt_setitem(T, d, LIST(N(1)), N(1)), &rt_exc_TypeError, "unhashable type: 'list'");
    check_raised(try_method(d, "update", (Value[]){LIST(TUPLE(N(1)))}, 1), &rt_exc_ValueError,
                 "dictionary update sequence element #0 has length 1; 2 is required");
    check_raised(try_method(d, "update", (Value[]){LIST(N(1))}, 1), &rt_exc_TypeError,
                 "cannot convert dictionary update sequence element #0 to a sequence");
    Value it = ok(rt_iter(T, d));
    ok(rt_setitem(T, d, S("b"), N(2)));
    check_raised(rt_next(T, it), &rt_exc_RuntimeError, "dictionary changed size during iteration");
    METHOD0(d, "clear");
    check_raised(try_method(d, "popitem", NULL, 0), &rt_exc_KeyError,
                 "'popitem(): dictionary is empty'");
}
END_TEST

START_TEST(test_views) {
    Value d = DICT(S("a"), N(1), S("b"), N(2));
    check_repr(METHOD0(d, "keys"), "dict_keys(['a', 'b'])");
    check_repr(METHOD0(d, "items"), "dict_items([('a', 1), ('b', 2)])");
    check_repr(list_of(BUILTIN("reversed", METHOD0(d, "values"))), "[2, 1]");
    check_repr(rt_binary(T, RT_AND, METHOD0(d, "keys"), SET(S("b"), S("c"))), "{'b'}");
    check_repr(rt_binary(T, RT_SUB, METHOD0(d, "keys"), SET(S("b"))), "{'a'}");
    ck_assert(rt_same(rt_contains(T, METHOD0(d, "items"), TUPLE(S("a"), N(1))), RT_TRUE));
    ck_assert(rt_same(rt_compare(T, METHOD0(d, "keys"), SET(S("a"), S("b")), RT_EQ), RT_TRUE));
}
END_TEST

/* A key whose __hash__ and __eq__ are like Python's functions: all equal, all hash to 1. */
static Value key_hash(rt_thread *t, Value *args, uint32_t n) {
    (void)t, (void)args, (void)n;
    return N(1);
}
static Value key_eq(rt_thread *t, Value *args, uint32_t n) {
    (void)t, (void)args, (void)n;
    return RT_TRUE;
}
START_TEST(test_user_keys) {
    Value c = CLASS("Key", OBJECT, {"__hash__", def("__hash__", key_hash)},
                    {"__eq__", def("__eq__", key_eq)});
    Value a = ok(rt_call(T, c, NULL, 0)), b = ok(rt_call(T, c, NULL, 0));
    Value d = ok(rt_dict_new(T));
    ok(rt_setitem(T, d, a, N(1)));
    ok(rt_setitem(T, d, b, N(2)));
    check_repr(BUILTIN("len", d), "1");
    check_repr(rt_getitem(T, d, N(1)), "2");
    ck_assert(rt_same(rt_contains(T, d, a), RT_TRUE));
}
END_TEST

START_TEST(test_cells) {
    Value d = ok(rt_dict_new_cells(T));
    rt_cell *cell = rt_dict_cell(T, d, S("x"), true);
    ck_assert(cell && rt_is_empty(rt_dict_get(T, d, S("x"))));
    ck_assert(rt_dict_set(T, d, S("x"), N(1)) && rt_same(rt_cell_get(T, cell), N(1)));
    ck_assert(rt_cell_set(T, cell, N(2)) && rt_dict_set(T, d, S("y"), N(3)));
    check_repr(d, "{'x': 2, 'y': 3}");
    ck_assert_int_eq(rt_dict_del(T, d, S("x")), 1);
    check_repr(d, "{'y': 3}");
    check_repr(BUILTIN("len", d), "1");
    ck_assert(rt_dict_set(T, d, S("x"), N(4)) && rt_dict_cell(T, d, S("x"), false) == cell);
    check_repr(ok(rt_dict_copy(T, d)), "{'x': 4, 'y': 3}");
}
END_TEST

START_TEST(test_sets) {
    Value a = SET(N(1), N(2), N(3), N(2)), b = SET(N(3), N(4));
    check_repr(a, "{1, 2, 3}");
    check_repr(rt_binary(T, RT_OR, a, b), "{1, 2, 3, 4}");
    check_repr(rt_binary(T, RT_AND, a, b), "{3}");
    check_repr(rt_binary(T, RT_XOR, a, b), "{1, 2, 4}");
    check_repr(METHOD(a, "difference", LIST(N(1)), LIST(N(2))), "{3}");
    METHOD(a, "discard", N(9));
    check_raised(try_method(a, "remove", (Value[]){N(9)}, 1), &rt_exc_KeyError, "9");
    METHOD(a, "intersection_update", LIST(N(1), N(3)));
    check_repr(a, "{1, 3}");
    ck_assert(rt_same(METHOD(a, "isdisjoint", LIST(N(2))), RT_TRUE));
    ck_assert(rt_same(rt_compare(T, SET(N(1)), a, RT_LT), RT_TRUE));
    Value f = CALL(TYPE(rt_frozenset_type), LIST(N(1), N(3)));
    check_repr(f, "frozenset({1, 3})");
    ck_assert(rt_same(rt_compare(T, f, a, RT_EQ), RT_TRUE));
    ck_assert(rt_same(ok(rt_hash(T, f)),
                      ok(rt_hash(T, CALL(TYPE(rt_frozenset_type), LIST(N(3), N(1)))))));
    check_repr(ok(rt_call(T, TYPE(rt_set_type), NULL, 0)), "set()");
    check_raised(rt_call(T, TYPE(rt_set_type), (Value[]){LIST(a)}, 1), &rt_exc_TypeError,
                 "unhashable type: 'set'");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("dict");
    for (int stress = 0; stress < 2; stress++) {
        TCase *c = tcase_create(stress ? "stressed" : "all");
        tcase_add_checked_fixture(c, stress ? stressed_fixture : class_fixture, NULL);
        tcase_set_timeout(c, 60);
        tcase_add_test(c, test_items);
        if (!stress) tcase_add_test(c, test_many);
        tcase_add_test(c, test_errors);
        tcase_add_test(c, test_views);
        tcase_add_test(c, test_user_keys);
        tcase_add_test(c, test_cells);
        tcase_add_test(c, test_sets);
        suite_add_tcase(s, c);
    }
    return s;
}
FIXTURE_MAIN(suite)
