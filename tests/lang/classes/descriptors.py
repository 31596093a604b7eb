class Desc:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name
    def __get__(self, obj, cls=None):
        if obj is None:
            return self
        return ("get", self.name, obj.__dict__.get(self.name))
    def __set__(self, obj, value):
        print("set", self.name, value)
        obj.__dict__[self.name] = value
    def __delete__(self, obj):
        print("delete", self.name)
        del obj.__dict__[self.name]
class NonData:
    def __get__(self, obj, cls):
        return "nondata"
class GetOnly:
    def __get__(self, obj, cls):
        return "getonly", obj is None
    def __set__(self, obj, v):
        raise AttributeError("read-only")
class C:
    d = Desc()
    n = NonData()
    g = GetOnly()
    d2 = d3 = Desc()
c = C()
print(c.d, c.n, c.g, C.n, C.g, C.d is C.__dict__["d"])
c.d = 5
print(c.d, c.__dict__)
c.__dict__["d"] = "shadow"
c.n = "instance wins"
print(c.d, c.n)
del c.d
del c.n
print(c.n, c.__dict__)
try:
    c.g = 1
except AttributeError as e:
    print(e)
try:
    del c.g
except AttributeError as e:
    print(e)
C.late = Desc.__new__(Desc)
C.late.name = "late"
c.late = 1
print(c.late)
class Validated:
    def __init__(self, kind):
        self.kind = kind
    def __set_name__(self, owner, name):
        self.key = "_" + name
    def __get__(self, obj, cls):
        return getattr(obj, self.key)
    def __set__(self, obj, v):
        if not isinstance(v, self.kind):
            raise TypeError(f"{self.key} must be {self.kind.__name__}")
        setattr(obj, self.key, v)
class P:
    name = Validated(str)
    age = Validated(int)
    def __init__(self, name, age):
        self.name, self.age = name, age
p = P("x", 3)
print(p.name, p.age, p.__dict__)
for bad in (("x", "y"), (1, 2)):
    try:
        P(*bad)
    except TypeError as e:
        print(e)
class Lazy:
    def __init__(self, f):
        self.f = f
    def __get__(self, obj, cls):
        v = obj.__dict__[self.f.__name__] = self.f(obj)
        return v
class Q:
    @Lazy
    def value(self):
        print("computed")
        return 42
q = Q()
print(q.value, q.value)
class Callable:
    def __get__(self, obj, cls):
        return lambda *a: (cls.__name__, a)
class R:
    m = Callable()
print(R().m(1), R.m(2))
print(C.__dict__["n"].__get__(c, C), (lambda self: self).__get__(5)(), len.__class__.__name__)
class Broken:
    def __set_name__(self, o, n):
        raise ValueError("in set_name")
try:
    class D:
        b = Broken()
except RuntimeError as e:
    print(e, repr(e.__cause__))


class OnlySets:
    def __set__(self, obj, value):
        print("set", value)


class MetaWithSetter(type):
    attribute = OnlySets()


class Without(metaclass=MetaWithSetter):
    pass


class With(metaclass=MetaWithSetter):
    attribute = 42


print(type(Without.attribute).__name__, With.attribute)
With.attribute = 1
print(With.attribute)
