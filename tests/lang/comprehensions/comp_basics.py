print([x * x for x in range(5)], [x for x in range(10) if x % 2 if x > 3], [(x, y) for x in range(3) for y in range(x)], [[j for j in range(i)] for i in range(4)])
print({x: x ** 2 for x in range(3)}, sorted({c for c in "hello"}), list(x + 1 for x in [1, 2]), sum(x for x in range(5)), dict((k, v) for k, v in [("a", 1)]))
x = "outer"
l = [x for x in range(3)]
print(x, l)
print([y for x in [[1, 2], [3]] for y in x], [x if x > 1 else -x for x in range(4)], [a + b for a, b in [(1, 2), (3, 4)]], [a for a, *b in ["xyz"]], [(lambda: i)() for i in range(3)])
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
gs = [lambda i=i: i for i in range(3)]
print([g() for g in gs])
def f(n):
    return [n + i for i in range(3)], {n: i for i in range(2)}, {n * i for i in range(2)} == {0, n}, tuple(n - i for i in range(2))
print(f(10))
class C:
    n = 3
    a = [i for i in range(n)]
    try:
        b = [n for i in range(2)]
    except NameError as e:
        print(e)
    c = [[m for m in range(2)] for k in "ab"]
print(C.a, C.c)
print([y := 1, y + 1], [last := v for v in range(4)], last, any((hit := v) > 2 for v in range(5)), hit)
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], list(zip(*matrix)), [v for row in matrix for v in row if v % 2 == 0])
it = (print("eager") or i for i in range(2))
print("made")
print(list(it), list(it))
try:
    [1 / v for v in (1, 0)]
except ZeroDivisionError as e:
    print(e)
try:
    (i for i in 5)
except TypeError as e:
    print(e)
def gen():
    return (i * k for i in range(3))
k = 2
g = gen()
k = 5
print(list(g), [i for i in range(5) if (lambda v: v % 2)(i)], [None for _ in range(2)], [*(i for i in "ab")], {**{k: v for k, v in [(1, 2)]}})
