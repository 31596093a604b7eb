/* stm/commit_log.c: who wrote what, found again; laps, moves, growth. */
#include "support.h"

enum { MANY = 5000 };

static stm_tx *a;
static cell cells[MANY];

static void setup(void) {
    a = stm_thread_attach();
    for (int i = 0; i < MANY; i++)
        cells[i] = (cell){};
}

static void teardown(void) { stm_thread_detach(a); }

START_TEST(test_records) {
    stm_begin(a);
    ck_assert(put(a, &cells[0], 1, 101) && put(a, &cells[1], 1, 102));
    ck_assert(stm_commit(a));
    set(a, &cells[2], 1, 103);
    stm_begin(a);
    ck_assert(stm_commit(a)); /* wrote nothing: no record */
    stm_commit_record r[2];
    ck_assert_uint_eq(stm_commit_log(stm_stamp_slot(a->mine), r, 2), 2);
    ck_assert_uint_eq(r[0].objects, 1);
    ck_assert_uint_eq(r[1].objects, 2);
    ck_assert_uint_eq(r[0].serial, r[1].serial + 1);
    ck_assert_uint_gt(r[0].time_ns, 0);
    stm_commit_write w[4];
    ck_assert_uint_eq(stm_commit_writes(&r[1], w, 4), 2);
    ck_assert_uint_eq(w[0].site + w[1].site, 203);
    ck_assert_uint_eq(stm_commit_writes(&r[0], w, 4), 1);
    ck_assert_uint_eq(w[0].object, (uintptr_t)&cells[2]);
}
END_TEST

/* Through several laps of the ring the newest commits can always be found. */
START_TEST(test_laps) {
    for (int i = 0; i < 4000; i++) {
        set(a, &cells[i], 1, (stm_site)1000 + (stm_site)i);
        stm_commit_record r[1];
        stm_commit_write w[2];
        ck_assert_uint_eq(stm_commit_log(stm_stamp_slot(a->mine), r, 1), 1);
        ck_assert_uint_eq(stm_commit_writes(&r[0], w, 2), 1);
        ck_assert_uint_eq(w[0].site, (stm_site)1000 + (stm_site)i);
    }
    stm_commit_record old[100];
    ck_assert_uint_eq(stm_commit_log(stm_stamp_slot(a->mine), old, 100), 100);
    stm_commit_write w[2];
    for (int i = 0; i < 100; i++) {
        ck_assert_uint_eq(stm_commit_writes(&old[i], w, 2), 1);
        ck_assert_uint_eq(w[0].site, (stm_site)4999 - (stm_site)i);
    }
}
END_TEST

/* A transaction larger than the ring: nothing is forgotten, and it aborts cleanly. */
START_TEST(test_large_transaction) {
    for (int round = 0; round < 3; round++) {
        stm_begin(a);
        for (int i = 0; i < MANY; i++)
            ck_assert(put(a, &cells[i], 5, 1));
        ck_assert_int_eq(a->write_top - a->write_start, MANY);
        stm_abort(a);
        stm_forget(a);
        for (int i = 0; i < MANY; i++)
            ck_assert_uint_eq(load_acq(&cells[i].value), 0);
        for (int i = 0; i < 3000; i++) /* small ones in between: the ring shrinks again */
            set(a, &cells[0], 0, 1);
    }
    ck_assert_int_le(a->write_end - a->write_top, 1024);
}
END_TEST

START_TEST(test_gone) {
    stm_commit_record r[1];
    stm_commit_write w[1];
    set(a, &cells[0], 1, 1);
    ck_assert_uint_eq(stm_commit_log(stm_stamp_slot(a->mine), r, 1), 1);
    for (int i = 0; i < 5000; i++)
        set(a, &cells[1], 1, 1);
    ck_assert_uint_eq(stm_commit_writes(&r[0], w, 1), 0);
    ck_assert_uint_eq(stm_commit_log(STM_MAX_SLOTS - 1, r, 1), 0);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("commit_log");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_records);
    tcase_add_test(tests, test_laps);
    tcase_add_test(tests, test_large_transaction);
    tcase_add_test(tests, test_gone);
    return run_tests(tests);
}
