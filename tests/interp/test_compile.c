/* test_compile.c - what the compiler makes of small programs: instructions, registers, CHECK_BOUND, jumps, limits. */
#include <check.h>
#include <stdlib.h>

#include "interp/compile_internal.h"

static arena memory;
static compiler state;

/* Compiles a program; fails the test if it does not compile. */
static comp_unit *program_with(const char *text, int optimize) {
    arena_init(&memory, 0);
    parse_error error = {.kind = PARSE_OK};
    ast_mod *tree = parse_module(&memory, text, strlen(text), "test", PARSE_EXEC, 0, &error);
    ck_assert_msg(tree, "%s", error.message);
    comp_unit *u = comp_program(&state, &memory, tree, 0, optimize);
    ck_assert_msg(u, "%s", state.error.message);
    return u;
}

static comp_unit *program(const char *text) { return program_with(text, 0); }

/* The n-th inner unit in order of completion. */
static comp_unit *inner(uint32_t n) {
    for (uint32_t i = 0; i < state.nconsts; i++)
        if (state.consts[i].code && n-- == 0) return state.consts[i].code;
    ck_abort_msg("no such unit");
}

static int count(const comp_unit *u, vm_op op) {
    int n = 0;
    for (uint32_t pc = 0; pc < u->nwords; pc += vm_op_words[u->words[pc].op])
        n += u->words[pc].op == op;
    return n;
}

/* The opcodes, separated by spaces, as far as `expected` goes. */
static void is_code(const comp_unit *u, const char *expected) {
    char text[2048] = "";
    for (uint32_t pc = 0; pc < u->nwords; pc += vm_op_words[u->words[pc].op]) {
        if (pc) strcat(text, " ");
        strcat(text, vm_op_names[u->words[pc].op]);
    }
    ck_assert_str_eq(text, expected);
}

START_TEST(local_arithmetic_is_one_instruction) {
    program("def f(a, b):\n x = a + b\n return x\n");
    comp_unit *f = inner(0);
    is_code(f, "RESUME BINARY_ADD RETURN");
    ck_assert_uint_eq(f->words[1].a, 2);
    ck_assert_uint_eq(f->words[1].b, 0);
    ck_assert_uint_eq(f->words[1].c, 1);
    ck_assert_uint_eq(f->maxregs, 3);
    arena_release(&memory);
}
END_TEST

START_TEST(constants_are_operands) {
    program("def f(a):\n return a * 2 - 1\n");
    comp_unit *f = inner(0);
    is_code(f, "RESUME BINARY_MUL BINARY_SUB RETURN");
    ck_assert(f->words[1].c >= VM_CONST_BIT);
    arena_release(&memory);
}
END_TEST

START_TEST(compare_and_jump_are_adjacent) {
    program("def f(a, b):\n if not a < b and a is not None:\n  return 1\n");
    is_code(inner(0), "RESUME COMPARE_LT JUMP_IF_TRUE JUMP_IF_NONE RETURN RETURN");
    arena_release(&memory);
}
END_TEST

START_TEST(loops_have_one_way_back) {
    program(
        "def f(n):\n i = 0\n while i < n:\n  if i == 3:\n   i += 2\n   continue\n  i += 1\n return i\n");
    comp_unit *f = inner(0);
    ck_assert_int_eq(count(f, OP_JUMP_BACK), 2); /* continue and the end of the body */
    ck_assert_int_eq(count(f, OP_JUMP), 0);
    ck_assert_int_eq(count(f, OP_CHECK_BOUND), 0);
    arena_release(&memory);
}
END_TEST

START_TEST(for_writes_its_target) {
    program("def f(n):\n t = 0\n for x in n:\n  t += x\n return t\n");
    is_code(inner(0), "RESUME LOADK GET_ITER FOR_ITER INPLACE_ADD JUMP_BACK RETURN");
    arena_release(&memory);
}
END_TEST

