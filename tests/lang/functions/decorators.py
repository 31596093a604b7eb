def trace(f):
    print("decorating", f.__name__)
    def wrapper(*args, **kw):
        print("call", f.__name__, args, kw)
        return f(*args, **kw)
    wrapper.__name__ = f.__name__
    return wrapper
def repeat(n):
    def deco(f):
        def w(*a):
            return [f(*a) for _ in range(n)]
        return w
    return deco
@trace
def add(a, b=1):
    return a + b
print(add(2), add(2, b=3), add.__name__)
@repeat(3)
@trace
def hi(x):
    return "hi " + x
print(hi("bob"))
class Counter:
    def __init__(self, f):
        self.f, self.n = f, 0
    def __call__(self, *a):
        self.n += 1
        return self.f(*a)
@Counter
def sq(x):
    return x * x
print(sq(3), sq(4), sq.n)
def tag(cls):
    cls.tag = cls.__name__.lower()
    return cls
@tag
class Thing:
    pass
print(Thing.tag)
registry = {}
def register(name):
    return lambda f: registry.setdefault(name, f)
@register("one")
def one():
    return 1
print(registry["one"]())
decos = [trace]
@decos[0]
def indexed():
    return "indexed"
print(indexed())
@(lambda f: "replaced")
def gone():
    pass
print(gone)
def memo(f):
    cache = {}
    def w(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]
    return w
@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(90))
class M:
    @trace
    def method(self, x):
        return x
print(M().method.__name__, M.__dict__["method"].__name__)
try:
    @5
    def f(): pass
except TypeError as e:
    print(e)
