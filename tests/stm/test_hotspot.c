/* stm/hotspot.c: conflicts added up by pair of instructions, with both sides and the object. */
#include <stdio.h>
#include <string.h>

#include "support.h"

static stm_tx *a, *b;
static cell x, y;

static void setup(void) {
    stm_hotspots_reset();
    a = stm_thread_attach();
    b = stm_thread_attach();
    x = y = (cell){};
}

static void teardown(void) {
    stm_thread_detach(a);
    stm_thread_detach(b);
}

static void describe(const stm_object *o, char *buf, size_t n) {
    snprintf(buf, n, "cell %s", o == &x.header ? "x" : "y");
}

/* a reads x at 1; b commits x at 2; a reads y at 3 and fails: site 2 over site 1, on x. */
static void collide(void) {
    uint64_t v;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    stm_begin(b);
    ck_assert(put(b, &x, 1, 2) && put(b, &y, 1, 2));
    ck_assert(stm_commit(b));
    ck_assert(!get(a, &y, &v, 3));
    stm_abort(a);
    stm_forget(a);
}

START_TEST(test_both_sides) {
    stm_init(&(stm_config){.external_qsbr = true, .time_every = 1, .describe = describe});
    for (int i = 0; i < 5; i++)
        collide();
    stm_hotspot spot[4];
    ck_assert_uint_eq(stm_hotspots(spot, 4), 1);
    ck_assert_uint_eq(spot[0].winner, 2);
    ck_assert_uint_eq(spot[0].loser, 1);
    ck_assert_int_eq(spot[0].kind, STM_VALIDATION);
    ck_assert_uint_eq(spot[0].count, 5);
    ck_assert_uint_eq(spot[0].aborts, 5);
    ck_assert_uint_eq(spot[0].object, (uintptr_t)&x);
    ck_assert_str_eq(spot[0].description, "cell x");
    ck_assert_uint_gt(spot[0].lost_ns, 0);
}
END_TEST

START_TEST(test_sorted_by_time_lost) {
    for (stm_site s = 1; s <= 20; s++)
        stm_conflict_report(a, STM_LOCK, s, s, nullptr, s * 10);
    stm_hotspot spot[5];
    ck_assert_uint_eq(stm_hotspots(spot, 5), 5);
    for (stm_site i = 0; i < 5; i++)
        ck_assert_uint_eq(spot[i].winner, 20 - i);
    ck_assert_str_eq(stm_kind_name(spot[0].kind), "lock");
}
END_TEST

/* More pairs than entries: none is lost from the sum. */
START_TEST(test_overflow) {
    enum { PAIRS = 5000 };
    for (stm_site s = 1; s <= PAIRS; s++)
        stm_conflict_report(a, STM_LOCK, s, s + 1, nullptr, 1);
    stm_hotspot *all = malloc(PAIRS * sizeof *all);
    size_t n = stm_hotspots(all, PAIRS);
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += all[i].count;
    ck_assert_uint_eq(count, PAIRS);
    free(all);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("hotspot");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_both_sides);
    tcase_add_test(tests, test_sorted_by_time_lost);
    tcase_add_test(tests, test_overflow);
    return run_tests(tests);
}
