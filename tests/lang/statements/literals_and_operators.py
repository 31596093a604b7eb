print(1_000, 0xff, 0b11, 0o17, 1e3, 1.5e-3, .5, 5., 0xDEAD_BEEF, 1_0.0_1)
print("a" "b", 'c' "d" '''e''', "line \
continued", r"\d" "\t|", b"x" b"y", u"uni", "\a\b\f\v\0".encode(), "\101\x41\u0041", "\N{GREEK SMALL LETTER ALPHA}", "tab\there")
print(True, False, None, ..., Ellipsis is ..., NotImplemented, __debug__)
print([1, 2,], (1, 2,), {1, 2,} == {2, 1}, {1: 2,}, [], (), {}, [[]], [()], ((),))
print(2 + 3 * 4, (2 + 3) * 4, 2 ** 3 ** 2, -2 ** 2, 2 ** -1, 7 // 2, -7 // 2, 7 % -3, 1 << 2 + 1, 1 | 2 ^ 3 & 4, ~1 + 1, not 1 == 1, 5 - 3 - 1, 2 * 3 % 4, 100 / 10 / 2, - - 1, +-1, ~-1)
print(1 if True else 2, (lambda: 3)(), [1, 2][0], {"a": 1}["a"], (1, 2)[-1], "abc"[1], "x" * 3 + "y", "%s-%s" % (1, 2), not True or True, 1 < 2 and 2 < 3, 1 in [1] and 2 not in [1], 5 is None, 5 is not None)
x = (1 +
     2 +
     3)
y = [
    1,  # comment
    2,

    3
]
z = {"a":
     1}
print(x, y, z); print("semi"); w = 1; print(w)
if x and \
        y:
    print("backslash")
def f(a,
      b=2,
      *c,
      **d): return a, b, c, d
print(f(1,
        2,
        3, d=4))
# comment at end
"string statement"
5
"""docstring-like"""
print("é", "日本", "\u00e9", "😀", len("😀"), "\\", '\'', "\"")
print(0xFFFFFFFFFFFFFFFFFFFF, 0b1 << 100, 1e400, -1e400, 1e-400, 123456789.123456789, 1.0e10, 1e16, 0.1e1, 00, 0_0)
print("a\
b", '''x
y''', """q"w'e""", """a\
b""", ''"", 'a' if 1else 'b')
print(*[1], *(2, 3), sep="", end="!\n"); print(); print("", ""); print("a", "b", sep="\n"); print(1, 2, sep=""); print([1, "a", None, 2.0, True, (1,), {"k": b"v"}])
