a = b = c = 5
a, b = b, a + 1
print(a, b, c)
x: int = 3
y: str
try:
    y
except NameError as e:
    print(e)
print(x, __annotations__)
class C:
    pass
o = C()
o.a, o.b = o.c = 1, 2
print(o.a, o.b, o.c)
d = {}
d["x"], (d["y"], *d["z"]) = 1, (2, 3, 4)
print(d)
l = [1, 2, 3]
l[0], l[1:] = "a", "bcd"
print(l)
i = [0]
i[0], i = 5, [9]
print(i)
def order(n):
    print("o", n, end=" ")
    return d
order(1)["p"], order(2)["q"] = order(3), order(4)
print()
order(1)["p"] = order(2)["q"] = 7
print(d["p"], d["q"])
if (n := len(l)) > 3:
    print("walrus", n)
while (n := n - 1) > 1:
    print(n, end=" ")
print([m := i * 2 for i in range(3)], m, (k := 1, k + 1), f"{(z := 9)}", z)
print((lambda: (w := 5) + w)())
def f(a, b=(bb := 3)):
    return a + b
print(f(1), bb)
o.a: int = 10
d["ann"]: list = []
(p): int = 4
print(o.a, d["ann"], p, "p" in __annotations__)
def g():
    loc: undefined_annotation = 5
    return loc
print(g())
x += 1; x -= 2; x *= 3; x **= 2; x //= 5; x %= 4; x <<= 3; x |= 1; x ^= 2; x &= 0xF; x >>= 1
print(x)
def attr_target():
    print("target obj", end=" ")
    return o
attr_target().a += 5
print(o.a)
t = 1,
print(t, (1), (1,), [1,])
s = u = ""
s += "a"
print(s, u == "")
e = [e * 2 for e in range(3)]
print(e)
first, = [1]
[second] = (2,)
print(first, second)
del a, (b, c)
for name in "abc":
    print(name in globals(), end=" ")
global_later = 1
def sg():
    global global_later, brand_new
    global_later += 1
    brand_new = global_later
sg()
print(global_later, brand_new)
def nested_swap(*p):
    p0, (p1, p2) = p
    return p2, p1, p0
print(nested_swap(1, (2, 3)))
