/* test_str.c - strings: widths, sharing, appending in place, search, methods. Expectations are python3.11's. */
#include "tests/runtime/value_fixture.h"

#include "runtime/objects/slice.h"

START_TEST(widths_are_the_narrowest) {
    ck_assert(rt_as_str(str("abc"))->ascii);
    ck_assert_uint_eq(rt_as_str(str("\u00e9"))->width, 1);
    ck_assert_uint_eq(rt_as_str(str("a\u4e2d"))->width, 2);
    Value wide = str("ab\U0001f600");
    ck_assert_uint_eq(rt_as_str(wide)->width, 4);
    Value narrow = rt_str_slice(T, wide, 0, 2);
    ck_assert(rt_as_str(narrow)->ascii);
    ck_assert(rt_str_equal(narrow, str("ab")));
}
END_TEST

START_TEST(interning) {
    Value a = rt_str_intern(T, str("some name")), b = rt_str_intern_cstr(T, "some name");
    ck_assert(rt_same(a, b));
    ck_assert(rt_same(rt_str_from_char(T, 'x'), rt_str_intern_cstr(T, "x")));
    ck_assert(rt_same(rt_id.__add__, rt_str_intern_cstr(T, "__add__")));
    ck_assert(rt_str_equal_cstr(rt_id.__func___, "__func__"));
    for (int i = 0; i < 20000; i++) { /* across growth of the table */
        Value name = rt_str_intern(T, rt_str_format_c(T, "name%d", i));
        ck_assert(rt_same(name, rt_str_intern(T, rt_str_format_c(T, "name%d", i))));
    }
}
END_TEST

/* s += t many times: the characters are not copied each time, and an older string keeps its own end. */
START_TEST(appending_in_place) {
    Value s = rt_str_empty, piece = str("0123456789"), fork = RT_NULL;
    const void *data = NULL;
    int moves = 0;
    for (int i = 0; i < 10000; i++) {
        s = rt_str_concat(T, s, piece);
        moves += rt_as_str(s)->data != data;
        data = rt_as_str(s)->data;
        if (i == 5000) fork = s;
    }
    ck_assert_int_lt(moves, 60);
    ck_assert_uint_eq(rt_as_str(s)->length, 100000);
    Value other = rt_str_concat(T, fork, str("tail"));
    ck_assert_uint_eq(rt_as_str(other)->length, 50014);
    ck_assert_uint_eq(rt_str_at(rt_as_str(other), 50010), 't');
    ck_assert_uint_eq(rt_str_at(rt_as_str(s), 50010), '0');
    size_t n;
    const char *utf8 = rt_str_utf8(T, s, &n);
    ck_assert_uint_eq(strlen(utf8), n);
}
END_TEST

START_TEST(hash_is_of_the_text) {
    ck_assert_uint_eq(rt_str_hash(str("hello")),
                      rt_str_hash(rt_str_slice(T, str("say hello"), 4, 9)));
    ck_assert_uint_eq(rt_str_hash(rt_str_empty), 0);
    ck_assert_uint_le(rt_str_hash(str("x")), RT_INT_MAX);
}
END_TEST

/* Every find and rfind of short texts over two letters, of each width, against the plain definition. */
START_TEST(search_agrees_with_definition) {
    static const uint32_t letters[][2] = {{'a', 'b'}, {'a', 0x4e2d}, {0x1f600, 'b'}};
    uint32_t s[12], p[4];
    for (unsigned round = 0; round < 3 * 4096; round++) {
        const uint32_t *set = letters[round % 3];
        for (unsigned i = 0; i < 12; i++)
            s[i] = set[round / 3 >> i & 1];
        for (size_t m = 1; m <= 4; m++) {
            for (unsigned i = 0; i < m; i++)
                p[i] = set[round / 7 >> i & 1];
            int64_t first = -1, last = -1;
            for (int64_t at = 0; at + (int64_t)m <= 12; at++)
                if (memcmp(s + at, p, m * 4) == 0) {
                    last = at;
                    if (first < 0) first = at;
                }
            Value text = rt_str_from_ucs4(T, s, 12), pattern = rt_str_from_ucs4(T, p, m);
            ck_assert_int_eq(rt_imm_int_get(CALL1(text, "find", pattern)), first);
            ck_assert_int_eq(rt_imm_int_get(CALL1(text, "rfind", pattern)), last);
        }
    }
}
END_TEST

START_TEST(methods) {
    IS(CALL1(str("a,b,,c"), "split", str(",")), "['a', 'b', '', 'c']");
    IS(CALL0(str(" a  b "), "split"), "['a', 'b']");
    IS(CALL1(str("abc"), "split", str("")), "ValueError: empty separator");
    IS(CALL0(str("l1\nl2\r\nl3\u2028x"), "splitlines"), "['l1', 'l2', 'l3', 'x']");
    IS(CALL2(str("aaa"), "replace", str(""), str("-")), "'-a-a-a-'");
    IS(CALL0(str("\u03a3\u0391\u03a3"), "lower"), "'\u03c3\u03b1\u03c2'");
    IS(CALL0(str("stra\u00dfe"), "upper"), "'STRASSE'");
    IS(CALL2(str("ab"), "center", rt_imm_int(7), str("*")), "'***ab**'");
    IS(CALL1(str("-7"), "zfill", rt_imm_int(5)), "'-0007'");
    IS(CALL1(str("x"), "join", rt_imm_int(1)), "TypeError: can only join an iterable");
    IS(CALL1(str("a"), "find", rt_imm_int(1)), "TypeError: must be str, not int");
    IS(str("it's \"q\"\n\x7f\u00ad"), "'it\\'s \"q\"\\n\\x7f\\xad'");
    Value back = rt_slice_new(T, RT_NONE, RT_NONE, rt_imm_int(-1));
    IS(rt_getitem(T, str("a\u4e2dc"), back), "'c\u4e2da'");
    IS(rt_getitem(T, str("abc"), rt_imm_int(3)), "IndexError: string index out of range");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("str");
    value_case(s, widths_are_the_narrowest, "widths");
    value_case(s, interning, "interning");
    value_case(s, appending_in_place, "appending");
    value_case(s, hash_is_of_the_text, "hash");
    value_case(s, search_agrees_with_definition, "search");
    value_case(s, methods, "methods");
    return s;
}

FIXTURE_MAIN(suite)
