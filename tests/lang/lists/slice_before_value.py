# A slice that is assigned to is looked at before the value, and once.
def attempt(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
class I:
    def __init__(self, n): self.n = n
    def __index__(self):
        print('index', self.n)
        return self.n
class V:
    def __iter__(self):
        print('iter')
        return iter('xyz')
class Grows:
    def __init__(self, l): self.l = l
    def __iter__(self):
        self.l.append('more')
        return iter('xyz')
class Shrinks:
    def __init__(self, l): self.l = l
    def __iter__(self):
        del self.l[1:]
        return iter('xyz')
for a, b, c in ((I(1), I(2), None), (I(-1), None, None), ('a', None, None), (I(1), None, I(2)), (None, None, I(-1)), (None, None, -2), (I(2), I(0), I(-1)), (5, 1, None), (I(-100), I(100), 1), (None, None, 0), (0, 0, -1), (3, 1, None)):
    for v in (V, lambda: 5, lambda: [1, 2], lambda: (1, 2), lambda: 'ab', lambda: None, Grows, Shrinks):
        if c is not None and v in (Grows, Shrinks):
            continue  # python3.11 crashes
        l = list(range(5))
        def run():
            l[a:b:c] = v(l) if v in (Grows, Shrinks) else v()
            return l
        attempt(run)
