# What is said first of a call with * and ** that is wrong in several ways.
def attempt(f):
    try: return f()
    except BaseException as e: return f"{type(e).__name__}: {e}"
class O:
    def __call__(self, *a, **k): return a, k
    def __repr__(self): return 'O()'
class M:
    def __init__(self, d): self.d = d
    def keys(self):
        print('keys'); return self.d.keys()
    def __getitem__(self, k):
        print('get', k); return self.d[k]
def f(a=1, b=2): return a, b
def g(**k): return k
for fn in (f, g, O(), print, dict, len, type, f.__call__, 'abc'.split, 5, None, lambda: 0, sorted):
    name = getattr(fn, '__name__', type(fn).__name__)
    print(name, attempt(lambda: fn(**{1: 2})))
    print(name, attempt(lambda: fn(**{'a': 1, 1: 2})))
    print(name, attempt(lambda: fn(a=1, **{1: 2})))
    print(name, attempt(lambda: fn(**{1: 2}, **{'b': 2})))
    print(name, attempt(lambda: fn(1, 2, 3, 4, 5, **{1: 2})))
    print(name, attempt(lambda: fn(**M({1: 2}))))
    print(name, attempt(lambda: fn(**5)))
    print(name, attempt(lambda: fn(*5, **{1: 2})))
    print(name, attempt(lambda: fn(*5, **6)))
    print(name, attempt(lambda: fn(x=1, **{'x': 2, 3: 4})))
    print(name, attempt(lambda: fn(x=1, **{3: 4, 'x': 2})))
    print(name, attempt(lambda: fn(**{None: 1})))
