def g():
    try:
        while True:
            try:
                x = yield "v"
                print("got", x)
            except ValueError as e:
                print("caught", e)
                yield "handled"
    finally:
        print("cleanup")
a = g()
print(next(a), a.throw(ValueError("one")), next(a), a.send(3))
a.close()
a.close()
try:
    next(a)
except StopIteration:
    print("closed")
b = g()
try:
    b.throw(KeyError("before start"))
except KeyError as e:
    print("not started", e)
c = g()
next(c)
try:
    c.throw(KeyError, KeyError("k"))
except KeyError as e:
    print("through", e)
print(list(c))
def ignore():
    try:
        yield 1
    except GeneratorExit:
        yield 2
d = ignore()
next(d)
try:
    d.close()
except RuntimeError as e:
    print(e)
def stop():
    yield 1
    raise StopIteration("inside")
s = stop()
next(s)
try:
    next(s)
except RuntimeError as e:
    print(e, repr(e.__cause__))
def ret_in_finally():
    try:
        yield 1
    finally:
        return "x"
r = ret_in_finally()
next(r)
r.close()
r = ret_in_finally()
next(r)
try:
    r.throw(ValueError("lost"))
except StopIteration as e:
    print(e.value)
def selfref():
    try:
        next(me)
    except ValueError as e:
        yield str(e)
me = selfref()
print(next(me))
def raising():
    yield 1
    1 / 0
z = raising()
next(z)
for _ in range(2):
    try:
        print(next(z))
    except (ZeroDivisionError, StopIteration) as e:
        print(type(e).__name__)
try:
    g().throw(5)
except TypeError as e:
    print(e)
def ctx():
    try:
        yield 1
    except ValueError:
        raise KeyError("second")
q = ctx()
next(q)
try:
    q.throw(ValueError("first"))
except KeyError as e:
    print(e, repr(e.__context__))
