def make_counter():
    n = 0
    def inc(step=1):
        nonlocal n
        n += step
        return n
    def get():
        return n
    return inc, get
inc, get = make_counter()
inc2, get2 = make_counter()
print(inc(), inc(), inc(10), get(), inc2(), get2())
def adder(a):
    return lambda b: lambda c: a + b + c
print(adder(1)(2)(3))
def late():
    def use():
        return value
    try:
        use()
    except NameError as e:
        print(type(e).__name__, e)
    value = 5
    print(use())
    del value
    try:
        use()
    except NameError as e:
        print(e)
late()
def unbound():
    try:
        print(v)
    except UnboundLocalError as e:
        print(e)
    v = 1
unbound()
def loop():
    fs = []
    for i in range(3):
        def f():
            return i
        fs.append(f)
    return [f() for f in fs]
print(loop())
def deep():
    a = 1
    def l1():
        b = 2
        def l2():
            c = 3
            def l3():
                nonlocal a, c
                a += 10
                c += b
                return a, b, c
            return l3(), c
        return l2()
    return l1(), a
print(deep())
print(inc.__closure__[0].cell_contents, inc.__code__.co_freevars, make_counter.__code__.co_cellvars)
def param(x):
    def change():
        nonlocal x
        x *= 2
    change()
    change()
    return x
print(param(3))
x = "global"
def shadow():
    x = "outer"
    class C:
        print(x)
        x = "class"
        print(x)
        def m(self):
            return x
    return C().m()
print(shadow())
def recursive(n):
    def fact(k):
        return 1 if k < 2 else k * fact(k - 1)
    return fact(n)
print(recursive(20))
