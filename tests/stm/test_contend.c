/* stm/contend.c: who waits, who dies, hand-off, starvation, the token. */
#include "support.h"

static stm_tx *older, *younger;
static cell x, y;
static bool step_result;

static void setup(void) {
    older = stm_thread_attach();
    younger = stm_thread_attach();
    x = y = (cell){};
    install_idle_hook();
    stm_hotspots_reset();
    stm_begin(older); /* takes the lower slot: older among equals */
}

static void teardown(void) {
    stm_hooks_install(nullptr);
    stm_thread_detach(older);
    stm_thread_detach(younger);
}

static void commit_older(void) { step_result = stm_commit(older); }

START_TEST(test_younger_waits) {
    ck_assert(put(older, &x, 1, 11));
    stm_begin(younger);
    when_idle = commit_older;
    ck_assert(put(younger, &x, 2, 12));
    ck_assert(step_result);
    ck_assert_uint_gt(idle_turns, 0);
    ck_assert(stm_commit(younger));
    ck_assert_uint_eq(load_acq(&x.value), 2);
}
END_TEST

static void younger_polls(void) {
    if (!stm_doomed(younger)) {
        when_idle = younger_polls;
        return;
    }
    ck_assert(!stm_commit(younger));
    stm_abort(younger);
}

/* The older one takes x from the younger, who then waits for the older one's commit. */
START_TEST(test_wound_and_hand_off) {
    stm_begin(younger);
    ck_assert(put(younger, &x, 5, 21));
    when_idle = younger_polls;
    ck_assert(put(older, &x, 1, 22));
    idle_turns = 0;
    when_idle = commit_older;
    stm_begin(younger);
    ck_assert_uint_eq(idle_turns, 1); /* held back until then */
    ck_assert(step_result);
    ck_assert(put(younger, &x, 2, 21));
    ck_assert(stm_commit(younger));
    ck_assert_uint_eq(load_acq(&x.value), 2);

    stm_hotspot spots[4];
    size_t n = stm_hotspots(spots, 4);
    bool found = false;
    for (size_t i = 0; i < n; i++)
        if (spots[i].kind == STM_DOOMED) {
            found = true;
            ck_assert_uint_eq(spots[i].winner, 22);
            ck_assert_uint_eq(spots[i].loser, 21);
            ck_assert_uint_eq(spots[i].object, (uintptr_t)&x);
            ck_assert_uint_eq(spots[i].aborts, 1);
        }
    ck_assert(found);
}
END_TEST

/* A doom for a transaction that is over hits nobody. */
START_TEST(test_late_doom) {
    stm_begin(younger);
    uint64_t low = stm_stamp_serial(younger->mine);
    ck_assert(stm_commit(younger));
    store_rel(&younger->slot->x_doom, low << STM_DOOM_SHIFT);
    stm_begin(younger);
    ck_assert(!stm_doomed(younger));
    ck_assert(stm_commit(younger));
    ck_assert(stm_commit(older));
}
END_TEST

START_TEST(test_younger_validation_gives_up) {
    uint64_t v;
    stm_begin(younger);
    ck_assert(get(younger, &x, &v, 31));
    ck_assert(put(younger, &y, 1, 32));
    ck_assert(put(older, &x, 1, 33));
    ck_assert(!stm_commit(younger));
    ck_assert_uint_eq(idle_turns, 0);
    stm_abort(younger);
    when_idle = commit_older;
    stm_begin(younger);
    ck_assert_uint_eq(idle_turns, 1);
    ck_assert(stm_commit(younger));
}
END_TEST

/* The older one's validation waits for the younger owner to be out of the way. */
START_TEST(test_older_validation_waits) {
    uint64_t v;
    ck_assert(get(older, &x, &v, 41));
    ck_assert(put(older, &y, 1, 42));
    stm_begin(younger);
    ck_assert(put(younger, &x, 9, 43));
    when_idle = younger_polls;
    ck_assert(stm_commit(older));
    ck_assert_uint_eq(load_acq(&x.value), 0);
}
END_TEST

START_TEST(test_age_is_kept) {
    stm_begin(younger);
    uint64_t age = younger->age;
    stm_condemn(younger); /* advances the clock */
    stm_abort(younger);
    stm_begin(younger);
    ck_assert_uint_eq(younger->age, age);
    ck_assert(stm_commit(younger));
    stm_begin(younger);
    ck_assert_uint_gt(younger->age, age);
    ck_assert(stm_commit(younger));
    ck_assert(stm_commit(older));
}
END_TEST

START_TEST(test_starved_reads_acquire) {
    uint64_t v;
    for (int i = 0; i < 8; i++) {
        stm_begin(younger);
        ck_assert(get(younger, &x, &v, 51));
        ck_assert(!stm_mine(younger, stamp_of(&x)));
        stm_condemn(younger);
        stm_abort(younger);
    }
    stm_begin(younger);
    ck_assert(get(younger, &x, &v, 51));
    ck_assert(stm_mine(younger, stamp_of(&x)));
    ck_assert(stm_commit(younger));
    stm_begin(younger);
    ck_assert(get(younger, &x, &v, 51));
    ck_assert(!stm_mine(younger, stamp_of(&x)));
    ck_assert(stm_commit(younger));
    ck_assert(stm_commit(older));
}
END_TEST

static void commit_younger(void) { step_result = stm_commit(younger); }

/* An irrevocable transaction is older than everyone and cannot be doomed. */
START_TEST(test_irrevocable_wins) {
    stm_begin(younger);
    ck_assert(put(younger, &x, 3, 61));
    ck_assert(stm_irrevocable(younger, 62));
    when_idle = commit_younger;
    ck_assert(put(older, &x, 4, 63));
    ck_assert(step_result);
    ck_assert(stm_commit(older));
    ck_assert_uint_eq(load_acq(&x.value), 4);
}
END_TEST

/* While it is asked for, the next transactions are as old as the one before. */
START_TEST(test_age_over_several_transactions) {
    stm_age_keep(older, true);
    uint64_t age = older->age;
    ck_assert(stm_commit(older));
    add_rlx(&stm_x_clock, 1);
    stm_begin(older);
    ck_assert_uint_eq(older->age, age);
    stm_age_keep(older, false);
    ck_assert(stm_commit(older));
    stm_begin(older);
    ck_assert_uint_gt(older->age, age);
    ck_assert(stm_commit(older));
}
END_TEST

START_TEST(test_one_token) {
    step_result = false;
    ck_assert(stm_irrevocable(older, 71));
    stm_begin(younger);
    when_idle = commit_older;
    ck_assert(stm_irrevocable(younger, 72));
    ck_assert(step_result);
    ck_assert(stm_commit(younger));
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("contend");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_younger_waits);
    tcase_add_test(tests, test_wound_and_hand_off);
    tcase_add_test(tests, test_late_doom);
    tcase_add_test(tests, test_younger_validation_gives_up);
    tcase_add_test(tests, test_older_validation_waits);
    tcase_add_test(tests, test_age_is_kept);
    tcase_add_test(tests, test_starved_reads_acquire);
    tcase_add_test(tests, test_irrevocable_wins);
    tcase_add_test(tests, test_age_over_several_transactions);
    tcase_add_test(tests, test_one_token);
    return run_tests(tests);
}
