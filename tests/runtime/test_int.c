/* test_int.c - ints: both sides of the immediate range, signs, texts, bytes, errors. Expectations are python3.11's. */
#include "tests/runtime/value_fixture.h"

static const struct {
    const char *a, *op, *b, *result;
} CASES[] = {
    {"4611686018427387903", "+", "1", "4611686018427387904"},
    {"-4611686018427387904", "-", "1", "-4611686018427387905"},
    {"4611686018427387904", "-", "1", "4611686018427387903"},
    {"3037000500", "*", "3037000500", "9223372037000250000"},
    {"-18446744073709551616", "*", "18446744073709551616",
     "-340282366920938463463374607431768211456"},
    {"-7", "//", "2", "-4"},
    {"-7", "%", "2", "1"},
    {"7", "%", "-2", "-1"},
    {"-4611686018427387904", "//", "-1", "4611686018427387904"},
    {"-100000000000000000000", "//", "7", "-14285714285714285715"},
    {"-100000000000000000000", "%", "7", "5"},
    {"100000000000000000000", "divmod", "-3", "(-33333333333333333334, -2)"},
    {"10", "/", "4", "2.5"},
    {"1", "/", "3", "0.3333333333333333"},
    {"9007199254740993", "/", "9007199254740992", "1.0"},
    {"1", "//", "0", "ZeroDivisionError: integer division or modulo by zero"},
    {"1", "%", "0", "ZeroDivisionError: integer modulo by zero"},
    {"1", "/", "0", "ZeroDivisionError: division by zero"},
    {"2", "**", "100", "1267650600228229401496703205376"},
    {"2", "**", "-2", "0.25"},
    {"0", "**", "-1", "ZeroDivisionError: 0.0 cannot be raised to a negative power"},
    {"1", "<<", "100", "1267650600228229401496703205376"},
    {"-1", "<<", "62", "-4611686018427387904"},
    {"-1267650600228229401496703205377", ">>", "100", "-2"},
    {"1", "<<", "-1", "ValueError: negative shift count"},
    {"-18446744073709551616", "&", "340282366920938463463374607431768211455",
     "340282366920938463444927863358058659840"},
    {"-18446744073709551616", "|", "5", "-18446744073709551611"},
    {"-18446744073709551616", "^", "-1", "18446744073709551615"},
};

static rt_binop op_of(const char *symbol) {
    static const char *const symbols[] = {
#define X(name, text, dunder) [RT_##name] = text,
        RT_BINARY_OPS(X)
#undef X
    };
    if (strcmp(symbol, "**") == 0) return RT_POW;
    if (strcmp(symbol, "divmod") == 0) return RT_DIVMOD;
    for (int i = 0; i < RT_BINOP_COUNT; i++)
        if (strcmp(symbol, symbols[i]) == 0) return (rt_binop)i;
    ck_abort_msg("no operator %s", symbol);
}

START_TEST(operators) {
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        IS(rt_binary(T, op_of(CASES[i].op), big(CASES[i].a), big(CASES[i].b)), CASES[i].result);
}
END_TEST

START_TEST(results_that_fit_are_immediate) {
    Value v = rt_int_binary(T, RT_SUB, big("4611686018427387904"), rt_imm_int(1));
    ck_assert(rt_is_imm_int(v));
    v = rt_int_binary(T, RT_FLOORDIV, big("-4611686018427387905"), rt_imm_int(1));
    ck_assert(rt_is_obj(v));
    v = rt_int_binary(T, RT_ADD, v, rt_imm_int(1));
    ck_assert(rt_is_imm_int(v) && rt_imm_int_get(v) == RT_INT_MIN);
}
END_TEST

START_TEST(division_identity) {
    const char *numbers[] = {"1",
                             "-1",
                             "3",
                             "4611686018427387904",
                             "-9223372036854775808",
                             "18446744073709551615",
                             "-340282366920938463463374607431768211457",
                             "99999999999999999999999999999999999999"};
    for (size_t i = 0; i < 8; i++)
        for (size_t j = 0; j < 8; j++) {
            Value a = big(numbers[i]), b = big(numbers[j]);
            Value q = rt_int_binary(T, RT_FLOORDIV, a, b), r = rt_int_binary(T, RT_MOD, a, b);
            ck_assert_int_eq(
                rt_int_cmp(rt_int_binary(T, RT_ADD, rt_int_binary(T, RT_MUL, q, b), r), a), 0);
            ck_assert(rt_int_sign(r) == 0 || rt_int_sign(r) == rt_int_sign(b));
        }
}
END_TEST

