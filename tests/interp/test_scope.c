/* interp/scope*.c: what the compiler asks; whole tables are compared in tests/syntax. */
#include "front_support.h"
#include "interp/scope.h"

static scope_table *table_of(arena *a, const char *text, ast_mod **mod, parse_error *err) {
    *mod = parse_text(a, text, PARSE_EXEC, 0, err);
    ck_assert_ptr_nonnull(*mod);
    return scope_build(*mod, 0, err);
}

static scope_resolution look(ast_mod *mod, const scope_entry *e, const char *name) {
    return scope_lookup(e, ast_intern_cstr(&mod->names, name));
}

START_TEST(test_closure) {
    arena a;
    parse_error err;
    ast_mod *mod;
    arena_init(&a, 0);
    scope_table *t =
        table_of(&a, "def f(p, *q, r):\n    x = y = 1\n    def g(): return x, p, z\n", &mod, &err);
    scope_entry *f = scope_of(t, only_statement(mod)), *g = f->children[0];
    ck_assert_int_eq(look(mod, f, "x"), SCOPE_CELL);
    ck_assert_int_eq(look(mod, f, "y"), SCOPE_LOCAL);
    ck_assert_int_eq(look(mod, g, "x"), SCOPE_FREE);
    ck_assert_int_eq(look(mod, g, "z"), SCOPE_GLOBAL_IMPLICIT);
    ck_assert_int_eq(look(mod, g, "nowhere"), SCOPE_UNKNOWN);
    ck_assert_int_eq(f->n_params, 3);
    ck_assert_str_eq(f->varnames[1]->utf8, "r");
    ck_assert_str_eq(f->varnames[2]->utf8, "q");
    ck_assert_int_eq(g->n_freevars, 2);
    ck_assert_str_eq(g->freevars[0]->utf8, "p");
    arena_release(&a);
}
END_TEST

START_TEST(test_class) {
    arena a;
    parse_error err;
    ast_mod *mod;
    arena_init(&a, 0);
    scope_table *t = table_of(
        &a, "class C:\n    __x = 1\n    def m(self): return super().m(self.__x)\n", &mod, &err);
    scope_entry *c = scope_of(t, only_statement(mod)), *m = c->children[0];
    ck_assert(c->needs_class_closure);
    ck_assert_str_eq(c->cellvars[0]->utf8, "__class__");
    ck_assert_int_eq(look(mod, c, "_C__x"), SCOPE_LOCAL);
    ck_assert_int_eq(look(mod, m, "__class__"), SCOPE_FREE);
    arena_release(&a);
}
END_TEST

START_TEST(test_comprehension) {
    arena a;
    parse_error err;
    ast_mod *mod;
    arena_init(&a, 0);
    scope_table *t = table_of(&a, "def f(y):\n    return [z := x for x in y]\n", &mod, &err);
    scope_entry *f = scope_of(t, only_statement(mod)), *comp = f->children[0];
    ck_assert_str_eq(comp->varnames[0]->utf8, ".0");
    ck_assert_int_eq(look(mod, f, "z"), SCOPE_CELL);
    ck_assert_int_eq(look(mod, comp, "z"), SCOPE_FREE);
    ck_assert_int_eq(comp->comprehension, AST_ListComp);
    arena_release(&a);
}
END_TEST

START_TEST(test_mangle) {
    static const char *const cases[][3] = {
        {"C", "__x", "_C__x"}, {"__C", "__x", "_C__x"}, {"C", "__x__", "__x__"},
        {"C", "_x", "_x"},     {"__", "__x", "__x"},    {"C", "__a.b", "__a.b"},
    };
    arena a;
    ast_names names;
    arena_init(&a, 0);
    ck_assert(ast_names_init(&names, &a));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const ast_ident *m = scope_mangle(&names, ast_intern_cstr(&names, cases[i][0]),
                                          ast_intern_cstr(&names, cases[i][1]));
        ck_assert_str_eq(m->utf8, cases[i][2]);
    }
    arena_release(&a);
}
END_TEST

START_TEST(test_future) {
    arena a;
    parse_error err;
    unsigned features;
    int line;
    arena_init(&a, 0);
    ast_mod *mod = parse_text(&a, "'doc'\nfrom __future__ import annotations, division\n",
                              PARSE_EXEC, 0, &err);
    ck_assert(scope_future(mod, &features, &line, &err));
    ck_assert_uint_eq(features, SCOPE_FUTURE_ANNOTATIONS | SCOPE_FUTURE_DIVISION);
    ck_assert_int_eq(line, 2);
    arena_release(&a);
}
END_TEST

START_TEST(test_too_deep) {
    enum { TERMS = 4000 };
    arena a;
    parse_error err;
    ast_mod *mod;
    char *text = malloc(TERMS * 2);
    for (int i = 0; i < TERMS; i++)
        memcpy(text + 2 * i, "1+", 2);
    text[TERMS * 2 - 1] = '\0';
    arena_init(&a, 0);
    ck_assert_ptr_null(table_of(&a, text, &mod, &err));
    ck_assert_int_eq(err.kind, PARSE_RECURSION_ERROR);
    arena_release(&a);
    free(text);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("scope");
    tcase_add_test(tests, test_closure);
    tcase_add_test(tests, test_class);
    tcase_add_test(tests, test_comprehension);
    tcase_add_test(tests, test_mangle);
    tcase_add_test(tests, test_future);
    tcase_add_test(tests, test_too_deep);
    return run_front_tests(tests);
}
