# Growth, deletion and reuse of slots keep the order of insertion.
d = {}
for i in range(1000):
    d[i * 7919 % 10007] = i
for i in range(0, 1000, 3):
    del d[i * 7919 % 10007]
for i in range(0, 1000, 6):
    d[i * 7919 % 10007] = -i
print(len(d), list(d.items())[:5], list(d.items())[-5:], sum(d.values()))
s = {}
for i in range(500):
    s["key%d" % i] = i
for i in range(500):
    if i % 5:
        s.pop("key%d" % i)
print(len(s), list(s)[:3], s["key495"], "key1" in s)
m = {}
for i in range(100):
    m[i] = m[str(i)] = m[float(i) + 0.5] = m[(i,)] = i
print(len(m), m["50"], m[50], m[50.5], m[(50,)])
while len(m) > 5:
    m.popitem()
print(m)
q = {}
for i in range(300):
    q[i] = i
    if i >= 10:
        del q[i - 10]
print(q)
print({i: None for i in range(5)} | {"x": 1}, {k: v for v, k in enumerate("hello")})
neg = {-1: "a", -2: "b", 2 ** 61 - 2: "c", 2 ** 64: "d", -(2 ** 64): "e"}
print(neg[-1], neg[-2], neg[2 ** 61 - 2], neg[2 ** 64], neg[-(2 ** 64)])
