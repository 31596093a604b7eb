# What cannot become a class, and how the steps of making one follow each other.


def attempt(make):
    try:
        print(make())
    except Exception as exc:
        print(type(exc).__name__ + ":", exc, *getattr(exc, "__notes__", ()))


class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases, **keywords):
        print("prepare", name, [b.__name__ for b in bases], keywords)
        return {"from_prepare": name.lower()}

    def __new__(meta, name, bases, namespace, **keywords):
        print("new", name, sorted(k for k in namespace if not k.startswith("__")))
        return super().__new__(meta, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **keywords):
        print("init", cls.__name__, keywords)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **keywords):
        print("call", cls.__name__, args, keywords)
        return super().__call__(*args)


class Named:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)


class Base(metaclass=Meta, flag=1):
    attribute = Named()

    def __init_subclass__(cls, /, size=0, **keywords):
        print("init_subclass", cls.__name__, size, keywords)
        super().__init_subclass__(**keywords)

    def __class_getitem__(cls, item):
        return cls.__name__, item


class Derived(Base, size=3):
    other = Named()

    def __init__(self, *args):
        print("instance", args, self.from_prepare)


Derived(1, 2, key=3)
print(Base[int], Derived[1, 2], Derived.__mro__[1] is Base)
attempt(lambda: type("Odd", (Base,), {}, wrong=1))
attempt(lambda: Meta("ByCall", (Base,), {"x": Named()}, size=9))


class OtherMeta(type):
    pass


class Failing:
    def __set_name__(self, owner, name):
        raise ValueError("no name")


class A:
    __slots__ = ("a",)


class B:
    __slots__ = ("b",)


class Empty:
    __slots__ = ()


class X(int):
    pass


class Y(X):
    pass


attempt(lambda: OtherMeta("Conflict", (Base,), {}))
attempt(lambda: type("Layout", (A, B), {}))
attempt(lambda: type("Layout", (int, str), {}))
attempt(lambda: type("Layout", (A, int), {}))
attempt(lambda: type("Fine", (Empty, A), {}).__mro__[1:3] == (Empty, A))
attempt(lambda: type("Order", (X, Y), {}))
attempt(lambda: type("Twice", (X, X), {}))
attempt(lambda: type("Sealed", (bool,), {}))
attempt(lambda: type("NotABase", (3,), {}))
attempt(lambda: type("Fails", (), {"attribute": Failing()}))
attempt(lambda: type("Keywords", (), {}, unknown=1))
attempt(lambda: type(3, (), {}))
attempt(lambda: type("Bases", [], {}))
attempt(lambda: type("Namespace", (), 5))
attempt(lambda: type("Null\0byte", (), {}))
attempt(lambda: type("Slots", (), {"__slots__": "a", "a": 1}))
attempt(lambda: type("Slots", (), {"__slots__": "not valid"}))
attempt(lambda: type("Slots", (), {"__slots__": ("__dict__", "__dict__")}))
attempt(lambda: type("Slots", (int,), {"__slots__": ()})(5))
attempt(lambda: type("Slots", (int,), {"__slots__": ("a",)}))
attempt(lambda: type("Slots", (A,), {"__slots__": ("__weakref__",)}).__weakref__ is not None)
attempt(lambda: type("Qualified", (), {"__qualname__": 3}))
attempt(lambda: type("Cell", (), {"__classcell__": 3}))


class Replaces:
    def __init__(self, *bases):
        self.bases = bases

    def __mro_entries__(self, bases):
        print("mro_entries", len(bases))
        return self.bases


class Replaced(Replaces(A, Empty)):
    pass


print(Replaced.__bases__, [type(b).__name__ for b in Replaced.__orig_bases__])


def bad_entries():
    class Bad(Replaces().__class__(), metaclass=type):
        pass

    class Worse(type("E", (), {"__mro_entries__": lambda self, bases: [A]})()):
        pass


attempt(bad_entries)


class NoMapping(type):
    @classmethod
    def __prepare__(meta, name, bases):
        return 3


def bad_prepare():
    class C(metaclass=NoMapping):
        pass


attempt(bad_prepare)


def function_as_metaclass():
    class C(A, metaclass=lambda name, bases, namespace, **keywords: (name, bases, sorted(namespace), keywords), extra=1):
        x = 1
    return C


attempt(function_as_metaclass)


class P:
    x = 1


class Q(P):
    pass


class R:
    y = 2


Q.__bases__ = (R,)
print(Q.y, hasattr(Q, "x"), Q.__mro__)


def assign(cls, bases):
    cls.__bases__ = bases


for cls, bases in (Q, ()), (Q, (Q,)), (Q, 3), (int, (object,)), (R, (Q,)):
    attempt(lambda: assign(cls, bases))
attempt(lambda: setattr(A(), "__class__", B))
attempt(lambda: setattr(A(), "__class__", 3))
instance = R()
instance.__class__ = P
print(instance.x)
