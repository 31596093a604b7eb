def fact(n):
    return 1 if n == 0 else n * fact(n - 1)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def ack(m, n):
    if m == 0:
        return n + 1
    return ack(m - 1, 1) if n == 0 else ack(m - 1, ack(m, n - 1))
def even(n):
    return True if n == 0 else odd(n - 1)
def odd(n):
    return False if n == 0 else even(n - 1)
def hanoi(n, a, b, c):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
def perms(xs):
    return [[]] if not xs else [[x] + p for i, x in enumerate(xs) for p in perms(xs[:i] + xs[i + 1:])]
def flatten(x):
    return [z for y in x for z in flatten(y)] if isinstance(x, list) else [x]
print(fact(30), fib(18), ack(2, 3), even(500), odd(301), hanoi(8, "a", "b", "c"), len(perms([1, 2, 3, 4])), perms([1, 2, 3])[3], flatten([1, [2, [3, [4]], 5]]))
def depth(n):
    try:
        return depth(n + 1)
    except RecursionError as e:
        return str(e)
print(depth(0))
def mutual(n):
    return mutual2(n + 1)
def mutual2(n):
    return mutual(n + 1)
try:
    mutual(0)
except RecursionError as e:
    print(type(e).__name__, isinstance(e, RuntimeError))
class R:
    def __repr__(self):
        return repr(self)
    def __eq__(self, o):
        return self == o
    def __getattr__(self, n):
        return getattr(self, n + "x")
for f in (lambda: repr(R()), lambda: R() == 1, lambda: R().a):
    try:
        f()
    except RecursionError as e:
        print("RecursionError")
print(depth(0)[:32])
