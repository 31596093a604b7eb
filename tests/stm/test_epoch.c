/* stm/epoch.c: the first acquisition of an object since a moment is told, by the stamp that it replaces. */
#include "support.h"

static stm_tx *a, *b;
static cell x, y;
static const stm_object *told[8];
static unsigned count;

static void first(stm_tx *tx, const stm_object *o) {
    ck_assert(stm_active(tx));
    told[count++ % 8] = o;
}

static void setup(void) {
    stm_init(&(stm_config){.external_qsbr = true});
    a = stm_thread_attach();
    b = stm_thread_attach();
    x = y = (cell){};
    count = 0;
    set(a, &x, 1, 0); /* both hold a slot now */
    set(b, &y, 1, 0);
}

static void teardown(void) {
    stm_thread_detach(a);
    stm_thread_detach(b);
}

START_TEST(test_nobody_watches) {
    stm_epoch();
    set(a, &x, 2, 0);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(test_first_is_told_once) {
    stm_epoch_watch(first);
    set(a, &x, 2, 0);
    ck_assert_uint_eq(count, 0); /* no epoch yet */
    stm_epoch();
    set(b, &x, 3, 0);
    set(a, &x, 4, 0);
    set(b, &x, 5, 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_eq(told[0], &x.header);
    set(a, &y, 2, 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_ptr_eq(told[1], &y.header);
    stm_epoch();
    set(a, &x, 6, 0);
    ck_assert_uint_eq(count, 3);
}
END_TEST

START_TEST(test_abort_is_told_again) {
    stm_epoch_watch(first);
    stm_epoch();
    stm_begin(a);
    ck_assert(put(a, &x, 2, 0));
    stm_abort(a);
    set(b, &x, 3, 0);
    ck_assert_uint_eq(count, 2);
}
END_TEST

START_TEST(test_in_flight_counts_as_since) {
    cell born = {};
    stm_epoch_watch(first);
    stm_begin(a);
    stm_object_init(a, &born.header);
    ck_assert(put(a, &x, 2, 0));
    stm_epoch();
    ck_assert(stm_since_epoch(&x.header));
    ck_assert(stm_since_epoch(&born.header));
    ck_assert(!stm_since_epoch(&y.header));
    ck_assert(stm_commit(a));
    set(b, &x, 3, 0);
    set(b, &born, 3, 0);
    ck_assert_uint_eq(count, 0);
    stm_epoch();
    ck_assert(!stm_since_epoch(&x.header));
    set(a, &x, 4, 0);
    set(a, &born, 4, 0);
    ck_assert_uint_eq(count, 2);
}
END_TEST

START_TEST(test_slot_taken_since) {
    stm_epoch_watch(first);
    stm_epoch();
    stm_tx *c = stm_thread_attach();
    set(c, &x, 2, 0);
    set(a, &x, 3, 0);
    ck_assert_uint_eq(count, 1);
    stm_thread_detach(c);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("epoch");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_nobody_watches);
    tcase_add_test(tests, test_first_is_told_once);
    tcase_add_test(tests, test_abort_is_told_again);
    tcase_add_test(tests, test_in_flight_counts_as_since);
    tcase_add_test(tests, test_slot_taken_since);
    return run_tests(tests);
}
