# Which __dict__ can be deleted or replaced: one that a class of the program has given, not one of a type in C.
def attempt(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e, repr(e.__context__))
class E(Exception): pass
class B: pass
class M(B, KeyError): pass
class L(list): pass
import functools, types, collections
def fn(): pass
for o in (E(), M(), B(), L(), ValueError(), fn, functools.partial(print), types.SimpleNamespace(a=1), types.ModuleType('m'), B, type('P', (functools.partial,), {})(print), type('S', (types.SimpleNamespace,), {})(), type('Mo', (types.ModuleType,), {})('x'), type('C', (type,), {})('n', (), {}), collections.deque(), property(), classmethod(fn), staticmethod(fn),type('P', (property,), {})(), type('P', (classmethod,), {})(fn)):
    def dele():
        del o.__dict__
        return o.__dict__
    print(type(o).__mro__); attempt(dele)
    def sete(): o.__dict__ = 5
    attempt(sete)
    def sete(): o.__dict__ = {'x': 5}; return o.x
    attempt(sete)
print(max([3,1,5,2]), min([3,1]), max((x for x in 'abc'), key=ord), min({3:1,2:1}), max([1, True, 1.0]), min([1.0, True]), max([[1],[2]], key=len), max([], default=4))
attempt(lambda: max([])); attempt(lambda: min(x for x in ()));  attempt(lambda: min([1,'a']))