START_TEST(powers_modulo) {
    IS(rt_pow3(T, big("3"), big("1000"), big("1000000007")), "56888193");
    IS(rt_pow3(T, big("3"), big("-1"), big("7")), "5");
    IS(rt_pow3(T, big("2"), big("10"), big("-7")), "-5");
    IS(rt_pow3(T, big("2"), big("-1"), big("4")),
       "ValueError: base is not invertible for the given modulus");
    IS(rt_pow3(T, big("2"), big("1"), big("0")), "ValueError: pow() 3rd argument cannot be 0");
}
END_TEST

START_TEST(texts) {
    IS(rt_int_from_text(T, " -1_000 ", 8, 10), "-1000");
    IS(rt_int_from_text(T, "0x_ff", 5, 0), "255");
    IS(rt_int_from_text(T, "1__0", 4, 10),
       "ValueError: invalid literal for int() with base 10: '1__0'");
    IS(rt_int_from_text(T, "010", 3, 0),
       "ValueError: invalid literal for int() with base 0: '010'");
    IS(rt_int_text(T, big("-340282366920938463463374607431768211456"), 16),
       "'-100000000000000000000000000000000'");
    char digits[4302];
    memset(digits, '1', sizeof digits);
    ck_assert(!rt_is_null(rt_int_from_text(T, digits, 4300, 10)));
    IS(rt_int_from_text(T, digits, 4301, 10),
       "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; "
       "use sys.set_int_max_str_digits() to increase the limit");
}
END_TEST

START_TEST(comparison_with_floats_is_exact) {
    IS(rt_compare(T, big("9007199254740993"), flt(9007199254740992.0), RT_GT), "True");
    IS(rt_compare(T, flt(1e300), big("4611686018427387904"), RT_LT), "False");
    IS(rt_compare(T, big("18446744073709551616"), flt(18446744073709551616.0), RT_EQ), "True");
    IS(rt_compare(T, big("18446744073709551617"), flt(18446744073709551616.0), RT_EQ), "False");
}
END_TEST

START_TEST(hashes) {
    ck_assert_int_eq((int64_t)rt_int_hash(rt_imm_int(-1)), -2);
    ck_assert_uint_eq(rt_int_hash(big("2305843009213693951")), 0);
    ck_assert_uint_eq(rt_int_hash(big("18446744073709551616")),
                      rt_float_hash(18446744073709551616.0, NULL));
    ck_assert_uint_eq(rt_int_hash(big("-1267650600228229401496703205376")),
                      rt_float_hash(-0x1p100, NULL));
}
END_TEST

START_TEST(bytes_and_bits) {
    IS(CALL2(rt_imm_int(-2), "to_bytes", rt_imm_int(2), str("big")),
       "OverflowError: can't convert negative int to unsigned");
    IS(CALL2(rt_imm_int(258), "to_bytes", rt_imm_int(3), str("little")), "b'\\x02\\x01\\x00'");
    IS(CALL2(rt_imm_int(258), "to_bytes", rt_imm_int(1), str("little")),
       "OverflowError: int too big to convert");
    IS(CALL0(big("-18446744073709551616"), "bit_length"), "65");
    IS(CALL0(big("18446744073709551615"), "bit_count"), "64");
    IS(CALL1(rt_imm_int(25), "__round__", rt_imm_int(-1)), "20");
    IS(CALL1(rt_imm_int(-35), "__round__", rt_imm_int(-1)), "-40");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("int");
    value_case(s, operators, "operators");
    value_case(s, results_that_fit_are_immediate, "immediate");
    value_case(s, division_identity, "division");
    value_case(s, powers_modulo, "powers");
    value_case(s, texts, "texts");
    value_case(s, comparison_with_floats_is_exact, "comparison");
    value_case(s, hashes, "hashes");
    value_case(s, bytes_and_bits, "bytes");
    return s;
}

FIXTURE_MAIN(suite)
