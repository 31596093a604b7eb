import sys
for _ in range(2):
    try:
        import _raises
    except ValueError as e:
        print(e, "_raises" in sys.modules)
import _cycle_a
import _cycle_b
print(_cycle_a.second, _cycle_b.error)
try:
    import _syntax
except SyntaxError as e:
    print(e.msg, e.lineno, e.filename.endswith("_syntax.py"), "_syntax" in sys.modules)
try:
    __import__("")
except ValueError as e:
    print(e)
try:
    __import__(5)
except TypeError as e:
    print(e)
try:
    exec("from . import x", {"__name__": "__main__", "__package__": None})
except ImportError as e:
    print(e)
import _counting as first
import _counting as second
print(first is second, first.runs)
import threading
def load():
    import _counting
    out.append(_counting.runs)
out = []
del sys.modules["_counting"]
ts = [threading.Thread(target=load) for _ in range(5)]
for t in ts: t.start()
for t in ts: t.join()
print(out)
