class A:
    shared = []
    count = 0
    def __init__(self, x, y=2):
        self.x, self.y = x, y
        A.count += 1
    def total(self):
        return self.x + self.y
    def __repr__(self):
        return f"A({self.x}, {self.y})"
a, b = A(1), A(10, y=20)
print(a, b, a.total(), A.total(b), A.count, a.count, a.__dict__, type(a), type(a) is A, a.__class__.__name__, isinstance(a, A), isinstance(5, A))
a.shared.append("s")
a.count = 99
print(b.shared, A.count, a.count, b.count, "count" in a.__dict__, "count" in b.__dict__)
del a.count
print(a.count)
a.new = "attr"
print(a.new, hasattr(b, "new"), getattr(b, "new", None), vars(a))
setattr(b, "dyn", 5)
delattr(a, "new")
print(b.dyn, hasattr(a, "new"))
for f in (lambda: a.new, lambda: A.nothing, lambda: delattr(a, "zzz"), lambda: A(), lambda: a(), lambda: a[0], lambda: len(a), lambda: a + 1, lambda: a < b, lambda: iter(a), lambda: A.total()):
    try:
        print(f())
    except (AttributeError, TypeError) as e:
        print(type(e).__name__, e)
class B(A):
    def __init__(self, x):
        super().__init__(x, 100)
        self.b = True
    def total(self):
        return super().total() * 2
c = B(5)
print(c, c.total(), c.b, isinstance(c, A), issubclass(B, A), B.__bases__, B.__mro__, A.__subclasses__(), B.__name__, B.__module__, B.__qualname__)
class Empty:
    pass
e = Empty()
e.__dict__["via"] = 1
print(e.via, e == e, e == Empty(), e != Empty(), bool(e), hash(e) == hash(e), Empty.__dict__.get("zz"), Empty.__doc__)
e.__dict__ = {"fresh": 2}
print(e.fresh, hasattr(e, "via"), e.__dict__)
e.__class__ = A
print(type(e).__name__)
A.added = lambda self: "added " + str(self.fresh)
print(e.added())
class WithBody:
    x = 1
    y = x + 1
    for i in range(3):
        pass
    if y > 1:
        z = "cond"
    def f(self): return self.x
    g = f
    print("body runs", y)
print(WithBody.i, WithBody.z, WithBody().g(), WithBody.f is WithBody.g)
try:
    a.__class__ = 5
except TypeError as ex:
    print(ex)
try:
    a.__dict__ = 5
except TypeError as ex:
    print(ex)
print(A.__dict__["total"] is A.total, type(A.__dict__).__name__, A.__eq__(a, 5), object().__class__, type(type(a)), type(A.total).__name__, type(a.total).__name__)
