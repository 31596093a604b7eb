import sys
print()
print(1, "a", None, [1], sep=", ")
print("no newline", end="")
print(" then", end="\n--\n")
print("a", "b", sep=None, end=None)
print(*range(5), sep="-")
print("x", flush=True)
print("to stdout", file=sys.stdout)
print("to stderr", file=sys.stderr)
class W:
    def __init__(self): self.parts = []
    def write(self, s): self.parts.append(s)
w = W()
print("a", 1, sep="|", end="$", file=w)
print(w.parts)
for kw in ({"sep": 1}, {"end": 1}, {"file": 5}, {"nope": 1}):
    try:
        print("x", **kw)
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
class S:
    def __str__(self): raise ValueError("str failed")
try:
    print("before", S(), "after")
except ValueError as e:
    print("|", e)
print("é日😀", "\t|", repr("\t"), sep=" ")
sys.stdout.write("written\n")
print(sys.stdout.write("abc\n"))
print("a\nb", ["a\nb"], "", sep="+")
print("%s" % "fmt", "x" * 3, 1 + 1, not 1, -5, 1.0, 1e100, 2 ** 70, True, ..., type(1), len, sep="\n" if 0 else " ")
