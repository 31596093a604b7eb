/* stm/slot.c: slots that come and go, statistics. */
#include <pthread.h>

#include "support.h"

static cell x;

START_TEST(test_park_gives_up_the_slot) {
    stm_tx *a = stm_thread_attach(), *b = stm_thread_attach();
    set(a, &x, 1, 1);
    uint32_t slot = stm_stamp_slot(a->mine);
    uint64_t serial = stm_stamp_serial(a->mine);
    stm_thread_park(a);
    set(b, &x, 2, 1); /* takes the free slot and goes on counting */
    ck_assert_uint_eq(stm_stamp_slot(b->mine), slot);
    ck_assert_uint_eq(stm_stamp_serial(b->mine), serial + 1);
    set(a, &x, 3, 1);
    ck_assert_uint_ne(stm_stamp_slot(a->mine), slot);
    uint64_t v;
    stm_begin(b);
    ck_assert(get(b, &x, &v, 1));
    ck_assert_uint_eq(v, 3);
    ck_assert(stm_commit(b));
    stm_thread_detach(a);
    stm_thread_detach(b);
}
END_TEST

/* In another slot the same serial comes again: the filter must not take it for this transaction. */
START_TEST(test_filter_of_another_slot) {
    stm_tx *a = stm_thread_attach(), *b = stm_thread_attach(), *c = stm_thread_attach();
    uint64_t v, stamp;
    set(a, &x, 1, 1);
    set(b, &x, 1, 1);
    uint64_t ahead = stm_stamp_serial(b->mine) + 10;
    while (stm_stamp_serial(a->mine) < ahead)
        set(a, &x, 1, 1);
    stm_begin(a);
    ck_assert(get(a, &x, &v, 1));
    ck_assert(stm_commit(a));
    uint64_t serial = stm_stamp_serial(a->mine);
    while (stm_stamp_serial(b->mine) < serial - 1) {
        stm_begin(b);
        ck_assert(stm_commit(b));
    }
    stm_thread_park(a);
    set(c, &x, 1, 1); /* takes a's slot */
    stm_thread_park(b);
    stm_begin(a); /* takes b's slot */
    ck_assert_uint_eq(stm_stamp_serial(a->mine), serial);
    ck_assert(!stm_read_filtered(a, &x.header, &stamp));
    ck_assert(stm_commit(a));
    stm_thread_detach(a);
    stm_thread_detach(b);
    stm_thread_detach(c);
}
END_TEST

START_TEST(test_park_between_attempts) {
    stm_tx *a = stm_thread_attach();
    stm_begin(a);
    uint64_t age = a->age;
    stm_condemn(a);
    stm_abort(a);
    stm_thread_park(a);
    stm_begin(a);
    ck_assert_uint_eq(a->age, age);
    ck_assert_uint_eq(load_rlx(&a->slot->x_age), age);
    ck_assert(stm_commit(a));
    stm_thread_detach(a);
}
END_TEST

static stm_tx *all[STM_MAX_SLOTS];
static stm_tx *late;

static void park_one(void) { stm_thread_park(all[17]); }

/* All 4096 slots in use: the next one waits until one is given up. */
START_TEST(test_every_slot) {
    for (int i = 0; i < STM_MAX_SLOTS; i++) {
        all[i] = stm_thread_attach();
        set(all[i], &x, (uint64_t)i, 1);
    }
    ck_assert_uint_eq(stm_slots_used(), STM_MAX_SLOTS);
    late = stm_thread_attach();
    install_idle_hook();
    when_idle = park_one;
    uint64_t v;
    stm_begin(late);
    ck_assert(get(late, &x, &v, 1));
    ck_assert_uint_eq(v, STM_MAX_SLOTS - 1);
    ck_assert(stm_commit(late));
    ck_assert_uint_eq(stm_stamp_slot(late->mine), 17);
    stm_hooks_install(nullptr);
    stm_thread_detach(late);
    for (int i = 0; i < STM_MAX_SLOTS; i++)
        stm_thread_detach(all[i]);
}
END_TEST

/* What the next holder of a slot owns is not in the snapshot of the one before. */
START_TEST(test_snapshot_of_another_slot) {
    stm_tx *a = stm_thread_attach(), *b = stm_thread_attach();
    set(a, &x, 1, 1);
    stm_thread_park(a);
    stm_begin(b);
    ck_assert(put(b, &x, 2, 1));
    stm_begin(a);
    ck_assert_uint_ne(stm_stamp_slot(a->mine), stm_stamp_slot(b->mine));
    ck_assert_uint_ge(stamp_of(&x), a->limit[stm_stamp_slot(b->mine)]);
    ck_assert(stm_commit(a));
    ck_assert(stm_commit(b));
    stm_thread_detach(b);
    stm_thread_detach(a);
}
END_TEST

