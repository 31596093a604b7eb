def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 20, 30, 40, c=3, z=9), f(*[1, 2, 3], **{"c": 5, "e": 6}), f(c=1, a=2), f(1, *(), c=3, **{}))
def g(a, /, b, *, c):
    return a, b, c
print(g(1, 2, c=3), g(1, b=2, c=3))
def h(a, /, **kw):
    return a, kw
print(h(1, a=2))
def d(x, acc=[]):
    acc.append(x)
    return acc
print(d(1), d(2), d(3, []), d(4))
def order(**kw):
    return list(kw)
print(order(b=1, a=2, **{"z": 3}, c=4))
def side(n):
    print("arg", n, end=" ")
    return n
print(f(side(1), *[side(2)], side(3), c=side(4), **{"k": side(5)}))
print((lambda *a, **k: (a, k))(1, 2, x=3), (lambda a, b=1: a + b)(5), (lambda: None)())
print(f.__defaults__, f.__kwdefaults__, f.__name__, f.__qualname__, f.__code__.co_argcount, f.__code__.co_varnames)
f.__defaults__ = (50,)
print(f(1, c=0))
f.attr = "x"
print(f.attr, f.__dict__)
def defaults(a=side("default")):
    return a
print("defined", defaults())
def many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p):
    return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p
print(many(*range(16)), many(**{ch: i for i, ch in enumerate("abcdefghijklmnop")}))
print(max(*[1, 5, 3]), print(*"abc", sep="-"), dict(**{"a": 1}, b=2), "{} {}".format(*"xy"), int(*["ff"], **{"base": 16}))
def rec(*args):
    return args if len(args) > 4 else rec(*args, len(args))
print(rec())
