/* stm/action.c: actions at the end, memory allocated and retired, names. */
#include <pthread.h>
#include <string.h>

#include "support.h"

static stm_tx *tx;
static char trace[32];

static void note(void *arg) { strncat(trace, arg, sizeof trace - strlen(trace) - 1); }

static void setup(void) {
    tx = stm_thread_attach();
    trace[0] = '\0';
}

static void teardown(void) { stm_thread_detach(tx); }

START_TEST(test_order) {
    stm_begin(tx);
    stm_on_commit(tx, note, "a");
    stm_on_abort(tx, note, "x");
    stm_on_commit(tx, note, "b");
    ck_assert(stm_commit(tx));
    ck_assert_str_eq(trace, "ab");
    trace[0] = '\0';
    stm_begin(tx);
    stm_on_abort(tx, note, "x");
    stm_on_commit(tx, note, "a");
    stm_on_abort(tx, note, "y");
    stm_abort(tx);
    ck_assert_str_eq(trace, "yx");
    stm_begin(tx);
    ck_assert(stm_commit(tx));
    ck_assert_str_eq(trace, "yx");
}
END_TEST

static void again(void *arg) {
    note(arg);
    stm_begin(tx);
    stm_on_commit(tx, note, "inner ");
    ck_assert(stm_commit(tx));
}

START_TEST(test_action_runs_a_transaction) {
    stm_begin(tx);
    stm_on_commit(tx, again, "outer ");
    stm_on_commit(tx, note, "end");
    ck_assert(stm_commit(tx));
    ck_assert_str_eq(trace, "outer inner end");
}
END_TEST

START_TEST(test_new) {
    stm_begin(tx);
    cell *c = stm_new(tx, sizeof *c);
    ck_assert_uint_eq((uintptr_t)c % 16, 0);
    ck_assert_uint_eq(c->value, 0);
    ck_assert_int_eq(stm_write(tx, &c->header, 1), STM_FRESH);
    ck_assert(stm_commit(tx));
    stm_begin(tx);
    ck_assert_int_eq(stm_write(tx, &c->header, 1), STM_OWNED);
    stm_free(tx, c);
    stm_abort(tx); /* so it stays */
    ck_assert_uint_eq(c->value, 0);
    stm_begin(tx);
    stm_free(tx, c);
    ck_assert(stm_commit(tx));
    ck_assert_ptr_null(stm_new(tx, SIZE_MAX - 3));
}
END_TEST

START_TEST(test_names) {
    static const char name[] = "transfer";
    for (int i = 0; i < 3; i++) {
        stm_begin(tx);
        stm_name(tx, name);
        stm_abort(tx);
    }
    stm_begin(tx);
    stm_name(tx, name);
    ck_assert(stm_commit(tx));
    stm_name_stats stats[4];
    ck_assert_uint_eq(stm_names(stats, 4), 1);
    ck_assert_ptr_eq(stats[0].name, name);
    ck_assert_uint_eq(stats[0].commits, 1);
    ck_assert_uint_eq(stats[0].aborts, 3);
    ck_assert_uint_eq(stats[0].worst, 4);
}
END_TEST

/* Threads replace and free one shared object; readers follow the pointer. */
typedef struct root {
    alignas(16) stm_object header;
    cell *current;
} root;

static root shared;
static _Atomic(uint32_t) x_stop;

static bool replace(stm_tx *t, void *arg) {
    cell *old, *fresh = stm_new(t, sizeof *fresh);
    uint64_t v;
    (void)arg;
    if (!stm_get(t, &shared.header, &shared.current, &old) || !get(t, old, &v, 1) ||
        !put(t, fresh, v + 1, 2) || !stm_set(t, &shared.header, &shared.current, fresh))
        return false;
    stm_free(t, old);
    return true;
}

static void *worker(void *arg) {
    stm_tx *t = stm_thread_attach();
    while (!load_rlx(&x_stop)) {
        stm_run(t, replace, nullptr);
        ++*(uint64_t *)arg;
    }
    stm_thread_detach(t);
    return nullptr;
}

START_TEST(test_retirement) {
    enum { THREADS = 3 };
    stm_thread_detach(tx);
    stm_init(&(stm_config){.time_every = 1}); /* with liburcu */
    tx = stm_thread_attach();
    shared.current = stm_new(tx, sizeof(cell));
    pthread_t threads[THREADS];
    uint64_t counts[THREADS] = {};
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], nullptr, worker, &counts[i]);
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, nullptr);
    store_rlx(&x_stop, 1);
    uint64_t sum = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], nullptr);
        sum += counts[i];
    }
    ck_assert_uint_eq(load_acq(&shared.current->value), sum);
    stm_reclaim(tx);
    stm_begin(tx);
    stm_free(tx, shared.current);
    ck_assert(stm_commit(tx));
    stm_reclaim(tx);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("action");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_order);
    tcase_add_test(tests, test_action_runs_a_transaction);
    tcase_add_test(tests, test_new);
    tcase_add_test(tests, test_names);
    tcase_add_test(tests, test_retirement);
    return run_tests(tests);
}
