/* Binding arguments to C functions: every form of signature, python's texts; tail calls and continuations. */
#include "tests/runtime/fixture.h"

#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/str.h"

static Value str(rt_thread *t, const char *s) {
    Value v = rt_str_from_cstr(t, s);
    ck_assert(!rt_is_null(v));
    return v;
}

/* The arguments as they arrived, empty ones as None: a tuple. */
static Value pack(rt_thread *t, Value *args, uint32_t nargs) {
    for (uint32_t i = 0; i < nargs; i++)
        if (rt_is_empty(args[i])) args[i] = RT_NONE;
    return rt_tuple_new(t, args, nargs);
}

#define I(n) rt_imm_int(n)

static void expect_error(rt_thread *t, Value result, const char *text) {
    ck_assert(rt_is_null(result));
    ck_assert(rt_exception_matches(t, &rt_exc_TypeError));
    Value args = rt_load(&rt_as_exception(rt_exception_take(t))->x_args);
    const char *got = rt_str_utf8(t, rt_tuple_at(args, 0), NULL);
    ck_assert_str_eq(got, text);
}

static Value invoke(rt_thread *t, const rt_native_def *def, uint32_t nargs, const char *name1,
                    const char *name2) {
    static const Value args[] = {{3}, {5}, {7}, {9}, {11}, {13}, {15}, {17}}; /* 1, 2, 3 ... */
    Value names[2], kwnames = RT_NULL;
    uint32_t n = 0;
    if (name1) names[n++] = str(t, name1);
    if (name2) names[n++] = str(t, name2);
    if (n > 0) kwnames = rt_tuple_new(t, names, n);
    return rt_native_invoke_tail(t, def, RT_EMPTY, args, nargs, kwnames);
}

static void expect_ints(Value tuple, size_t n, const int64_t *expected) {
    ck_assert(!rt_is_null(tuple));
    ck_assert_uint_eq(rt_tuple_len(tuple), n);
    for (size_t i = 0; i < n; i++) {
        Value v = rt_tuple_at(tuple, i);
        ck_assert_int_eq(rt_is_none(v) ? -1 : rt_imm_int_get(v), expected[i]);
    }
}
#define EXPECT(call, ...)                                                                                  \
    do {                                                                                                   \
        static const int64_t expected_[] = {__VA_ARGS__};                                                  \
        expect_ints((call), sizeof expected_ / sizeof expected_[0], expected_);                            \
    } while (0)

START_TEST(positional) {
    rt_thread *t = fixture_runtime();
    static const rt_native_def none = {.name = "f", .fn = pack},
                               one = {.name = "f", .fn = pack, .min = 1, .max = 1},
                               two = {.name = "f", .fn = pack, .min = 2, .max = 2},
                               some = {.name = "f", .fn = pack, .min = 1, .max = 3},
                               any = {.name = "f", .fn = pack, .min = 1, .max = -1},
                               parsed = {.name = "f",
                                         .fn = pack,
                                         .min = 1,
                                         .max = 3,
                                         .flags = RT_NATIVE_PARSED};
    EXPECT(invoke(t, &two, 2, NULL, NULL), 1, 2);
    EXPECT(invoke(t, &any, 8, NULL, NULL), 1, 2, 3, 4, 5, 6, 7, 8);
    expect_error(t, invoke(t, &none, 1, NULL, NULL), "f() takes no arguments (1 given)");
    expect_error(t, invoke(t, &one, 0, NULL, NULL), "f() takes exactly one argument (0 given)");
    expect_error(t, invoke(t, &one, 2, NULL, NULL), "f() takes exactly one argument (2 given)");
    expect_error(t, invoke(t, &two, 1, NULL, NULL), "f expected 2 arguments, got 1");
    expect_error(t, invoke(t, &some, 0, NULL, NULL), "f expected at least 1 argument, got 0");
    expect_error(t, invoke(t, &some, 4, NULL, NULL), "f expected at most 3 arguments, got 4");
    expect_error(t, invoke(t, &any, 0, NULL, NULL), "f expected at least 1 argument, got 0");
    expect_error(t, invoke(t, &parsed, 0, NULL, NULL), "f() takes at least 1 argument (0 given)");
    expect_error(t, invoke(t, &parsed, 4, NULL, NULL), "f() takes at most 3 arguments (4 given)");
    expect_error(t, invoke(t, &one, 0, "x", NULL), "f() takes no keyword arguments");
}
END_TEST

