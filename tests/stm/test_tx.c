/* stm/tx.c: begin, read, write, extend, validate, commit, abort, irrevocable, solo; two or three
 * transactions interleaved step by step. */
#include "support.h"

static stm_tx *a, *b;
static cell x, y, z;

static void setup(void) {
    stm_hooks_install(nullptr);
    stm_inject(nullptr);
    a = stm_thread_attach();
    b = stm_thread_attach();
    x = y = z = (cell){};
    set(a, &z, 0, 0); /* takes the lower slot: older among equals */
    set(b, &z, 0, 0);
}

static void teardown(void) {
    stm_hooks_install(nullptr);
    stm_inject(nullptr);
    stm_thread_detach(a);
    stm_thread_detach(b);
}

START_TEST(test_commit_publishes) {
    stm_begin(a);
    ck_assert(stm_active(a));
    ck_assert(put(a, &x, 7, 1));
    ck_assert(stm_commit(a));
    ck_assert(!stm_active(a));
    uint64_t v;
    stm_begin(b);
    ck_assert(get(b, &x, &v, 2));
    ck_assert_uint_eq(v, 7);
    ck_assert(stm_commit(b));
}
END_TEST

START_TEST(test_abort_restores) {
    set(a, &x, 1, 1);
    uint64_t before = stamp_of(&x);
    stm_begin(a);
    ck_assert(put(a, &x, 2, 1));
    ck_assert(put(a, &x, 3, 1));
    ck_assert(put(a, &y, 4, 1));
    stm_abort(a);
    stm_forget(a);
    ck_assert_uint_eq(load_acq(&x.value), 1);
    ck_assert_uint_eq(load_acq(&y.value), 0);
    ck_assert_uint_eq(stamp_of(&x), before + 1);
}
END_TEST

/* Fifteen aborts and more: the incarnation never wraps to a stamp that was there before. */
START_TEST(test_incarnation_runs_out) {
    set(a, &x, 1, 1);
    uint64_t first = stamp_of(&x);
    for (int i = 0; i < 40; i++) {
        stm_begin(a);
        ck_assert(put(a, &x, 2, 1));
        stm_abort(a);
        stm_forget(a);
        ck_assert_uint_ne(stamp_of(&x), first);
        ck_assert_uint_eq(load_acq(&x.value), 1);
    }
}
END_TEST

START_TEST(test_own_write_is_read) {
    uint64_t v;
    stm_begin(a);
    ck_assert(put(a, &x, 9, 1));
    ck_assert(get(a, &x, &v, 1));
    ck_assert_uint_eq(v, 9);
    ck_assert(stm_commit(a));
}
END_TEST

/* Read x, another commits x and y, read y: the snapshot cannot be extended. */
START_TEST(test_opacity) {
    uint64_t v;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    stm_begin(b);
    ck_assert(put(b, &x, 1, 2) && put(b, &y, 1, 3));
    ck_assert(stm_commit(b));
    ck_assert(!get(a, &y, &v, 4));
    ck_assert_int_eq(a->state, STM_CONDEMNED);
    ck_assert(!stm_commit(a));
    stm_abort(a);
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    ck_assert_uint_eq(v, 1);
    ck_assert(get(a, &y, &v, 4));
    ck_assert_uint_eq(v, 1);
    ck_assert(stm_commit(a));
}
END_TEST

/* Another commits y only: the snapshot is extended and the transaction goes on. */
START_TEST(test_extension) {
    uint64_t v;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    set(b, &y, 5, 2);
    ck_assert(get(a, &y, &v, 3));
    ck_assert_uint_eq(v, 5);
    ck_assert(stm_commit(a));
}
END_TEST

/* A version that was restored by an abort is the same version to who has read it. */
START_TEST(test_abort_is_no_change) {
    uint64_t v;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    stm_begin(b);
    ck_assert(put(b, &x, 5, 2));
    stm_abort(b);
    stm_forget(b);
    ck_assert(put(a, &y, 1, 3));
    ck_assert(stm_commit(a));
}
END_TEST

/* Both read both, each writes one: one of them must fail. */
START_TEST(test_write_skew) {
    uint64_t v;
    stm_begin(a);
    stm_begin(b);
    ck_assert(get(a, &x, &v, 1) && get(a, &y, &v, 1));
    ck_assert(get(b, &x, &v, 2) && get(b, &y, &v, 2));
    ck_assert(put(a, &x, 1, 1));
    ck_assert(put(b, &y, 1, 2));
    bool b_won = stm_commit(b);
    ck_assert(!b_won); /* the younger gives up at once against one in flight */
    stm_abort(b);
    ck_assert(stm_commit(a));
    stm_begin(b);
    ck_assert(get(b, &x, &v, 2));
    ck_assert_uint_eq(v, 1);
    ck_assert(stm_commit(b));
}
END_TEST

