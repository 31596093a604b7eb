import _pack
from _pack import alpha, beta as b
from _pack.sub import deep
from _pack.sub.deep import leaf, relative
import _pack.sub.deep as d
print(_pack.name, _pack.__name__, _pack.__path__ is not None, alpha.value, b.value, deep.__name__, leaf(), relative(), d is deep)
from _pack import *
print(exported, "hidden" in globals(), _pack.loaded)
print(alpha.__package__, deep.__package__, alpha.__file__.endswith("alpha.py"), alpha.__doc__, alpha.__spec__.name)
def tried(f):
    try:
        f()
    except ImportError as e:
        print(type(e).__name__, str(e).split(" (")[0])
def a():
    from _pack import nothing
def c():
    import _pack.nothing
def e():
    from _pack.alpha import nothing
def g():
    import _pack.alpha.value
tried(a); tried(c); tried(e); tried(g)
import sys
print(sys.modules["_pack"] is _pack, sys.modules["_pack.alpha"] is alpha)
del sys.modules["_pack.alpha"]
from _pack import alpha as again
import _pack.alpha
print(again is alpha, sys.modules["_pack.alpha"] is alpha)