START_TEST(checks_only_where_unbound_is_possible) {
    program("def f(c):\n if c:\n  y = 1\n else:\n  y = 2\n return y\n");
    ck_assert_int_eq(count(inner(0), OP_CHECK_BOUND), 0);
    arena_release(&memory);
    program("def f(c):\n if c:\n  y = 1\n return y\n");
    ck_assert_int_eq(count(inner(0), OP_CHECK_BOUND), 1);
    arena_release(&memory);
    program(
        "def f(c):\n if c:\n  y = 1\n print(y)\n return y\n"); /* the first check answers for the second */
    ck_assert_int_eq(count(inner(0), OP_CHECK_BOUND), 1);
    arena_release(&memory);
}
END_TEST

START_TEST(checks_after_deletion_and_in_handlers) {
    program("def f(p):\n for k in p:\n  print(p)\n  del p\n");
    ck_assert_int_eq(count(inner(0), OP_CHECK_BOUND), 1);
    arena_release(&memory);
    program("def f():\n try:\n  x = g()\n except E:\n  pass\n return x\n");
    ck_assert_int_eq(count(inner(0), OP_CHECK_BOUND), 1);
    arena_release(&memory);
    program("def f():\n try:\n  x = g()\n finally:\n  h()\n return x\n");
    ck_assert_int_eq(count(inner(0), OP_CHECK_BOUND), 0);
    arena_release(&memory);
    program("def f():\n for x in g():\n  pass\n return x\n");
    ck_assert_int_eq(count(inner(0), OP_CHECK_BOUND), 1);
    arena_release(&memory);
}
END_TEST

START_TEST(swap_needs_no_tuple) {
    program("def f(a, b):\n a, b = b, a\n return a\n");
    is_code(inner(0), "RESUME MOVE MOVE MOVE RETURN");
    arena_release(&memory);
}
END_TEST

START_TEST(destination_is_written_last) {
    /* x must survive until the right side cannot raise any more. */
    program("def f(x, y):\n x = y and x\n return x\n");
    comp_unit *f = inner(0);
    is_code(f, "RESUME MOVE JUMP_IF_FALSE MOVE MOVE RETURN");
    ck_assert_uint_ge(f->words[1].a, 2);
    arena_release(&memory);
}
END_TEST

START_TEST(unreachable_code_is_dropped) {
    program("def f():\n return 1\n g()\n");
    is_code(inner(0), "RESUME RETURN");
    arena_release(&memory);
    program("def f():\n while True:\n  g()\n h()\n");
    is_code(inner(0), "RESUME LOAD_GLOBAL CALL JUMP_BACK");
    arena_release(&memory);
    program("def f():\n if 0:\n  g()\n else:\n  return 2\n");
    is_code(inner(0), "RESUME RETURN");
    arena_release(&memory);
}
END_TEST

START_TEST(assert_follows_optimize) {
    program_with("assert x, y\n", 0);
    ck_assert(state.consts);
    arena_release(&memory);
    comp_unit *u = program_with("assert x, y\n", 1);
    is_code(u, "RESUME RETURN");
    arena_release(&memory);
    u = program_with("'doc'\n", 2);
    is_code(u, "RESUME RETURN");
    arena_release(&memory);
}
END_TEST

START_TEST(handler_ranges_do_not_overlap) {
    program("def f():\n try:\n  try:\n   a()\n  except E as e:\n   b()\n finally:\n  c()\n");
    const comp_unit *f = inner(0);
    ck_assert_uint_gt(f->nhandlers, 2);
    for (uint32_t i = 0; i < f->nhandlers; i++) {
        ck_assert_uint_lt(f->handlers[i].start, f->handlers[i].end);
        ck_assert(i == 0 || f->handlers[i].start >= f->handlers[i - 1].end);
        ck_assert_uint_lt(f->handlers[i].handler, f->nwords);
    }
    arena_release(&memory);
}
END_TEST

