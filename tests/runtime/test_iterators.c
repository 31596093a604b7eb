/* Ranges, built-in iterators, built-in functions, itertools. */
#include "tests/runtime/container_fixture.h"

static Value itertools(const char *name) {
    static Value module;
    if (rt_is_null(module)) {
        module = ok(rt_module_create(T, rt_module_find("itertools")));
        rt_root_add(&module);
    }
    return ok(rt_getattr(T, module, str(name)));
}
#define ITER(name, ...) list_of(CALL(itertools(name), __VA_ARGS__))

static Value is_odd(rt_thread *t, Value *args, uint32_t n) {
    (void)t, (void)n;
    return rt_bool(rt_imm_int_get(args[0]) & 1);
}

START_TEST(test_range) {
    check_repr(range(1, 10, 3), "range(1, 10, 3)");
    check_repr(list_of(range(10, 0, -3)), "[10, 7, 4, 1]");
    check_repr(list_of(BUILTIN("reversed", range(1, 10, 3))), "[7, 4, 1]");
    check_repr(rt_getitem(T, range(0, 10, 1), slice(N(2), N(8), N(2))), "range(2, 8, 2)");
    check_repr(rt_getitem(T, range(0, 10, 2), N(-1)), "8");
    ck_assert(rt_same(rt_contains(T, range(0, 10, 2), N(4)), RT_TRUE));
    ck_assert(rt_same(rt_contains(T, range(0, 10, 2), N(5)), RT_FALSE));
    Value huge = ok(rt_binary(T, RT_LSHIFT, N(1), N(70)));
    Value r = ok(rt_range_new(T, huge, ok(rt_binary(T, RT_ADD, huge, N(3))), N(2)));
    check_repr(list_of(r), "[1180591620717411303424, 1180591620717411303426]");
    check_raised(rt_range_new(T, N(1), N(2), N(0)), &rt_exc_ValueError,
                 "range() arg 3 must not be zero");
}
END_TEST

START_TEST(test_functional) {
    Value odd = def("odd", is_odd);
    check_repr(list_of(CALL(TYPE(rt_map_type), odd, range(0, 3, 1))), "[False, True, False]");
    check_repr(list_of(CALL(TYPE(rt_filter_type), odd, range(0, 5, 1))), "[1, 3]");
    check_repr(list_of(CALL(TYPE(rt_filter_type), RT_NONE, range(0, 3, 1))), "[1, 2]");
    check_repr(list_of(CALL(TYPE(rt_zip_type), S("ab"), range(0, 9, 1))), "[('a', 0), ('b', 1)]");
    check_repr(list_of(CALL(TYPE(rt_enumerate_type), S("ab"), N(5))), "[(5, 'a'), (6, 'b')]");
    Value kw = TUPLE(S("strict"));
    Value z = ok(rt_call_kw(T, TYPE(rt_zip_type), (Value[]){S("ab"), S("a"), RT_TRUE}, 2, kw));
    check_raised(rt_to_list(T, z), &rt_exc_ValueError,
                 "zip() argument 2 is shorter than argument 1");
    check_raised(rt_call(T, TYPE(rt_map_type), (Value[]){odd}, 1), &rt_exc_TypeError,
                 "map() must have at least two arguments.");
}
END_TEST

