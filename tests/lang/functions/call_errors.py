def tried(f, *a, **k):
    try:
        print(f(*a, **k))
    except TypeError as e:
        print(e)
def f0(): pass
def f1(a): pass
def f2(a, b): pass
def f3(a, b, c): pass
def d1(a, b=1): pass
def d2(a=1, b=2): pass
def ko(*, k): pass
def ko2(a, *, k, m): pass
def kd(a, *, k=1): pass
def po(a, b, /): pass
def pk(a, /, b): pass
def va(a, *args): pass
def kw(a, **kwargs): pass
tried(f0, 1)
tried(f0, 1, 2)
tried(f0, x=1)
tried(f1)
tried(f1, 1, 2)
tried(f1, 1, a=2)
tried(f1, b=1)
tried(f1, 1, b=2)
tried(f2)
tried(f2, 1)
tried(f2, b=1)
tried(f2, 1, 2, 3)
tried(f3)
tried(f3, 1)
tried(d1)
tried(d1, 1, 2, 3)
tried(d2, 1, 2, 3)
tried(d2, c=1)
tried(ko)
tried(ko, 1)
tried(ko, k=1, z=2)
tried(ko2, 1)
tried(ko2)
tried(ko2, 1, 2, k=1, m=2)
tried(kd, 1, 2)
tried(kd, 1, 2, k=3)
tried(po, 1, b=2)
tried(po, a=1, b=2)
tried(po, 1)
tried(pk, a=1, b=2)
tried(va)
tried(kw)
tried(kw, 1, 2)
tried(kw, 1, a=2)
class C:
    def m(self, a): pass
    @classmethod
    def cm(cls, a): pass
    @staticmethod
    def sm(a): pass
    def __init__(self, x): pass
tried(C)
tried(C, 1, 2)
tried(C(1).m)
tried(C(1).m, 1, 2)
tried(C.cm)
tried(C.sm, 1, 2)
tried(C.m)
class D: pass
tried(D, 1)
tried(D, x=1)
tried(lambda x: x)
tried(lambda: f1(*5))
tried(lambda: f1(**5))
tried(lambda: f1(**{1: 2}))
tried(lambda: f1(*[1], **{"a": 2}))
tried(lambda: f2(a=1, **{"a": 2}))
tried(5)
tried("abc")
tried(None)
tried(D())
tried([].append)
tried(len)
tried(len, 1, 2)
tried(len, x=1)
tried(print, 1, nope=2)
tried(isinstance, 1)
tried(int, 1, 2, 3)
tried(dict.get, {})
tried("a".join)
tried("a".upper, 1)
tried(object, 1)
count = "abc".count
for call in (lambda: count("b", k=1), lambda: "a".count("b", k=1), lambda: "a".count(**{"k": 1}), lambda: str.count("a", k=1), lambda: set().union.__call__(k=1)):
    try:
        call()
    except TypeError as error:
        print(error)
