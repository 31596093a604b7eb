def count(n):
    print("start")
    i = 0
    while i < n:
        yield i
        i += 1
    print("end")
    return "ret"
g = count(3)
print(type(g).__name__, next(g), next(g), next(g))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value, e.args)
print(next(g, "default"), list(g))
def echo():
    got = yield "ready"
    while True:
        got = yield ("got", got)
e = echo()
print(next(e), e.send(1), e.send("x"), next(e))
try:
    echo().send(5)
except TypeError as ex:
    print(ex)
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
f = fib()
print([next(f) for _ in range(12)])
for x in fib():
    if x > 50:
        break
print(x, sum(v for v in count(3)), max(count(2)), sorted(count(3), reverse=True), tuple(count(1)))
a, b, c = count(3)
print(a, b, c, [*count(2)], 1 in count(5))
def two():
    x = yield 1
    y = yield x + 1
    return x + y
t = two()
print(next(t), t.send(10))
try:
    t.send(5)
except StopIteration as s:
    print(s.value)
def empty():
    return
    yield
print(list(empty()), iter(g) is g, g.__name__, g.__qualname__)
def nested():
    def inner():
        yield from "ab"
    for x in inner():
        for y in inner():
            yield x + y
print(list(nested()))
def tree(t):
    if t:
        yield from tree(t[0])
        yield t[1]
        yield from tree(t[2])
print(list(tree((((), 1, ()), 2, ((), 3, ((), 4, ()))))))
g1, g2 = count(2), count(2)
print(next(g1), next(g2), next(g1))
