class A:
    def f(self): return "A.f"
    @classmethod
    def c(cls): return "A.c " + cls.__name__
    @staticmethod
    def s(): return "A.s"
    x = 1
    @property
    def p(self): return "A.p"
class B(A):
    def f(self): return "B>" + super().f()
    @classmethod
    def c(cls): return "B>" + super().c()
    @staticmethod
    def s(): return "B>" + A.s()
    @property
    def p(self): return "B>" + super().p
    def old(self): return super(B, self).f()
    def attr(self): return super().x
    def nested(self):
        def inner():
            return super(B, self).f()
        return inner()
    def comp(self): return [super(B, self).f() for _ in range(2)]
    def cls(self): return __class__.__name__
b = B()
print(b.f(), b.c(), B.c(), b.s(), b.p, b.old(), b.attr(), b.nested(), b.comp(), b.cls())
print(super(B, b).f(), super(B, B).c(), super(B, b).x)
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
tried(lambda: super().f())
tried(lambda: super(B, b).nothing)
tried(lambda: super(B, 5).f())
tried(lambda: super(5))
tried(lambda: super(A, b).f())
def outside(self):
    return super().f()
tried(lambda: outside(b))
class C(B):
    def f(self):
        s = super()
        return s.f() + "<C"
    def __getattribute__(self, n):
        return object.__getattribute__(self, n)
    def __init__(self): super().__init__()
    def __eq__(self, o): return super().__eq__(o)
    __hash__ = None
c = C()
print(c.f(), c == c, c == 5)
class Meta(type):
    def __new__(m, n, b, d):
        return super().__new__(m, n, b, d)
    def hello(cls): return "meta hello " + cls.__name__
class M(metaclass=Meta):
    pass
print(M.hello())
class D(dict):
    def __getitem__(self, k): return ("D", super().__getitem__(k))
    def __init__(self, *a): super().__init__(*a)
print(D({1: 2})[1])
class L(list):
    def append(self, x):
        super().append(x)
        return self
print(L([1]).append(2))
class G:
    def gen(self):
        yield "base"
class H(G):
    def gen(self):
        yield from super().gen()
        yield "derived"
print(list(H().gen()))
print(type(super(B, b)).__name__, super(B, b).__self__ is b, super(B, b).__thisclass__.__name__, super(B, b).__self_class__.__name__)
