s = "hello"
print(s, len(s), s[0], s[-1], s[1:3], s[::-1], s[10:], s[-3:], s[:-1], s[::2], s[4:1:-1], s[:], "" == s[5:])
print(s + " world", s * 3, 3 * s, s * 0, s * -1, "ell" in s, "x" not in s, "" in s, s < "help", s == "hello", s != "hello", "a" < "B")
print('single', "double", '''triple 'quoted' ''', """a
b""", r"raw\n", "tab\tnew\\n", 'it\'s', "\x41\u0042\U00000043\103\N{BULLET}", "a" "b" 'c')
print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("\n\t\r\\"), repr("\x00\x1f\x7f"), repr("é\u200b\U0001F600"), ascii("é€😀"))
for f in (lambda: s[5], lambda: s[-6], lambda: s["a"], lambda: s[1.0], lambda: s[::0], lambda: s + 1, lambda: s * 1.5, lambda: 1 in s,
          lambda: s.nothing, lambda: s < 1, lambda: s - "h"):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
try:
    s[0] = "j"
except TypeError as e:
    print(e)
try:
    del s[0]
except TypeError as e:
    print(e)
print([c for c in "añb"], list("日本"), "日本語"[1], len("😀x"), "😀x"[0], "😀x"[1:], ord("😀"), chr(128512), ord("a"), chr(0x20AC))
for f in (lambda: ord("ab"), lambda: ord(""), lambda: ord(1), lambda: chr(-1), lambda: chr(0x110000), lambda: chr("a")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
