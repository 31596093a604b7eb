import queue
import threading
q = queue.Queue()
for i in range(3):
    q.put(i)
print(q.qsize(), q.empty(), q.full(), q.get(), q.get_nowait(), q.get(block=False), q.empty())
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
tried(q.get_nowait)
tried(lambda: q.get(timeout=0.01))
tried(lambda: q.get(timeout=-1))
b = queue.Queue(maxsize=2)
b.put(1); b.put(2)
tried(lambda: b.put_nowait(3))
tried(lambda: b.put(3, timeout=0.01))
print(b.full(), b.qsize())
l = queue.LifoQueue()
for i in range(3): l.put(i)
print(l.get(), l.get(), l.get())
p = queue.PriorityQueue()
for x in (5, 1, 3, 2, 4): p.put((x, "p%d" % x))
print([p.get()[1] for _ in range(5)])
work, done = queue.Queue(5), queue.Queue()
def worker():
    while True:
        n = work.get()
        if n is None:
            work.task_done()
            return
        done.put(n * n)
        work.task_done()
ts = [threading.Thread(target=worker) for _ in range(4)]
for t in ts: t.start()
for i in range(100): work.put(i)
work.join()
for _ in ts: work.put(None)
for t in ts: t.join()
print(sorted(done.get() for _ in range(100)) == [i * i for i in range(100)], work.empty())
tried(work.task_done)
s = queue.SimpleQueue()
s.put(1)
print(s.get(), s.empty(), s.qsize())
tried(s.get_nowait)
stages = [queue.Queue() for _ in range(4)]
def stage(i):
    while (x := stages[i].get()) is not None:
        stages[i + 1].put(x + 10 ** i)
    stages[i + 1].put(None)
ts = [threading.Thread(target=stage, args=(i,)) for i in range(3)]
for t in ts: t.start()
for i in range(20): stages[0].put(i * 1000)
stages[0].put(None)
for t in ts: t.join()
out = []
while (x := stages[3].get()) is not None: out.append(x)
print(out)
