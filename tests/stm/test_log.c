/* stm/log.c: growth, compaction, and what a collector sees. */
#include "support.h"

enum { MANY = 20000 };

static stm_tx *a, *b;
static cell *cells;

static void setup(void) {
    stm_hooks_install(nullptr);
    a = stm_thread_attach();
    b = stm_thread_attach();
    cells = aligned_alloc(16, MANY * sizeof *cells);
    for (int i = 0; i < MANY; i++)
        cells[i] = (cell){.value = (uint64_t)i};
}

static void teardown(void) {
    stm_thread_detach(a);
    stm_thread_detach(b);
    free(cells);
}

/* The read log's size follows the number of objects, however often each is read. */
START_TEST(test_read_log_is_compacted) {
    uint64_t v;
    stm_begin(a);
    for (int round = 0; round < 50; round++)
        for (int i = 0; i < 3000; i++)
            ck_assert(get(a, &cells[i], &v, 1));
    ck_assert_int_lt(a->read_end - a->read_log, 4 * 3000);
    ck_assert(stm_commit(a));
}
END_TEST

START_TEST(test_compaction_keeps_every_object) {
    uint64_t v;
    stm_begin(a);
    for (int round = 0; round < 10; round++)
        for (int i = 0; i < 3000; i++)
            ck_assert(get(a, &cells[i], &v, 1));
    set(b, &cells[2999], 0, 2);
    ck_assert(!stm_validate(a));
    stm_abort(a);
    stm_forget(a);
}
END_TEST

START_TEST(test_undo_of_many_words) {
    stm_begin(a);
    for (uint64_t round = 0; round < 20; round++)
        for (uint64_t i = 0; i < 2000; i++) /* addresses without a pattern */
            ck_assert(put(a, &cells[(i * i * 37 + i) % MANY], i + round + 1, 1));
    ck_assert_int_lt(a->undo_end - a->undo_log, 4 * 2000);
    stm_abort(a);
    stm_forget(a);
    for (int i = 0; i < MANY; i++)
        ck_assert_uint_eq(load_acq(&cells[i].value), (uint64_t)i);
}
END_TEST

static bool no_memory(void *ctx, size_t size) {
    (void)ctx;
    return size != 2048 * sizeof(uintptr_t); /* the table for 1024 entries */
}

/* Without memory for a compaction the log just grows. */
START_TEST(test_no_memory_to_compact) {
    uint64_t v;
    stm_hooks_install(&(stm_hooks){.may_alloc = no_memory});
    stm_begin(a);
    for (int i = 0; i < 1500; i++)
        ck_assert(get(a, &cells[i], &v, 1));
    ck_assert(stm_commit(a));
    stm_hooks_install(nullptr);
}
END_TEST

static unsigned objects, words;
static uint64_t word_sum;

static void see_object(void *ctx, const stm_object *o) {
    ck_assert_ptr_eq(ctx, &objects);
    ck_assert_ptr_nonnull(o);
    objects++;
}

static void see_word(void *ctx, const void *address, uint64_t old_word) {
    ck_assert_ptr_eq(ctx, &objects);
    ck_assert(address == &cells[40].value || address == &cells[50].value);
    words++;
    word_sum += old_word;
}

START_TEST(test_visit) {
    uint64_t v;
    objects = words = 0;
    word_sum = 0;
    stm_begin(a);
    ck_assert(get(a, &cells[1], &v, 1) && get(a, &cells[2], &v, 1));
    ck_assert(put(a, &cells[40], 7, 1) && put(a, &cells[50], 7, 1));
    stm_tx_visit(a, see_object, see_word, &objects);
    ck_assert_uint_eq(objects, 4);
    ck_assert_uint_eq(words, 2);
    ck_assert_uint_eq(word_sum, 90);
    objects = 0;
    stm_tx_visit_written(a, see_object, &objects);
    ck_assert_uint_eq(objects, 2);
    ck_assert(stm_commit(a));
    stm_tx_visit(a, see_object, see_word, &objects);
    ck_assert_uint_eq(objects, 2);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("log");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_read_log_is_compacted);
    tcase_add_test(tests, test_compaction_keeps_every_object);
    tcase_add_test(tests, test_undo_of_many_words);
    tcase_add_test(tests, test_no_memory_to_compact);
    tcase_add_test(tests, test_visit);
    return run_tests(tests);
}
