import sys
import _counting
_counting.added = 5
print(_counting.added, vars(_counting)["runs"], "added" in dir(_counting), type(_counting).__name__, repr(_counting).startswith("<module '_counting' from"))
del _counting.added
try:
    _counting.added
except AttributeError as e:
    print(e)
M = type(sys)
m = M("made", "its doc")
m.x = 1
print(m, m.__name__, m.__doc__, m.x, sorted(k for k in vars(m)))
exec("def f(): return x + 1", m.__dict__)
print(m.f(), m.f.__globals__ is m.__dict__)
m.__getattr__ = lambda n: "dynamic " + n
print(m.anything)
try:
    M()
except TypeError as e:
    print(e)
sys.modules["made"] = m
import made
from made import x, whatever
print(made is m, x, whatever)
class Sub(M):
    @property
    def prop(self): return "prop"
s = Sub("sub")
print(s.prop, s.__name__)
m.__name__ = "renamed"
print(repr(m))
