class A:
    def who(self): return ["A"]
class B(A):
    def who(self): return ["B"] + super().who()
class C(A):
    def who(self): return ["C"] + super().who()
class D(B, C):
    def who(self): return ["D"] + super().who()
class E(C, B): pass
print(D().who(), E().who(), [c.__name__ for c in D.__mro__], [c.__name__ for c in E.mro()])
for bases in ((A, B), (D, E), (B, B), (bool,), (type(None),), (int, str), (range,), (5,)):
    try:
        print(type("X", bases, {}).__mro__[1].__name__)
    except TypeError as e:
        print(str(e).replace("\n", " "))
class X: pass
class Y: pass
class Z: pass
class XY(X, Y): pass
class YZ(Y, Z): pass
class All(XY, YZ): pass
print([c.__name__ for c in All.__mro__])
class Base:
    def __init__(self, **kw):
        print("Base", kw)
class L(Base):
    def __init__(self, l, **kw):
        print("L", l)
        super().__init__(**kw)
class R(Base):
    def __init__(self, r, **kw):
        print("R", r)
        super().__init__(**kw)
class LR(L, R):
    def __init__(self, **kw):
        super().__init__(**kw)
LR(l=1, r=2, z=3)
class P:
    v = "P"
class Q(P): pass
class R2(Q): pass
print(R2.v)
Q.v = "Q"
print(R2.v, R2().v)
del Q.v
print(R2.v)
P.v = "P2"
print(R2().v, issubclass(R2, (int, P)), isinstance(R2(), (str, Q)))
class Changing(X): pass
Changing.__bases__ = (P,)
print(Changing.v, [c.__name__ for c in Changing.__mro__])
print(object.__bases__, type.__bases__, type.__mro__, object.__mro__, int.__bases__, bool.__bases__)
class Abstract:
    def template(self):
        return self.step() + "!"
    def step(self):
        raise NotImplementedError("step")
class Concrete(Abstract):
    def step(self):
        return "done"
print(Concrete().template())
try:
    Abstract().template()
except NotImplementedError as e:
    print(repr(e))
