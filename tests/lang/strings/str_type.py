print(str(), str(5), str(None), str([1, "a"]), str(b"ab"), str(b"caf\xc3\xa9", "utf-8"), str(object=3), str(b"a", errors="strict"))
for f in (lambda: str(b"\xff", "utf-8"), lambda: str("a", "utf-8"), lambda: str(1, "utf-8"), lambda: str(1, 2)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
class T:
    def __str__(self):
        return "T-str"
class U:
    def __repr__(self):
        return "U-repr"
class V:
    def __str__(self):
        return 5
class W:
    def __repr__(self):
        return None
print(str(T()), str(U()), [U(), U()], {"a": U()}, (U(),), {U()}.__class__)
for o, f in ((V(), str), (W(), repr), (W(), str), (V(), print)):
    try:
        f(o)
    except TypeError as e:
        print(e)
class MyStr(str):
    def shout(self):
        return self.upper() + "!"
    def __len__(self):
        return 99
m = MyStr("abc")
print(m, m.shout(), len(m), str.__len__(m), type(m + "x").__name__, type(str(m)).__name__, m == "abc", {m: 1}["abc"], m[1], isinstance(m, str), repr(m))
print(hash("a") == hash("a"), hash("") == hash(""), "a" is "a" if False else "skip", "ab".__contains__("a"), "ab".__getitem__(0), "a".__add__("b"), "ab".__mul__(2), "a".__lt__("b"), "a".__eq__(1))
print(ascii("a\n日"), repr("a") + str("b"), str.upper("abc"), str.join(",", ["x", "y"]), "abc".__iter__().__next__(), "%s" % "a", "abc".__len__())
