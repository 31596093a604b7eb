/* Lists, tuples, slices and sorting. */
#include "tests/runtime/container_fixture.h"

START_TEST(test_items) {
    Value l = LIST(N(1), N(2), N(3));
    METHOD(l, "append", N(4));
    METHOD(l, "insert", N(0), N(0));
    METHOD(l, "insert", N(-1), S("x"));
    check_repr(l, "[0, 1, 2, 3, 'x', 4]");
    check_repr(METHOD0(l, "pop"), "4");
    check_repr(METHOD(l, "pop", N(0)), "0");
    METHOD(l, "remove", S("x"));
    METHOD0(l, "reverse");
    check_repr(l, "[3, 2, 1]");
    check_repr(METHOD(l, "index", N(2)), "1");
    check_repr(METHOD(l, "count", N(2)), "1");
    METHOD(l, "extend", range(0, 3, 1));
    check_repr(l, "[3, 2, 1, 0, 1, 2]");
    METHOD0(l, "clear");
    check_repr(l, "[]");
}
END_TEST

START_TEST(test_errors) {
    Value l = LIST(N(1));
    check_raised(rt_getitem(T, l, N(1)), &rt_exc_IndexError, "list index out of range");
    check_raised(rt_setitem(T, l, N(-2), N(1)), &rt_exc_IndexError,
                 "list assignment index out of range");
    check_raised(rt_getitem(T, l, S("a")), &rt_exc_TypeError,
                 "list indices must be integers or slices, not str");
    check_raised(try_method(l, "remove", (Value[]){N(2)}, 1), &rt_exc_ValueError,
                 "list.remove(x): x not in list");
    check_raised(try_method(l, "index", (Value[]){S("q")}, 1), &rt_exc_ValueError,
                 "'q' is not in list");
    check_raised(rt_binary(T, RT_ADD, l, N(1)), &rt_exc_TypeError,
                 "can only concatenate list (not \"int\") to list");
    check_raised(rt_binary(T, RT_MUL, l, S("a")), &rt_exc_TypeError,
                 "can't multiply sequence by non-int of type 'str'");
    METHOD0(l, "pop");
    check_raised(try_method(l, "pop", NULL, 0), &rt_exc_IndexError, "pop from empty list");
    check_raised(rt_hash(T, l), &rt_exc_TypeError, "unhashable type: 'list'");
    check_raised(rt_call(T, TYPE(rt_list_type), (Value[]){N(1)}, 1), &rt_exc_TypeError,
                 "'int' object is not iterable");
    check_raised(rt_call(T, TYPE(rt_list_type), (Value[]){l, l}, 2), &rt_exc_TypeError,
                 "list expected at most 1 argument, got 2");
}
END_TEST

START_TEST(test_slices) {
    Value l = list_of(range(0, 10, 1));
    check_repr(rt_getitem(T, l, slice(N(2), N(8), N(3))), "[2, 5]");
    check_repr(rt_getitem(T, l, slice(RT_NONE, RT_NONE, N(-4))), "[9, 5, 1]");
    ok(rt_setitem(T, l, slice(N(2), N(5), RT_NONE), TUPLE(S("a"))));
    check_repr(l, "[0, 1, 'a', 5, 6, 7, 8, 9]");
    ok(rt_setitem(T, l, slice(RT_NONE, RT_NONE, N(2)), RT_EMPTY));
    check_repr(l, "[1, 5, 7, 9]");
    ok(rt_setitem(T, l, slice(RT_NONE, RT_NONE, N(-2)), LIST(N(-1), N(-2))));
    check_repr(l, "[1, -2, 7, -1]");
    ok(rt_setitem(T, l, slice(N(1), N(1), RT_NONE), l));
    check_repr(l, "[1, 1, -2, 7, -1, -2, 7, -1]");
    check_raised(rt_setitem(T, l, slice(N(0), N(4), N(2)), LIST(N(1))), &rt_exc_ValueError,
                 "attempt to assign sequence of size 1 to extended slice of size 2");
    check_raised(rt_setitem(T, l, slice(N(0), N(4), RT_NONE), N(1)), &rt_exc_TypeError,
                 "can only assign an iterable");
    check_repr(METHOD(slice(N(1), RT_NONE, N(-1)), "indices", N(3)), "(1, -1, -1)");
    check_repr(slice(N(1), RT_NONE, N(2)), "slice(1, None, 2)");
}
END_TEST

START_TEST(test_sort) {
    Value l = LIST(N(3), rt_imm_float_try(1.5), N(2), RT_TRUE, N(-1));
    METHOD0(l, "sort");
    check_repr(l, "[-1, True, 1.5, 2, 3]");
    Value words = LIST(S("pear"), S("fig"), S("apple"));
    check_repr(BUILTIN("sorted", words), "['apple', 'fig', 'pear']");
    Value pairs = LIST(TUPLE(N(2), S("b")), TUPLE(N(1), S("z")), TUPLE(N(2), S("a")));
    check_repr(BUILTIN("sorted", pairs), "[(1, 'z'), (2, 'a'), (2, 'b')]");
    Value big = list_of(range(0, 1000, 1));
    for (int i = 0; i < 1000; i++)
        ck_assert(rt_list_set(T, big, i, N((i * 7919) % 1000)));
    METHOD0(big, "sort");
    for (int i = 0; i < 1000; i++)
        ck_assert(rt_same(rt_list_get(T, big, i), N(i)));
}
END_TEST

START_TEST(test_compare) {
    ck_assert(rt_same(rt_compare(T, LIST(N(1), N(2)), LIST(N(1), N(3)), RT_LT), RT_TRUE));
    ck_assert(rt_same(rt_compare(T, LIST(N(1)), LIST(N(1), N(3)), RT_GE), RT_FALSE));
    ck_assert(rt_same(rt_compare(T, TUPLE(N(1), S("a")), TUPLE(N(1), S("a")), RT_EQ), RT_TRUE));
    ck_assert(rt_same(rt_contains(T, TUPLE(N(1), S("a")), S("a")), RT_TRUE));
    Value l = LIST(N(1));
    METHOD(l, "append", l);
    check_repr(l, "[1, [...]]");
    check_repr(TUPLE(N(1)), "(1,)");
    check_repr(rt_binary(T, RT_MUL, N(2), TUPLE(N(1), N(2))), "(1, 2, 1, 2)");
    check_repr(rt_binary(T, RT_ADD, TUPLE(N(1)), TUPLE(N(2))), "(1, 2)");
    ck_assert_int_eq(rt_imm_int_get(ok(rt_hash(T, TUPLE(N(1), N(2), N(3))))), 529344067295497451);
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("list");
    for (int stress = 0; stress < 2; stress++) {
        TCase *c = tcase_create(stress ? "stressed" : "all");
        tcase_add_checked_fixture(c, stress ? stressed_fixture : class_fixture, NULL);
        tcase_set_timeout(c, 60);
        tcase_add_test(c, test_items);
        tcase_add_test(c, test_errors);
        tcase_add_test(c, test_slices);
        tcase_add_test(c, test_sort);
        tcase_add_test(c, test_compare);
        suite_add_tcase(s, c);
    }
    return s;
}
FIXTURE_MAIN(suite)
