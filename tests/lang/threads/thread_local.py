import threading
loc = threading.local()
loc.x = "main"
out = []
def f(i):
    try:
        loc.x
    except AttributeError as e:
        out.append(str(e))
    loc.x = i
    loc.__dict__["y"] = i * 2
    out.append((loc.x, loc.y, sorted(loc.__dict__)))
for i in range(3):
    t = threading.Thread(target=f, args=(i,))
    t.start()
    t.join()
print(out, loc.x, hasattr(loc, "y"))
class L(threading.local):
    shared = []
    def __init__(self, v):
        self.v = [v]
        self.shared.append("init")
    def add(self, x):
        self.v.append(x)
        return self.v
l = L("start")
l.add("main")
seen = []
def g(i):
    seen.append(tuple(l.add(i)))
ts = [threading.Thread(target=g, args=(i,)) for i in range(5)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(seen), l.v, len(L.shared))
del loc.x
try:
    loc.x
except AttributeError as e:
    print(e)
try:
    threading.local(5)
except TypeError as e:
    print(e)
counts = []
acc = threading.local()
def count(n):
    acc.n = 0
    for _ in range(n):
        acc.n += 1
    counts.append(acc.n)
ts = [threading.Thread(target=count, args=(n,)) for n in (100, 2000, 50, 1000)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(counts))
