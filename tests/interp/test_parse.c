/* interp/parse*.c: what the comparison with python3.11 (tests/syntax) does not ask for. */
#include "front_support.h"

static const ast_const *constant_of(const ast_mod *mod) {
    return &ast_as_Constant(ast_as_Expression(mod->root)->body)->value;
}

START_TEST(test_constants) {
    arena a;
    parse_error err;
    arena_init(&a, 0);
    const ast_const *c = constant_of(parse_text(&a, "9223372036854775807", PARSE_EVAL, 0, &err));
    ck_assert(c->kind == AST_CONST_INT && c->i == INT64_MAX);
    c = constant_of(parse_text(&a, "0x8000_0000_0000_0000", PARSE_EVAL, 0, &err));
    ck_assert(c->kind == AST_CONST_BIGINT && c->base == 16);
    ck_assert_str_eq(c->text, "8000000000000000");
    c = constant_of(parse_text(&a, "'\\ud800\\0x'", PARSE_EVAL, 0, &err));
    ck_assert(c->kind == AST_CONST_STR && !c->ascii);
    ck_assert_uint_eq(c->len, 5);
    ck_assert_mem_eq(c->text, "\xED\xA0\x80\0x", 5);
    c = constant_of(parse_text(&a, "1_0.5e-1j", PARSE_EVAL, 0, &err));
    ck_assert(c->kind == AST_CONST_COMPLEX && c->im == 1.05);
    arena_release(&a);
}
END_TEST

START_TEST(test_soft_keywords_are_names) {
    static const char *const texts[] = {"match = 1",       "match.x(1)", "match[a:b]",
                                        "match(a, b)",     "match * a",  "case = _ = match",
                                        "print(match, -1)"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        arena a;
        parse_error err;
        arena_init(&a, 0);
        ast_mod *mod = parse_text(&a, texts[i], PARSE_EXEC, 0, &err);
        ck_assert_ptr_nonnull(mod);
        ck_assert_int_ne(only_statement(mod)->kind, AST_Match);
        arena_release(&a);
    }
}
END_TEST

START_TEST(test_warnings) {
    arena a;
    parse_error err;
    arena_init(&a, 0);
    ast_mod *mod =
        parse_text(&a, "x = '\\d'\nwith ('\\w'): pass\n1if x else y", PARSE_EXEC, 0, &err);
    int n = 0;
    for (const ast_warning *w = mod->warnings; w; w = w->next)
        n++;
    ck_assert_int_eq(n, 3);
    arena_release(&a);
}
END_TEST

/* Depth ends in an error, never in a crash. */
START_TEST(test_depth) {
    static const char *const pieces[] = {
        "(",  "[",   "{1:", "-",   "not ", "lambda:", "x if y else ", "f(",
        "a[", "2**", "~",   "f'{", "x.",   "*",       "await "};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        enum { DEEP = 10000 };
        size_t len = strlen(pieces[i]);
        char *text = malloc(len * DEEP + 1);
        for (size_t k = 0; k < DEEP; k++)
            memcpy(text + k * len, pieces[i], len);
        text[len * DEEP] = '\0';
        arena a;
        parse_error err;
        arena_init(&a, 0);
        ck_assert_ptr_null(parse_text(&a, text, PARSE_EXEC, 0, &err));
        ck_assert_int_ne(err.kind, PARSE_OK);
        arena_release(&a);
        free(text);
    }
}
END_TEST

START_TEST(test_incomplete) {
    static const struct {
        const char *text;
        bool incomplete;
    } cases[] = {
        {"x = (", true},
        {"def f():\n", true},
        {"if x:", true},
        {"'''abc", true},
        {"x = 1 +", true},
        {"x y", true},
        {"class A(B,", true},
        {"for", true},
        {"", true},
        {"if 1:\n  pass", true},
        {"if 1:\n  pass\n", false},
        {"@a\n", true},
        {"x = 'abc", true},
        {"x \\\n", true},
        {"x \\", false},
        {"a b c(", false},
        {"1 +\n", false},
        {"]", false},
        {"if x:\n  y\n z", false},
        {"f'{", true},
        {"# c\n", true},
        {"match x:\n", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        arena a;
        parse_error err;
        arena_init(&a, 0);
        (void)!parse_text(&a, cases[i].text, PARSE_SINGLE,
                          PARSE_DONT_IMPLY_DEDENT | PARSE_ALLOW_INCOMPLETE, &err);
        ck_assert_msg(err.incomplete == cases[i].incomplete, "%s", cases[i].text);
        arena_release(&a);
    }
}
END_TEST

START_TEST(test_modes) {
    arena a;
    parse_error err;
    arena_init(&a, 0);
    ast_mod *mod = parse_text(&a, "(int, *str, **Any) -> float", PARSE_FUNC_TYPE, 0, &err);
    ck_assert_int_eq(ast_as_FunctionType(mod->root)->argtypes->n, 3);
    ck_assert_ptr_nonnull(parse_text(&a, "if x:\n  y\n", PARSE_SINGLE, 0, &err));
    ck_assert_ptr_null(parse_text(&a, "x = 1", PARSE_EVAL, 0, &err));
    arena_release(&a);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("parse");
    tcase_add_test(tests, test_constants);
    tcase_add_test(tests, test_soft_keywords_are_names);
    tcase_add_test(tests, test_warnings);
    tcase_add_test(tests, test_depth);
    tcase_add_test(tests, test_incomplete);
    tcase_add_test(tests, test_modes);
    return run_front_tests(tests);
}
