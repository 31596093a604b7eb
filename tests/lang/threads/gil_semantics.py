# What a global lock makes atomic stays atomic: single operations on built-in containers.
import threading
def run(f, n=6):
    ts = [threading.Thread(target=f, args=(i,)) for i in range(n)]
    for t in ts: t.start()
    for t in ts: t.join()
l = []
run(lambda i: [l.append(i) for _ in range(500)])
print(len(l), [l.count(i) for i in range(6)])
d = {}
def fill(i):
    for k in range(300):
        d[i * 1000 + k] = k
run(fill)
print(len(d), sum(d.values()))
e = {}
def same(i):
    for k in range(200):
        e.setdefault(k, []).append(i)
run(same)
print(len(e), sorted({len(v) for v in e.values()}))
s = set()
run(lambda i: [s.add(k) for k in range(i * 10, i * 10 + 20)])
print(sorted(s) == list(range(70)))
pool, taken = list(range(1000)), []
def take(i):
    while True:
        try:
            taken.append(pool.pop())
        except IndexError:
            return
run(take)
print(sorted(taken) == list(range(1000)), pool)
counter = iter(range(1000))
seen = []
def draw(i):
    for v in counter:
        seen.append(v)
run(draw)
print(sorted(seen) == list(range(1000)))
x = [0, 0]
bad = []
def swap(i):
    for k in range(300):
        x[:] = [k + i, k + i]
        a = list(x)
        if a[0] != a[1]:
            bad.append(a)
run(swap)
print(bad)
class P: pass
p = P()
p.pair = (0, 0)
def pairs(i):
    for k in range(300):
        p.pair = (k, -k)
        a, b = p.pair
        if a + b:
            bad.append((a, b))
run(pairs)
print(bad)
import itertools
c = itertools.count()
nums = []
run(lambda i: [nums.append(next(c)) for _ in range(200)])
print(sorted(nums) == list(range(1200)))
