import threading
def gen():
    for i in range(100):
        yield i
g = gen()
lock = threading.Lock()
out = []
def pull():
    while True:
        with lock:
            try:
                v = next(g)
            except StopIteration:
                return
        out.append(v)
ts = [threading.Thread(target=pull) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(out) == list(range(100)))
def co():
    total = 0
    while True:
        total += yield total
c = co()
next(c)
sums = []
def step(i):
    sums.append(c.send(i))
for i in range(5):
    t = threading.Thread(target=step, args=(i,))
    t.start()
    t.join()
print(sums)
class Slow:
    def __iter__(self):
        return self
    def __next__(self):
        return self
def reenter():
    yield 1
    try:
        next(me)
    except ValueError as e:
        yield str(e)
me = reenter()
print(list(me))
def per_thread(n):
    def inner():
        for i in range(n):
            yield i
    res.append(sum(inner()))
res = []
ts = [threading.Thread(target=per_thread, args=(n,)) for n in (10, 200, 3000)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(res))
made = []
def build(i):
    made.append((x * i for x in range(4)))
ts = [threading.Thread(target=build, args=(i,)) for i in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(list(m) for m in made))