START_TEST(closure_cells) {
    program("def f(a, b):\n c = 1\n def g():\n  return a, c\n return g\n");
    const comp_unit *g = inner(0), *f = inner(1);
    ck_assert_uint_eq(f->ncells, 2);
    ck_assert_str_eq(f->cellvars[0]->utf8, "a");
    ck_assert_str_eq(f->cellvars[1]->utf8, "c");
    ck_assert_int_eq(count(f, OP_MAKE_CELL), 2);
    ck_assert_uint_eq(g->nfree, 2);
    ck_assert_str_eq(g->qualname, "f.<locals>.g");
    arena_release(&memory);
}
END_TEST

START_TEST(self_attributes_are_counted) {
    program(
        "class A:\n def __init__(self):\n  self.a = self.b = 1\n def f(this):\n  this.c = this.a\n  this.a += 1\n  other.d = 1\n");
    for (uint32_t i = 0; i < state.nconsts; i++)
        if (state.consts[i].code && state.consts[i].code->kind == COMP_CLASS)
            ck_assert_uint_eq(state.consts[i].code->nself_attrs, 3);
    arena_release(&memory);
}
END_TEST

/* A loop body of more than 2^15 words: FOR_ITER cannot reach its exit directly. */
START_TEST(long_loop_bodies) {
    size_t lines = 9000;
    char *text = malloc(lines * 16 + 64);
    strcpy(text, "def f(x):\n for i in x:\n");
    char *end = text + strlen(text);
    for (size_t i = 0; i < lines; i++)
        end += sprintf(end, "  g(i, i)\n");
    strcpy(end, " return i\n");
    program(text);
    const comp_unit *f = inner(0);
    ck_assert_uint_gt(f->nwords, 40000);
    uint32_t pc = 0;
    while (f->words[pc].op != OP_FOR_ITER)
        pc += vm_op_words[f->words[pc].op];
    ck_assert_uint_eq(f->words[pc].c, 1);
    ck_assert_uint_eq(f->words[pc + 2].op, OP_JUMP);
    ck_assert_uint_eq(f->words[pc + 3].op, OP_JUMP);
    uint32_t target = pc + 4 + (f->words[pc + 3].b | (uint32_t)f->words[pc + 3].c << 16);
    ck_assert_uint_eq(f->words[target].op, OP_CHECK_BOUND);
    free(text);
    arena_release(&memory);
}
END_TEST

static void fails(const char *text, parse_error_kind kind, const char *message) {
    arena_init(&memory, 0);
    parse_error error = {.kind = PARSE_OK};
    ast_mod *tree = parse_module(&memory, text, strlen(text), "test", PARSE_EXEC, 0, &error);
    ck_assert_msg(tree, "%s", error.message);
    ck_assert(!comp_program(&state, &memory, tree, 0, 0));
    ck_assert_int_eq(state.error.kind, kind);
    ck_assert_str_eq(state.error.message, message);
    arena_release(&memory);
}

START_TEST(errors_are_reported) {
    fails("return 1\n", PARSE_SYNTAX_ERROR, "'return' outside function");
    fails("f(a=1, a=2)\n", PARSE_SYNTAX_ERROR, "keyword argument repeated: a");
    fails("a, *b, *c = d\n", PARSE_SYNTAX_ERROR, "multiple starred expressions in assignment");
}
END_TEST

START_TEST(too_many_registers) {
    size_t n = 33000;
    char *text = malloc(n * 12 + 64), *end = text;
    end += sprintf(end, "def f():\n");
    for (size_t i = 0; i < n; i++)
        end += sprintf(end, " v%zu=0\n", i);
    fails(text, PARSE_OVERFLOW_ERROR, "code has too many local variables");
    free(text);
}
END_TEST