START_TEST(named) {
    rt_thread *t = fixture_runtime();
    static const rt_native_def split = {.name = "f", .fn = pack, .sig = "sep=, maxsplit="},
                               pow_ = {.name = "f", .fn = pack, .sig = "base, exp, mod="},
                               mixed = {.name = "f", .fn = pack, .sig = "a, b=, /, c=, *, d="},
                               only = {.name = "f", .fn = pack, .sig = "*, key=, reverse="};
    EXPECT(invoke(t, &split, 0, NULL, NULL), -1, -1);
    EXPECT(invoke(t, &split, 1, NULL, NULL), 1, -1);
    EXPECT(invoke(t, &split, 0, "maxsplit", "sep"), 2, 1);
    EXPECT(invoke(t, &mixed, 2, "d", "c"), 1, 2, 4, 3);
    EXPECT(invoke(t, &only, 0, "reverse", NULL), -1, 1);
    expect_error(t, invoke(t, &split, 3, NULL, NULL), "f() takes at most 2 arguments (3 given)");
    expect_error(t, invoke(t, &split, 0, "foo", NULL),
                 "'foo' is an invalid keyword argument for f()");
    expect_error(t, invoke(t, &split, 1, "sep", NULL),
                 "argument for f() given by name ('sep') and position (1)");
    expect_error(t, invoke(t, &pow_, 1, NULL, NULL), "f() missing required argument 'exp' (pos 2)");
    expect_error(t, invoke(t, &pow_, 4, NULL, NULL), "f() takes at most 3 arguments (4 given)");
    expect_error(t, invoke(t, &mixed, 0, NULL, NULL),
                 "f() takes at least 1 positional argument (0 given)");
    expect_error(t, invoke(t, &mixed, 4, NULL, NULL),
                 "f() takes at most 3 positional arguments (4 given)");
    expect_error(t, invoke(t, &mixed, 1, "b", NULL), "'b' is an invalid keyword argument for f()");
    expect_error(t, invoke(t, &only, 1, NULL, NULL), "f() takes no positional arguments");
}
END_TEST

START_TEST(variadic) {
    rt_thread *t = fixture_runtime();
    static const rt_native_def def = {.name = "f", .fn = pack, .sig = "a, /, *args, key=, **kw"};
    Value all = invoke(t, &def, 4, "key", "other");
    ck_assert(!rt_is_null(all));
    ck_assert_uint_eq(rt_tuple_len(all), 4);
    EXPECT(rt_tuple_at(all, 1), 2, 3, 4);
    ck_assert(rt_same(rt_tuple_at(all, 2), I(5)));
    ck_assert(rt_same(rt_dict_get(t, rt_tuple_at(all, 3), str(t, "other")), I(6)));
    all = invoke(t, &def, 1, "a", NULL); /* positional only: its name is free for **kw */
    ck_assert(rt_same(rt_dict_get(t, rt_tuple_at(all, 3), str(t, "a")), I(2)));
    ck_assert(rt_same(rt_tuple_at(all, 1), rt_tuple_empty));
    expect_error(t, invoke(t, &def, 0, NULL, NULL),
                 "f() takes at least 1 positional argument (0 given)");
}
END_TEST

START_TEST(self_is_not_counted) {
    rt_thread *t = fixture_runtime();
    static const rt_native_def append = {.name = "f", .fn = pack, .min = 2, .max = 2},
                               split = {.name = "f", .fn = pack, .sig = "self, /, sep=, maxsplit="};
    Value args[] = {I(1), I(2), I(3)};
    EXPECT(rt_native_invoke_tail(t, &append, I(9), args, 1, RT_NULL), 9, 1);
    EXPECT(rt_native_invoke_tail(t, &split, I(9), args, 2, RT_NULL), 9, 1, 2);
    expect_error(t, rt_native_invoke_tail(t, &append, I(9), args, 0, RT_NULL),
                 "f() takes exactly one argument (0 given)");
    expect_error(t, rt_native_invoke_tail(t, &split, I(9), args, 3, RT_NULL),
                 "f() takes at most 2 arguments (3 given)");
}
END_TEST

START_TEST(many_arguments) {
    rt_thread *t = fixture_runtime();
    static const rt_native_def any = {.name = "f", .fn = pack, .min = 0, .max = -1};
    enum { N = 5000 };
    static Value args[N];
    for (int i = 0; i < N; i++)
        args[i] = I(i);
    rt_heap_stress(3);
    Value all = rt_native_invoke_tail(t, &any, I(-1), args, N, RT_NULL);
    rt_heap_stress(0);
    ck_assert_uint_eq(rt_tuple_len(all), N + 1);
    for (int i = 0; i <= N; i++)
        ck_assert_int_eq(rt_imm_int_get(rt_tuple_at(all, (size_t)i)), i - 1);
}
END_TEST

