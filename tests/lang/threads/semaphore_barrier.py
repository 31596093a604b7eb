import threading
s = threading.Semaphore(2)
print(s.acquire(), s.acquire(), s.acquire(blocking=False), s.release(), s.acquire(timeout=0.01))
s.release(); s.release(n=1)
b = threading.BoundedSemaphore(1)
b.acquire(); b.release()
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
tried(b.release)
tried(lambda: threading.Semaphore(-1))
tried(lambda: s.release(0))
tried(lambda: s.acquire(blocking=False, timeout=1))
lock, inside, most = threading.Lock(), 0, 0
sem = threading.Semaphore(3)
def work():
    global inside, most
    for _ in range(30):
        with sem:
            with lock:
                inside += 1
                most = max(most, inside)
            with lock:
                inside -= 1
ts = [threading.Thread(target=work) for _ in range(8)]
for t in ts: t.start()
for t in ts: t.join()
print(inside, most <= 3)
bar = threading.Barrier(4)
phases = [[] for _ in range(5)]
def phased(i):
    for p in range(5):
        phases[p].append(i)
        bar.wait()
        seen.append(len(phases[p]))
        bar.wait()
seen = []
ts = [threading.Thread(target=phased, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(seen, [sorted(p) for p in phases], bar.parties, bar.n_waiting, bar.broken)
acts = []
bar2 = threading.Barrier(2, action=lambda: acts.append("action"))
idx = []
t = threading.Thread(target=lambda: idx.append(bar2.wait()))
t.start()
idx.append(bar2.wait())
t.join()
print(acts, sorted(idx))
bar3 = threading.Barrier(2)
tried(lambda: bar3.wait(timeout=0.02))
print(bar3.broken)
bar3.reset()
print(bar3.broken)
bar3.abort()
tried(bar3.wait)
