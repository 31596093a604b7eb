# Calls in all forms, argument binding, defaults, decorators, annotations, lambdas.
def show(*args, **kw):
    return args, kw


d = {"k": 1}
print(show(), show(1), show(1, 2, a=3), show(*[1, 2]), show(*[1], 2, *(3, 4)), show(**d), show(1, *[2], x=3, **d))
print(show(*range(3), **{"a": 1}, b=2, **{"c": 3}), show(a=1, **d), show(*"ab", *"cd"))
print("abc".replace("b", "x").upper().center(9, "*"), "{a}{0}".format(1, a=2), " ".join(*[["a", "b"]]))
for bad in ("show(**5)", "show(*5)", "show(1, *5)", "show(a=1, **{'a': 2})", "show(**{1: 2})", "show(**d, **d)"):
    try:
        eval(bad)
    except TypeError as e:
        print(bad, type(e).__name__)


def params(a, b=2, /, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw


print(params(1, d=4), params(1, 2, 3, 4, 5, d=6, f=7), params(1, d=0, a=9))
print(params.__defaults__, params.__kwdefaults__)
code = params.__code__
print(code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_varnames, code.co_flags & 15, code.co_name)


def mutable(x, acc=[]):
    acc.append(x)
    return acc


print(mutable(1), mutable(2), mutable.__defaults__)
n = 10
late = lambda x=n, *a, y=n + 1, **k: (x, y, a, k)
n = 20
print(late(), late(1, 2, y=3, z=4), late.__name__, late.__qualname__)


def deco(tag):
    print("make", tag)
    def apply(f):
        print("apply", tag, f.__name__)
        return f
    return apply


@deco(1)
@deco(2)
def decorated(a: int, b: "str" = "x", *args: float, c: list = None, **kw: dict) -> tuple[int, ...]:
    """Doc."""
    return a


print(decorated.__annotations__, decorated.__doc__, decorated(3), decorated.__code__.co_firstlineno)


@deco(3)
class Decorated:
    "Class doc."
    a: int = 1
    b: "later"
    (c): int = 3
    d: dict[str, int]
    def f(self, q: a = a) -> b if False else int: return q


print(Decorated.__annotations__, Decorated.__doc__, Decorated.f.__annotations__, Decorated().f(), Decorated.c)
x: int = 5
y: undefined_in_function if False else int
print(__annotations__)


def local_annotations():
    z: never_evaluated = 1
    w: also_never
    d = {}
    d["k"]: never = 2
    return z, d


print(local_annotations())


def order():
    def t(v):
        print(v, end=" ")
        return v
    class O: pass
    o = O()
    t(lambda *a, **k: None)(t(1), *[t(2)], k=t(3), **{"m": t(4)}) if False else None
    {t(1): t(2), t(3): t(4)}
    [t(5), *[t(6)], t(7)]
    t(8) + t(9) * t(10)
    t(11) < t(12) < t(13) > t(14)
    lst = [0] * 30
    lst[t(15)] = t(16)
    lst[t(17)] += t(18)
    o.a = t(19)
    (lambda *a, **k: None)(t(20), *(t(21), t(22)), a=t(23), **{"b": t(24)})
    f"{t(25)!r:>{t(3)}}{t(26)}"
    t(lst)[t(1):t(2):t(1)] if False else None
    x, lst[t(27)] = t(28), t(29)
    print()


order()


def outer():
    def inner():
        class C:
            def m(self):
                return [lambda: 0 for _ in (1,)][0]
        return C
    return inner


print(outer()().m.__qualname__, outer()()().m().__qualname__, (lambda: (lambda: 0))().__qualname__)


def kwonly(*, a, b=2): return a, b


print(kwonly(a=1), kwonly(b=1, a=0))
for bad in (lambda: kwonly(1), lambda: kwonly(), lambda: params(), lambda: params(1), lambda: order(1)):
    try:
        bad()
    except TypeError as e:
        print(e)
big = eval("show(" + ",".join(map(str, range(300))) + ")")
print(len(big[0]), sum(big[0]))
big = eval("show(" + ",".join(f"a{i}={i}" for i in range(300)) + ")")
print(len(big[1]), sum(big[1].values()))
huge = eval("show(" + ",".join(map(str, range(5000))) + ", z=1)")
print(len(huge[0]), huge[1])


class Callable:
    def __call__(self, *a, **k): return "called", a, k
    def method(self, *a, **k): return "method", a, k
    @classmethod
    def cm(cls, *a): return cls.__name__, a
    @staticmethod
    def sm(*a): return a


c = Callable()
c.attr = lambda *a: ("attr", a)
print(c(1, k=2), c.method(1, *[2], k=3), c.cm(1), c.sm(1), c.attr(1), Callable.method(c, 5), Callable.cm(k := 1), k)
