print(["abc".center(9), "abc".center(8, "*"), "abc".ljust(6, "."), "abc".rjust(6), "abc".center(2), "42".zfill(5), "-42".zfill(5), "+1".zfill(4), "".zfill(2), "é".center(4, "日")])
print(["  x ".strip(), "  x ".lstrip(), "  x ".rstrip(), "xxaxx".strip("x"), "abcba".strip("ab"), "abc".strip(""), "\u3000a\xa0".strip(), "a".strip("a"), "xyx".lstrip("x"), "xyx".rstrip("x")])
print(["a\tb".expandtabs(), "a\tb\tc".expandtabs(4), "\t".expandtabs(0), "ab\tc\n\td".expandtabs(3)])
for f in (lambda: "a".center("5"), lambda: "a".center(5, "xx"), lambda: "a".ljust(5, ""), lambda: "a".strip(1), lambda: "a".zfill(None)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
table = str.maketrans("abc", "xyz", "d")
print("abcdabc".translate(table), "abc".translate({97: None, 98: "BB", 99: 0x21}), str.maketrans({"a": "1", 98: 2}), "aé".translate({0xE9: "e"}))
for f in (lambda: str.maketrans("a", "bc"), lambda: str.maketrans({"ab": 1}), lambda: "a".translate({97: 1.5})):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
