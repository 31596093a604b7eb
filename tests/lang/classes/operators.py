class V:
    def __init__(self, x):
        self.x = x
    def __repr__(self):
        return f"V({self.x})"
names = "add sub mul truediv floordiv mod pow lshift rshift and or xor matmul".split()
for n in names:
    setattr(V, f"__{n}__", lambda self, o, n=n: f"{n}({self}, {o})")
    setattr(V, f"__r{n}__", lambda self, o, n=n: f"r{n}({self}, {o})")
v = V(1)
print(v + 2, v - 2, v * 2, v / 2, v // 2, v % 2, v ** 2, v << 2, v >> 2, v & 2, v | 2, v ^ 2, v @ 2)
print(2 + v, 2 - v, 2 * v, 2 / v, 2 // v, 2 % v, 2 ** v, 2 << v, 2 >> v, 2 & v, 2 | v, 2 ^ v, 2 @ v)
print("s" + v, [1] + v, "s" * v, None + v, 1.5 * v, v + v, divmod if False else "")
class U:
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "inv"
    def __abs__(self): return "abs"
    def __divmod__(self, o): return "divmod"
    def __rdivmod__(self, o): return "rdivmod"
    def __pow__(self, e, m=None): return ("pow", e, m)
    def __round__(self, n=None): return ("round", n)
    def __index__(self): return 3
    def __float__(self): return 1.5
    def __int__(self): return 9
    def __complex__(self): return 1j
    def __bool__(self): return False
    def __len__(self): return 5
u = U()
print(-u, +u, ~u, abs(u), divmod(u, 1), divmod(1, u), pow(u, 2), pow(u, 2, 3), u ** 4, round(u), round(u, 2), float(u), int(u), bool(u), len(u), hex(u), [0, 1, 2, 3][u], not u)
class I:
    def __init__(self, v): self.v = v
    def __iadd__(self, o):
        self.v += o
        return self
    def __imul__(self, o):
        return "replaced"
    def __add__(self, o):
        return I(("added", self.v, o))
i = j = I(1)
i += 5
print(i is j, i.v)
i *= 3
print(i)
class NI:
    def __add__(self, o): return NotImplemented
    def __radd__(self, o): return NotImplemented
    def __iadd__(self, o): return NotImplemented
    def __eq__(self, o): return NotImplemented
    def __lt__(self, o): return NotImplemented
n = NI()
for f in (lambda: n + 1, lambda: 1 + n, lambda: n + n, lambda: n < 1, lambda: 1 < n, lambda: n > n, lambda: -n, lambda: n @ 1, lambda: n[0], lambda: n << 1, lambda: divmod(n, 1), lambda: n ** 2, lambda: pow(n, 2, 3)):
    try:
        print(f())
    except TypeError as e:
        print(e)
try:
    n += 1
except TypeError as e:
    print(e)
try:
    n -= 1
except TypeError as e:
    print(e)
print(n == 1, n != 1, n == n, NotImplemented is NotImplemented)
class Base:
    def __add__(self, o): return "Base.add"
    def __radd__(self, o): return "Base.radd"
class Sub(Base):
    def __radd__(self, o): return "Sub.radd"
class SubSame(Base): pass
print(Base() + Sub(), Sub() + Base(), Base() + SubSame(), 1 + Sub(), Base() + Base())
