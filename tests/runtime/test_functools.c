/* The _functools module: partial, reduce, cmp_to_key, lru_cache. */
#include "tests/runtime/container_fixture.h"

#define M(name) ok(rt_getattr(T, module, str(name)))
static Value module;
static int calls;

static void functools_fixture(void) {
    class_fixture();
    rt_root_add(&module);
    module = ok(rt_module_create(T, rt_module_find("_functools")));
}
static void functools_stressed(void) {
    functools_fixture();
    rt_heap_stress(1);
}

static Value gather(rt_thread *t, Value *args, uint32_t n) { return rt_tuple_new(t, args, n); }
static Value add(rt_thread *t, Value *args, uint32_t n) {
    return (void)n, rt_binary(t, RT_ADD, args[0], args[1]);
}
static Value difference(rt_thread *t, Value *args, uint32_t n) {
    return (void)n, rt_binary(t, RT_SUB, args[1], args[0]);
}
static Value square(rt_thread *t, Value *args, uint32_t n) {
    calls++;
    return (void)n, rt_binary(t, RT_MUL, args[0], args[0]);
}

START_TEST(test_partial) {
    Value p = CALL(M("partial"), def("gather", gather), N(1), N(2));
    check_repr(CALL(p, N(3)), "(1, 2, 3)");
    check_repr(CALL(CALL(M("partial"), p, N(4)), N(5)), "(1, 2, 4, 5)");
    check_repr(ok(rt_getattr(T, p, S("args"))), "(1, 2)");
    Value names = TUPLE(S("base"));
    Value binary = ok(rt_call_kw(T, M("partial"), (Value[]){TYPE(rt_int_type), N(2)}, 1, names));
    check_repr(CALL(binary, S("101")), "5");
    check_repr(binary, "functools.partial(<class 'int'>, base=2)");
    check_raised(rt_call(T, M("partial"), (Value[]){N(1)}, 1), &rt_exc_TypeError,
                 "the first argument must be callable");
}
END_TEST

START_TEST(test_reduce) {
    Value f = def("add", add);
    check_repr(CALL(M("reduce"), f, range(1, 5, 1)), "10");
    check_repr(CALL(M("reduce"), f, rt_tuple_empty, N(7)), "7");
    check_raised(rt_call(T, M("reduce"), (Value[]){f, rt_tuple_empty}, 2), &rt_exc_TypeError,
                 "reduce() of empty iterable with no initial value");
    Value key = CALL(M("cmp_to_key"), def("difference", difference));
    ck_assert(rt_same(rt_compare(T, CALL(key, N(2)), CALL(key, N(1)), RT_LT), RT_TRUE));
}
END_TEST

START_TEST(test_lru_cache) {
    Value info = def("info", gather);
    Value c = CALL(M("_lru_cache_wrapper"), def("square", square), N(2), RT_FALSE, info);
    calls = 0;
    check_repr(CALL(c, N(3)), "9");
    check_repr(CALL(c, N(3)), "9");
    CALL(c, N(4));
    CALL(c, N(3)); /* 4 is now the oldest */
    CALL(c, N(5));
    CALL(c, N(3));
    ck_assert_int_eq(calls, 3);
    CALL(c, N(4));
    ck_assert_int_eq(calls, 4);
    check_repr(METHOD0(c, "cache_info"), "(3, 4, 2, 2)");
    for (int64_t i = 0; i < 100; i++)
        CALL(c, N(i));
    check_repr(ok(rt_getitem(T, METHOD0(c, "cache_info"), N(3))), "2");
    calls = 0;
    CALL(c, N(98));
    CALL(c, N(99));
    ck_assert_int_eq(calls, 0);
    METHOD0(c, "cache_clear");
    check_repr(METHOD0(c, "cache_info"), "(0, 0, 2, 0)");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("functools");
    for (int stress = 0; stress < 2; stress++) {
        TCase *c = tcase_create(stress ? "stressed" : "all");
        tcase_add_checked_fixture(c, stress ? functools_stressed : functools_fixture, NULL);
        tcase_set_timeout(c, 60);
        tcase_add_test(c, test_partial);
        tcase_add_test(c, test_reduce);
        tcase_add_test(c, test_lru_cache);
        suite_add_tcase(s, c);
    }
    return s;
}
FIXTURE_MAIN(suite)
