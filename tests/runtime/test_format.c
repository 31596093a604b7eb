/* test_format.c - format(), str.format and %. Expectations are python3.11's. */
#include "tests/runtime/value_fixture.h"

START_TEST(ints) {
    static const struct {
        const char *value, *spec, *result;
    } cases[] = {
        {"1234567", "020,", "'0,000,000,001,234,567'"},
        {"1234567", "#_x", "'0x12_d687'"},
        {"-5", "=+6d", "'-    5'"},
        {"3", "c", "'\\x03'"},
        {"5", ".3", "ValueError: Precision not allowed in integer format specifier"},
        {"1", ",b", "ValueError: Cannot specify ',' with 'b'."},
        {"1", "qq", "ValueError: Invalid format specifier 'qq' for object of type 'int'"},
        {"1", "q", "ValueError: Unknown format code 'q' for object of type 'int'"},
        {"10000000000000000000000", ".3e", "'1.000e+22'"},
        {"255", "#010X", "'0X000000FF'"},
        {"7", "*^5", "'**7**'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        IS(rt_format(T, big(cases[i].value), str(cases[i].spec)), cases[i].result);
}
END_TEST

START_TEST(floats) {
    static const struct {
        double value;
        const char *spec, *result;
    } cases[] = {
        {1234567.0, "020,.2f", "'0,000,001,234,567.00'"},
        {-0.0, "z.1f", "'0.0'"},
        {123.0, ".3", "'1.23e+02'"},
        {5.0, ".0", "'5e+00'"},
        {0.5, ".1%", "'50.0%'"},
        {2.675, ".2f", "'2.67'"},
        {1e16, "#", "'1.e+16'"},
        {1.0, "d", "ValueError: Unknown format code 'd' for object of type 'float'"},
        {1.0, "#.3g", "'1.00'"},
        {1.0, ".", "ValueError: Format specifier missing precision"},
        {12345.5, ",", "'12,345.5'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        IS(rt_format(T, flt(cases[i].value), str(cases[i].spec)), cases[i].result);
}
END_TEST

START_TEST(strings) {
    IS(rt_format(T, str("abc"), str("^10.2s")), "'    ab    '");
    IS(rt_format(T, str("abc"), str("010")), "'abc0000000'");
    IS(rt_format(T, str("a"), str("=5")),
       "ValueError: '=' alignment not allowed in string format specifier");
    IS(CALL2(str("{1}-{0!r:>5}"), "format", str("x"), rt_imm_int(2)), "\"2-  'x'\"");
    IS(CALL2(str("{:{}}|"), "format", str("x"), rt_imm_int(3)), "'x  |'");
    IS(CALL1(str("{} {1}"), "format", str("x")),
       "ValueError: cannot switch from automatic field numbering to manual field specification");
    IS(CALL0(str("{"), "format"), "ValueError: Single '{' encountered in format string");
    IS(CALL0(str("{}"), "format"),
       "IndexError: Replacement index 0 out of range for positional args tuple");
}
END_TEST

START_TEST(percent) {
    IS(rt_binary(T, RT_MOD, str("%05d|%-5s|%x"),
                 rt_tuple_pack3(T, rt_imm_int(-42), str("ab"), rt_imm_int(255))),
       "'-0042|ab   |ff'");
    IS(rt_binary(T, RT_MOD, str("%.3f%%"), flt(2.0 / 3)), "'0.667%'");
    IS(rt_binary(T, RT_MOD, str("%d"), str("a")),
       "TypeError: %d format: a real number is required, not str");
    IS(rt_binary(T, RT_MOD, str("%d"), rt_tuple_pack2(T, rt_imm_int(1), rt_imm_int(2))),
       "TypeError: not all arguments converted during string formatting");
    IS(rt_binary(T, RT_MOD, byt("%s=%d"), rt_tuple_pack2(T, byt("k"), rt_imm_int(7))), "b'k=7'");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("format");
    value_case(s, ints, "ints");
    value_case(s, floats, "floats");
    value_case(s, strings, "strings");
    value_case(s, percent, "percent");
    return s;
}

FIXTURE_MAIN(suite)
