/* test_bytes.c - bytes, bytearray, codecs. Expectations are python3.11's. */
#include "tests/runtime/value_fixture.h"

START_TEST(bytes_methods) {
    IS(CALL1(byt("a,b"), "split", byt(",")), "[b'a', b'b']");
    IS(CALL1(byt("abc"), "find", rt_imm_int('c')), "2");
    IS(CALL1(byt("abc"), "find", rt_imm_int(300)), "ValueError: byte must be in range(0, 256)");
    IS(CALL1(byt("abc"), "find", str("a")),
       "TypeError: argument should be integer or bytes-like object, not 'str'");
    IS(CALL0(byt("it's"), "title"), "b\"It'S\"");
    IS(CALL1(byt("abc"), "hex", str(":")), "'61:62:63'");
    IS(rt_contains(T, byt("abc"), byt("bc")), "True");
    IS(rt_getitem(T, byt("abc"), rt_imm_int(-1)), "99");
    IS(rt_binary(T, RT_ADD, byt("a"), str("b")), "TypeError: can't concat str to bytes");
}
END_TEST

START_TEST(bytearrays) {
    Value cls = rt_from_obj(&rt_bytearray_type), source = byt("hello"),
          a = rt_call(T, cls, &source, 1);
    IS(a, "bytearray(b'hello')");
    for (int i = 0; i < 1000; i++)
        IS(CALL1(a, "append", rt_imm_int('a' + i % 26)), "None");
    IS(rt_len(T, a), "1005");
    IS(rt_getitem(T, a, rt_imm_int(1004)), "108");
    IS(rt_setitem(T, a, rt_imm_int(0), rt_imm_int('J')), "None");
    IS(rt_setitem(T, a, rt_imm_int(0), rt_imm_int(256)),
       "ValueError: byte must be in range(0, 256)");
    IS(CALL0(a, "pop"), "108");
    IS(CALL1(a, "startswith", byt("Jello")), "True");
    IS(CALL0(a, "clear"), "None");
    IS(CALL0(a, "pop"), "IndexError: pop from empty bytearray");
}
END_TEST

START_TEST(codecs) {
    IS(CALL0(str("a\u00e9\u4e2d\U0001f600"), "encode"),
       "b'a\\xc3\\xa9\\xe4\\xb8\\xad\\xf0\\x9f\\x98\\x80'");
    IS(CALL1(str("a\u00e9"), "encode", str("ascii")),
       "UnicodeEncodeError: 'ascii' codec can't encode character '\\xe9' in position 1: ordinal not in range(128)");
    IS(CALL2(str("a\u00e9"), "encode", str("ascii"), str("xmlcharrefreplace")), "b'a&#233;'");
    IS(CALL1(byt("a\xff"), "decode", str("utf-8")),
       "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte");
    IS(CALL2(byt("a\xff"), "decode", str("utf-8"), str("surrogateescape")), "'a\\udcff'");
    IS(CALL1(str("a\U0001f600"), "encode", str("utf-16-be")), "b'\\x00a\\xd8=\\xde\\x00'");
    IS(CALL1(str("a"), "encode", str("nope")), "LookupError: unknown encoding: nope");
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("bytes");
    value_case(s, bytes_methods, "bytes");
    value_case(s, bytearrays, "bytearray");
    value_case(s, codecs, "codecs");
    return s;
}

FIXTURE_MAIN(suite)
