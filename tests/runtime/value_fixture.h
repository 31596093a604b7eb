/* value_fixture.h - making and comparing values in tests of the built-in types. */
#ifndef KRAIT_TESTS_RUNTIME_VALUE_FIXTURE_H
#define KRAIT_TESTS_RUNTIME_VALUE_FIXTURE_H

#include "tests/runtime/fixture.h"

#include <string.h>

#include "runtime/objects/bytes.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"

static rt_thread *T; /* the test's thread */

[[maybe_unused]] static void value_fixture(void) { T = fixture_runtime(); }

[[maybe_unused]] static Value str(const char *s) { return rt_str_from_cstr(T, s); }
[[maybe_unused]] static Value big(const char *digits) {
    return rt_int_from_text(T, digits, strlen(digits), 0);
}
[[maybe_unused]] static Value flt(double d) { return rt_float_new(T, d); }
[[maybe_unused]] static Value byt(const char *s) { return rt_bytes_new(T, s, strlen(s)); }

/* repr(v), or "Type: message" of the pending exception. */
[[maybe_unused]] static const char *shown(Value v) {
    if (!rt_is_null(v)) v = rt_repr(T, v);
    if (!rt_is_null(v)) return rt_str_utf8(T, v, NULL);
    Value e = rt_exception_take(T), text = rt_to_str(T, e);
    return rt_str_utf8(T, rt_str_format_c(T, "%T: %V", e, text), NULL);
}
#define IS(value, expected) ck_assert_str_eq(shown(value), expected)

/* self.name(args...) with up to four arguments; RT_NULL ends them. */
[[maybe_unused]] static Value call4(Value self, const char *name, Value a, Value b, Value c,
                                    Value d) {
    Value all[4] = {a, b, c, d};
    uint32_t n = 0;
    while (n < 4 && !rt_is_null(all[n]))
        n++;
    return rt_call_method(T, self, rt_str_intern_cstr(T, name), all, n);
}
#define CALL0(self, name) call4(self, name, RT_NULL, RT_NULL, RT_NULL, RT_NULL)
#define CALL1(self, name, a) call4(self, name, a, RT_NULL, RT_NULL, RT_NULL)
#define CALL2(self, name, a, b) call4(self, name, a, b, RT_NULL, RT_NULL)

[[maybe_unused]] static void value_case(Suite *s, const TTest *test, const char *name) {
    TCase *tc = tcase_create(name);
    tcase_add_checked_fixture(tc, value_fixture, NULL);
    tcase_add_test(tc, test);
    suite_add_tcase(s, tc);
}

#endif
