def inner():
    got = yield 1
    print("inner got", got)
    try:
        got = yield 2
    except ValueError as e:
        print("inner caught", e)
        got = yield "recovered"
    return "inner result"
def outer():
    r = yield from inner()
    print("outer has", r)
    r2 = yield from [10, 20]
    print(r2)
    return r
o = outer()
print(next(o), o.send("hello"), o.throw(ValueError("v")), next(o), next(o))
try:
    next(o)
except StopIteration as e:
    print(e.value)
def chain(*its):
    for it in its:
        yield from it
print(list(chain("ab", range(2), {"k": 1}, (x for x in [9]))))
def closing():
    try:
        yield 1
        yield 2
    finally:
        print("inner closed")
def deleg():
    try:
        yield from closing()
    finally:
        print("outer closed")
d = deleg()
next(d)
d.close()
try:
    def bad():
        yield from 5
    list(bad())
except TypeError as e:
    print(e)
class Iter:
    def __init__(self):
        self.n = 0
    def __iter__(self):
        return self
    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise StopIteration("done")
        return self.n
def use():
    r = yield from Iter()
    yield r
print(list(use()))
def nosend():
    yield from Iter()
n = nosend()
next(n)
try:
    n.send(5)
except AttributeError as e:
    print(e)
def countdown(n):
    if n:
        yield n
        yield from countdown(n - 1)
print(list(countdown(10)), sum(countdown(100)))
def averager():
    total = n = 0
    while True:
        v = yield
        if v is None:
            return total / n
        total += v
        n += 1
def grouper(out):
    while True:
        out.append((yield from averager()))
res = []
g = grouper(res)
next(g)
for v in (1, 2, 3, None, 10, 20, None):
    g.send(v)
print(res)