START_TEST(test_stats) {
    stm_stats before, after;
    stm_stats_read(&before);
    stm_tx *a = stm_thread_attach();
    for (int i = 0; i < 10; i++)
        set(a, &x, 1, 1);
    stm_begin(a);
    ck_assert(put(a, &x, 2, 1));
    stm_abort(a);
    stm_forget(a);
    stm_thread_detach(a);
    stm_stats_read(&after);
    ck_assert_uint_eq(after.commits - before.commits, 10);
    ck_assert_uint_eq(after.aborts - before.aborts, 1);
    ck_assert_uint_eq(after.aborts_other - before.aborts_other, 1);
    ck_assert_uint_gt(after.committed_ns, 0);
    ck_assert_uint_gt(after.aborted_ns, before.aborted_ns);
}
END_TEST

START_TEST(test_stats_of_one_slot) {
    stm_tx *a = stm_thread_attach(), *b = stm_thread_attach();
    set(a, &x, 1, 1);
    set(b, &x, 2, 1);
    stm_stats before, after, other, none;
    stm_stats_slot(stm_stamp_slot(a->mine), &before);
    stm_stats_slot(stm_stamp_slot(b->mine), &other);
    for (int i = 0; i < 5; i++)
        set(a, &x, 1, 1);
    stm_stats_slot(stm_stamp_slot(a->mine), &after);
    ck_assert_uint_eq(after.commits - before.commits, 5);
    stm_stats_slot(stm_stamp_slot(b->mine), &after);
    ck_assert_uint_eq(after.commits, other.commits);
    stm_stats_slot(STM_MAX_SLOTS, &none);
    ck_assert_uint_eq(none.commits, 0);
    stm_thread_detach(a);
    stm_thread_detach(b);
}
END_TEST

static uint64_t clock_calls;

static uint64_t count_clock(void *ctx) {
    (void)ctx;
    return ++clock_calls;
}

static uint64_t timed_in(stm_tx *tx, uint64_t transactions) {
    uint64_t before = clock_calls;
    for (uint64_t i = 0; i < transactions; i++) {
        stm_begin(tx);
        ck_assert(stm_commit(tx));
    }
    return (clock_calls - before) / 2;
}

/* Unless the program says otherwise, timing is frequent at first and rare later. */
START_TEST(test_default_timing) {
    stm_init(&(stm_config){.external_qsbr = true});
    stm_hooks_install(&(stm_hooks){.clock = count_clock});
    stm_tx *a = stm_thread_attach();
    uint64_t first = timed_in(a, 16), next = timed_in(a, 131072), last = timed_in(a, 65536);
    stm_thread_detach(a);
    stm_hooks_install(nullptr);
    init_library();
    ck_assert_uint_eq(first, 1);
    ck_assert_uint_gt(next, 128);
    ck_assert_uint_lt(next, 2048);
    ck_assert_uint_eq(last, 64);
}
END_TEST

static void *come_and_go(void *arg) {
    for (int i = 0; i < 200; i++) {
        stm_tx *tx = stm_thread_attach();
        for (int k = 0; k < 3; k++) {
            uint64_t v;
            for (;;) {
                stm_begin(tx);
                if (get(tx, &x, &v, 1) && put(tx, &x, v + 1, 2) && stm_commit(tx)) break;
                stm_abort(tx);
            }
            if (k == 1) stm_thread_park(tx);
        }
        stm_thread_detach(tx);
    }
    return arg;
}

START_TEST(test_threads_come_and_go) {
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    x = (cell){};
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], nullptr, come_and_go, nullptr);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], nullptr);
    ck_assert_uint_eq(load_acq(&x.value), THREADS * 200 * 3);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("slot");
    tcase_add_test(tests, test_park_gives_up_the_slot);
    tcase_add_test(tests, test_filter_of_another_slot);
    tcase_add_test(tests, test_park_between_attempts);
    tcase_add_test(tests, test_snapshot_of_another_slot);
    tcase_add_test(tests, test_stats);
    tcase_add_test(tests, test_stats_of_one_slot);
    tcase_add_test(tests, test_default_timing);
    tcase_add_test(tests, test_threads_come_and_go);
    tcase_add_test(tests, test_every_slot);
    return run_tests(tests);
}
