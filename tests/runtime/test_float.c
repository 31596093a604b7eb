/* test_float.c - floats: repr, parsing, arithmetic, rounding, hexadecimal; complex. Expectations are python3.11's. */
#include "tests/runtime/value_fixture.h"

#include <math.h>

START_TEST(shortest_digits) {
    static const struct {
        double d;
        const char *text;
    } cases[] = {
        {0.1, "0.1"},
        {-0.0, "-0.0"},
        {1e16, "1e+16"},
        {1e15, "1000000000000000.0"},
        {123456789.125, "123456789.125"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {9007199254740993.0, "9007199254740992.0"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {(double)INFINITY, "inf"},
        {(double)NAN, "nan"},
        {0x1p-44, "5.684341886080802e-14"},
        {1e23, "1e+23"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        IS(flt(cases[i].d), cases[i].text);
}
END_TEST

START_TEST(parsing) {
    static const struct {
        const char *text, *result;
    } cases[] = {
        {" 1_0.5e1 ", "105.0"},
        {"-inf", "-inf"},
        {"+Infinity", "inf"},
        {"nan", "nan"},
        {".5", "0.5"},
        {"5.", "5.0"},
        {"1e400", "inf"},
        {"0x1", "ValueError: could not convert string to float: '0x1'"},
        {"1_.5", "ValueError: could not convert string to float: '1_.5'"},
        {"", "ValueError: could not convert string to float: ''"},
        {"infinit", "ValueError: could not convert string to float: 'infinit'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        IS(rt_float_parse(T, cases[i].text, strlen(cases[i].text)), cases[i].result);
}
END_TEST

START_TEST(arithmetic) {
    IS(rt_binary(T, RT_FLOORDIV, flt(-7.5), rt_imm_int(2)), "-4.0");
    IS(rt_binary(T, RT_MOD, flt(-7.5), rt_imm_int(2)), "0.5");
    IS(rt_binary(T, RT_MOD, flt(0.0), flt(-1.0)), "-0.0");
    IS(rt_binary(T, RT_DIVMOD, flt(5.5), flt(-2.0)), "(-3.0, -0.5)");
    IS(rt_binary(T, RT_TRUEDIV, flt(1), flt(0)), "ZeroDivisionError: float division by zero");
    IS(rt_binary(T, RT_MOD, flt(1), flt(0)), "ZeroDivisionError: float modulo");
    IS(rt_binary(T, RT_POW, flt(10), flt(400)),
       "OverflowError: (34, 'Numerical result out of range')");
    IS(rt_binary(T, RT_POW, flt(-8), flt(1.0 / 3)), "(1.0000000000000002+1.7320508075688772j)");
    IS(rt_binary(T, RT_ADD, flt(1), big("340282366920938463463374607431768211456")),
       "3.402823669209385e+38");
}
END_TEST

START_TEST(rounding) {
    IS(CALL0(flt(2.5), "__round__"), "2");
    IS(CALL0(flt(1e20), "__round__"), "100000000000000000000");
    IS(CALL1(flt(2.675), "__round__", rt_imm_int(2)), "2.67");
    IS(CALL1(flt(1250.0), "__round__", rt_imm_int(-2)), "1200.0");
    IS(CALL1(flt(1.7976931348623157e308), "__round__", rt_imm_int(-308)),
       "OverflowError: rounded value too large to represent");
    IS(CALL0(flt((double)NAN), "__round__"), "ValueError: cannot convert float NaN to integer");
    IS(CALL0(flt((double)INFINITY), "__trunc__"),
       "OverflowError: cannot convert float infinity to integer");
}
END_TEST

START_TEST(ratios_and_hexadecimal) {
    IS(CALL0(flt(0.1), "as_integer_ratio"), "(3602879701896397, 36028797018963968)");
    IS(CALL0(flt(-0.1), "hex"), "'-0x1.999999999999ap-4'");
    IS(CALL0(flt(5e-324), "hex"), "'0x0.0000000000001p-1022'");
    Value cls = rt_from_obj(&rt_float_type);
    IS(CALL1(cls, "fromhex", str(" 1.8p3 ")), "12.0");
    IS(CALL1(cls, "fromhex", str("0x1p1024")),
       "OverflowError: hexadecimal value too large to represent as a float");
    IS(CALL1(cls, "fromhex", str("zz")), "ValueError: invalid hexadecimal floating-point string");
}
END_TEST

START_TEST(complex_numbers) {
    IS(rt_complex_new(T, -0.0, 1), "(-0+1j)");
    IS(rt_complex_new(T, 0, -1.5), "-1.5j");
    IS(rt_binary(T, RT_MUL, rt_complex_new(T, 1, 2), rt_complex_new(T, 3, -1)), "(5+5j)");
    IS(rt_binary(T, RT_TRUEDIV, rt_complex_new(T, 1, 2), rt_imm_int(0)),
       "ZeroDivisionError: complex division by zero");
    Value text = str("1e5-infj"), cls = rt_from_obj(&rt_complex_type);
    IS(rt_call(T, cls, &text, 1), "(100000-infj)");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("float");
    value_case(s, shortest_digits, "shortest_digits");
    value_case(s, parsing, "parsing");
    value_case(s, arithmetic, "arithmetic");
    value_case(s, rounding, "rounding");
    value_case(s, ratios_and_hexadecimal, "hexadecimal");
    value_case(s, complex_numbers, "complex");
    return s;
}

FIXTURE_MAIN(suite)