START_TEST(test_lost_update) {
    uint64_t v;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    set(b, &x, 10, 2);
    ck_assert(!put(a, &x, v + 1, 3));
    stm_abort(a);
    stm_forget(a);
    ck_assert_uint_eq(load_acq(&x.value), 10);
}
END_TEST

/* Between open and close another transaction writes and aborts: the contents are as before, but
 * what was loaded may have been dirty. */
START_TEST(test_recheck_sees_an_abort) {
    uint64_t h;
    stm_begin(a);
    ck_assert(stm_read_open(a, &x.header, &h));
    stm_begin(b);
    ck_assert(put(b, &x, 66, 1));
    uint64_t dirty = load_acq(&x.value);
    stm_abort(b);
    stm_forget(b);
    ck_assert_uint_eq(dirty, 66);
    ck_assert(!stm_read_close(a, &x.header, h, 1));
    ck_assert(stm_commit(a));
}
END_TEST

START_TEST(test_fresh) {
    cell c = {};
    stm_begin(a);
    stm_object_init(a, &c.header);
    ck_assert_int_eq(stm_write(a, &c.header, 1), STM_FRESH);
    ck_assert(stm_commit(a));
    stm_begin(a);
    ck_assert_int_eq(stm_write(a, &c.header, 1), STM_OWNED);
    ck_assert_int_eq(stm_write(a, &c.header, 1), STM_OWNED);
    stm_abort(a);
    stm_forget(a);
}
END_TEST

/* What a transaction that wrote nothing created is no longer fresh in the next one. */
START_TEST(test_fresh_ends_with_a_read_only_transaction) {
    cell c = {.value = 1};
    stm_begin(a);
    stm_object_init(a, &c.header);
    ck_assert(stm_commit(a));
    stm_begin(a);
    ck_assert(put(a, &c, 2, 1));
    stm_abort(a);
    stm_forget(a);
    ck_assert_uint_eq(load_acq(&c.value), 1);
}
END_TEST

START_TEST(test_born_between_transactions) {
    cell c = {.value = 3};
    uint64_t v;
    stm_object_init(a, &c.header);
    stm_begin(b);
    ck_assert(get(b, &c, &v, 1));
    ck_assert_uint_eq(v, 3);
    ck_assert(stm_commit(b));
}
END_TEST

START_TEST(test_filter_short_cut) {
    uint64_t v, stamp;
    stm_begin(a);
    ck_assert(!stm_read_filtered(a, &x.header, &stamp));
    ck_assert(get(a, &x, &v, 1));
    ck_assert(stm_read_filtered(a, &x.header, &stamp));
    ck_assert_uint_eq(stamp, stamp_of(&x));
    ck_assert(put(a, &x, 1, 1));
    /* what is mine by now goes through open and close */
    ck_assert(!stm_read_filtered(a, &x.header, &stamp) || stamp != stamp_of(&x));
    ck_assert(stm_commit(a));
    stm_begin(a);
    ck_assert(!stm_read_filtered(a, &x.header, &stamp));
    ck_assert(stm_commit(a));
}
END_TEST

/* The filter is cleared before the serial's 17 bits in its keys come round. */
START_TEST(test_filter_period) {
    uint64_t v, stamp;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    ck_assert(stm_commit(a));
    for (int i = 0; i < (1 << STM_FILTER_PERIOD_BITS) - 1; i++) {
        stm_begin(a);
        ck_assert(stm_commit(a));
    }
    stm_begin(a);
    ck_assert(!stm_read_filtered(a, &x.header, &stamp));
    ck_assert(stm_commit(a));
}
END_TEST

/* ---- steps between the steps ---- */

static stm_point step_at;
static void (*step)(void);

static void point_hook(void *ctx, stm_tx *tx, stm_point at) {
    (void)ctx, (void)tx;
    if (!step || at != step_at) return;
    void (*now)(void) = step;
    step = nullptr;
    now();
}

static void step_in(stm_point at, void (*run)(void)) {
    step_at = at;
    step = run;
    stm_hooks_install(&(stm_hooks){.point = point_hook});
}

static void change_both(void) {
    stm_begin(b);
    ck_assert(put(b, &x, 1, 2) && put(b, &y, 1, 3));
    ck_assert(stm_commit(b));
}

/* Another commit between the two halves of an extension is not in the new snapshot. */
START_TEST(test_extension_loads_first) {
    uint64_t v, w;
    set(b, &y, 7, 1);
    step_in(STM_AT_EXTEND_LOADED, change_both);
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    bool both = get(a, &y, &w, 1);
    ck_assert_ptr_null((void *)(uintptr_t)step);
    ck_assert_msg(!both || (v == 0 && w == 7), "a mixed state was seen");
    stm_abort(a);
    stm_forget(a);
}
END_TEST

