f = lambda x, y=2, *a, k=5, **kw: (x, y, a, k, kw)
print(f(1), f(1, 3, 4, k=6, z=7), f.__name__, (lambda: 0).__qualname__)
print(sorted([3, 1, 2], key=lambda v: -v), list(map(lambda a, b: a * b, [1, 2], [3, 4])), list(filter(lambda v: v > 1, [1, 2, 3])), (lambda f, n: f(f, n))(lambda f, n: 1 if n < 2 else n * f(f, n - 1), 10))
def documented():
    """The doc."""
    return 1
print(documented.__doc__, documented.__module__, documented.__name__, (lambda: 0).__doc__)
documented.__name__ = "renamed"
documented.__doc__ = None
print(documented.__name__, documented.__doc__, documented.__qualname__)
def ann(a: int, b: "str" = "x", *, c: list = None) -> dict:
    pass
print(ann.__annotations__)
class C:
    """Class doc."""
    def m(self):
        """Method doc."""
print(C.__doc__, C.m.__doc__, C().m.__doc__, C.m.__qualname__, C().m.__name__, C().m.__self__.__class__.__name__, C.m is C.__dict__["m"], C().m.__func__ is C.m)
c = C()
b = c.m
print(b == c.m, b is c.m, hash(b) == hash(c.m), b != C().m)
try:
    b.attr = 1
except AttributeError as e:
    print(e)
try:
    documented.__code__ = 5
except TypeError as e:
    print(e)
try:
    documented.nothing
except AttributeError as e:
    print(e)
print(callable(f), callable(5), callable(C), callable(c), callable(len), callable(c.m), type(f).__name__, type(len).__name__, type(c.m).__name__, type([].append).__name__, type(str.upper).__name__)
def outer():
    def inner():
        pass
    class L:
        def m(self): pass
    return inner.__qualname__, L.__qualname__, L.m.__qualname__
print(outer(), (lambda *, a: a)(a=1), [g() for g in [lambda n=n: n * n for n in range(4)]])
print(len.__name__, [].append.__name__, str.join.__qualname__, len.__doc__ is not None, repr(len), repr(type(f)))
