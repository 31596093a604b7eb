# What a method says of several wrong arguments depends on which it looks at first; __index__ runs in that order.
def attempt(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e, repr(e.__context__))
class I:
    def __init__(self, v=1): self.v = v
    def __index__(self):
        print('index'); 
        if isinstance(self.v, BaseException): raise self.v
        return self.v
big = 10**30
args = [(), ('a',), (1,), ('a', 'b'), ('a', 1), ('a', None, 'x'), ('a', 'x', None), (1, 'x'), ('a', I(), I()), (3, I()), ('a', 0, 5, 7), ('a', I(ValueError()), 'x'), (None, 'x', 'y'), ('a', big), ('a', -big, big), ('a', 1.5), (5, big, 'x'), (('a','b'), 1), (('a', 5), 1), ((5, 'a'), 'x'), (5, I(), I()), ([], 0)]
for n in 'count', 'find', 'rfind', 'index', 'rindex', 'startswith', 'endswith', 'replace', 'split', 'rsplit', 'partition', 'rpartition', 'strip', 'lstrip', 'center', 'ljust', 'zfill', 'expandtabs', 'join', 'removeprefix', 'translate', 'splitlines', 'encode', 'casefold', 'isalpha', 'maketrans', 'format_map':
    for a in args:
        print(n, a.__len__(), end=' '); attempt(lambda: getattr('banana', n)(*a))
for n in 'count', 'find', 'rfind', 'index', 'rindex', 'startswith', 'endswith', 'replace', 'split', 'rsplit', 'partition', 'rpartition', 'strip', 'lstrip', 'center', 'ljust', 'zfill', 'expandtabs', 'join', 'removeprefix', 'translate', 'splitlines', 'decode', 'hex', 'fromhex', 'isalpha', 'maketrans':
    for a in args + [(b'a', 'x'), (b'a', 1, 'x'), (97,), (300,), (-1,), (b'a', I(), I()), (I(), I(97)), (I(97), ), (b'a', b'b', I(3)), (b'a', 'b', 1), (b'a', b'b', 'x'), (b'', None), (None, 1), (None, I())]:
      for self in b'banana', bytearray(b'banana'):
        print(n, a.__len__(), end=' '); attempt(lambda: getattr(self, n)(*a))
for n in 'index', 'count', 'insert', 'pop', 'remove', 'append', 'extend', 'sort', 'reverse':
    for a in args:
        print(n, a.__len__(), end=' '); attempt(lambda: getattr([1, 'a'], n)(*a))
for n in 'index', 'count':
    for a in args:
        print(n, a.__len__(), end=' '); attempt(lambda: getattr((1, 'a'), n)(*a)); attempt(lambda: getattr(range(5), n)(*a))
