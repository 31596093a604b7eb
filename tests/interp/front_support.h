/* front_support.h - shared by the unit tests of the front end. */
#ifndef KRAIT_TESTS_INTERP_FRONT_SUPPORT_H
#define KRAIT_TESTS_INTERP_FRONT_SUPPORT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "interp/parse.h"

static inline ast_mod *parse_text(arena *a, const char *text, parse_mode mode, unsigned flags,
                                  parse_error *err) {
    return parse_module(a, text, strlen(text), "<test>", mode, flags | PARSE_SOURCE_IS_UTF8, err);
}

/* The only statement of a module. */
static inline ast_node *only_statement(const ast_mod *mod) {
    ast_seq *body = ast_as_Module(mod->root)->body;
    ck_assert_int_eq(body->n, 1);
    return body->items[0];
}

static inline int run_front_tests(TCase *tests) {
    Suite *suite = suite_create("front end");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
