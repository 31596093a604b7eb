d = {"a": 1, "b": 2}
d["c"] = 3
d["a"] = 10
print(d, len(d), d["b"], "a" in d, "z" not in d, d.get("z"), d.get("z", 0), d.get("a"), list(d), list(d.keys()), list(d.values()), list(d.items()), d == {"c": 3, "b": 2, "a": 10}, d != {})
del d["b"]
d["b"] = "again"
print(d, d.pop("a"), d.pop("a", None), d, d.setdefault("x", []), d.setdefault("x", 5), d.popitem(), d)
d.update({"k": 1}, m=2)
d.update([("n", 3), ["o", 4]])
d.update()
print(d, dict(), dict(a=1), dict([(1, 2)]), dict({1: 2}, b=3), dict(zip("ab", (1, 2))), {**d, "k": 0}, d | {"k": 9}, {1: 1} | {2: 2})
d |= {"z": 26}
d |= [("y", 25)]
print(d, dict.fromkeys("abc"), dict.fromkeys([1, 2], 0), d.copy() == d, bool({}), bool(d))
d.clear()
print(d, {1: "int", 1.0: "float", True: "bool"}, {None: 1, (): 2, "": 3, 0: 4, False: 5})
for k in {"x": 1, "y": 2}:
    print(k, end=" ")
for k, v in {"x": 1, "y": 2}.items():
    print(k, v, end=" ")
print(repr({"a": {"b": [1]}}), {1: {}}, {"q": "it's"})
e = {}
e["self"] = e
print(e, [e])
f = {i: i * i for i in range(20)}
for i in range(0, 20, 2):
    del f[i]
f[100] = "new"
print(f, next(iter(f)), list(reversed(f)), max(f), sum(k for k in f), sorted(f, reverse=True)[:2])
