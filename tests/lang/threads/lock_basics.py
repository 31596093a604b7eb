import threading
lock = threading.Lock()
print(lock.locked(), lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(blocking=False), lock.acquire(timeout=0.01), lock.release(), lock.locked())
with lock:
    print(lock.locked())
print(lock.locked())
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
tried(lock.release)
tried(lambda: lock.acquire(False, 1))
tried(lambda: lock.acquire(timeout=-2))
tried(lambda: lock.acquire(True, -5))
tried(lambda: lock.acquire("a", "b"))
tried(lambda: lock.acquire(timeout=1e20))
try:
    with lock:
        raise ValueError("in lock")
except ValueError as e:
    print(e, lock.locked())
total = 0
def add():
    global total
    for _ in range(1000):
        with lock:
            total += 1
ts = [threading.Thread(target=add) for _ in range(8)]
for t in ts: t.start()
for t in ts: t.join()
print(total)
lock.acquire()
t = threading.Thread(target=lock.release)
t.start()
t.join()
print(lock.locked())
order = []
a, b = threading.Lock(), threading.Lock()
b.acquire()
def ping():
    for i in range(50):
        a.acquire()
        order.append("ping")
        b.release()
def pong():
    for i in range(50):
        b.acquire()
        order.append("pong")
        a.release()
p, q = threading.Thread(target=ping), threading.Thread(target=pong)
p.start(); q.start(); p.join(); q.join()
print(order == ["ping", "pong"] * 50)
def f():
    with lock:
        return "returned while held"
print(f(), lock.locked())
def g():
    with lock:
        yield 1
        yield 2
it = g()
next(it)
print(lock.locked())
it.close()
print(lock.locked(), type(lock).__name__, hasattr(lock, "__enter__"))
