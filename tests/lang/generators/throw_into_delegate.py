# What becomes of an exception thrown into a generator that waits for a delegate, with a throw of its own or without.
def attempt(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e, repr(e.__cause__))
class Thrower:
    def __init__(self, e): self.e = e
    def __iter__(self): return self
    def __next__(self): return 1
    def throw(self, *a):
        print('throw')
        if isinstance(self.e, BaseException): raise self.e
        return self.e
def gen(it):
    try:
        r = yield from it
        print('result', r)
        yield 'after'
    except BaseException as e:
        print('caught', repr(e))
        raise
def inner(): 
    try: yield 1
    except ValueError: return 'returned'
def run(it, exc):
    def go():
        g = gen(it)
        next(g)
        try:
            return g.throw(exc)
        finally:
            g.close()
    attempt(go)
for exc in StopIteration, StopIteration(5), ValueError(), GeneratorExit, KeyError:
    for mk in (lambda: iter([1, 2]), lambda: range(3), lambda: inner(), lambda: Thrower(StopIteration('val')), lambda: Thrower(KeyError()), lambda: Thrower('value'), lambda: 'abc'):
        run(mk(), exc)
