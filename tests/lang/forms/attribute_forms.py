"""What a class does to attributes after its instances have been used often: no form may go on giving the old answer."""


def repeat(f, *args):
    for _ in range(40):
        result = f(*args)
    return result


class Point:
    kind = "point"

    def __init__(self, x):
        self.x = x

    def get(self):
        return self.x


def load_x(o):
    return o.x


def store_x(o, v):
    o.x = v
    return o.__dict__.get("x", "none") if v > 100 else v


def load_kind(o):
    return o.kind


def call_get(o):
    return o.get()


p = Point(1)
print(repeat(load_x, p), repeat(store_x, p, 2), load_x(p))
Point.x = 5
print(load_x(p))
Point.x = 6
print(load_x(p), load_x(Point))
Point.x = property(lambda self: "property")
print(load_x(p))
try:
    store_x(p, 3)
except AttributeError as e:
    print("AttributeError", e)
Point.x = 7
print(repeat(load_x, p), repeat(store_x, p, 8), load_x(p))


class Descriptor:
    def __get__(self, obj, owner):
        return "got"


Point.x = Descriptor()
print(repeat(load_x, p))
Descriptor.__set__ = lambda self, obj, value: print("set", value)
print(load_x(p), store_x(p, 9))
del Descriptor.__set__
print(load_x(p))
del Point.x
print(repeat(load_x, p))

print(repeat(load_kind, p))
Point.kind = "other"
print(load_kind(p))
Point.kind = "third"
print(repeat(load_kind, p))
p.kind = "own"
print(load_kind(p), load_kind(Point(3)))

print(repeat(call_get, p))
Point.get = lambda self: "replaced"
print(call_get(p))
Point.get = lambda self: "again"
print(call_get(p))
p.get = lambda: "instance"
print(call_get(p), call_get(Point(1)))

q = Point(4)
print(repeat(load_x, q))
Point.__getattribute__ = lambda self, name: "everything"
print(load_x(q), call_get.__name__)
del Point.__getattribute__
print(load_x(q))
Point.__setattr__ = lambda self, name, value: print("setattr", name, value)
store_x(q, 5)
del Point.__setattr__
store_x(q, 6)
print(load_x(q))


class A:
    def __init__(self):
        self.v = 1


class B:
    def __init__(self):
        self.u = 0
        self.v = 2


class C:
    v = 3


class D:
    __slots__ = ("v",)

    def __init__(self):
        self.v = 4


class E:
    @property
    def v(self):
        return 5


class F:
    def __getattr__(self, name):
        return name


def load_v(o):
    return o.v


objects = [A(), B(), C(), D(), E(), F()]
print(repeat(lambda: [load_v(o) for o in objects]))
E.v = property(lambda self: 50)
C.v = 30
print([load_v(o) for o in objects])
objects[3].v = 40
print([load_v(o) for o in objects])
del objects[3].v
try:
    load_v(objects[3])
except AttributeError as e:
    print("AttributeError", e)


class Base:
    pass


class Other:
    v = 60


class Sub(Base):
    pass


s = Sub()
s.v = 61
Sub.__bases__ = (Base, Other)
print(repeat(load_v, s))
Other.v = property(lambda self: 62)
print(load_v(s))


class Made:
    def __init__(self, a, b=2):
        self.a, self.b = a, b


def make():
    return Made(1, 3)


print(repeat(make).b)
Made.__init__ = lambda self, a, b: setattr(self, "b", "new init")
print(make().b)
Made.__new__ = lambda cls, a, b: "no instance"
print(make())
del Made.__new__


class Plain:
    def __init__(self):
        pass


def plain():
    return type(Plain()).__name__


print(repeat(plain))
Plain.__init__ = lambda self: 1
try:
    print(plain())
except TypeError as e:
    print("TypeError", e)

import math


def root():
    return math.sqrt(4)


print(repeat(root))
saved = math.sqrt
math.sqrt = lambda x: "mine"
print(root())
math.sqrt = saved
print(root())


def names(f):
    return f(2)


print(repeat(names, abs), names(lambda x: x + 1), names(Point).x, names(str), names([5, 6, 7].__getitem__), names(abs))
items = []


def append(to, v):
    to.append(v)


class Log(list):
    def append(self, v):
        super().append((v, v))


repeat(append, items, 1)
log = Log()
append(log, 2)
append(items, 3)
print(len(items), log, items[-1])
for bad in (0, 0.5, 1e300, -0.0, "", "x", [], [0], {}, {1: 2}, (), (0,), None, 2.0**-1000, 1, 9, -1, set(), {0}):
    print(bool(bad), not bad, 1 if bad else 2, end="; ")
print()
