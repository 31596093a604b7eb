class S:
    __slots__ = ("a", "b")
    def __init__(self, a=1):
        self.a = a
s = S()
print(s.a, hasattr(s, "b"), hasattr(s, "__dict__"), S.__slots__, type(S.a).__name__)
s.b = 5
print(s.b)
del s.b
for f in (lambda: s.b, lambda: setattr(s, "c", 1), lambda: delattr(s, "b"), lambda: s.__dict__, lambda: s.zzz):
    try:
        print(f())
    except AttributeError as e:
        print(e)
class T(S):
    __slots__ = ("c",)
t = T()
t.c, t.b = 3, 2
print(t.a, t.b, t.c, hasattr(t, "__dict__"))
class U(S):
    pass
u = U()
u.z = 1
u.b = 4
print(u.z, u.b, u.__dict__)
class V:
    __slots__ = ["x", "__dict__"]
v = V()
v.x, v.y = 1, 2
print(v.__dict__, v.x)
class W:
    __slots__ = "single"
w = W()
w.single = 1
print(w.single)
for ns in ({"__slots__": ("a",), "a": 1}, {"__slots__": (5,)}, {"__slots__": ("1x",)}, {"__slots__": ("a", "a")}, {"__slots__": 5}):
    try:
        type("X", (), ns)
        print("ok")
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
class P:
    __slots__ = ("__priv", "_prot")
    def __init__(self):
        self.__priv = "p"
    def get(self):
        return self.__priv
print(P().get(), P()._P__priv)
class A:
    __slots__ = ("p",)
class B:
    __slots__ = ("q",)
try:
    class AB(A, B): pass
except TypeError as e:
    print(e)
class E:
    __slots__ = ()
class AE(A, E):
    __slots__ = ()
x = AE()
x.p = 1
print(x.p, S.a.__get__(s), S.a.__name__)
class Int(int):
    __slots__ = ()
print(Int(5) + 1, hasattr(Int(5), "__dict__"))
try:
    class Int2(int):
        __slots__ = ("x",)
except TypeError as e:
    print(e)
class D:
    __slots__ = {"doc": "described"}
d = D()
d.doc = 1
print(d.doc)
