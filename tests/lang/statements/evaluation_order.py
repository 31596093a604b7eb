def e(n):
    print(n, end=" ")
    return n
class T:
    def __init__(self, n): self.n = n
    def __setattr__(self, k, v):
        if k != "n":
            print("set", k, end=" ")
        object.__setattr__(self, k, v)
    def __setitem__(self, k, v): print("setitem", k, end=" ")
    def __getitem__(self, k):
        print("getitem", k, end=" ")
        return k
t = T(1)
def tt(n):
    print("T" + str(n), end=" ")
    return t
tt(1).a = e(1)
print()
tt(1)[e(2)] = e(1)
print()
tt(1)[e(2)], tt(3).b = e(4), e(5)
print()
tt(1)[e(2)] += e(3)
print()
x = {e(1): e(2), e(3): e(4), **{e(5): e(6)}}
print()
x = [e(1), *[e(2)], e(3)], (e(4), e(5)), {e(6), e(7)} and None
print()
def f(*a, **k): print("called", end=" ")
(print("callee", end=" ") or f)(e(1), *[e(2)], e(3), k=e(4), **{"m": e(5)})
print()
e(1) + e(2) * e(3) - e(4) ** e(5)
print()
e(1) < e(2) > e(0) != e(5)
print()
(e(1), e(2))[e(0)]
print()
"abc"[e(0):e(2):e(1)]
print()
lambda a=e("default"): e("never")
print()
def g(a=e(1), *, b=e(2)) -> e("ann"): pass
print()
def deco(n):
    print("deco", n, end=" ")
    def d(f):
        print("apply", n, end=" ")
        return f
    return d
@deco(1)
@deco(2)
def h(x=e("def")): pass
print()
class B(e(object), metaclass=(print("meta", end=" "), type)[1]):
    print("body", end=" ")
    x = e(1)
print()
[(e(i), e(j)) for i in (1, 2) for j in (3, 4) if e(j) == 3]
print()
{e(k): e(v) for k, v in [(1, 2)]}
print()
print(e(1), e(2), sep=e("-"), end=e("!\n"))
f"{e(1)}{e(2):{e(3)}}"
print()
assert e(1), e("no")
e(1) if e(0) else e(2)
print()
a = b = t.c = e(3)
print()
del x
for i in (e(1), e(2)):
    print("loop", end=" ")
print()
with open("/dev/null") as fh, open("/dev/null") as t.d:
    print("in with")
