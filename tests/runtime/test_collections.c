/* The _collections module: deque, defaultdict, _tuplegetter, _count_elements. */
#include "tests/runtime/container_fixture.h"

#define M(name) ok(rt_getattr(T, module, str(name)))
static Value module;

static void collections_fixture(void) {
    class_fixture();
    rt_root_add(&module);
    module = ok(rt_module_create(T, rt_module_find("_collections")));
}
static void collections_stressed(void) {
    collections_fixture();
    rt_heap_stress(1);
}

START_TEST(test_deque) {
    Value d = CALL(M("deque"), LIST(N(1), N(2), N(3)));
    METHOD(d, "append", N(4));
    METHOD(d, "appendleft", N(0));
    check_repr(d, "deque([0, 1, 2, 3, 4])");
    METHOD(d, "rotate", N(2));
    check_repr(d, "deque([3, 4, 0, 1, 2])");
    check_repr(METHOD0(d, "popleft"), "3");
    check_repr(METHOD0(d, "pop"), "2");
    METHOD(d, "insert", N(1), S("x"));
    check_repr(d, "deque([4, 'x', 0, 1])");
    METHOD(d, "remove", N(0));
    ok(rt_setitem(T, d, N(0), RT_EMPTY));
    check_repr(d, "deque(['x', 1])");
    METHOD(d, "extendleft", LIST(N(5), N(6)));
    METHOD0(d, "reverse");
    check_repr(list_of(d), "[1, 'x', 5, 6]");
    check_repr(METHOD(d, "index", N(5)), "2");
    check_repr(list_of(BUILTIN("reversed", d)), "[6, 5, 'x', 1]");
    Value bounded = CALL(M("deque"), range(0, 5, 1), N(2));
    check_repr(bounded, "deque([3, 4], maxlen=2)");
    METHOD(bounded, "appendleft", N(9));
    check_repr(bounded, "deque([9, 3], maxlen=2)");
    Value it = ok(rt_iter(T, d));
    METHOD(d, "append", N(1));
    check_raised(rt_next(T, it), &rt_exc_RuntimeError, "deque mutated during iteration");
    METHOD0(d, "clear");
    check_raised(try_method(d, "pop", NULL, 0), &rt_exc_IndexError, "pop from an empty deque");
    check_raised(rt_getitem(T, d, N(0)), &rt_exc_IndexError, "deque index out of range");
    for (int64_t i = 0; i < 50; i++)
        METHOD(d, "append", N(i));
    for (int64_t i = 0; i < 30; i++)
        METHOD0(d, "popleft");
    check_repr(rt_getitem(T, d, N(-1)), "49");
    check_repr(BUILTIN("len", d), "20");
}
END_TEST

START_TEST(test_defaultdict) {
    Value d = CALL(M("defaultdict"), TYPE(rt_list_type));
    METHOD(ok(rt_getitem(T, d, S("a"))), "append", N(1));
    METHOD(ok(rt_getitem(T, d, S("a"))), "append", N(2));
    check_repr(d, "defaultdict(<class 'list'>, {'a': [1, 2]})");
    Value plain = ok(rt_call(T, M("defaultdict"), NULL, 0));
    check_raised(rt_getitem(T, plain, S("a")), &rt_exc_KeyError, "'a'");
    Value counts = ok(rt_dict_new(T));
    CALL(M("_count_elements"), counts, S("abca"));
    check_repr(counts, "{'a': 2, 'b': 1, 'c': 1}");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("collections");
    for (int stress = 0; stress < 2; stress++) {
        TCase *c = tcase_create(stress ? "stressed" : "all");
        tcase_add_checked_fixture(c, stress ? collections_stressed : collections_fixture, NULL);
        tcase_set_timeout(c, 60);
        tcase_add_test(c, test_deque);
        tcase_add_test(c, test_defaultdict);
        suite_add_tcase(s, c);
    }
    return s;
}
FIXTURE_MAIN(suite)
