import abc, collections.abc as c, atexit, time
class A(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
try: A()
except TypeError as e: print(e)
class B(A):
    def f(self): return 1
print(B().f(), isinstance(B(), A), issubclass(int, A), isinstance([], c.Sequence), isinstance({}, c.Mapping), isinstance(1, c.Hashable), isinstance([], c.Hashable))
A.register(int); print(isinstance(1, A), issubclass(bool, A), isinstance("", A))
class S(c.Sequence):
    def __len__(self): return 2
    def __getitem__(self, i):
        if i > 1: raise IndexError
        return i
match S():
    case [a, b]: print("seq", a, b)
class D(c.Mapping):
    def __len__(self): return 1
    def __iter__(self): yield "k"
    def __getitem__(self, i): return 5
match D():
    case {"k": v}: print("map", v)
atexit.register(lambda *a, **k: print("bye", a, k), 1, x=2)
atexit.register(lambda: 1/0)
print(time.strftime("%Y-%m-%d", time.gmtime(0)), time.gmtime(0), time.asctime(time.gmtime(0)), time.mktime((2000,1,1,0,0,0,0,1,-1)))
