b = b"the cat sat"
print(b.find(b"cat"), b.find(99), b.index(b"sat"), b.count(b"at"), b.count(97), b.rfind(b"at"), b.startswith(b"the"), b.endswith((b"x", b"sat")), b.replace(b"at", b"og"), b.split(), b.split(b"a"), b.partition(b" "), b.rpartition(b" "))
print(b.upper(), b.title(), b.capitalize(), b.swapcase(), b.center(15, b"*"), b.ljust(13), b.rjust(13, b"-"), b"7".zfill(3), b" x ".strip(), b"xax".strip(b"x"), b"xa".lstrip(b"x"), b"ax".rstrip(b"x"))
print(b",".join([b"a", b"b"]), b"a\nb".splitlines(), b"abc".isalpha(), b"12".isdigit(), b"a1".isalnum(), b" ".isspace(), b"A".isupper(), b"a".islower(), b"a\tb".expandtabs(4), b"abc".translate(bytes.maketrans(b"a", b"z")), b"abc".translate(None, b"b"))
print(b"%d %s %a %x %5.2f" % (5, b"x", "é", 255, 1.5), b"abc".decode(), b"prefix".removeprefix(b"pre"), b"suffix".removesuffix(b"fix"))
for f in (lambda: b.index(b"dog"), lambda: b.find("cat"), lambda: b",".join(["a"]), lambda: b"a".split(b""), lambda: b.find(256), lambda: b"%s" % "x", lambda: b"a".startswith("a"), lambda: b"a".replace("a", "b")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