/* ---- tail calls ---- */

static Value add_one(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return I(rt_imm_int_get(args[0]) + 1);
}

static Value refuse(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_raise_value_error(t, "no");
}

static const rt_native_def add_one_def = {.name = "add_one", .fn = add_one, .min = 1, .max = 1},
                           fail_def = {.name = "fail", .fn = refuse, .min = 0, .max = 0};

static Value times_ten(rt_thread *t, Value result, Value state) {
    (void)t;
    return I(rt_imm_int_get(result) * 10 + rt_imm_int_get(state));
}

static Value call_again(rt_thread *t, Value result, Value state) {
    return rt_then(t, rt_tail_call1(t, state, result), times_ten, I(7));
}

static Value caught(rt_thread *t, Value result, Value state) {
    if (!rt_is_null(result)) return result;
    return rt_exception_catch(t, &rt_exc_ValueError) ? state : RT_NULL;
}

START_TEST(continuations_run_innermost_first) {
    rt_thread *t = fixture_runtime();
    Value f = rt_native_new(t, &add_one_def, RT_EMPTY, RT_NONE);
    Value r = rt_then(t, rt_then(t, rt_tail_call1(t, f, I(1)), times_ten, I(3)), times_ten, I(4));
    ck_assert(rt_is_tail(r));
    ck_assert_int_eq(rt_imm_int_get(fixture_run(t, r)), (2 * 10 + 3) * 10 + 4);
    r = rt_then(t, rt_then(t, rt_tail_call1(t, f, I(1)), call_again, f), times_ten, I(4));
    ck_assert_int_eq(rt_imm_int_get(fixture_run(t, r)), (3 * 10 + 7) * 10 + 4);
    ck_assert_int_eq(rt_imm_int_get(rt_then(t, I(1), times_ten, I(2))), 12);
}
END_TEST

START_TEST(continuations_catch) {
    rt_thread *t = fixture_runtime();
    Value f = rt_native_new(t, &fail_def, RT_EMPTY, RT_NONE);
    ck_assert(rt_same(fixture_run(t, rt_then_catch(t, rt_tail_call0(t, f), caught, I(5))), I(5)));
    ck_assert(!rt_exception_pending(t));
    Value r = rt_then(t, rt_tail_call0(t, f), times_ten, I(5)); /* skipped */
    ck_assert(rt_is_null(fixture_run(t, r)));
    ck_assert(rt_exception_catch(t, &rt_exc_ValueError));
    t->conflict = true; /* nobody catches a conflict */
    ck_assert(rt_is_null(rt_then_catch(t, RT_NULL, caught, I(5))));
    ck_assert(!rt_exception_matches(t, &rt_exc_BaseException));
    t->conflict = false;
}
END_TEST

START_TEST(memory_error_at_the_limit) {
    rt_thread *t = fixture_runtime();
    rt_heap_set_limit(64 << 20);
    ck_assert_ptr_null(rt_blob_new(t, 100 << 20));
    ck_assert(rt_exception_catch(t, &rt_exc_MemoryError));
    ck_assert_ptr_null(rt_array_new(t, SIZE_MAX / 2));
    ck_assert(rt_exception_catch(t, &rt_exc_MemoryError));
    static Value chain;
    rt_root_add(&chain);
    for (;;) {
        Value pair = rt_tuple_pack2(t, chain, I(1));
        if (rt_is_null(pair)) break;
        chain = pair;
    }
    ck_assert(rt_exception_catch(t, &rt_exc_MemoryError));
    ck_assert_uint_gt(rt_heap_stats_get().live_bytes, 50 << 20);
    chain = RT_NULL;
    ck_assert_ptr_nonnull(rt_blob_new(t, 30 << 20));
    ck_assert(!rt_exception_pending(t));
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("native");
    TCase *c = tcase_create("native");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, positional);
    tcase_add_test(c, named);
    tcase_add_test(c, variadic);
    tcase_add_test(c, self_is_not_counted);
    tcase_add_test(c, many_arguments);
    tcase_add_test(c, continuations_run_innermost_first);
    tcase_add_test(c, continuations_catch);
    tcase_add_test(c, memory_error_at_the_limit);
    suite_add_tcase(s, c);
    return s;
}
FIXTURE_MAIN(suite)
