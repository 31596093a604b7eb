/* Weak references: clearing, callbacks, sharing, the registry under growth. */
#include "tests/runtime/fixture.h"

#include "runtime/objects/set.h"
#include "runtime/objects/weakref.h"
#include "runtime/protocol.h"

#define I(n) rt_imm_int(n)

static Value target, weak;
static int called;
static Value last_argument;

static Value callback(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    called++;
    last_argument = args[0];
    return RT_NONE;
}
static const rt_native_def callback_def = {.name = "callback", .fn = callback, .min = 1, .max = 1};

static rt_thread *start(void) {
    rt_thread *t = fixture_runtime();
    rt_root_add(&target);
    rt_root_add(&weak);
    return t;
}

/* Overwrites what earlier calls have left on the stack. */
[[gnu::noinline]] static void clobber(void) {
    volatile char waste[8192];
    for (size_t i = 0; i < sizeof waste; i++)
        waste[i] = 0;
}

[[gnu::noinline]] static void make(rt_thread *t, Value with) {
    target = rt_set_new(t, &rt_set_type);
    weak = rt_weak_new(t, &rt_weakref_type, target, with);
    ck_assert(!rt_is_null(weak));
}

START_TEST(cleared_when_the_target_dies) {
    rt_thread *t = start();
    make(t, RT_NONE);
    rt_collect(t);
    ck_assert(rt_same(rt_weak_target(weak), target));
    ck_assert(rt_same(rt_weakref_new(t, target), weak)); /* shared */
    target = RT_NULL;
    clobber();
    rt_collect(t);
    ck_assert(rt_is_null(rt_weak_target(weak)));
    ck_assert(!rt_pending_any());
}
END_TEST

START_TEST(callbacks_are_queued) {
    rt_thread *t = start();
    Value f = rt_native_new(t, &callback_def, RT_EMPTY, RT_NONE);
    make(t, f);
    target = RT_NULL;
    clobber();
    rt_collect(t);
    ck_assert(rt_pending_any());
    ck_assert_int_eq(called, 0);
    ck_assert(rt_is_none(fixture_run(t, rt_pending_run_tail(t))));
    ck_assert_int_eq(called, 1);
    ck_assert(rt_same(last_argument, weak));
    ck_assert(!rt_pending_any());
}
END_TEST

START_TEST(dead_references_call_nobody) {
    rt_thread *t = start();
    make(t, rt_native_new(t, &callback_def, RT_EMPTY, RT_NONE));
    target = weak = RT_NULL;
    clobber();
    rt_collect(t);
    ck_assert(!rt_pending_any());
}
END_TEST

static void count(Value v, void *ctx) {
    (void)v;
    ++*(int *)ctx;
}

START_TEST(many) {
    rt_thread *t = start();
    enum { N = 5000 };
    target = rt_from_obj(rt_array_new(t, N));
    weak = rt_from_obj(rt_array_new(t, N));
    rt_field *targets = ((rt_array *)rt_obj(target))->x_items,
             *weaks = ((rt_array *)rt_obj(weak))->x_items;
    for (int i = 0; i < N; i++) {
        rt_init(&targets[i], rt_set_new(t, &rt_set_type));
        rt_init(&weaks[i], rt_weakref_new(t, rt_load(&targets[i])));
    }
    for (int i = 0; i < N; i += 2)
        rt_init(&targets[i], RT_NULL);
    clobber();
    rt_collect(t);
    int dead = 0;
    for (int i = 0; i < N; i++) {
        Value found = rt_weak_target(rt_load(&weaks[i]));
        if (rt_is_null(found))
            dead++;
        else if (i % 2)
            ck_assert(rt_same(found, rt_load(&targets[i])));
    }
    ck_assert_int_ge(dead, N / 2 - 3);
    int n = 0;
    rt_weak_each(rt_load(&targets[1]), count, &n);
    ck_assert_int_eq(n, 1);
    rt_heap_verify(t);
}
END_TEST

START_TEST(not_everything_can_be_referenced) {
    rt_thread *t = start();
    ck_assert(rt_is_null(rt_weakref_new(t, I(1))));
    ck_assert(rt_exception_catch(t, &rt_exc_TypeError));
}
END_TEST

START_TEST(proxies_forward) {
    rt_thread *t = start();
    target = rt_set_new(t, &rt_set_type);
    weak = rt_weak_new(t, &rt_weakproxy_type, target, RT_NONE);
    ck_assert(rt_same(rt_len(t, weak), I(0)));
    ck_assert_int_eq(rt_set_add(t, target, I(5)), 1);
    ck_assert(rt_same(rt_len(t, weak), I(1)));
    ck_assert(rt_same(rt_contains(t, weak, I(5)), RT_TRUE));
    target = RT_NULL;
    clobber();
    rt_collect(t);
    ck_assert(rt_is_null(rt_len(t, weak)));
    ck_assert(rt_exception_catch(t, &rt_exc_ReferenceError));
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("weakref");
    TCase *c = tcase_create("weakref");
    tcase_add_test(c, cleared_when_the_target_dies);
    tcase_add_test(c, callbacks_are_queued);
    tcase_add_test(c, dead_references_call_nobody);
    tcase_add_test(c, many);
    tcase_add_test(c, not_everything_can_be_referenced);
    tcase_add_test(c, proxies_forward);
    suite_add_tcase(s, c);
    return s;
}
FIXTURE_MAIN(suite)
