/* test_code_file.c - code as bytes: what is written is read back, and no bytes at all make the reader fall. */
#include "tests/runtime/class_fixture.h"

#include <stdlib.h>

#include "interp/code_file.h"
#include "interp/compile.h"

static void setup(void) {
    class_fixture();
    rt_type_ready(T, &vm_code_type);
}

static const char source[] =
    "'''doc'''\n"
    "import os.path as p\n"
    "x = (1, -2, 1 << 80, 2.5, 3j, 'text', b'bytes', None, True, ..., ('a', ('b',)))\n"
    "def f(a, /, b=1, *c, d: int = 2, **e):\n"
    "    try:\n"
    "        return [a + i for i in c if i in {1, 2, 'drei'}]\n"
    "    except (ValueError, TypeError) as err:\n"
    "        yield from g(lambda: (a, err), *c, k=b, **e)\n"
    "    finally:\n"
    "        a[1:2] = f'{b!r:>{d}}'\n"
    "class C(Base, metaclass=M):\n"
    "    def m(self):\n"
    "        match self.x:\n"
    "            case {'k': [1, *rest]} | C(y=rest): return super().m(rest)\n";

static Value compiled(void) {
    Value code = comp_compile_source(T, source, sizeof source - 1, str("file"), PARSE_EXEC, 0, 0);
    ck_assert(!rt_is_null(code));
    return code;
}

static vm_bytes written(Value code) {
    vm_bytes b = {0};
    vm_code_write(T, &b, vm_as_code(code));
    ck_assert(!b.failed);
    return b;
}

START_TEST(test_read_back) {
    Value code = compiled(), name = str("file");
    vm_bytes b = written(code);
    Value read = vm_code_read(T, b.data, b.n, name);
    ck_assert(rt_is_exact(read, &vm_code_type));
    ck_assert(rt_same(rt_compare(T, code, read, RT_EQ), RT_TRUE));
    vm_bytes again = written(read);
    ck_assert_uint_eq(again.n, b.n);
    ck_assert_mem_eq(again.data, b.data, b.n);
    free(again.data);
    free(b.data);
}
END_TEST

START_TEST(test_cut_off) {
    Value name = str("file");
    vm_bytes b = written(compiled());
    for (size_t n = 0; n < b.n; n++) {
        unsigned char *part = malloc(n + 1); /* of its own, so that reading beyond it is noticed */
        memcpy(part, b.data, n);
        ck_assert(rt_is_empty(vm_code_read(T, part, n, name)));
        free(part);
    }
    free(b.data);
}
END_TEST

/* Altered bytes may still be code, which is not run here. */
START_TEST(test_altered) {
    Value name = str("file");
    vm_bytes b = written(compiled());
    uint64_t random = 1;
    unsigned refused = 0;
    for (unsigned round = 0; round < 20000; round++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        size_t at = (size_t)(random >> 33) % b.n;
        unsigned char old = b.data[at];
        b.data[at] ^= (unsigned char)(1u << (random >> 20 & 7) | (random >> 24 & 0x81));
        Value v = vm_code_read(T, b.data, b.n, name);
        ck_assert(!rt_is_null(v));
        refused += rt_is_empty(v);
        b.data[at] = old;
    }
    ck_assert_uint_gt(refused, 5000);
    free(b.data);
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("code_file");
    TCase *c = tcase_create("bytes");
    tcase_add_checked_fixture(c, setup, NULL);
    tcase_set_timeout(c, 60);
    tcase_add_test(c, test_read_back);
    tcase_add_test(c, test_cut_off);
    tcase_add_test(c, test_altered);
    suite_add_tcase(s, c);
    return s;
}

int main(void) {
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
