/* stm/run.c: functions as transactions, cancel, retry between threads. */
#include <pthread.h>
#include <sched.h>

#include "support.h"

static cell x;

static bool increment(stm_tx *tx, void *arg) {
    uint64_t v;
    (void)arg;
    return get(tx, &x, &v, 1) && put(tx, &x, v + 1, 2);
}

static bool change_mind(stm_tx *tx, void *arg) { return increment(tx, arg) && stm_cancel(tx); }

START_TEST(test_run_and_cancel) {
    stm_tx *tx = stm_thread_attach();
    x = (cell){};
    ck_assert_int_eq(stm_run(tx, increment, nullptr), STM_OK);
    ck_assert_int_eq(stm_run(tx, change_mind, nullptr), STM_CANCELLED);
    ck_assert_int_eq(stm_run(tx, increment, nullptr), STM_OK);
    ck_assert_uint_eq(load_acq(&x.value), 2);
    stm_thread_detach(tx);
}
END_TEST

enum { ITEMS = 500 };

static bool take(stm_tx *tx, void *arg) {
    uint64_t v;
    if (!get(tx, &x, &v, 3)) return false;
    if (v == 0) return stm_retry(tx);
    *(uint64_t *)arg = v;
    return put(tx, &x, 0, 4);
}

static bool offer(stm_tx *tx, void *arg) {
    uint64_t v;
    if (!get(tx, &x, &v, 5)) return false;
    if (v != 0) return stm_retry(tx);
    return put(tx, &x, *(uint64_t *)arg, 6);
}

static void *consume(void *arg) {
    stm_tx *tx = stm_thread_attach();
    uint64_t *sum = arg, item;
    for (int i = 0; i < ITEMS; i++) {
        ck_assert_int_eq(stm_run(tx, take, &item), STM_OK);
        *sum += item;
    }
    stm_thread_detach(tx);
    return nullptr;
}

/* A one-place buffer: each side waits for the other by retry. */
START_TEST(test_retry_between_threads) {
    pthread_t consumer;
    uint64_t sum = 0;
    x = (cell){};
    pthread_create(&consumer, nullptr, consume, &sum);
    stm_tx *tx = stm_thread_attach();
    for (uint64_t i = 1; i <= ITEMS; i++)
        ck_assert_int_eq(stm_run(tx, offer, &i), STM_OK);
    pthread_join(consumer, nullptr);
    ck_assert_uint_eq(sum, (uint64_t)ITEMS * (ITEMS + 1) / 2);
    stm_stats stats;
    stm_stats_read(&stats);
    ck_assert_uint_gt(stats.retry_ns, 0);
    stm_thread_detach(tx);
}
END_TEST

static _Atomic(unsigned) x_sleeps;

static void sleep_counted(stm_tx *tx, void *user, void (*sleep)(void *arg), void *arg) {
    (void)tx;
    ck_assert_ptr_eq(user, &x_sleeps);
    add_rlx(&x_sleeps, 1);
    sleep(arg);
}

static void *offer_late(void *arg) {
    stm_tx *tx = stm_thread_attach();
    while (load_rlx(&x_sleeps) == 0) /* until the other one sleeps */
        (void)sched_yield();
    ck_assert_int_eq(stm_run(tx, offer, arg), STM_OK);
    stm_thread_detach(tx);
    return nullptr;
}

START_TEST(test_sleeps_are_made_by_the_program) {
    stm_init(&(stm_config){
        .user = &x_sleeps, .sleeping = sleep_counted, .external_qsbr = true, .seed = 1});
    pthread_t late;
    uint64_t offered = 7, item = 0;
    x = (cell){};
    pthread_create(&late, nullptr, offer_late, &offered);
    stm_tx *tx = stm_thread_attach();
    ck_assert_int_eq(stm_run(tx, take, &item), STM_OK);
    ck_assert_uint_eq(item, offered);
    pthread_join(late, nullptr);
    stm_thread_detach(tx);
}
END_TEST

static stm_tx *other;

static void change_x(void) { set(other, &x, 5, 7); }

/* An attempt that had starved acquires what it reads; retry still waits for a change of it. */
START_TEST(test_retry_when_starved) {
    stm_tx *tx = stm_thread_attach();
    other = stm_thread_attach();
    x = (cell){};
    uint64_t v;
    for (int i = 0; i < 9; i++) {
        stm_begin(tx);
        stm_condemn(tx);
        stm_abort(tx);
    }
    stm_begin(tx);
    ck_assert(get(tx, &x, &v, 1));
    ck_assert(stm_mine(tx, stamp_of(&x)));
    ck_assert(!stm_retry(tx));
    stm_abort(tx);
    install_idle_hook();
    when_idle = change_x;
    stm_begin(tx);
    ck_assert_uint_eq(idle_turns, 1);
    stm_hooks_install(nullptr);
    ck_assert(get(tx, &x, &v, 1));
    ck_assert_uint_eq(v, 5);
    ck_assert(stm_commit(tx));
    stm_thread_detach(tx);
    stm_thread_detach(other);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("run");
    tcase_add_test(tests, test_run_and_cancel);
    tcase_add_test(tests, test_retry_when_starved);
    tcase_add_test(tests, test_retry_between_threads);
    tcase_add_test(tests, test_sleeps_are_made_by_the_program);
    return run_tests(tests);
}
