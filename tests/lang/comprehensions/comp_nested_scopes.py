def outer(n):
    data = [[i * j for j in range(n)] for i in range(n)]
    def inner(k):
        return [[cell + k + n for cell in row] for row in data]
    return inner
print(outer(3)(1))
def counter():
    total = 0
    def add(v):
        nonlocal total
        total += v
        return total
    return [add(v) for v in range(5)], total
print(counter())
def f():
    fs = []
    for i in range(3):
        fs.append([lambda j=j: (i, j) for j in range(2)])
    return [[g() for g in row] for row in fs]
print(f())
print([(a, b, c) for a in range(1, 12) for b in range(a, 12) for c in range(b, 14) if a * a + b * b == c * c])
print([x for x in (y * 2 for y in (z + 1 for z in range(4)))], {k: [v for v in range(k)] for k in range(3)}, [{i: j for i in range(2)} for j in range(2)])
def g(x):
    return [x for x in [x, x + 1]], x
print(g(5))
print([[(i, j) for j in range(2) if i != j] for i in range(2)], [i for i in range(3) for i in range(i)], max([len(s) for s in ["a", "bbb"]]))
def primes(n):
    return [p for p in range(2, n) if all(p % d for d in range(2, int(p ** 0.5) + 1))]
print(primes(60))
