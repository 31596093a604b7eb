/* Exceptions: construction, attributes, texts. */
#include "tests/runtime/container_fixture.h"

#include <errno.h>

#define ATTR(o, name) ok(rt_getattr(T, o, str(name)))
static const char *text(Value e) { return rt_str_utf8(T, ok(rt_to_str(T, e)), NULL); }

START_TEST(test_plain) {
    Value e = CALL(TYPE(rt_exc_ValueError), S("bad"), N(1));
    check_repr(e, "ValueError('bad', 1)");
    ck_assert_str_eq(text(e), "('bad', 1)");
    check_repr(ATTR(e, "args"), "('bad', 1)");
    check_repr(ATTR(e, "__cause__"), "None");
    ok(rt_setattr(T, e, S("__cause__"), CALL(TYPE(rt_exc_KeyError), S("k"))));
    check_repr(ATTR(e, "__suppress_context__"), "True");
    check_repr(ATTR(e, "__cause__"), "KeyError('k')");
    METHOD(e, "add_note", S("n"));
    check_repr(ATTR(e, "__notes__"), "['n']");
    ok(rt_setattr(T, e, S("extra"), N(3)));
    check_repr(ATTR(e, "extra"), "3");
    check_raised(try_method(e, "add_note", (Value[]){N(1)}, 1), &rt_exc_TypeError,
                 "note must be a str, not 'int'");
    check_raised(rt_setattr(T, e, S("__cause__"), N(1)), &rt_exc_TypeError,
                 "exception cause must be None or derive from BaseException");
    check_repr(ATTR(CALL(TYPE(rt_exc_StopIteration), N(5)), "value"), "5");
    ck_assert_str_eq(text(CALL(TYPE(rt_exc_KeyError), S("k"))), "'k'");
}
END_TEST

START_TEST(test_os_error) {
    Value e = CALL(TYPE(rt_exc_OSError), N(ENOENT), S("No such file"), S("f.txt"));
    ck_assert(rt_type_of(e) == &rt_exc_FileNotFoundError);
    ck_assert_str_eq(text(e), "[Errno 2] No such file: 'f.txt'");
    check_repr(e, "FileNotFoundError(2, 'No such file')");
    check_repr(ATTR(e, "filename"), "'f.txt'");
    ck_assert_str_eq(text(CALL(TYPE(rt_exc_OSError), S("x"))), "x");
    check_repr(ATTR(CALL(TYPE(rt_exc_OSError), S("x")), "errno"), "None");
}
END_TEST

START_TEST(test_text_errors) {
    Value info = TUPLE(S("/a/f.py"), N(3), N(1), S("x y"));
    ck_assert_str_eq(text(CALL(TYPE(rt_exc_SyntaxError), S("bad"), info)), "bad (f.py, line 3)");
    Value u =
        CALL(TYPE(rt_exc_UnicodeEncodeError), S("ascii"), S("h\xc3\xa9"), N(1), N(2), S("ordinal"));
    ck_assert_str_eq(text(u),
                     "'ascii' codec can't encode character '\\xe9' in position 1: ordinal");
    check_raised(rt_call(T, TYPE(rt_exc_SyntaxError), (Value[]){S("m"), TUPLE(N(1))}, 2),
                 &rt_exc_TypeError, "function takes at least 4 arguments (1 given)");
}
END_TEST

START_TEST(test_groups) {
    Value items = LIST(CALL(TYPE(rt_exc_ValueError), N(1)), CALL(TYPE(rt_exc_TypeError), N(2)));
    Value g = CALL(TYPE(rt_exc_BaseExceptionGroup), S("msg"), items);
    ck_assert(rt_type_of(g) == &rt_exc_ExceptionGroup);
    ck_assert_str_eq(text(g), "msg (2 sub-exceptions)");
    check_repr(ATTR(g, "exceptions"), "(ValueError(1), TypeError(2))");
    ck_assert(rt_isinstance_exact(g, &rt_exc_Exception));
    check_raised(rt_call(T, TYPE(rt_exc_ExceptionGroup), (Value[]){S("m"), LIST(N(1))}, 2),
                 &rt_exc_ValueError, "Item 0 of second argument (exceptions) is not an exception");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("exception");
    for (int stress = 0; stress < 2; stress++) {
        TCase *c = tcase_create(stress ? "stressed" : "all");
        tcase_add_checked_fixture(c, stress ? stressed_fixture : class_fixture, NULL);
        tcase_set_timeout(c, 60);
        tcase_add_test(c, test_plain);
        tcase_add_test(c, test_os_error);
        tcase_add_test(c, test_text_errors);
        tcase_add_test(c, test_groups);
        suite_add_tcase(s, c);
    }
    return s;
}
FIXTURE_MAIN(suite)
