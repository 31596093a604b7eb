/* test_code.c - code objects: from source to rt_code, positions, the registry, attributes, constants, SyntaxError. */
#include "tests/runtime/class_fixture.h"

#include "interp/compile.h"
#include "runtime/objects/number.h"
#include "runtime/objects/tuple.h"

static void setup(void) {
    class_fixture();
    rt_type_ready(T, &vm_code_type);
}

static Value compile_text(const char *text, int optimize) {
    return comp_compile_source(T, text, strlen(text), str("test.py"), PARSE_EXEC, 0, optimize);
}

/* The code of the first function of a program. */
static Value function_code(const char *text) {
    const rt_code *module = vm_as_code(ok(compile_text(text, 0)));
    for (uint32_t i = 0; i < module->nconsts; i++)
        if (rt_is_exact(module->consts[i], &vm_code_type)) return module->consts[i];
    ck_abort_msg("no function");
}

START_TEST(sound_without_registers) {
    uint32_t pc;
    const char *const programs[] = {"", "pass\n", "raise\n", "def f(): raise\n"};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        ck_assert_ptr_null(vm_code_flaw(vm_as_code(ok(compile_text(programs[i], 0))), &pc));
}
END_TEST

START_TEST(attributes) {
    Value f =
        function_code("def f(a, /, b, *c, d, **e):\n 'doc'\n x = print(a.y, 1.5)\n return x\n");
    is_repr(attr(f, "co_varnames"), "('a', 'b', 'd', 'c', 'e', 'x')");
    is_repr(attr(f, "co_names"), "('print', 'y')");
    is_repr(attr(f, "co_consts"), "('doc', 1.5)");
    is_int(attr(f, "co_argcount"), 2);
    is_int(attr(f, "co_posonlyargcount"), 1);
    is_int(attr(f, "co_kwonlyargcount"), 1);
    is_int(attr(f, "co_nlocals"), 6);
    is_int(attr(f, "co_firstlineno"), 1);
    is_int(attr(f, "co_flags"), CO_OPTIMIZED | CO_NEWLOCALS | CO_VARARGS | CO_VARKEYWORDS);
    is_text(attr(f, "co_filename"), "test.py");
    is_text(attr(f, "co_qualname"), "f");
    ck_assert_uint_eq(vm_as_code(f)->simple_argcount, UINT32_MAX);
}
END_TEST

START_TEST(equal_code) {
    const char *text = "def f(a):\n return a + 1\n";
    is_same(rt_compare(T, function_code(text), function_code(text), RT_EQ), RT_TRUE);
    is_same(
        rt_compare(T, function_code(text), function_code("def f(a):\n return a + 1.0\n"), RT_EQ),
        RT_FALSE);
    is_same(rt_compare(T, function_code(text), function_code("def f(b):\n return b + 1\n"), RT_EQ),
            RT_FALSE);
    is_same(ok(rt_hash(T, function_code(text))), ok(rt_hash(T, function_code(text))));
}
END_TEST

START_TEST(specialised_words_are_shown_plain) {
    Value f = function_code("def f(a, b):\n return a + b\n");
    Value before = ok(attr(f, "co_code"));
    rt_code *c = vm_as_code(f);
    ck_assert_uint_eq(c->words[1].op, OP_BINARY_ADD);
    for (uint16_t op = 0; op < VM_OP_COUNT; op++)
        if (op != OP_BINARY_ADD && vm_op_plain[op] == OP_BINARY_ADD) c->words[1].op = op;
    c->words[2].bits = 77; /* a cache */
    is_same(rt_compare(T, before, ok(attr(f, "co_code")), RT_EQ), RT_TRUE);
}
END_TEST

START_TEST(positions) {
    const rt_code *c = vm_as_code(function_code("def f(a, b):\n return (a +\n  b)\n"));
    vm_position p = vm_code_position(c, 1);
    ck_assert_int_eq(p.line, 2);
    ck_assert_int_eq(p.col, 9);
    ck_assert_int_eq(p.end_line, 3);
    ck_assert_int_eq(p.end_col, 3);
    ck_assert_int_eq(vm_code_position(c, 2).line, 2);
    ck_assert_int_eq(vm_code_position(c, 0).line, 1);
}
END_TEST

