class Meta(type):
    @classmethod
    def __prepare__(m, name, bases, **kw):
        print("prepare", name, [b.__name__ for b in bases], kw)
        return {"prepared": True}
    def __new__(m, name, bases, ns, **kw):
        print("new", name, sorted(k for k in ns if not k.startswith("__")), kw)
        return super().__new__(m, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print("init", name, kw)
        super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print("call", cls.__name__, a)
        return super().__call__(*a)
    def __len__(cls):
        return 7
    def __getattr__(cls, n):
        return "meta-" + n
    def __contains__(cls, x):
        return x == 1
    def __iter__(cls):
        return iter("meta")
    def __repr__(cls):
        return "<" + cls.__name__ + ">"
    def __instancecheck__(cls, o):
        return o == "inst" or type.__instancecheck__(cls, o)
    def __subclasscheck__(cls, c):
        return c is int or type.__subclasscheck__(cls, c)
    def __getitem__(cls, i):
        return ("item", i)
    def __add__(cls, o):
        return "added"
    @property
    def mp(cls):
        return "metaprop"
class A(metaclass=Meta, opt=1):
    x = 1
    def __init__(self, *a):
        print("A init", a)
class B(A):
    pass
b = B(5)
print(len(A), A.whatever, 1 in A, list(B), A, type(B), isinstance("inst", A), isinstance(b, A), isinstance(3, A), issubclass(int, A), issubclass(str, A), A[3], A + 1, A.mp, B.prepared)
try:
    b.mp
except AttributeError as e:
    print(e)
try:
    b.whatever
except AttributeError as e:
    print(e)
class Other(type): pass
class O(metaclass=Other): pass
try:
    class C(A, O): pass
except TypeError as e:
    print(e)
print(type("Dyn", (), {"f": lambda self: "dyn f", "k": 3})().f(), type("Dyn", (A,), {}).__name__)
def func_meta(name, bases, ns):
    return (name, bases, ns["z"])
class F(metaclass=func_meta):
    z = 26
print(F)
class Singleton(type):
    _inst = {}
    def __call__(cls, *a, **k):
        if cls not in cls._inst:
            cls._inst[cls] = super().__call__(*a, **k)
        return cls._inst[cls]
class S(metaclass=Singleton):
    def __init__(self, v):
        self.v = v
print(S(1) is S(2), S(3).v)
class Reg(type):
    all = []
    def __init__(cls, n, b, d):
        Reg.all.append(n)
        type.__init__(cls, n, b, d)
class R1(metaclass=Reg): pass
class R2(R1): pass
print(Reg.all, type(R2).__name__, R2.__class__ is Reg, isinstance(R2, Reg), type(type) is type, isinstance(type, type), isinstance(object, type), issubclass(type, object))
for args in ((), (1,), (1, 2), ("N", 5, {}), ("N", (), 5), (5, (), {}), ("N", (), {}, 4)):
    try:
        type(*args)
        print("ok")
    except TypeError as e:
        print(e)
class Order(type):
    def __new__(m, n, b, ns):
        c = super().__new__(m, n, b, dict(ns))
        c.order = [k for k in ns if not k.startswith("_")]
        return c
class Ord(metaclass=Order):
    z = 1
    a = 2
    def m(self): pass
print(Ord.order)
