import gc
import weakref
class C:
    def __init__(self, n): self.n = n
    def __repr__(self): return f"C{self.n}"
c = C(1)
r = weakref.ref(c)
print(r() is c, r == weakref.ref(c), hash(r) == hash(c), r().n, weakref.getweakrefcount(c) >= 1)
log = []
r2 = weakref.ref(c, lambda ref: log.append("gone"))
del c
gc.collect()
print(r(), r2(), log)
d = weakref.WeakValueDictionary()
k = C(2)
d["k"] = k
print(d["k"], len(d), "k" in d)
del k
gc.collect()
print(len(d), d.get("k"))
kd = weakref.WeakKeyDictionary()
key = C(3)
kd[key] = "v"
print(kd[key], len(kd))
s = weakref.WeakSet([key])
print(key in s, len(s))
del key
gc.collect()
print(len(kd), len(s))
p_target = C(4)
p = weakref.proxy(p_target)
print(p.n)
del p_target
gc.collect()
try:
    p.n
except ReferenceError as e:
    print(e)
for bad in (1, "a", None, (1,)):
    try:
        weakref.ref(bad)
    except TypeError as e:
        print(e)
a, b = C(5), C(6)
a.o, b.o = b, a
ra = weakref.ref(a)
del a, b
gc.collect()
print(ra(), gc.isenabled(), gc.collect() >= 0)
class S:
    __slots__ = ("x",)
try:
    weakref.ref(S())
except TypeError as e:
    print(e)
out = []
class D:
    def __del__(self): out.append("del")
x = D()
del x
gc.collect()
print(out)
