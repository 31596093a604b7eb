g = (x * x for x in range(4))
print(next(g), list(g), list(g), type(g).__name__)
print(sum(x for x in range(10)), max((x for x in [3, 1]), default=0), any(x > 2 for x in [1, 2, 3]), all(x for x in []), dict((x, y) for x, y in zip("ab", "cd")), ",".join(str(x) for x in range(3)), sorted((x % 3 for x in range(5)), reverse=True), tuple(x for x in "ab"), list(zip((x for x in range(2)), (y for y in "xy"))), list(enumerate(x for x in "ab")))
data = [1, 2, 3]
it = (x for x in data)
data.append(4)
print(list(it))
data = [1]
it = (x for x in data if x in data)
data = []
print(list(it))
calls = []
def seen(x):
    calls.append(x)
    return x
lazy = (seen(x) for x in range(5))
next(lazy)
print(calls)
print(any(seen(x) > 1 for x in range(10)), calls)
pipeline = (x + 1 for x in (y * 2 for y in (z for z in range(5) if z % 2)))
print(list(pipeline))
def make():
    k = 3
    return (k * i for i in range(3))
print(list(make()))
try:
    next(1 / x for x in [0])
except ZeroDivisionError as e:
    print(e)
a = (print("side", i) for i in range(2))
for _ in a:
    pass
print(next((x for x in range(10) if x > 5), None), next((x for x in [] if x), "none"), len([*(x for x in range(7))]), set(x % 2 for x in range(5)))
g = (i for i in range(3))
g.close()
print(list(g))
try:
    len(x for x in [1])
except TypeError as e:
    print(e)
try:
    (x for x in [1])[0]
except TypeError as e:
    print(e)
