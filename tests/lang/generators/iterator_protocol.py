class Count:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        self.i = 0
        return self
    def __next__(self):
        if self.i >= self.n:
            raise StopIteration
        self.i += 1
        return self.i
print(list(Count(3)), [x for x in Count(2)], sum(Count(4)), max(Count(3)), 2 in Count(3), tuple(Count(2)), sorted(Count(3), key=lambda x: -x), dict.fromkeys(Count(2)), [*Count(2), *Count(1)], list(zip(Count(2), Count(3))), list(map(str, Count(2))), set(Count(2)) == {1, 2}, ",".join(map(str, Count(2))))
class GenIter:
    def __iter__(self):
        yield "a"
        yield "b"
print(list(GenIter()), *GenIter(), dict(zip(GenIter(), range(2))), "b" in GenIter())
class Old:
    def __getitem__(self, i):
        if i == 3:
            raise IndexError
        return i * i
print(list(Old()), 4 in Old(), 5 in Old(), list(reversed([*Old()])))
class NotIter:
    __iter__ = None
class BadIter:
    def __iter__(self):
        return 5
class NoNext:
    def __iter__(self):
        return self
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", e)
tried(lambda: list(NotIter()))
tried(lambda: list(BadIter()))
tried(lambda: iter(NoNext()))
tried(lambda: next([]))
tried(lambda: next(iter([])))
tried(lambda: iter(5))
tried(lambda: 3 in 5)
tried(lambda: 3 in object())
tried(lambda: [x for x in None])
tried(lambda: next())
it = iter([1, 2, 3])
print(next(it), next(it), next(it), next(it, None), next(it, "d"))
calls = iter(lambda n=[0]: n.append(n.pop() + 1) or n[0], 4)
print(list(calls), type(calls).__name__)
class Contains:
    def __contains__(self, x):
        return "truthy" if x == 1 else ""
print(1 in Contains(), 2 in Contains(), 2 not in Contains())
z = zip([1, 2, 3], "ab")
print(list(z), list(zip()), list(zip([1])), list(zip("ab", [1, 2], (True, False))))
tried(lambda: list(zip([1], [1, 2], strict=True)))
tried(lambda: list(zip([1, 2], [1], strict=True)))
e = enumerate("ab", start=5)
print(list(e), list(enumerate([])), list(map(lambda *a: a, [1, 2], [3, 4, 5])), list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x > 1, Count(3))))
m = map(lambda x: 1 / x, [1, 0, 2])
print(next(m))
tried(lambda: next(m))
print(next(m))
class Sentinel:
    def __init__(self):
        self.done = False
    def __iter__(self):
        return self
    def __next__(self):
        raise KeyError("in next")
tried(lambda: list(Sentinel()))
tried(lambda: [*Sentinel()])
tried(lambda: 1 in Sentinel())
