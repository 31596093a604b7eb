/* interp/lex*.c: tokens and their places, decoding. */
#include "front_support.h"
#include "interp/lex.h"

typedef struct fixture {
    arena a;
    ast_names names;
    lex_source source;
    lex_tokens tokens;
    parse_error err;
} fixture;

static void tokenise(fixture *f, const char *bytes, unsigned flags) {
    memset(f, 0, sizeof *f);
    arena_init(&f->a, 0);
    ck_assert(ast_names_init(&f->names, &f->a) && lex_intern_keywords(&f->names));
    ck_assert(lex_decode(&f->a, bytes, strlen(bytes), "t", PARSE_EXEC, flags, &f->source, &f->err));
    ck_assert(lex_tokenise(&f->source, &f->names, PARSE_EXEC, 0, (lex_place){.first_line = 1},
                           &f->tokens));
}

static void done(fixture *f) {
    lex_release(&f->tokens);
    arena_release(&f->a);
}

static void check_kinds(const char *text, const lex_kind *kinds) {
    fixture f;
    tokenise(&f, text, PARSE_SOURCE_IS_UTF8);
    for (int i = 0; i < f.tokens.n; i++)
        ck_assert_int_eq(f.tokens.items[i].kind, kinds[i]);
    done(&f);
}

START_TEST(test_kinds) {
    check_kinds("if x:\n  y\n", (lex_kind[]){LEX_IF, LEX_NAME, LEX_COLON, LEX_NEWLINE, LEX_INDENT,
                                             LEX_NAME, LEX_NEWLINE, LEX_DEDENT, LEX_END});
    check_kinds("a**=b//c", (lex_kind[]){LEX_NAME, LEX_DOUBLESTAREQUAL, LEX_NAME, LEX_DOUBLESLASH,
                                         LEX_NAME, LEX_NEWLINE, LEX_END});
    check_kinds("rb'x' f''", (lex_kind[]){LEX_STRING, LEX_STRING, LEX_NEWLINE, LEX_END});
    check_kinds("(\n1\n)", (lex_kind[]){LEX_LPAR, LEX_NUMBER, LEX_RPAR, LEX_NEWLINE, LEX_END});
}
END_TEST

START_TEST(test_places) {
    fixture f;
    tokenise(&f, "x = '''a\nb''' + y", PARSE_SOURCE_IS_UTF8);
    const lex_token *t = &f.tokens.items[2];
    ck_assert_int_eq(t->lineno, 1);
    ck_assert_int_eq(t->col, 4);
    ck_assert_int_eq(t->end_lineno, 2);
    ck_assert_int_eq(t->end_col, 4);
    done(&f);
}
END_TEST

START_TEST(test_error_is_a_token) {
    fixture f;
    tokenise(&f, "x = 1\ny = 'abc", PARSE_SOURCE_IS_UTF8);
    ck_assert_int_eq(f.tokens.items[f.tokens.n - 1].kind, LEX_ERROR);
    ck_assert_str_eq(f.tokens.error.message, "unterminated string literal (detected at line 2)");
    ck_assert_int_eq(f.tokens.error.offset, 5);
    done(&f);
}
END_TEST

START_TEST(test_identifiers_are_normalised) {
    fixture f;
    tokenise(&f, "\xEF\xAC\x81 = fi", PARSE_SOURCE_IS_UTF8);
    ck_assert_ptr_eq(f.tokens.items[0].name, f.tokens.items[2].name);
    done(&f);
}
END_TEST

START_TEST(test_encodings) {
    fixture f;
    tokenise(&f, "# coding: latin-1\nx = '\xE9'", 0);
    ck_assert_ptr_nonnull(strstr(f.source.text, "\xC3\xA9"));
    done(&f);
    tokenise(&f, "a\r\nb\rc", 0);
    ck_assert_str_eq(f.source.text, "a\nb\nc\n");
    done(&f);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("lex");
    tcase_add_test(tests, test_kinds);
    tcase_add_test(tests, test_places);
    tcase_add_test(tests, test_error_is_a_token);
    tcase_add_test(tests, test_identifiers_are_normalised);
    tcase_add_test(tests, test_encodings);
    return run_front_tests(tests);
}
