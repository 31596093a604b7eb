# Modules written in C are made complete wherever the importing transaction is aborted.
import sys
import threading

NAMES = ["array", "_struct", "binascii", "_functools", "_collections", "itertools", "math", "_sre", "_abc", "atexit", "errno", "_string"]
found = {}
go = threading.Event()


def load(name):
    go.wait()
    module = __import__(name)
    found[name] = sorted(n for n in dir(module) if not n.startswith("_") and isinstance(getattr(module, n), type))


for name in NAMES:
    sys.modules.pop(name, None)
threads = [threading.Thread(target=load, args=(name,)) for name in NAMES]
for t in threads:
    t.start()
go.set()
for t in threads:
    t.join()
print(len(found) == len(NAMES), found["array"], found["_struct"], "chain" in found["itertools"], found["errno"])
import array
import struct
print(array.array("i", [1, 2, 3]), struct.pack("<hh", 1, 2), struct.unpack("<hh", b"\1\0\2\0"))
