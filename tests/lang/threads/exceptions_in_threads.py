import sys
import threading
out = []
def boom(n):
    out.append("before")
    raise ValueError("in thread %d" % n)
def hook(args):
    out.append((args.exc_type.__name__, str(args.exc_value), args.thread.name, args.exc_traceback is not None))
threading.excepthook = hook
t = threading.Thread(target=boom, args=(1,), name="T1")
t.start()
t.join()
print(out, t.is_alive())
out.clear()
def quiet():
    sys.exit(3)
t = threading.Thread(target=quiet)
t.start()
t.join()
print(out, "sys.exit in a thread only ends it")
def handled():
    try:
        1 / 0
    except ZeroDivisionError as e:
        out.append(str(e))
    finally:
        out.append("finally")
t = threading.Thread(target=handled)
t.start()
t.join()
print(out)
out.clear()
lock = threading.Lock()
def raises_in_lock():
    with lock:
        raise KeyError("with the lock")
t = threading.Thread(target=raises_in_lock)
t.start()
t.join()
print(out[0][:2], lock.locked())
out.clear()
class T(threading.Thread):
    def run(self):
        try:
            super().run()
        except Exception as e:
            self.error = e
ts = [T(target=boom, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print([str(t.error) for t in ts])
def deep(n):
    return deep(n + 1)
def rec():
    try:
        deep(0)
    except RecursionError:
        out.append("RecursionError")
out.clear()
ts = [threading.Thread(target=rec) for _ in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(out)
