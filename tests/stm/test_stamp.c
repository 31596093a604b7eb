/* stm/stamp.h: the layout, and that a version never comes back. */
#include "support.h"

START_TEST(test_fields) {
    uint64_t h = stm_stamp_make(4095, (UINT64_C(1) << 48) - 1, 15);
    ck_assert_uint_eq(h, UINT64_MAX);
    h = stm_stamp_make(3, 77, 5);
    ck_assert_uint_eq(stm_stamp_slot(h), 3);
    ck_assert_uint_eq(stm_stamp_serial(h), 77);
    ck_assert_uint_eq(stm_stamp_incarnation(h), 5);
}
END_TEST

START_TEST(test_same_version) {
    uint64_t h = stm_stamp_make(3, 77, 0);
    ck_assert(stm_stamp_same_version(h, h | 15));
    ck_assert(!stm_stamp_same_version(h, stm_stamp_make(3, 78, 0)));
    ck_assert(!stm_stamp_same_version(h, stm_stamp_make(2, 77, 0)));
}
END_TEST

/* Aborts without end on one object: no stamp word is ever left twice as a version. */
START_TEST(test_abort_never_repeats) {
    enum { ABORTS = 400 };
    uint64_t seen[ABORTS + 1] = {stm_stamp_make(1, 5, STM_INCARNATION_BORN)};
    for (unsigned i = 1; i <= ABORTS; i++) {
        uint64_t mine = stm_stamp_make(2, 100 + i, STM_INCARNATION_ACQUIRED);
        seen[i] = stm_stamp_after_abort(seen[i - 1], mine);
        for (unsigned k = 0; k < i; k++)
            ck_assert_uint_ne(seen[k], seen[i]);
    }
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("stamp");
    tcase_add_test(tests, test_fields);
    tcase_add_test(tests, test_same_version);
    tcase_add_test(tests, test_abort_never_repeats);
    return run_tests(tests);
}
