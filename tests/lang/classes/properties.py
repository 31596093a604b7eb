class T:
    def __init__(self):
        self._v = 1
    @property
    def v(self):
        """doc of v"""
        return self._v
    @v.setter
    def v(self, x):
        self._v = x * 10
    @v.deleter
    def v(self):
        self._v = None
    @property
    def ro(self):
        return "ro"
    wo = property(None, lambda self, x: setattr(self, "_v", ("wo", x)))
    explicit = property(lambda s: "e", doc="docs")
t = T()
t.v = 5
print(t.v, T.v.__doc__, T.explicit.__doc__, T.explicit.fset)
t.v += 1
print(t.v)
del t.v
print(t.v)
t.wo = 3
print(t.v)
for f in (lambda: setattr(t, "ro", 1), lambda: t.wo, lambda: delattr(t, "ro"), lambda: setattr(t, "explicit", 1)):
    try:
        print(f())
    except AttributeError as e:
        print(e)
print(type(T.v).__name__, T.v.fget(t), isinstance(T.__dict__["v"], property), T.ro.fget.__name__)
class S(T):
    @T.v.getter
    def v(self):
        return "sub"
s = S()
s.v = 2
print(s.v, s._v)
class O(T):
    @property
    def v(self):
        return super().v + 1
print(O().v)
class U:
    @property
    def bad(self):
        return self.missing
    def __getattr__(self, n):
        return "fallback " + n
print(U().bad, U().x)
class V:
    @property
    def raises(self):
        raise AttributeError("inside")
try:
    V().raises
except AttributeError as e:
    print(e)
print(hasattr(V(), "raises"), getattr(V(), "raises", "dflt"))
class W:
    @classmethod
    def make(cls, *a):
        return cls, a
    @staticmethod
    def st(*a):
        return a
    def inst(self, *a):
        return a
class W2(W): pass
print(W.make(1)[0].__name__, W2.make(1)[0].__name__, W2().make()[0].__name__, W.st(1), W2().st(2), W.inst(5, 6), W().inst(5))
print(type(W.__dict__["make"]).__name__, type(W.__dict__["st"]).__name__, W.make.__self__.__name__, W.__dict__["st"].__func__(7), W.make.__func__(3)[0])
class Static:
    f = staticmethod(len)
    g = classmethod(lambda cls: cls.__name__)
    h = len
print(Static.f("abc"), Static().f("ab"), Static.g(), Static().h("xyz"), staticmethod(lambda: "direct")())
