/* stm/intent.c: which reads are followed by writes, learned where another thread wrote last. */
#include "support.h"

static stm_tx *mine, *other;
static cell x;

static void setup(void) {
    mine = stm_thread_attach();
    other = stm_thread_attach();
    x = (cell){};
}

static void teardown(void) {
    stm_thread_detach(mine);
    stm_thread_detach(other);
}

static bool expected(stm_site site) { return load_acq(stm_intent_of(site)) != 0; }

static void read_at(stm_site site) {
    uint64_t v;
    ck_assert(get(mine, &x, &v, site));
}

START_TEST(test_a_write_after_the_read) {
    set(other, &x, 1, 1);
    stm_begin(mine);
    read_at(41);
    ck_assert(put(mine, &x, 2, 42));
    ck_assert(stm_commit(mine));
    ck_assert(expected(41));
    ck_assert(!expected(42)); /* the write's own place reads nothing */
}
END_TEST

START_TEST(test_a_read_alone) {
    set(other, &x, 1, 1);
    stm_begin(mine);
    read_at(51);
    ck_assert(stm_commit(mine));
    ck_assert(!expected(51));
}
END_TEST

START_TEST(test_an_object_of_ones_own) {
    set(mine, &x, 1, 1);
    stm_begin(mine);
    read_at(61);
    ck_assert(put(mine, &x, 2, 62));
    ck_assert(stm_commit(mine));
    ck_assert(!expected(61)); /* its line is here already */
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("intent");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_a_write_after_the_read);
    tcase_add_test(tests, test_a_read_alone);
    tcase_add_test(tests, test_an_object_of_ones_own);
    return run_tests(tests);
}
