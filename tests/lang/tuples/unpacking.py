a, *b = [1, 2, 3]
*c, d = "xyz"
e, *f, g = range(5)
h, *i, j = 1, 2
[k, (l, *m)] = 1, "abc"
print(a, b, c, d, e, f, g, h, i, j, k, l, m)
(n), = [5]
[o] = {6}
p = q = []
q.append(1)
print(n, o, p)
x = [0, 1, 2]
i = 0
i, x[i] = 1, "set"
print(i, x)
first, (second, [third, *rest]), last = 1, (2, [3, 4, 5]), 6
print(first, second, third, rest, last)
for key, (u, v) in {"a": (1, 2)}.items():
    print(key, u, v)
for w, *z in [(1, 2, 3), "ab"]:
    print(w, z)
print([*range(3), *"ab", *[]], (*[1], 2), {*[1, 1]}, {**{"a": 1}, "b": 2, **{"a": 3}}, *[1, 2], sep="-")
def f(*args, **kw):
    return args, kw
print(f(*[1, 2], 3, *"ab", x=1, **{"y": 2}), f(*(), **{}))
def tried(fn):
    try:
        fn()
    except Exception as e:
        print(type(e).__name__, "|", e)
def t1():
    a, b = 1, 2, 3
def t2():
    a, b, c = 1, 2
def t3():
    a, b = 5
def t4():
    a, *b, c = [1]
def t5():
    a, b = iter([1])
def t6():
    [] = [1]
def t7():
    a, = ()
def t8():
    (a, b), c = [1, 2], 3
    a, b = "abc"
def t9():
    return [*5]
def t10():
    return {**5}
def t11():
    a, b = {1: 2}.items()
for t in (t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11):
    tried(t)
def gen():
    print("gen 1")
    yield 1
    print("gen 2")
    yield 2
    print("gen end")
a, b = gen()
print(a, b)
class Seq:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i * 10
a, b, c = Seq()
print(a, b, c)
