# Each key is taken out again before the next comes: a search for an absent one must still end.
d = {}
for i in range(1000):
    d[str(i)] = i
    assert str(i + 1) not in d
    del d[str(i)]
for i in range(1000):
    d[i] = i
    d.popitem()
s = set()
for i in range(1000):
    s.add(str(i))
    s.remove(str(i))
kept = {"kept": 0}
for i in range(1000):
    kept[i] = i
    kept["other"] = kept.pop(i)
    del kept["other"]
print(len(d), "zz" in d, 5 in d, len(s), "zz" in s, kept, "zz" in kept)
