# Where names live: locals, cells, free variables, class namespaces, globals; definite assignment.
x = "global x"


def unbound(flag):
    if flag:
        y = 1
    return y


def report(f, *args):
    try:
        print(f.__name__, f(*args))
    except NameError as e:
        print(f.__name__, type(e).__name__, e)


report(unbound, True)
report(unbound, False)


def loop_variable(items):
    for i in items:
        pass
    return i


report(loop_variable, [1, 2])
report(loop_variable, [])


def deleted_parameter(p):
    for k in range(2):
        print(p)
        del p


report(deleted_parameter, 1)


def try_assign():
    try:
        v = int("x")
    except ValueError:
        pass
    return v


report(try_assign)


def with_assign(manager):
    with manager:
        z = 1
        raise KeyError
    return z


class Swallow:
    def __enter__(self): return self
    def __exit__(self, *a): return True


report(with_assign, Swallow())


def cells():
    report(lambda: late)
    late = 5
    report(lambda: late)
    def inner():
        nonlocal late
        del late
    inner()
    try:
        late
    except NameError as e:
        print(type(e).__name__, e)
    def free():
        return late
    report(free)
    late = 6
    report(free)


cells()


def parameter_cell(a, b, *args, c=3, **kw):
    def g():
        nonlocal a
        a += 1
        return a, b, args, c, kw
    return g


g = parameter_cell(1, 2, 4, 5, c=6, d=7)
print(g(), g())
print(parameter_cell.__code__.co_cellvars, parameter_cell.__code__.co_varnames, g.__code__.co_freevars)


class Body:
    x = "class x"
    y = x
    def method(self):
        return x
    listing = [x for _ in range(2)]
    lam = lambda self: x


print(Body.y, Body().method(), Body.listing, Body().lam())


def class_in_function():
    x = "function x"
    class Inner:
        print(x)
        x = "inner x"
        print(x)
        def m(self): return x
    return Inner().m()


print(class_in_function())


def class_deref():
    v = "outer"
    class K:
        locals()["v"] = "namespace"
        w = v
    return K.w


print(class_deref())


class Mangled:
    __secret = 1
    def get(self):
        self.__other = 2
        return self.__secret, self.__dict__, __name__
    def nested(self):
        def __f(): return self.__secret
        return __f(), __f.__name__


print(Mangled().get(), Mangled().nested(), Mangled._Mangled__secret)


def use_global():
    global made
    made = 1
    def inner():
        global made
        made += 1
    inner()
    return made


print(use_global(), made)
del made
try:
    made
except NameError as e:
    print(e)


def walrus(data):
    if (n := len(data)) > 2:
        print(n)
    print([y := q + 1 for q in data], y)
    total = 0
    print([total := total + v for v in data], total)
    a = 1
    print(a + (a := 5) + a, a * (a := 2))
    b = [(a := 3), a, (a := 4), a]
    t = a, (a := 9), a
    print(b, t, {a: (a := 1), a: a})
    d = [0, 0, 0]
    i = 0
    d[i] = (i := 2)
    d[(i := 1)] = i
    print(d, i, i < (i := 5) < i)
    return n


print(walrus([1, 2, 3]))


class Meta(type):
    def __prepare__(name, bases):
        print("prepare", name)
        return {}


class WithCell(metaclass=Meta):
    def who(self): return __class__.__name__
    def sup(self): return super().__repr__()[:5]


print(WithCell().who(), WithCell().sup())


def counter():
    count = 0
    def up(by=1):
        nonlocal count
        count += by
        return count
    return up


c1, c2 = counter(), counter()
print(c1(), c1(5), c2(), c1.__closure__[0].cell_contents)


def swap():
    a, b, c = 1, 2, 3
    a, b = b, a
    a, b, c = c, a, b
    print(a, b, c)
    a, b = b, a + b
    [a, (b, c)] = c, (a, b)
    print(a, b, c)
    a = b = c = a, b
    print(a, b, c)
    (a, b), c = a, b
    print(a, b, c)
    p = q = [1, 2]
    p, q[0] = 5, p
    print(p, q[1])
    i = 0
    lst = [0, 0]
    i, lst[i] = 1, 7
    print(i, lst)
    *r, s = t, u = "xy"
    print(r, s, t, u)
    x, y = x1, y1 = y1, x1 = 1, 2
    print(x, y, x1, y1)


swap()
print(sorted(k for k in vars() if k.startswith("c")))
