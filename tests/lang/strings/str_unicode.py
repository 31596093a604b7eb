s = "naïve café — 日本語 😀"
print(s, len(s), s.upper(), s[::-1], s.encode("utf-8"), s.encode("utf-8").decode() == s)
print("é" == "\xe9", "e\u0301" == "é", len("e\u0301"), "\u00e9".encode("latin-1"), "日".encode("utf-16-le"), "a".encode("utf-32-be"), "abc".encode("ascii"))
for f in (lambda: "é".encode("ascii"), lambda: "日".encode("latin-1"), lambda: b"\xff".decode(), lambda: b"\xe9a".decode("utf-8"), lambda: "\ud800".encode(), lambda: b"a".decode("nope"), lambda: b"\x80".decode("ascii"), lambda: b"\xf0\x9f".decode()):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print("é日".encode("ascii", "ignore"), "é日".encode("ascii", "replace"), "é日".encode("ascii", "backslashreplace"), "é".encode("ascii", "xmlcharrefreplace"))
print(b"a\xffb".decode("utf-8", "replace"), b"a\xffb".decode("utf-8", "ignore"), repr(b"a\xff".decode("utf-8", "surrogateescape")), b"\xe9".decode("latin-1"), b"\xff".decode("utf-8", "backslashreplace"))
print(sorted(["é", "e", "z", "a", "日", "Z"]), "ß".upper(), "İ".lower(), len("İ".lower()), "ŉ".upper(), "a" < "é" < "日" < "😀")
mixed = "a" * 5 + "é" * 3 + "日" * 2 + "😀"
print(mixed[4:9], mixed[-1], mixed.replace("日", "x"), mixed.find("😀"), mixed.count("é"), mixed.split("é"), mixed.isascii(), mixed[:5].isascii())
print(repr("\u2028\xad\ue000\u0378"), "\U0001F468\u200D\U0001F469"[0] == "\U0001F468", repr("\ud83d"), "abc\0def", len("abc\0def"))
naïve, 变量 = 1, 2
print(naïve + 变量)
