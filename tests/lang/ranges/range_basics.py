for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -3), range(0), range(5, 2), range(-3, 3), range(0, -5, -1), range(10 ** 20, 10 ** 20 + 3)):
    print(r, list(r), len(r), bool(r), r.start, r.stop, r.step, 3 in r, list(reversed(r)), r[:2], r[::-1])
r = range(0, 100, 7)
print(r[3], r[-1], r[2:5], r[::2], r.index(14), r.count(14), r.count(15), 14.0 in r, "a" in r, r == range(0, 99, 7), range(0) == range(5, 5), hash(r) == hash(range(0, 99, 7)), range(3) == [0, 1, 2], max(r), sum(r))
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", e)
tried(lambda: range(1, 5, 0))
tried(lambda: range(1.5))
tried(lambda: range("a"))
tried(lambda: range())
tried(lambda: range(1, 2, 3, 4))
tried(lambda: r[100])
tried(lambda: r["a"])
tried(lambda: r.index(3))
tried(lambda: range(5).__setitem__)
tried(lambda: range(10 ** 30)[10 ** 29])
tried(lambda: len(range(10 ** 30)))
tried(lambda: range(5) + range(3))
tried(lambda: range(5) < range(6))
tried(lambda: range(stop=5))
it = iter(range(3))
print(next(it), list(it), next(it, "done"), type(it).__name__, iter(range(5)).__length_hint__())
for i in range(3):
    i = 10
    print(i, end=" ")
print(i)
n = 5
for i in range(n):
    n = 1
print(i, n)
print([i for i in range(2 ** 62 - 1, 2 ** 62 + 2)], 2 ** 62 in range(2 ** 63), list(range(-(2 ** 62) - 1, -(2 ** 62) + 1)))
class I:
    def __index__(self):
        return 4
print(range(I()), list(range(I(), 0, -2)), range(True, 3))
