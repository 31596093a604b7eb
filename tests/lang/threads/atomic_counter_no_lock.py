# A read-modify-write without a lock may lose updates, but never invents any and never tears.
import threading
class C: pass
c = C()
c.n = 0
def inc(i):
    for _ in range(500):
        c.n = c.n + 1
ts = [threading.Thread(target=inc, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(500 <= c.n <= 2000)
d = {}
def owner(i):
    for k in range(100):
        d[k] = i
    wins.append(all(d[k] in range(4) for k in range(100)))
wins = []
ts = [threading.Thread(target=owner, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(wins, len(d))
big = 2 ** 100
vals = {big + i for i in range(4)}
c.v = big
torn = []
def setv(i):
    for _ in range(200):
        c.v = big + i
        if c.v not in vals:
            torn.append(c.v)
ts = [threading.Thread(target=setv, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(torn)