static void folds_to(const char *text, ast_const_kind kind, int64_t expected) {
    comp_unit *u = program(text);
    const ast_Expr *s = ast_as_Expr(ast_as_Module(state.mod->root)->body->items[0]);
    ast_const v;
    bool folded = comp_fold(u->c, s->value, &v);
    ck_assert_msg(folded == (kind != AST_CONST_NONE), "%s", text);
    if (folded) ck_assert_int_eq(v.kind, kind);
    if (kind == AST_CONST_INT) ck_assert_int_eq(v.i, expected);
    arena_release(&memory);
}

START_TEST(folding) {
    folds_to("1 + 2 * 3", AST_CONST_INT, 7);
    folds_to("-7 // 2", AST_CONST_INT, -4);
    folds_to("-(1 << 62) * 2", AST_CONST_INT, INT64_MIN);
    folds_to("2 ** 64", AST_CONST_BIGINT, 0);
    folds_to("2 ** 100", AST_CONST_NONE, 0);
    folds_to("1 / 0", AST_CONST_NONE, 0);
    folds_to("1 << -1", AST_CONST_NONE, 0);
    folds_to("1.5 + 1", AST_CONST_FLOAT, 0);
    folds_to("'a' * 5000", AST_CONST_NONE, 0);
    folds_to("('a', 1)[1]", AST_CONST_INT, 1);
    folds_to("not ()", AST_CONST_TRUE, 0);
    folds_to("(1, x)", AST_CONST_NONE, 0);
}
END_TEST

static void unparses(const char *text) {
    arena_init(&memory, 0);
    parse_error error;
    ast_mod *tree = parse_module(&memory, text, strlen(text), "test", PARSE_EVAL, 0, &error);
    ck_assert_msg(tree, "%s", error.message);
    size_t len;
    ck_assert_str_eq(comp_unparse(&memory, ast_as_Expression(tree->root)->body, &len), text);
    ck_assert_uint_eq(len, strlen(text));
    arena_release(&memory);
}

START_TEST(annotations_as_text) {
    const char *const texts[] = {"a + b * (c - d) ** (-e)",
                                 "(a + b) * c",
                                 "not (a and b) or c",
                                 "a < b <= c is not d not in e",
                                 "lambda x, /, y=1, *z, k=2, **q: x",
                                 "a if b else c",
                                 "{1: 2, **d}",
                                 "{x for x in y if z}",
                                 "[x async for x in y]",
                                 "(x for x in y)",
                                 "f(x for x in y)",
                                 "f(a, *b, c=1, **d)",
                                 "a.b[c:d, ::e]",
                                 "'it\\'s \"x\"'",
                                 "\"it's\"",
                                 "b'\\x00a'",
                                 "1e+100",
                                 "0.1",
                                 "1.0",
                                 "2j",
                                 "...",
                                 "(1,)",
                                 "()",
                                 "[*a, b]",
                                 "f'{a!r:>{w}}{{b'",
                                 "(yield)",
                                 "(x := 1)",
                                 "1 .real",
                                 "x | None",
                                 "12345678901234567890123"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        unparses(texts[i]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("compile");
    TCase *c = tcase_create("compile");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, local_arithmetic_is_one_instruction);
    tcase_add_test(c, constants_are_operands);
    tcase_add_test(c, compare_and_jump_are_adjacent);
    tcase_add_test(c, loops_have_one_way_back);
    tcase_add_test(c, for_writes_its_target);
    tcase_add_test(c, checks_only_where_unbound_is_possible);
    tcase_add_test(c, checks_after_deletion_and_in_handlers);
    tcase_add_test(c, swap_needs_no_tuple);
    tcase_add_test(c, destination_is_written_last);
    tcase_add_test(c, unreachable_code_is_dropped);
    tcase_add_test(c, assert_follows_optimize);
    tcase_add_test(c, handler_ranges_do_not_overlap);
    tcase_add_test(c, closure_cells);
    tcase_add_test(c, self_attributes_are_counted);
    tcase_add_test(c, long_loop_bodies);
    tcase_add_test(c, errors_are_reported);
    tcase_add_test(c, too_many_registers);
    tcase_add_test(c, folding);
    tcase_add_test(c, annotations_as_text);
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
