/* stm/hook.c: every yield point is passed, the clock and random choices are taken over, injected
 * aborts keep progress. */
#include "support.h"

static stm_tx *a, *b;
static cell x, y;
static unsigned passed[STM_POINT_COUNT];

static void count_point(void *ctx, stm_tx *tx, stm_point at) {
    (void)ctx, (void)tx;
    passed[at]++;
}

static uint64_t fixed_clock(void *ctx) { return *(uint64_t *)ctx += 1000; }

static uint64_t fixed_random(void *ctx, stm_tx *tx) {
    (void)ctx, (void)tx;
    return 42;
}

static void setup(void) {
    a = stm_thread_attach();
    b = stm_thread_attach();
    x = y = (cell){};
}

static void teardown(void) {
    stm_hooks_install(nullptr);
    stm_inject(nullptr);
    stm_thread_detach(a);
    stm_thread_detach(b);
}

START_TEST(test_points) {
    stm_hooks_install(&(stm_hooks){.point = count_point});
    uint64_t v;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    set(b, &y, 1, 1);
    ck_assert(get(a, &y, &v, 1));
    ck_assert(put(a, &x, 1, 1));
    ck_assert(stm_commit(a));
    stm_begin(a);
    ck_assert(put(a, &x, 2, 1));
    stm_abort(a);
    stm_forget(a);
    const stm_point must[] = {
        STM_AT_BEGIN,    STM_AT_READ,   STM_AT_READ_OPEN,     STM_AT_WRITE,    STM_AT_ACQUIRE,
        STM_AT_ACQUIRED, STM_AT_EXTEND, STM_AT_EXTEND_LOADED, STM_AT_VALIDATE, STM_AT_COMMIT,
        STM_AT_PUBLISH,  STM_AT_ABORT,  STM_AT_RESTORE,       STM_AT_RELEASE,  STM_AT_ABORTED,
    };
    for (size_t i = 0; i < sizeof must / sizeof *must; i++)
        ck_assert_msg(passed[must[i]] > 0, "not passed: %s", stm_point_name(must[i]));
}
END_TEST

START_TEST(test_point_of_the_program) {
    stm_hooks_install(&(stm_hooks){.point = count_point});
    unsigned before = passed[STM_AT_USER];
    stm_hook_point(a, STM_AT_USER);
    stm_hook_point(nullptr, STM_AT_USER);
    ck_assert_uint_eq(passed[STM_AT_USER], before + 2);
}
END_TEST

START_TEST(test_clock_and_random) {
    uint64_t time = 0;
    stm_hooks_install(&(stm_hooks){.clock = fixed_clock, .random = fixed_random, .ctx = &time});
    ck_assert_uint_eq(stm_clock(), 1000);
    ck_assert_uint_eq(stm_random(a), 42);
    stm_stats before, after;
    stm_stats_read(&before);
    stm_begin(a);
    stm_condemn(a);
    stm_abort(a);
    stm_forget(a);
    stm_stats_read(&after);
    ck_assert_uint_eq(after.aborted_ns - before.aborted_ns, 1000);
}
END_TEST

START_TEST(test_random_is_seeded) {
    stm_hooks_install(nullptr);
    uint64_t first = stm_random(a);
    ck_assert_uint_ne(first, stm_random(a));
    ck_assert_uint_ne(first, stm_random(b));
}
END_TEST

/* Aborting at every single event still lets every transaction finish. */
START_TEST(test_injection_keeps_progress) {
    stm_inject(&(stm_injection){.every_barrier = 1, .every_commit = 1});
    unsigned attempts = 0;
    for (;;) {
        attempts++;
        stm_begin(a);
        if (put(a, &x, 1, 1) && stm_commit(a)) break;
        stm_abort(a);
    }
    ck_assert_uint_eq(attempts, 4);
    ck_assert_uint_eq(stm_injected(), 3);
}
END_TEST

static bool inject_commit(void *ctx, stm_tx *tx, stm_point at) {
    (void)ctx;
    return at == STM_AT_COMMIT && tx->attempt == 0;
}

START_TEST(test_inject_hook) {
    stm_hooks_install(&(stm_hooks){.inject = inject_commit});
    stm_begin(a);
    ck_assert(put(a, &x, 9, 1));
    ck_assert(!stm_commit(a));
    stm_abort(a);
    ck_assert_uint_eq(load_acq(&x.value), 0);
    stm_begin(a);
    ck_assert(stm_commit(a));
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("hook");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_points);
    tcase_add_test(tests, test_point_of_the_program);
    tcase_add_test(tests, test_clock_and_random);
    tcase_add_test(tests, test_random_is_seeded);
    tcase_add_test(tests, test_injection_keeps_progress);
    tcase_add_test(tests, test_inject_hook);
    return run_tests(tests);
}
