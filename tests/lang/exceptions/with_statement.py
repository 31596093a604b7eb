class CM:
    def __init__(self, name, swallow=False, fail_enter=False, fail_exit=False):
        self.name, self.swallow, self.fail_enter, self.fail_exit = name, swallow, fail_enter, fail_exit
    def __enter__(self):
        print("enter", self.name)
        if self.fail_enter:
            raise RuntimeError("enter failed")
        return self.name + "!"
    def __exit__(self, t, v, tb):
        print("exit", self.name, t.__name__ if t else None, v, tb is not None)
        if self.fail_exit:
            raise RuntimeError("exit failed")
        return self.swallow
with CM("a") as a:
    print("body", a)
with CM("a") as a, CM("b") as b:
    print(a, b)
with (CM("c"), CM("d") as d,):
    print(d)
with CM("e", swallow=True):
    raise ValueError("swallowed")
try:
    with CM("f"):
        raise ValueError("passes")
except ValueError as e:
    print("out", e)
try:
    with CM("g"), CM("h", fail_enter=True):
        print("never")
except RuntimeError as e:
    print(e)
try:
    with CM("i", fail_exit=True):
        raise ValueError("orig")
except RuntimeError as e:
    print(e, repr(e.__context__))
def f():
    with CM("j"):
        return "returned"
print(f())
for i in range(3):
    with CM("k%d" % i):
        if i == 0:
            continue
        break
with CM("l") as (x, *y):
    print(x, y)
obj = type("O", (), {})()
with CM("m") as obj.attr:
    print(obj.attr)
def tried(f):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
def no_enter():
    with 5:
        pass
class OnlyEnter:
    def __enter__(self): pass
def no_exit():
    with OnlyEnter():
        print("body")
class Instance:
    pass
def inst():
    i = Instance()
    i.__enter__ = lambda: 1
    i.__exit__ = lambda *a: None
    with i:
        pass
tried(no_enter)
tried(no_exit)
tried(inst)
def gen():
    with CM("gen"):
        yield 1
        yield 2
g = gen()
print(next(g))
g.close()
def nested_swallow():
    with CM("o", swallow=True):
        with CM("p"):
            1 / 0
    return "after"
print(nested_swallow())
with CM("q") as q, CM(q) as r:
    print(q, r)
class Falsy:
    def __bool__(self):
        print("asked")
        return False
class CM2:
    def __enter__(self): pass
    def __exit__(self, *a):
        return Falsy()
tried(lambda: exec_with(CM2()))
def exec_with(c):
    with c:
        raise KeyError("x")
tried(lambda: exec_with(CM2()))
