class Plugin:
    registry = []
    def __init_subclass__(cls, /, name=None, **kw):
        super().__init_subclass__(**kw)
        cls.registry.append((cls.__name__, name))
class A(Plugin, name="a"): pass
class B(A): pass
print(Plugin.registry)
try:
    class C(Plugin, nope=1): pass
except TypeError as e:
    print(e)
try:
    class D(x=1): pass
except TypeError as e:
    print(e)
class G:
    def __class_getitem__(cls, item):
        return (cls.__name__, item)
class H(G): pass
print(G[int], H["x", 1], G[1:2])
class Names:
    def __set_name__(self, owner, name):
        self.info = (owner.__name__, name)
class N:
    a = Names()
    b = Names()
print(N.a.info, N.b.info)
class Order:
    log = []
    def __init_subclass__(cls):
        Order.log.append(("init_subclass", hasattr(cls, "n"), cls.n.info))
class O(Order):
    n = Names()
print(Order.log)
class Frozen:
    def __setattr__(self, n, v):
        raise AttributeError("frozen " + n)
    def __delattr__(self, n):
        raise AttributeError("frozen del " + n)
f = Frozen()
for act in (lambda: setattr(f, "x", 1), lambda: delattr(f, "x")):
    try:
        act()
    except AttributeError as e:
        print(e)
object.__setattr__(f, "y", 5)
print(f.y)
class Proxy:
    def __init__(self, target):
        object.__setattr__(self, "_t", target)
    def __getattribute__(self, n):
        if n == "_t":
            return object.__getattribute__(self, n)
        t = object.__getattribute__(self, "_t")
        print("get", n)
        return getattr(t, n)
    def __setattr__(self, n, v):
        print("set", n)
        setattr(self._t, n, v)
p = Proxy([1, 2])
print(p.append(3), p._t, p.__len__())
class M:
    def __mro_entries__(self, bases):
        return (A,)
class FromM(M()): pass
print(FromM.__mro__[1].__name__, FromM.__orig_bases__[0].__class__.__name__)
class New:
    def __new__(cls, x):
        if x < 0:
            return "negative"
        return super().__new__(cls)
    def __init__(self, x):
        print("init", x)
        self.x = x
print(New(1).x, New(-1))
class BadInit:
    def __init__(self):
        return 5
try:
    BadInit()
except TypeError as e:
    print(e)
for args in ((1,), ()):
    class OnlyNew:
        def __new__(cls, *a):
            return object.__new__(cls)
    class OnlyInit:
        def __init__(self, *a):
            pass
    class Both(OnlyNew, OnlyInit): pass
    print(type(OnlyNew(*args)).__name__, type(OnlyInit(*args)).__name__, type(Both(*args)).__name__)
for f in (lambda: object(1), lambda: object.__new__(int), lambda: object.__new__(5), lambda: int.__new__(str), lambda: object.__new__()):
    try:
        f()
    except TypeError as e:
        print(e)
