class Num:
    def __init__(self, v): self.v = v
    def __repr__(self): return f"N{self.v}"
    def _c(self, o): return o.v if isinstance(o, Num) else o
    def __add__(self, o): return Num(self.v + self._c(o)) if isinstance(o, (Num, int)) else NotImplemented
    __radd__ = __add__
    def __sub__(self, o): return Num(self.v - self._c(o))
    def __rsub__(self, o): return Num(self._c(o) - self.v)
    def __mul__(self, o): return Num(self.v * self._c(o))
    __rmul__ = __mul__
    def __mod__(self, o): return Num(self.v % self._c(o))
    def __neg__(self): return Num(-self.v)
    def __lt__(self, o): return self.v < self._c(o)
    def __eq__(self, o): return self.v == self._c(o)
    def __hash__(self): return hash(self.v)
    def __bool__(self): return self.v != 0
    def __int__(self): return self.v
    __index__ = __int__
n = Num(5)
m = n
n += 2
print(n, m, n is m)
n -= 1
n *= Num(3)
n %= 10
print(n, 10 - n, 3 * n, -n, sum([Num(1), Num(2)]), sum([Num(1)], Num(5)), max(Num(1), Num(7)), sorted([Num(3), Num(1)]), bool(Num(0)), [10, 20, 30][Num(1)], int(Num(4)), Num(3) == 3, {3: "x"}[Num(3)])
try:
    n + "a"
except TypeError as e:
    print(e)
try:
    "a" + n
except TypeError as e:
    print(e)
l = [1]
k = l
l += [2]
print(k, l is k)
l = l + [3]
print(k, l is k)
t = (1,)
u = t
t += (2,)
print(t, u)
class Box:
    def __init__(self): self.v = [1]
    n = 0
b = Box()
b.v += [2]
b.n += 1
print(b.v, b.n, Box.n)
d = {"a": [1], "n": 1}
d["a"] += [2]
d["n"] <<= 4
d["n"] |= 1
d["n"] ^= 3
d["n"] //= 4
d["n"] **= 3
d["n"] >>= 1
d["n"] &= 0xFF
d["n"] -= 1
d["n"] /= 4
print(d)
def idx():
    print("index evaluated once")
    return 0
x = [5]
x[idx()] += 1
print(x)
s = "a"
s *= 3
s += "b"
print(s)
try:
    5 @ 3
except TypeError as e:
    print(e)
class Mat:
    def __matmul__(self, o): return "mm"
    def __imatmul__(self, o): return "imm"
q = Mat()
print(q @ 1)
q @= 2
print(q)
