print("{} {}".format(1, 2), "{0} {1} {0}".format("a", "b"), "{x} {y}".format(x=1, y=2), "{{}} {}".format(5), "{!r} {!s} {!a}".format("é", "é", "é"))
print("{0[1]} {1[k]} {2.real}".format([1, 2], {"k": "v"}, 5), "{:>{}}|{:{w}.{p}f}".format("x", 5, 3.14159, w=8, p=2))
print("[{:5}] [{:<5}] [{:>5}] [{:^5}] [{:*^7}] [{:.2}] [{:5.1}]".format("abc", "abc", "abc", "abc", "abc", "abc", "abc"))
print("{:05d} {:+} {:,} {:x} {:#b} {:e} {:.1%} {:c}".format(42, 5, 1234567, 255, 5, 12345.678, 0.256, 97))
print("{!r:>8}|{!s:<8}|".format("ab", "cd"), "{:}".format(None), "{}".format([1, "a"]), "{a[b]}".format(a={"b": 3}), "{0.__class__.__name__}".format(1))
tests = ["{", "}", "{0", "{} {1}", "{1} {}", "{5}", "{x}", "{0!z}", "{!}", "{0[}", "{:d}", "{0.nope}", "{0[9]}", "{:{:{}}}", "{a b}"]
for t in tests:
    try:
        print(t.format("s", 2))
    except Exception as e:
        print(t, "|", type(e).__name__, e)
class P:
    def __format__(self, spec):
        return f"<{spec}>"
    def __str__(self):
        return "str"
    def __repr__(self):
        return "rep"
print("{} {:abc} {!s} {!r:>5} {!s:>5}".format(P(), P(), P(), P(), P()), format(P(), "q"), f"{P()} {P():zz} {P()!r}")
print("{a}{b}".format_map({"a": 1, "b": 2}), "%(a)s %(b)05.1f %(a)r" % {"a": "x", "b": 2})
class D(dict):
    def __missing__(self, key):
        return f"<{key}>"
print("{a} {b}".format_map(D(a=1)), "%(zz)s" % D())
for f in (lambda: format("a", "d"), lambda: format("a", "+"), lambda: format([], "5"), lambda: format(None, "x"), lambda: format("a", "=5"), lambda: format("a", ",")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
