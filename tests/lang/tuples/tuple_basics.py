t = (1, "a", 2.5)
print(t, (), (1,), 1,)
print(len(t), t[0], t[-1], t[1:], t[::-1], t + (4,), t * 2, "a" in t, t.index("a"), t.count(1), t == (1, "a", 2.5), (1, 2) < (1, 3), (1,) < (1, 0), () < (0,), hash((1, 2)) == hash((1, 2)))
print(tuple(), tuple([1, 2]), tuple("ab"), tuple(range(3)), tuple(t) is t, (1, (2, (3,))), ((),), (None,), repr((1.0, "x")))
d = {(1, 2): "a", (): "b", ((1,), 2): "c"}
print(d[1, 2], d[()], d[((1,), 2)], {(1, 2), (1, 2)})
a, b, c = t
(x, y), z = (1, 2), 3
print(a, b, c, x, y, z)
a, b = b, a
print(a, b)
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", e)
tried(lambda: t[3])
tried(lambda: t["a"])
tried(lambda: t + [1])
tried(lambda: t.index(9))
tried(lambda: t < 1)
tried(lambda: hash((1, [])))
tried(lambda: tuple(5))
tried(lambda: t.append)
tried(lambda: t.__setitem__)
try:
    t[0] = 1
except TypeError as e:
    print(e)
try:
    del t[0]
except TypeError as e:
    print(e)
u = ([],)
try:
    u[0] += [1]
except TypeError as e:
    print(e, u)
class Point(tuple):
    def __new__(cls, x, y):
        return super().__new__(cls, (x, y))
    x = property(lambda self: self[0])
    def __add__(self, o):
        return Point(self[0] + o[0], self[1] + o[1])
p = Point(1, 2) + Point(3, 4)
print(p, p.x, type(p).__name__, p == (4, 6), {p: 1}[4, 6], len(p))
print(tuple(x * 2 for x in range(3)), (yes for yes in [1]).__next__(), hash(()) == hash(()), hash((1, 2, 3)), hash(("x",)) == hash(("x",)))
