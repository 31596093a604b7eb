print("%s %r %a" % ("é", "é", "é"), "%s" % None, "%s" % [1, 2], "%s %s" % (1, (2, 3)), "%5s|%-5s|%.2s|%5.1s|" % ("ab", "ab", "abc", "xyz"))
print("%%" % (), "100%% %s" % "x", "%c%c" % ("a", 98), "%s" % (1,), "%s" % {"a": 1}, "no args" % (), "%(k)s" % {"k": 1}, "%(k)s %%" % {"k": 2})
tests = [("%s", ()), ("%s %s", 1), ("%s", (1, 2)), ("x", 1), ("%d", "a"), ("%d", None), ("%c", "ab"), ("%c", -1), ("%z", 1), ("%", 1), ("%(a)s", 1), ("%(a)s", {}), ("%f", "x"),
         ("%x", 1.5), ("%i", 1.5), ("%5", 1), ("%*d", ("x", 1)), ("%(a", {}), ("%c", 1.5), ("%o", "8"), ("%s", {}), ("x", {}), ("x", [])]
for t, a in tests:
    try:
        print(repr(t % a))
    except Exception as e:
        print(repr(t), repr(a), type(e).__name__, e)
class S:
    def __str__(self):
        return "S!"
    def __repr__(self):
        return "R!"
print("%s %r %5s|%-5r|" % (S(), S(), S(), S()), "%s" % S)
