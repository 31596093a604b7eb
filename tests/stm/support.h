/* What the tests of stm/ share: a cell, whole-transaction helpers, and a runner.
 *
 * Several descriptors may live in one test thread (the library is initialised with external_qsbr),
 * so that a test writes down an interleaving step by step. Where a step would wait for another
 * descriptor, the idle hook plays the other one's next step.
 *
 * Each test is a process of its own: one that fails leaves transactions in flight, and another would
 * wait for what they own.
 */
#ifndef TESTS_STM_SUPPORT_H
#define TESTS_STM_SUPPORT_H

#include <check.h>
#include <stdlib.h>

#include "stm/stm.h"

typedef struct cell {
    alignas(16) stm_object header;
    _Atomic(uint64_t) value;
} cell;

/* What to do at the next idle turn of a waiting descriptor; cleared once called. */
[[maybe_unused]] static void (*when_idle)(void);
[[maybe_unused]] static unsigned idle_turns;

[[maybe_unused]] static void idle_hook(void *ctx, stm_tx *tx, uint64_t ns) {
    (void)ctx, (void)tx, (void)ns;
    ck_assert_msg(++idle_turns < 100000, "waited too long");
    void (*step)(void) = when_idle;
    when_idle = nullptr;
    if (step) step();
}

[[maybe_unused]] static bool get(stm_tx *tx, cell *c, uint64_t *out, stm_site site) {
    uint64_t h;
    do {
        if (!stm_read_open_at(tx, &c->header, &h, site)) return false;
        *out = load_acq(&c->value);
    } while (!stm_read_close(tx, &c->header, h, site));
    return true;
}

[[maybe_unused]] static bool put(stm_tx *tx, cell *c, uint64_t value, stm_site site) {
    switch (stm_write(tx, &c->header, site)) {
    case STM_CONFLICT: return false;
    case STM_OWNED: stm_undo_log(tx, &c->value); [[fallthrough]];
    case STM_FRESH: store_rel(&c->value, value);
    }
    return true;
}

/* One transaction that only writes; must not meet a conflict. */
[[maybe_unused]] static void set(stm_tx *tx, cell *c, uint64_t value, stm_site site) {
    stm_begin(tx);
    ck_assert(put(tx, c, value, site));
    ck_assert(stm_commit(tx));
}

[[maybe_unused]] static uint64_t stamp_of(const cell *c) { return load_acq(&c->header.x_stamp); }

[[maybe_unused]] static void install_idle_hook(void) {
    stm_hooks_install(&(stm_hooks){.idle = idle_hook});
    idle_turns = 0;
    when_idle = nullptr;
}

static void init_library(void) {
    stm_init(&(stm_config){.external_qsbr = true, .time_every = 1, .seed = 1});
}

enum { TEST_SECONDS = 60 }; /* the limit of one test: it hangs */

static int run_tests(TCase *tests) {
    init_library();
    tcase_set_timeout(tests, TEST_SECONDS);
    Suite *suite = suite_create("stm");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
