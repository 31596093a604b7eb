d = {"a": 1, "b": 2, "c": 3}
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i, len(k), len(v), len(i))
d["d"] = 4
print(list(k), list(v), list(i), "d" in k, 4 in v, ("d", 4) in i, ("d", 5) in i, "x" in k, 5 in i)
print(sorted(k & {"a", "z"}), sorted(k | {"z"}), sorted(k - {"a"}), sorted(k ^ {"a", "z"}), sorted(i & {("a", 1)}), k == {"a", "b", "c", "d"}, k >= {"a"}, k < {"a"}, {"a"} <= k, k.isdisjoint({"q"}), sorted({"a", "q"} - k), sorted({"a", "q"} & k))
print(list(reversed(k)), list(reversed(v)), list(reversed(i)), k.mapping["a"], type(k).__name__, type(v).__name__, type(i).__name__, type(iter(k)).__name__, v == v, v == d.values())
print({}.keys(), {}.values(), {}.items(), set({}.keys()) == set(), max(d.values()), sum(v), sorted(i, key=lambda p: -p[1]), dict(reversed(list(i))))
try:
    hash(k)
except TypeError as e:
    print(e)
try:
    k["a"]
except TypeError as e:
    print(e)
try:
    {"a": []}.items() & {1}
except TypeError as e:
    print(e)
for key, value in list(i):
    if value % 2:
        del d[key]
print(d, list(map(str.upper, d)), [*d], {*d.values()} == {2, 4})