static void still_in_flight(void) {
    ck_assert_uint_lt(load_acq(&a->slot->x_committed), stm_stamp_serial(a->mine));
}

START_TEST(test_abort_ends_last) {
    const stm_point points[] = {STM_AT_RESTORE, STM_AT_RELEASE, STM_AT_ABORTED};
    for (int i = 0; i < 3; i++) {
        step_in(points[i], still_in_flight);
        stm_begin(a);
        ck_assert(put(a, &x, 5, 1));
        stm_abort(a);
        stm_forget(a);
        ck_assert_ptr_null((void *)(uintptr_t)step);
    }
}
END_TEST

START_TEST(test_serial_is_never_used_again) {
    stm_begin(a);
    ck_assert(put(a, &x, 5, 1));
    uint64_t first = a->mine;
    stm_abort(a);
    stm_begin(a);
    ck_assert_uint_gt(a->mine, first);
    ck_assert(stm_commit(a));
}
END_TEST

/* ---- irrevocable ---- */

START_TEST(test_irrevocable_owns_what_it_read) {
    uint64_t v;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    ck_assert(stm_irrevocable(a, 2));
    ck_assert(stm_is_irrevocable(a));
    ck_assert(stm_mine(a, stamp_of(&x)));
    ck_assert(get(a, &y, &v, 3));
    ck_assert(stm_mine(a, stamp_of(&y)));
    ck_assert(stm_commit(a));
    ck_assert(!stm_is_irrevocable(a));
}
END_TEST

START_TEST(test_irrevocable_after_a_stale_read) {
    uint64_t v;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    set(b, &x, 4, 2);
    ck_assert(!stm_irrevocable(a, 3));
    stm_abort(a);
    stm_begin(a); /* begins irrevocable */
    ck_assert(stm_is_irrevocable(a));
    ck_assert(stm_irrevocable(a, 3));
    ck_assert(get(a, &x, &v, 1));
    ck_assert_uint_eq(v, 4);
    ck_assert(stm_commit(a));
    stm_begin(b);
    ck_assert(stm_irrevocable(b, 4)); /* the token is back */
    ck_assert(stm_commit(b));
}
END_TEST

/* ---- solo ---- */

START_TEST(test_solo) {
    set(b, &x, 4, 1); /* a version that a has not in its snapshot */
    stm_begin(a);
    ck_assert(stm_solo_enter(a));
    ck_assert(stm_active(a));
    uint64_t v;
    ck_assert(get(a, &x, &v, 1));
    ck_assert_uint_eq(v, 4);
    uint64_t before = stamp_of(&x);
    ck_assert_int_eq(stm_write(a, &x.header, 1), STM_FRESH);
    store_rel(&x.value, 5);
    ck_assert_uint_eq(stamp_of(&x), before);
    cell c = {.value = 8};
    stm_object_init(a, &c.header);
    stm_solo_leave(a);
    ck_assert(stm_active(a));
    ck_assert_int_eq(stm_write(a, &c.header, 1), STM_OWNED);
    stm_abort(a);
    stm_forget(a);
    stm_begin(b);
    ck_assert(get(b, &c, &v, 1));
    ck_assert_uint_eq(v, 8);
    ck_assert(stm_commit(b));
}
END_TEST

/* ---- aborts at every event ---- */

/* Moves 1 from x to y, in a transaction of four barriers and one commit. */
static void move_one(void) {
    for (;;) {
        uint64_t v, w;
        stm_begin(a);
        if (get(a, &x, &v, 1) && put(a, &x, v - 1, 2) && get(a, &y, &w, 3) &&
            put(a, &y, w + 1, 4) && stm_commit(a))
            return;
        stm_abort(a);
    }
}

START_TEST(test_abort_at_every_event) {
    for (uint64_t n = 1; n <= 12; n++) {
        x = (cell){.value = 100};
        y = (cell){};
        stm_inject(&(stm_injection){.every_barrier = n, .every_commit = n});
        for (int i = 0; i < 50; i++)
            move_one();
        ck_assert_uint_gt(stm_injected(), 0);
        ck_assert_uint_eq(load_acq(&x.value), 50);
        ck_assert_uint_eq(load_acq(&y.value), 50);
    }
}
END_TEST

