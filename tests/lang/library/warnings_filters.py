import sys
import warnings
import _warnings


def show(message, category, filename, lineno, file=None, line=None):
    print(category.__name__, str(message), lineno)


warnings.showwarning = show


def deprecated(n):
    warnings.warn("old %d" % n, DeprecationWarning, stacklevel=2)


warnings.resetwarnings()
for _ in range(3):
    deprecated(1)
deprecated(1)
deprecated(2)
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    for _ in range(2):
        deprecated(3)
    print([(str(w.message), w.category.__name__, w.lineno) for w in seen])
for action in ("error", "ignore", "once", "module", "default"):
    with warnings.catch_warnings():
        warnings.simplefilter(action)
        globals().pop("__warningregistry__", None)
        try:
            for i in range(2):
                warnings.warn("text")
                warnings.warn("text")
        except UserWarning as e:
            print("raised", e)
    print("--", action)
with warnings.catch_warnings():
    warnings.filterwarnings("error", message="bad.*", category=RuntimeWarning)
    try:
        warnings.warn("bad thing", RuntimeWarning)
    except RuntimeWarning as e:
        print("raised", e)
    warnings.warn("good thing", RuntimeWarning)
registry = {}
for i in range(2):
    warnings.warn_explicit("explicit", UserWarning, "file.py", 7, registry=registry)
print(sorted(map(str, registry)))
for args in ((1, int), ("x", "y"), ("x", UserWarning, "one")):
    try:
        _warnings.warn(*args)
    except TypeError as e:
        print(e)
try:
    warnings.warn_explicit("x", UserWarning, "f", 1, registry=3)
except TypeError as e:
    print(e)


class Mine(UserWarning):
    pass


warnings.warn(Mine("own"))
print(_warnings._defaultaction, type(_warnings.filters).__name__)
