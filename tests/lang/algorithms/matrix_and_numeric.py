def matmul(a, b):
    return [[sum(x * y for x, y in zip(row, col)) for col in zip(*b)] for row in a]
def power(m, n):
    r = [[int(i == j) for j in range(len(m))] for i in range(len(m))]
    while n:
        if n & 1:
            r = matmul(r, m)
        m = matmul(m, m)
        n >>= 1
    return r
print(power([[1, 1], [1, 0]], 90)[0][1], matmul([[1, 2], [3, 4]], [[0, 1], [1, 0]]))
def det(m):
    if len(m) == 1:
        return m[0][0]
    return sum((-1) ** j * m[0][j] * det([row[:j] + row[j + 1:] for row in m[1:]]) for j in range(len(m)))
print(det([[2, 0, 1], [1, 3, 2], [1, 1, 4]]), det([[1.5, 2.0], [0.5, 4.0]]))
def newton(f, df, x):
    for _ in range(50):
        step = f(x) / df(x)
        x -= step
        if abs(step) < 1e-14:
            break
    return x
print(newton(lambda x: x * x - 2, lambda x: 2 * x, 1.0), newton(lambda x: x ** 3 - x - 2, lambda x: 3 * x * x - 1, 1.5))
def simpson(f, a, b, n):
    h = (b - a) / n
    return h / 3 * (f(a) + f(b) + sum((4 if i % 2 else 2) * f(a + i * h) for i in range(1, n)))
print(simpson(lambda x: x * x, 0, 3, 100), simpson(lambda x: 1 / (1 + x * x), 0, 1, 100) * 4)
def exp(x):
    t = s = 1.0
    for k in range(1, 40):
        t *= x / k
        s += t
    return s
print(exp(1), exp(-2.5), exp(10))
def mean_var(xs):
    n = m = s = 0
    for x in xs:
        n += 1
        d = x - m
        m += d / n
        s += d * (x - m)
    return m, s / (n - 1)
print(mean_var([2, 4, 4, 4, 5, 5, 7, 9]), mean_var([0.1 * i for i in range(100)]))
def pascal(n):
    row = [1]
    for _ in range(n):
        yield row
        row = [a + b for a, b in zip([0] + row, row + [0])]
print(*pascal(7), sep="\n")
def horner(cs, x):
    r = 0
    for c in cs:
        r = r * x + c
    return r
print(horner([1, -6, 11, -6], 4), horner([2.0, 0.5], 3), horner([1] * 40, 10))
def isqrt(n):
    x = n
    while (y := (x + n // x) // 2) < x:
        x = y
    return x
print(isqrt(10 ** 60), isqrt(2 * 10 ** 80), isqrt(17))
class Frac:
    def __init__(self, n, d=1):
        a, b = n, d
        while b:
            a, b = b, a % b
        self.n, self.d = n // a, d // a
    def __add__(self, o): return Frac(self.n * o.d + o.n * self.d, self.d * o.d)
    def __mul__(self, o): return Frac(self.n * o.n, self.d * o.d)
    def __repr__(self): return f"{self.n}/{self.d}"
print(sum((Frac(1, i) for i in range(2, 21)), Frac(1)), Frac(6, 4) * Frac(2, 3))
