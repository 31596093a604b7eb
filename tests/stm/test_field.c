/* stm/field.h: fields of every size, blocks, bit fields; undone when the transaction aborts. */
#include "support.h"

typedef struct record {
    alignas(16) stm_object header;
    uint8_t a, b;
    uint16_t c;
    uint32_t d;
    double e;
    void *f;
    uint64_t bits;
    uint64_t block[4];
} record;

static stm_tx *tx;
static record r;

static void setup(void) {
    tx = stm_thread_attach();
    r = (record){.a = 1, .b = 2, .c = 3, .d = 4, .e = 5.5, .f = &r, .bits = UINT64_C(0xff00)};
}

static void teardown(void) { stm_thread_detach(tx); }

static bool change_all(void) {
    uint64_t block[4] = {1, 2, 3, 4};
    return stm_set(tx, &r.header, &r.a, 11) && stm_set(tx, &r.header, &r.b, 12) &&
           stm_set(tx, &r.header, &r.c, 13) && stm_set(tx, &r.header, &r.d, 14) &&
           stm_set(tx, &r.header, &r.e, 15.5) && stm_set(tx, &r.header, &r.f, nullptr) &&
           stm_set_bits(tx, &r.header, &r.bits, 4, 8, 0xab, 1) &&
           stm_set_sized(tx, &r.header, r.block, block, sizeof block, 1);
}

START_TEST(test_set_and_get) {
    uint8_t a, b;
    uint16_t c;
    uint32_t d;
    double e;
    void *f;
    uint64_t bits, block[4];
    stm_begin(tx);
    ck_assert(change_all());
    ck_assert(stm_commit(tx));
    stm_begin(tx);
    ck_assert(stm_get(tx, &r.header, &r.a, &a) && stm_get(tx, &r.header, &r.b, &b));
    ck_assert(stm_get(tx, &r.header, &r.c, &c) && stm_get(tx, &r.header, &r.d, &d));
    ck_assert(stm_get(tx, &r.header, &r.e, &e) && stm_get(tx, &r.header, &r.f, &f));
    ck_assert(stm_get_bits(tx, &r.header, &r.bits, 4, 8, &bits, 1));
    ck_assert(stm_get_sized(tx, &r.header, r.block, block, sizeof block, 1));
    ck_assert(stm_commit(tx));
    ck_assert_uint_eq(a, 11);
    ck_assert_uint_eq(b, 12);
    ck_assert_uint_eq(c, 13);
    ck_assert_uint_eq(d, 14);
    ck_assert_double_eq(e, 15.5);
    ck_assert_ptr_null(f);
    ck_assert_uint_eq(bits, 0xab);
    ck_assert_uint_eq(r.bits, 0xfab0);
    ck_assert_uint_eq(block[3], 4);
}
END_TEST

START_TEST(test_undo) {
    stm_begin(tx);
    ck_assert(change_all());
    stm_abort(tx);
    stm_forget(tx);
    ck_assert_uint_eq(r.a, 1);
    ck_assert_uint_eq(r.b, 2);
    ck_assert_uint_eq(r.c, 3);
    ck_assert_uint_eq(r.d, 4);
    ck_assert_double_eq(r.e, 5.5);
    ck_assert_ptr_eq(r.f, &r);
    ck_assert_uint_eq(r.bits, 0xff00);
    ck_assert_uint_eq(r.block[3], 0);
}
END_TEST

/* Reading what will be written acquires it: the read set stays empty. */
START_TEST(test_take) {
    uint16_t c;
    uint64_t block[4];
    stm_begin(tx);
    ck_assert(stm_take(tx, &r.header, &r.c, &c));
    ck_assert_uint_eq(c, 3);
    ck_assert(stm_mine(tx, stamp_of((const cell *)&r)));
    ck_assert_ptr_eq(tx->read_top, tx->read_log);
    ck_assert(stm_set(tx, &r.header, &r.c, (uint16_t)(c + 1)));
    ck_assert(stm_take_sized(tx, &r.header, r.block, block, sizeof block, 1));
    ck_assert_uint_eq(block[3], 0);
    stm_abort(tx);
    stm_forget(tx);
    ck_assert_uint_eq(r.c, 3);
}
END_TEST

START_TEST(test_whole_word_bits) {
    uint64_t v;
    stm_begin(tx);
    ck_assert(stm_set_bits(tx, &r.header, &r.bits, 0, 64, UINT64_MAX - 5, 1));
    ck_assert(stm_get_bits(tx, &r.header, &r.bits, 0, 64, &v, 1));
    ck_assert_uint_eq(v, UINT64_MAX - 5);
    ck_assert(stm_set_bits(tx, &r.header, &r.bits, 63, 1, 0, 1));
    ck_assert(stm_get_bits(tx, &r.header, &r.bits, 63, 1, &v, 1));
    ck_assert_uint_eq(v, 0);
    ck_assert(stm_commit(tx));
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("field");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_set_and_get);
    tcase_add_test(tests, test_undo);
    tcase_add_test(tests, test_take);
    tcase_add_test(tests, test_whole_word_bits);
    return run_tests(tests);
}
