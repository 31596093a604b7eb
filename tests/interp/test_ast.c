/* interp/ast.h and arena.h: identifiers, the class table, memory limits. */
#include "front_support.h"

START_TEST(test_intern) {
    arena a;
    ast_names names;
    arena_init(&a, 0);
    ck_assert(ast_names_init(&names, &a));
    const ast_ident *first = ast_intern_cstr(&names, "alpha");
    for (int i = 0; i < 5000; i++) {
        char text[16];
        snprintf(text, sizeof text, "n%d", i);
        ck_assert_ptr_ne(ast_intern_cstr(&names, text), first);
    }
    ck_assert_ptr_eq(ast_intern(&names, "alphabet", 5), first);
    ck_assert_uint_eq(first->id, 0);
    ck_assert_uint_eq(names.count, 5001);
    arena_release(&a);
}
END_TEST

START_TEST(test_class_table) {
    const ast_class_info *binop = &ast_classes[AST_BinOp];
    ck_assert_str_eq(binop->name, "BinOp");
    ck_assert_int_eq(binop->n_fields, 3);
    ck_assert_str_eq(binop->fields[1].type, "operator");
    ck_assert(binop->attributes && !ast_classes[AST_comprehension].attributes);
    ck_assert_str_eq(ast_enum_name(&ast_classes[AST_Compare].fields[1], AST_NotIn), "NotIn");
}
END_TEST

START_TEST(test_new_node_has_empty_sequences) {
    arena a;
    arena_init(&a, 0);
    ast_node *n = ast_new(&a, AST_FunctionDef);
    ck_assert_int_eq(ast_as_FunctionDef(n)->decorator_list->n, 0);
    ck_assert_int_eq(ast_as_FunctionDef(n)->body->n, 0);
    arena_release(&a);
}
END_TEST

/* However little memory there is, a parse ends with MemoryError and releases everything. */
START_TEST(test_memory_limit) {
    const char *text =
        "def f(a, *b, c=1):\n    return f'{a!r:>{b}}' + 'x\\n' 'y'\nwith (a as b): pass\n"
        "match a:\n    case {'k': [x, *_]}: pass\nx = {1: 2, **c}\ny z\n";
    for (size_t limit = 1000; limit < 120000; limit += 500) {
        arena a;
        parse_error err;
        arena_init(&a, limit);
        ck_assert_ptr_null(parse_text(&a, text, PARSE_EXEC, 0, &err));
        ck_assert(err.kind == PARSE_MEMORY_ERROR || err.kind == PARSE_SYNTAX_ERROR);
        arena_release(&a);
    }
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("ast");
    tcase_add_test(tests, test_intern);
    tcase_add_test(tests, test_class_table);
    tcase_add_test(tests, test_new_node_has_empty_sequences);
    tcase_add_test(tests, test_memory_limit);
    return run_front_tests(tests);
}
