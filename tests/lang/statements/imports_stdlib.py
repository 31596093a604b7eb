import sys
import sys as s2, time
from sys import path, modules as mods
from sys import (maxsize,
                 byteorder,)
print(s2 is sys, path is sys.path, mods is sys.modules, maxsize == sys.maxsize, byteorder, time.__name__)
def f():
    import sys
    from time import sleep
    return sys.maxsize > 0, sleep(0)
print(f(), "sys" in sys.modules, type(sys).__name__)
try:
    import nonexistent_module_q
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    import sys.nothing
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    from time import nothing_here
except ImportError as e:
    print(type(e).__name__, str(e).split(" (")[0])
try:
    from nonexistent_q import x
except ImportError as e:
    print(e)
print(__name__ in ("__main__", "imports_stdlib"), __import__("time") is time, sys.modules["time"] is time, hasattr(time, "__spec__"))
try:
    sys.not_an_attribute
except AttributeError as e:
    print(e)
import itertools
print(list(itertools.islice(itertools.count(3), 2)), getattr(sys, "maxsize") > 2 ** 32)
sys.modules["fake_mod"] = time
import fake_mod
print(fake_mod is time)
sys.modules["blocked"] = None
try:
    import blocked
except ImportError as e:
    print(e)
class InClass:
    import time as t
    from sys import maxsize as m
print(InClass.t is time, InClass.m == maxsize)
try:
    print(from_nowhere)
except NameError as e:
    print(e)