START_TEST(test_builtins) {
    check_repr(BUILTIN("abs", N(-3)), "3");
    check_repr(BUILTIN("hex", N(-255)), "'-0xff'");
    check_repr(BUILTIN("bin", N(5)), "'0b101'");
    check_repr(BUILTIN("chr", N(8364)), "'\xe2\x82\xac'");
    check_repr(BUILTIN("ord", S("a")), "97");
    check_repr(BUILTIN("ascii", S("\xc3\xa9")), "\"'\\\\xe9'\"");
    check_repr(BUILTIN("divmod", N(-7), N(2)), "(-4, 1)");
    check_repr(BUILTIN("sum", LIST(N(1), rt_imm_float_try(0.5), N(2))), "3.5");
    check_repr(BUILTIN("max", N(1), N(5), N(3)), "5");
    check_repr(BUILTIN("min", LIST(N(4), N(2))), "2");
    check_repr(BUILTIN("all", LIST(N(1), N(0))), "False");
    check_repr(BUILTIN("any", TUPLE(N(0), S("x"))), "True");
    check_repr(BUILTIN("getattr", N(1), S("nope"), N(4)), "4");
    check_repr(BUILTIN("hasattr", N(1), S("real")), "True");
    check_repr(BUILTIN("round", N(12345), N(-2)), "12300");
    check_repr(BUILTIN("next", ok(rt_iter(T, LIST(N(1))))), "1");
    check_raised(rt_call(T, ok(rt_builtin_function(T, "next")),
                         (Value[]){ok(rt_iter(T, rt_tuple_empty))}, 1),
                 &rt_exc_StopIteration, "");
    check_raised(rt_call(T, ok(rt_builtin_function(T, "chr")), (Value[]){N(-1)}, 1),
                 &rt_exc_ValueError, "chr() arg not in range(0x110000)");
}
END_TEST

START_TEST(test_itertools) {
    Value odd = def("odd", is_odd);
    check_repr(ITER("chain", S("ab"), LIST(N(1))), "['a', 'b', 1]");
    check_repr(ITER("accumulate", range(1, 5, 1)), "[1, 3, 6, 10]");
    check_repr(ITER("compress", S("abcd"), LIST(N(1), N(0), N(1))), "['a', 'c']");
    check_repr(ITER("islice", CALL(itertools("count"), N(5)), N(1), N(6), N(2)), "[6, 8, 10]");
    check_repr(ITER("islice", CALL(itertools("cycle"), S("ab")), N(5)),
               "['a', 'b', 'a', 'b', 'a']");
    check_repr(ITER("takewhile", odd, LIST(N(1), N(3), N(4), N(5))), "[1, 3]");
    check_repr(ITER("dropwhile", odd, LIST(N(1), N(3), N(4), N(5))), "[4, 5]");
    check_repr(ITER("filterfalse", odd, range(0, 5, 1)), "[0, 2, 4]");
    check_repr(ITER("pairwise", S("abc")), "[('a', 'b'), ('b', 'c')]");
    check_repr(ITER("repeat", N(7), N(2)), "[7, 7]");
    check_repr(ITER("starmap", ok(rt_builtin_function(T, "divmod")), LIST(TUPLE(N(7), N(2)))),
               "[(3, 1)]");
    check_repr(ITER("zip_longest", S("ab"), S("c")), "[('a', 'c'), ('b', None)]");
    check_repr(ITER("product", S("ab"), range(0, 2, 1)),
               "[('a', 0), ('a', 1), ('b', 0), ('b', 1)]");
    check_repr(ITER("permutations", range(0, 3, 1), N(2)),
               "[(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]");
    check_repr(ITER("combinations", range(0, 4, 1), N(3)),
               "[(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)]");
    check_repr(ITER("combinations_with_replacement", S("ab"), N(2)),
               "[('a', 'a'), ('a', 'b'), ('b', 'b')]");
    Value groups = CALL(itertools("groupby"), S("aab"));
    Value first = ok(rt_next(T, groups));
    check_repr(list_of(rt_tuple_at(first, 1)), "['a', 'a']");
    check_repr(rt_tuple_at(ok(rt_next(T, groups)), 0), "'b'");
    ck_assert(rt_is_empty(rt_next(T, groups)));
    Value tees = CALL(itertools("tee"), S("ab"));
    check_repr(list_of(rt_tuple_at(tees, 0)), "['a', 'b']");
    check_repr(list_of(rt_tuple_at(tees, 1)), "['a', 'b']");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("iterators");
    for (int stress = 0; stress < 2; stress++) {
        TCase *c = tcase_create(stress ? "stressed" : "all");
        tcase_add_checked_fixture(c, stress ? stressed_fixture : class_fixture, NULL);
        tcase_set_timeout(c, 60);
        tcase_add_test(c, test_range);
        tcase_add_test(c, test_functional);
        tcase_add_test(c, test_builtins);
        tcase_add_test(c, test_itertools);
        suite_add_tcase(s, c);
    }
    return s;
}
FIXTURE_MAIN(suite)
