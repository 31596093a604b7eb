class V:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == getattr(o, "v", o)
    def __lt__(self, o): return self.v < getattr(o, "v", o)
    def __le__(self, o): return self.v <= getattr(o, "v", o)
    def __repr__(self): return f"V{self.v}"
a, b = V(1), V(2)
print(a == b, a != b, a < b, a <= b, a > b, a >= b, a == 1, 1 == a, 2 != a, 5 > a, 9 >= a, sorted([b, a]), max(a, b), min([b, a]), a in [V(1)], [V(1), 2] == [1, V(2)], (a,) < (b,), [b].index(2), [1, 2].count(b))
try:
    hash(a)
except TypeError as e:
    print(e)
print(V.__hash__)
log = []
class L:
    def __init__(self, n): self.n = n
for op in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(L, f"__{op}__", lambda self, o, op=op: log.append((self.n, op)) or NotImplemented)
x, y = L("x"), L("y")
print(x == y, x != y)
for f in (lambda: x < y, lambda: x <= y, lambda: x > 1, lambda: 1 >= x):
    try:
        f()
    except TypeError as e:
        print(e)
print(log)
class Only:
    def __eq__(self, o): return "equal?"
print(Only() == 1, Only() != 1, 1 == Only(), Only() in [1], [Only()] == [1])
class Ne:
    def __ne__(self, o): return "ne"
print(Ne() != 1, Ne() == 1)
class Base:
    def __eq__(self, o): return "Base"
    def __lt__(self, o): return "Base<"
    def __gt__(self, o): return "Base>"
class Sub(Base):
    def __eq__(self, o): return "Sub"
    def __gt__(self, o): return "Sub>"
print(Base() == Sub(), Sub() == Base(), Base() < Sub(), Sub() < Base(), Base() > Sub())
class Chain:
    def __init__(self, n): self.n = n
    def __lt__(self, o):
        print("cmp", self.n, o.n)
        return self.n < o.n
print(Chain(1) < Chain(2) < Chain(3), Chain(2) < Chain(1) < Chain(0))
class Falsy:
    def __bool__(self): return False
    def __repr__(self): return "Falsy"
class Rich:
    def __lt__(self, o): return Falsy()
print(Rich() < 1, Rich() < 1 < 2, not Rich() < 1, (Rich() < 1) or "or", (Rich() < 1) and "and")
print(1 == 1.0, "1" == 1, None == None, None == 0, [] == (), {} == [], object() == object(), [1] == [True], () == (), 1 != "1", int == int, int == float, ... == ...)
for f in (lambda: {} < {}, lambda: None < None, lambda: object() < 1, lambda: int < float, lambda: 1j < 2j if False else [] < {}, lambda: (1,) < [1], lambda: sorted([1, "a"]), lambda: max(1, "a")):
    try:
        print(f())
    except TypeError as e:
        print(e)
