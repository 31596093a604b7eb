print("a b  c".split(), " a b ".split(), "".split(), "   ".split(), "a,b,,c".split(","), "".split(","), ",".split(","), "a--b--c".split("--"))
print("a b c d".split(None, 2), "a b c d".split(" ", 1), "a,b,c".rsplit(",", 1), "a b c".rsplit(None, 1), " a  b ".rsplit(), "a,b".split(",", 0), "a b ".split(None, 0), "a,b,c".split(",", -1))
print("a\nb\r\nc\rd".splitlines(), "a\nb\n".splitlines(True), "".splitlines(), "\n".splitlines(), "a\x0bb\x0cc\x1cd\u2028e\x85f".splitlines())
print("a\tb\u3000c\xa0d".split(), "one,two;three".split(";"), "aXbXc".split("X", maxsplit=1), "abc".split("abc"))
for f in (lambda: "a".split(""), lambda: "a".split(1), lambda: "a".split(",", "x"), lambda: "a".rsplit("")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(",".join(["a", "b"]), "".join([]), "-".join("xyz"), ", ".join(str(i) for i in range(5)), "ab".join(["one"]), "".join(("é", "日", "a")), " ".join({"k": 1}))
for f in (lambda: ",".join([1]), lambda: ",".join(["a", None]), lambda: ",".join(5), lambda: ",".join(["a", b"b"])):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
def gen():
    yield "a"
    raise KeyError("in gen")
try:
    ",".join(gen())
except KeyError as e:
    print("KeyError", e)
