class A:
    __x = 1
    def __init__(self):
        self.__y = 2
        self._z = 3
        self.__w__ = 4
    def get(self):
        return self.__x, self.__y, self._z, self.__w__
    def __private(self):
        return "private"
    def call(self):
        return self.__private()
    def local(self):
        __v = 5
        def inner(__p=6):
            return __v, __p
        return inner(), sorted(locals())[0]
class B(A):
    __x = 10
    def get_b(self):
        return self.__x, self._A__x
    def __private(self):
        return "B private"
a, b = A(), B()
print(a.get(), b.get(), b.get_b(), a.call(), b.call(), a.local(), sorted(a.__dict__), sorted(k for k in A.__dict__ if "private" in k))
try:
    a.__y
except AttributeError as e:
    print(e)
print(a._A__y, hasattr(a, "_A__private"))
class _C:
    def __init__(self):
        self.__v = 1
print(_C().__dict__)
class ___:
    def __init__(self):
        self.__v = 1
print(___().__dict__)
def f(self):
    return self.__outside
class D:
    m = f
    __outside = "x"
try:
    D().m()
except AttributeError as e:
    print(e)
class E:
    def f(self, __arg=1, **kw):
        return __arg, kw
print(E().f(2), E().f(_E__arg=3), E().f(__arg=4))
class F:
    global __g
    __g = 5
print([k for k in globals() if k.endswith("__g")])
