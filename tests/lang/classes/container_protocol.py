class Grid:
    def __init__(self):
        self.d = {}
    def __getitem__(self, k):
        print("get", k)
        return self.d[k]
    def __setitem__(self, k, v):
        print("set", k, v)
        self.d[k] = v
    def __delitem__(self, k):
        print("del", k)
        del self.d[k]
    def __contains__(self, k):
        return k in self.d
    def __len__(self):
        return len(self.d)
    def __iter__(self):
        return iter(sorted(self.d))
    def __reversed__(self):
        return "reversed!"
    def __bool__(self):
        return True
    def __call__(self, *a, **k):
        return (a, k)
g = Grid()
g[1, 2] = "a"
g["k"] = 5
g["k"] += 1
print(g["k"], g[1, 2], "k" in g, "z" in g, len(g), bool(g), reversed(g), g(1, x=2))
del g["k"]
try:
    g["k"]
except KeyError as e:
    print("KeyError", e)
class Sl:
    def __getitem__(self, i):
        return i
s = Sl()
print(s[1], s[1:2], s[:], s[::2], s[1:2, 3], s[...], s[-1], s["a":"b"], s[(1, 2)], s[1,], s[[1]], s[None:None:None])
class Attr:
    def __getattr__(self, n):
        if n.startswith("__"):
            raise AttributeError(n)
        return f"<{n}>"
a = Attr()
a.real = 1
print(a.real, a.fake, hasattr(a, "anything"), getattr(a, "dyn"))
class Missing:
    pass
m = Missing()
for f in (lambda: m[0], lambda: m.__setitem__(0, 1), lambda: 1 in m, lambda: len(m), lambda: reversed(m), lambda: m()):
    try:
        print(f())
    except (TypeError, AttributeError) as e:
        print(e)
try:
    m[0] = 1
except TypeError as e:
    print(e)
try:
    del m[0]
except TypeError as e:
    print(e)
m.__len__ = lambda: 5
try:
    len(m)
except TypeError as e:
    print("instance special ignored:", e)
Missing.__len__ = lambda self: 5
print(len(m), bool(m))
class Callable:
    def __call__(self, a, b=2):
        return a + b
c = Callable()
print(c(1), c(1, b=5), callable(c), list(map(c, [1, 2])), sorted([3, 1], key=c))
class LenHint:
    def __init__(self): self.n = 3
    def __iter__(self): return self
    def __next__(self):
        if not self.n:
            raise StopIteration
        self.n -= 1
        return self.n
    def __length_hint__(self): return 3
print(list(LenHint()))
class Hash:
    def __init__(self, v): self.v = v
    def __hash__(self): return hash(self.v)
    def __eq__(self, o): return self.v == o.v
print(len({Hash(1), Hash(1), Hash(2)}), {Hash("a"): 1}[Hash("a")], Hash((1, 2)) in {Hash((1, 2))})
