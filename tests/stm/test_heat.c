/* stm/heat.c: who acquires where others had to wait is told so. */
#include "support.h"

enum { HERE = 31, ELSEWHERE = 32 };

static stm_tx *owner, *waiter;
static cell x, y;
static unsigned told;

static void contended(stm_tx *tx, void *user) {
    (void)user;
    ck_assert_ptr_eq(tx, owner);
    told++;
}

static void setup(void) {
    stm_init(&(stm_config){.external_qsbr = true, .time_every = 1, .contended = contended});
    owner = stm_thread_attach(); /* takes the lower slot: the waiter is younger and dooms nobody */
    waiter = stm_thread_attach();
    x = y = (cell){};
    told = 0;
    install_idle_hook();
    stm_hotspots_reset();
}

static void teardown(void) {
    stm_hooks_install(nullptr);
    stm_thread_detach(owner);
    stm_thread_detach(waiter);
}

static void still_busy(void) {
    if (idle_turns < 100) {
        when_idle = still_busy;
        return;
    }
    ck_assert(stm_commit(owner));
}

/* The owner holds x, acquired at HERE, until the waiter has waited for `step`. */
static void collide(void (*step)(void)) {
    idle_turns = 0;
    stm_begin(owner);
    ck_assert(put(owner, &x, 1, HERE));
    stm_begin(waiter);
    when_idle = step;
    ck_assert(put(waiter, &x, 2, ELSEWHERE));
    ck_assert(stm_commit(waiter));
}

static void commit_at_once(void) { ck_assert(stm_commit(owner)); }

START_TEST(test_long_wait_heats_the_place) {
    collide(still_busy);
    ck_assert_uint_eq(told, 0);
    set(owner, &y, 1, ELSEWHERE);
    ck_assert_uint_eq(told, 0);
    set(owner, &y, 2, HERE); /* another object: it is the place that counts */
    ck_assert_uint_eq(told, 1);
}
END_TEST

START_TEST(test_heat_is_lost_with_use) {
    collide(still_busy);
    unsigned uses = 0, before;
    do {
        before = told;
        set(owner, &y, ++uses, HERE);
        ck_assert_uint_lt(uses, 1000000);
    } while (told > before);
    ck_assert_uint_gt(uses, 100); /* one wait is remembered for a while */
    collide(still_busy);
    set(owner, &y, 0, HERE);
    ck_assert_uint_eq(told, before + 1);
}
END_TEST

START_TEST(test_short_wait_leaves_it_cold) {
    for (unsigned before = told - 1;
         told != before;) { /* what the tests before this one have left */
        before = told;
        set(owner, &y, 1, HERE);
    }
    told = 0;
    collide(commit_at_once);
    set(owner, &y, 1, HERE);
    ck_assert_uint_eq(told, 0);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("heat");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_long_wait_heats_the_place);
    tcase_add_test(tests, test_heat_is_lost_with_use);
    tcase_add_test(tests, test_short_wait_leaves_it_cold);
    return run_tests(tests);
}
