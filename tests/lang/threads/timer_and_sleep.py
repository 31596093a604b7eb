import threading
import time
out = []
t = threading.Timer(0.01, out.append, args=("timer",))
t.start()
t.join()
print(out)
t = threading.Timer(10, out.append, args=("never",))
t.start()
t.cancel()
t.join()
print(out)
a = time.monotonic()
time.sleep(0.02)
b = time.monotonic()
print(0.015 < b - a < 2)
try:
    time.sleep(-1)
except ValueError as e:
    print(e)
try:
    time.sleep("x")
except TypeError as e:
    print(e)
order = []
def sleeper(n):
    time.sleep(n * 0.08)
    order.append(n)
ts = [threading.Thread(target=sleeper, args=(n,)) for n in (3, 1, 2)]
for t in ts: t.start()
for t in ts: t.join()
print(order)
l = threading.Lock()
l.acquire()
a = time.monotonic()
print(l.acquire(timeout=0.03), time.monotonic() - a >= 0.025)
t = threading.Thread(target=time.sleep, args=(0.2,))
t.start()
t.join(timeout=0.01)
print(t.is_alive())
t.join()
print(t.is_alive())
