class A:
    """A doc"""
    x: int = 1
    y: str
    def m(self): pass
print(A.__annotations__, A.__doc__, A.__name__, A.__module__, A.__dict__["x"], A.__base__, A.__flags__ is not None)
A.__name__ = "Renamed"
A.__doc__ = "new doc"
print(A, A.__qualname__, A.__doc__)
for n, v in (("__name__", 5), ("__name__", "a\0b"), ("__bases__", 5), ("__bases__", ())):
    try:
        setattr(A, n, v)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
for f in (lambda: setattr(int, "x", 1), lambda: delattr(str, "upper"), lambda: setattr(object(), "a", 1), lambda: setattr(1, "real", 2), lambda: delattr(A, "nothing"), lambda: setattr([], "x", 1), lambda: setattr(len, "x", 1), lambda: A.__dict__.update({})):
    try:
        f()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
print([n for n in dir(A) if not n.startswith("__")], "x" in dir(A()), sorted(set(dir(object)))[:6])
a = A()
a.inst = 1
print([n for n in dir(a) if not n.startswith("__")], vars(a))
class D:
    def __dir__(self):
        return ["b", "a"]
print(dir(D()))
print(type(a).__mro__ == A.mro(), a.__class__ is A, a.__module__, A.m.__module__, object.__doc__ is not None, type.__name__)
def f():
    class Local: pass
    return Local
print(f().__qualname__, f() is f(), f()().__class__.__name__)
import sys
print(A.__module__ in sys.modules, getattr(A, "m").__name__, A.__sizeof__ is not None, int.__doc__ is not None)
class Str:
    def __str__(self): return "s"
    def __repr__(self): return "r"
    def __format__(self, f): return "f" + f
    def __bytes__(self): return b"b"
s = Str()
print(s, str(s), repr(s), format(s), f"{s}", f"{s!r}", f"{s!s:>3}", bytes(s), "%s %r" % (s, s), [s], {"k": s}, (s,))
class Del:
    def __del__(self): pass
print(Del() is not None)
class Reduce:
    def __init__(self, n): self.n = n
    def __getstate__(self): return {"n": self.n}
print(Reduce(3).__getstate__(), hasattr(object(), "__reduce_ex__"))
