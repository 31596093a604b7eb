# Which errors of __iter__ are replaced by an own one, how often __iter__ is called, who asks for the length first.
def attempt(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e, repr(e.__context__))
class NoArgs:
    def __iter__(): pass
class NotIter:
    def __iter__(self): return 3
class Raises:
    def __init__(self, e): self.e = e
    def __iter__(self): raise self.e
class Later:
    def __iter__(self):
        print('iter'); return self
    def __next__(self): raise TypeError('in next')
class Counted:
    def __init__(self): self.n = 0
    def __iter__(self):
        print('iter'); return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return 'abc'[self.n-1]
    def __length_hint__(self):
        print('hint'); return 1
class Blocked: __iter__ = None
def assign(i, start=None, step=None):
    def f():
        l = [1,2,3]
        l[start::step] = i
        return l
    return f
def dict_pair(i): return lambda: dict([i])
for i in (NoArgs(), NotIter(), Raises(TypeError('own')), Raises(ValueError('own')), Later(), Counted(), Blocked(), 5, 'xyz', range(3), (1,2,3), {'a':1,'b':2,'c':3}, (x for x in 'abc'), Raises(KeyError)):
    print(type(i).__name__)
    attempt(lambda: ''.join(i)); attempt(lambda: b'-'.join(i)); attempt(assign(i)); attempt(assign(i,None,1)); attempt(assign(i, 0, 2)); attempt(assign(i,None,-1));attempt(dict_pair(i))
    attempt(lambda: dict(i)); attempt(lambda: bytearray(b',').join(i)); attempt(lambda: tuple(i)); attempt(lambda: list(i)); attempt(lambda: [*i]); attempt(lambda: max(i)); attempt(lambda: sorted(i)); attempt(lambda: sorted(set(i))); attempt(lambda: max(*i));attempt(lambda: ExceptionGroup('x', i))
    attempt(lambda: [].extend(i)); attempt(lambda: [].__iadd__(i)); attempt(lambda: bytearray().extend(i)); attempt(lambda: bytes(i)); attempt(lambda: print(*i)); attempt(lambda: bytearray(i)); attempt(lambda: ''.join([*'ab', i])); attempt(lambda: frozenset('a') | i); attempt(lambda: set().update(i)); attempt(lambda: dict.fromkeys(i)); attempt(lambda: type(map(int,i))); attempt(lambda: list(zip(i, i))); attempt(lambda: sum(i)); attempt(lambda: any(i))


def bad_bytes():
    for item in (1, 2, 300, 4):
        print('gives', item)
        yield item


for make in (bytes, bytearray, bytearray().extend):
    attempt(lambda: make(bad_bytes()))


class Indexed:
    def __index__(self): raise TypeError('no index')
    def __iter__(self): return iter((1, 2))


attempt(lambda: bytes(Indexed()))
attempt(lambda: bytearray(Indexed()))


class Long:
    def __len__(self): return -1
    def __iter__(self): return iter((1, 2))


for make in (list, tuple, bytes, bytearray, set, sorted, ','.join, bytearray().extend, [].extend):
    attempt(lambda: make(Long()))
