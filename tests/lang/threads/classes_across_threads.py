import threading
class Meta(type):
    made = []
    def __init__(cls, n, b, d):
        Meta.made.append(n)
def define(i):
    class Local(metaclass=Meta):
        v = i
        def get(self): return self.v + i
    Local.__name__ = f"Local{i}"
    out.append((Local.__name__, Local().get()))
out = []
def run(f, n=5):
    ts = [threading.Thread(target=f, args=(i,)) for i in range(n)]
    for t in ts: t.start()
    for t in ts: t.join()
run(define)
print(sorted(out), Meta.made)
class C:
    count = 0
    items = []
lock = threading.Lock()
def bump(i):
    for _ in range(200):
        with lock:
            C.count += 1
        C.items.append(i)
run(bump)
print(C.count, len(C.items))
def patch(i):
    setattr(C, f"attr{i}", i)
    setattr(C, f"m{i}", lambda self, i=i: i * 10)
run(patch)
print([getattr(C, f"attr{i}") for i in range(5)], [getattr(C(), f"m{i}")() for i in range(5)])
shared = C()
def attrs(i):
    for k in range(20):
        setattr(shared, f"a{i}_{k}", k)
run(attrs)
print(len(vars(shared)), sum(vars(shared).values()))
glob = 0
def rebind(i):
    global glob
    for _ in range(100):
        with lock:
            glob += i
run(rebind)
print(glob)
class Prop:
    def __init__(self): self._v, self._l = 0, threading.RLock()
    @property
    def v(self):
        with self._l:
            return self._v
    @v.setter
    def v(self, x):
        with self._l:
            self._v = x
    def inc(self):
        with self._l:
            self.v = self.v + 1
p = Prop()
run(lambda i: [p.inc() for _ in range(150)])
print(p.v)
