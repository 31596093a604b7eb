/* stm/manager.c: what each contention manager makes of one conflict, and that work gets done under
 * each. */
#include <pthread.h>

#include "support.h"

static stm_tx *first, *second;
static cell x, y;

static void use(const stm_manager *manager) {
    stm_init(&(stm_config){.external_qsbr = true, .time_every = 1, .seed = 1, .manager = manager});
    install_idle_hook();
}

static void setup(void) {
    first = stm_thread_attach();
    second = stm_thread_attach();
    x = y = (cell){};
    use(&stm_wound_wait);
    stm_begin(first); /* the lower slot */
}

static void teardown(void) {
    use(nullptr);
    stm_hooks_install(nullptr);
    stm_thread_detach(first);
    stm_thread_detach(second);
}

START_TEST(test_suicide_gives_up) {
    use(&stm_suicide);
    ck_assert(put(first, &x, 1, 1));
    stm_begin(second);
    ck_assert(put(second, &y, 7, 2));
    ck_assert(!put(second, &x, 2, 3));
    ck_assert(!stm_doomed(first));
    stm_abort(second);
    ck_assert_uint_eq(load_acq(&y.value), 0);
    ck_assert(stm_commit(first));
    idle_turns = 0;
    stm_begin(second); /* backs off, then runs */
    ck_assert_uint_eq(idle_turns, 1);
    ck_assert(put(second, &x, 2, 3));
    ck_assert(stm_commit(second));
}
END_TEST

/* The younger, doomed or not, waits: an older owner is never wounded. */
START_TEST(test_suicide_spares_the_younger) {
    use(&stm_suicide);
    stm_begin(second);
    ck_assert(put(second, &x, 2, 3));
    ck_assert(!put(first, &x, 1, 1)); /* older, and still the one to go */
    stm_abort(first);
    ck_assert(stm_commit(second));
}
END_TEST

static void second_polls(void) {
    if (!stm_doomed(second)) {
        when_idle = second_polls;
        return;
    }
    ck_assert(!stm_commit(second));
    stm_abort(second);
}

static void first_polls(void) {
    if (!stm_doomed(first)) {
        when_idle = first_polls;
        return;
    }
    ck_assert(!stm_commit(first));
    stm_abort(first);
}

/* Whoever has done more wins, also against an older one. */
START_TEST(test_karma_counts_work) {
    use(&stm_karma);
    static cell more[4];
    ck_assert(put(first, &x, 1, 1));
    stm_begin(second);
    for (int i = 0; i < 4; i++)
        ck_assert(put(second, &more[i], 1, 2));
    when_idle = first_polls;
    ck_assert(put(second, &x, 2, 3));
    ck_assert_uint_lt(idle_turns, 40); /* no need to wait until the wait itself weighs enough */
    ck_assert(stm_commit(second));
    ck_assert_uint_eq(stm_my_priority(first), 1); /* what the aborted attempt had done */
    stm_begin(first);
    ck_assert(put(first, &x, 1, 1));
    ck_assert(stm_commit(first));
    ck_assert_uint_eq(stm_my_priority(first), 0);
}
END_TEST

/* Who has done less waits until waiting has made up for it. */
START_TEST(test_karma_grows_by_waiting) {
    use(&stm_karma);
    static cell more[4];
    stm_begin(second);
    ck_assert(put(second, &x, 2, 3));
    for (int i = 0; i < 4; i++)
        ck_assert(put(second, &more[i], 1, 2));
    when_idle = second_polls;
    idle_turns = 0;
    ck_assert(put(first, &x, 1, 1));
    ck_assert_uint_ge(idle_turns, 32 + 5);
    ck_assert(stm_commit(first));
}
END_TEST

START_TEST(test_irrevocable_is_beyond_managers) {
    use(&stm_suicide);
    ck_assert(put(first, &x, 1, 1));
    stm_begin(second);
    ck_assert(stm_irrevocable(second, 2));
    when_idle = first_polls;
    ck_assert(put(second, &x, 2, 3));
    ck_assert(stm_commit(second));
}
END_TEST

enum { THREADS = 4, INCREMENTS = 2000 };

static bool increment(stm_tx *tx, void *arg) {
    (void)arg;
    uint64_t v;
    return get(tx, &x, &v, 1) && put(tx, &y, v, 2) && put(tx, &x, v + 1, 3);
}

static void *count(void *arg) {
    (void)arg;
    stm_tx *tx = stm_thread_attach();
    for (int i = 0; i < INCREMENTS; i++)
        ck_assert(stm_run(tx, increment, nullptr) == STM_OK);
    stm_thread_detach(tx);
    return nullptr;
}

START_TEST(test_work_gets_done) {
    ck_assert(stm_commit(first));
    use(stm_managers[_i]);
    stm_hooks_install(nullptr);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], nullptr, count, nullptr);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], nullptr);
    ck_assert_uint_eq(load_acq(&x.value), THREADS * INCREMENTS);
}
END_TEST

static stm_verdict meet_second(unsigned turn, uint64_t waited_ns) {
    return stm_wound_wait.meet(first, &(stm_rival){.slot = stm_stamp_slot(second->mine),
                                                   .serial = stm_stamp_serial(second->mine),
                                                   .turn = turn,
                                                   .waited_ns = waited_ns});
}

/* The older one waits as long as the owner's transactions usually last. */
START_TEST(test_wound_after_the_usual_time) {
    for (int i = 0; i < 100; i++)
        set(second, &x, 1, 1);
    uint64_t usual = stm_usual_ns(stm_stamp_slot(second->mine));
    ck_assert_uint_gt(usual, 0);
    stm_begin(second);
    ck_assert_int_eq(meet_second(0, usual), STM_WAIT); /* still spinning */
    ck_assert_int_eq(meet_second(50, usual - 1), STM_WAIT);
    ck_assert_int_eq(meet_second(50, usual), STM_WOUND);
    ck_assert(stm_commit(second));
    ck_assert(stm_commit(first));
}
END_TEST

static stm_verdict met_in_a_circle;

static void second_is_met(void) {
    met_in_a_circle = meet_second(50, 0);
    stm_condemn(second); /* ends its wait */
}

/* An owner that waits for the older one in turn would never be through. */
START_TEST(test_wound_at_once_in_a_circle) {
    static cell z;         /* one that nobody has waited for */
    set(second, &y, 1, 1); /* has a usual time */
    ck_assert(put(first, &z, 1, 1));
    stm_begin(second);
    ck_assert_int_eq(meet_second(50, 0), STM_WAIT);
    when_idle = second_is_met;
    ck_assert(!put(second, &z, 2, 2));
    ck_assert_int_eq(met_in_a_circle, STM_WOUND);
    stm_abort(second);
    ck_assert(stm_commit(first));
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("manager");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_suicide_gives_up);
    tcase_add_test(tests, test_suicide_spares_the_younger);
    tcase_add_test(tests, test_karma_counts_work);
    tcase_add_test(tests, test_karma_grows_by_waiting);
    tcase_add_test(tests, test_irrevocable_is_beyond_managers);
    tcase_add_test(tests, test_wound_after_the_usual_time);
    tcase_add_test(tests, test_wound_at_once_in_a_circle);
    tcase_add_loop_test(tests, test_work_gets_done, 0, 3);
    return run_tests(tests);
}