START_TEST(found_by_address) {
    const rt_code *f = vm_as_code(function_code("def f(a):\n return a.x.y\n"));
    uint32_t pc = 99;
    ck_assert_ptr_eq(vm_code_find((stm_site)(f->words + 2), &pc), f);
    ck_assert_uint_eq(pc, 2);
    ck_assert_ptr_null(vm_code_find((stm_site)&pc, &pc));
    ck_assert_ptr_null(vm_code_find(0, &pc));
    for (int i = 0; i < 50; i++)
        (void)function_code("def g(): return 1\n");
    ck_assert_ptr_eq(vm_code_find((stm_site)f->words, &pc), f);
}
END_TEST

START_TEST(constants_keep_their_types) {
    Value f = function_code(
        "def f():\n return [1, 1.0, True, 0.0, -0.0, 'a', b'a', (1, 1.0), 1 << 70, -(1 << 70)]\n");
    Value consts = ok(attr(f, "co_consts"));
    is_repr(
        consts,
        "(None, (1, 1.0, True, 0.0, -0.0, 'a', b'a', (1, 1.0), 1180591620717411303424, -1180591620717411303424))");
    Value g = function_code("def f(a):\n return a == 'name' or a.name\n");
    const rt_code *c = vm_as_code(g);
    ck_assert(rt_same(ok(rt_str_intern_cstr(T, "name")), c->consts[1]));
}
END_TEST

START_TEST(replaced) {
    Value f = function_code("def f(a):\n return 1\n"), renamed;
    Value values[] = {str("g"), rt_imm_int(9)};
    Value names = ok(rt_tuple_pack2(T, str("co_name"), str("co_firstlineno")));
    renamed = ok(rt_call_kw(T, ok(attr(f, "replace")), values, 0, names));
    is_text(attr(renamed, "co_name"), "g");
    is_int(attr(renamed, "co_firstlineno"), 9);
    is_repr(attr(renamed, "co_consts"), "(None, 1)");
    is_text(attr(f, "co_name"), "f");
}
END_TEST

static void syntax_error(const char *text, const rt_type *type, const char *details) {
    ck_assert(rt_is_null(compile_text(text, 0)));
    Value e = rt_exception_take(T);
    ck_assert_str_eq(rt_type_of(e)->name, type->name);
    Value parts[] = {attr(e, "msg"),       attr(e, "filename"), attr(e, "lineno"),
                     attr(e, "offset"),    attr(e, "text"),     attr(e, "end_lineno"),
                     attr(e, "end_offset")};
    is_repr(rt_tuple_new(T, parts, 7), details);
}

START_TEST(syntax_errors) {
    syntax_error("x = = 1\n", &rt_exc_SyntaxError,
                 "('invalid syntax', 'test.py', 1, 5, 'x = = 1\\n', 1, 6)");
    syntax_error(
        "if 1:\nx\n", &rt_exc_IndentationError,
        "(\"expected an indented block after 'if' statement on line 1\", 'test.py', 2, 1, 'x\\n', 2, 2)");
    syntax_error("return 1\n", &rt_exc_SyntaxError,
                 "(\"'return' outside function\", 'test.py', 1, 1, None, 1, 9)");
    ck_assert(rt_is_null(comp_compile_source(T, "a\0b", 3, str("x"), PARSE_EXEC, 0, 0)));
    raises(RT_NULL, &rt_exc_ValueError, "source code string cannot contain null bytes");
}
END_TEST

START_TEST(collections_in_between) {
    rt_heap_stress(1);
    Value f = function_code(
        "def f(a, *, b=(1, 'x', b'y', 2.5e300)):\n class C:\n  x = 'some text', 12345678901234567890\n"
        "  def g(self): return {1, 2, 3}, self.z\n return C\n");
    rt_heap_stress(0);
    rt_collect(T);
    is_repr(attr(f, "co_varnames"), "('a', 'b', 'C')");
    vm_code_verify(vm_as_code(f));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("code");
    TCase *c = tcase_create("code");
    tcase_add_checked_fixture(c, setup, NULL);
    tcase_set_timeout(c, 60);
    tcase_add_test(c, sound_without_registers);
    tcase_add_test(c, attributes);
    tcase_add_test(c, equal_code);
    tcase_add_test(c, specialised_words_are_shown_plain);
    tcase_add_test(c, positions);
    tcase_add_test(c, found_by_address);
    tcase_add_test(c, constants_keep_their_types);
    tcase_add_test(c, replaced);
    tcase_add_test(c, syntax_errors);
    tcase_add_test(c, collections_in_between);
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
