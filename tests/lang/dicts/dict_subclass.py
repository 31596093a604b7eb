class Default(dict):
    def __missing__(self, key):
        self[key] = value = [key]
        return value
d = Default(a=1)
print(d["a"], d["x"], d, d.get("y"), "y" in d, len(d))
class Upper(dict):
    def __setitem__(self, k, v):
        super().__setitem__(k.upper(), v)
    def __getitem__(self, k):
        return super().__getitem__(k.upper())
u = Upper()
u["abc"] = 1
print(u, u["abc"], u["ABC"], u.get("abc"), dict(u), isinstance(u, dict), type(u.copy()).__name__, u == {"ABC": 1})
u.update(low=1)
print(u)
u.attr = 5
print(u.attr, vars(u))
class Mapping:
    def keys(self):
        return ["p", "q"]
    def __getitem__(self, k):
        return k * 2
def f(**kw):
    return kw
print(dict(Mapping()), {**Mapping()}, f(**Mapping()), dict(Mapping(), r=1))
e = {}
e.update(Mapping())
print(e)
class Plain(dict):
    pass
p = Plain({1: 2})
print(p, repr(p), p[1], p | {3: 4}, type(p | {}).__name__, bool(Plain()), sorted(Plain(b=1, a=2)))
try:
    p["nope"]
except KeyError as exc:
    print(repr(exc), exc)
