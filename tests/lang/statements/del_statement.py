x = 1
del x
try:
    x
except NameError as e:
    print(e)
a, b, c = 1, 2, 3
del a, b
del (c)
l = [0, 1, 2, 3, 4, 5]
del l[0], l[-1]
del l[1:2]
print(l)
del l[:]
print(l)
d = {"a": 1, "b": 2}
del d["a"]
print(d)
class O: pass
o = O()
o.x = o.y = 1
del o.x
print(vars(o))
def f():
    v = 1
    del v
    v = 2
    return v
print(f())
def g():
    v = 1
    def inner():
        return v
    del v
    try:
        return inner()
    except NameError as e:
        return str(e)
print(g())
class D:
    def __delattr__(self, n): print("delattr", n)
    def __delitem__(self, k): print("delitem", k)
q = D()
del q.a, q[1], q[1:2], q[1, 2], q[...]
def tried(f):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
def d1():
    del undefined_here
def d2():
    del [][0]
def d3():
    del {}["k"]
def d4():
    del O().zzz
def d5():
    del (1).real
def d6():
    global nope
    del nope
def d7():
    del "abc"[0]
def d8():
    z = 1
    del z
    del z
for fn in (d1, d2, d3, d4, d5, d6, d7, d8):
    tried(fn)
del []
del ()
m = n = p = 1
del [m, (n, p)]
print("m" in globals(), "p" in globals())
for i in range(3):
    del i
print("i" in globals())
class K:
    a = 1
    del a
    b = 2
print(hasattr(K, "a"), K.b)
del K.b
print(hasattr(K, "b"))
try:
    raise ValueError
except ValueError as e:
    del e
print("e" in globals())