/* Saved whole, also when a word was saved and changed before: nothing is logged any more, and an abort restores it all. */
START_TEST(test_write_whole) {
    set(a, &x, 1, 1);
    uint64_t before = stamp_of(&x), v;
    stm_begin(a);
    ck_assert(put(a, &x, 2, 1));
    ck_assert(stm_write_is_logged(a, &x.header));
    ck_assert_int_eq(stm_write_whole(a, &x.header, &x.value, 1, 1), STM_FRESH);
    ck_assert(stm_write_is_free(a, &x.header));
    ck_assert_int_eq(stm_write(a, &x.header, 1), STM_FRESH);
    ck_assert_int_eq(stm_write_whole(a, &y.header, &y.value, 1, 1), STM_FRESH);
    const stm_undo_entry *top = a->undo_top;
    ck_assert(put(a, &x, 3, 1));
    ck_assert(put(a, &y, 4, 1));
    ck_assert_ptr_eq(a->undo_top, top);
    ck_assert(get(a, &y, &v, 1));
    ck_assert_uint_eq(v, 4);
    stm_abort(a);
    stm_forget(a);
    ck_assert_uint_eq(load_acq(&x.value), 1);
    ck_assert_uint_eq(load_acq(&y.value), 0);
    ck_assert_uint_eq(stamp_of(&x), before + 1);
    stm_begin(a);
    ck_assert(!stm_write_is_free(a, &x.header));
    ck_assert_int_eq(stm_write_whole(a, &x.header, &x.value, 1, 1), STM_FRESH);
    ck_assert(put(a, &x, 5, 1));
    ck_assert(stm_commit(a));
    stm_begin(a);
    ck_assert(!stm_write_is_free(a, &x.header)); /* what was saved then is not what is there now */
    ck_assert(stm_commit(a));
    stm_begin(b);
    ck_assert(get(b, &x, &v, 2));
    ck_assert_uint_eq(v, 5);
    ck_assert(stm_commit(b));
}
END_TEST

/* An aborted owner changes the incarnation of what another has read: the filter learns of it at the next read. */
START_TEST(test_filter_follows_incarnation) {
    uint64_t v, stamp;
    set(b, &x, 1, 1);
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    stm_begin(b);
    ck_assert(put(b, &x, 2, 2));
    stm_abort(b);
    stm_forget(b);
    ck_assert(stm_read_filtered(a, &x.header, &stamp));
    ck_assert_uint_ne(stamp, stamp_of(&x));
    const stm_read_entry *top = a->read_top;
    ck_assert(get(a, &x, &v, 1));
    ck_assert_uint_eq(v, 1);
    ck_assert_ptr_eq(a->read_top, top);
    ck_assert(stm_read_filtered(a, &x.header, &stamp));
    ck_assert_uint_eq(stamp, stamp_of(&x));
    ck_assert(stm_commit(a));
}
END_TEST

START_TEST(test_condemn) {
    stm_begin(a);
    ck_assert(put(a, &x, 3, 1));
    stm_condemn(a);
    ck_assert(!put(a, &y, 3, 1));
    ck_assert(!stm_commit(a));
    stm_abort(a);
    stm_forget(a);
    ck_assert_uint_eq(load_acq(&x.value), 0);
}
END_TEST

START_TEST(test_validate) {
    uint64_t v;
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    ck_assert(stm_validate(a));
    set(b, &x, 1, 1);
    ck_assert(!stm_validate(a));
    stm_abort(a);
    stm_forget(a);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("tx");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_commit_publishes);
    tcase_add_test(tests, test_abort_restores);
    tcase_add_test(tests, test_incarnation_runs_out);
    tcase_add_test(tests, test_own_write_is_read);
    tcase_add_test(tests, test_opacity);
    tcase_add_test(tests, test_extension);
    tcase_add_test(tests, test_abort_is_no_change);
    tcase_add_test(tests, test_write_skew);
    tcase_add_test(tests, test_lost_update);
    tcase_add_test(tests, test_recheck_sees_an_abort);
    tcase_add_test(tests, test_fresh);
    tcase_add_test(tests, test_fresh_ends_with_a_read_only_transaction);
    tcase_add_test(tests, test_born_between_transactions);
    tcase_add_test(tests, test_filter_short_cut);
    tcase_add_test(tests, test_filter_period);
    tcase_add_test(tests, test_extension_loads_first);
    tcase_add_test(tests, test_abort_ends_last);
    tcase_add_test(tests, test_serial_is_never_used_again);
    tcase_add_test(tests, test_irrevocable_owns_what_it_read);
    tcase_add_test(tests, test_irrevocable_after_a_stale_read);
    tcase_add_test(tests, test_solo);
    tcase_add_test(tests, test_abort_at_every_event);
    tcase_add_test(tests, test_write_whole);
    tcase_add_test(tests, test_filter_follows_incarnation);
    tcase_add_test(tests, test_condemn);
    tcase_add_test(tests, test_validate);
    return run_tests(tests);
}
