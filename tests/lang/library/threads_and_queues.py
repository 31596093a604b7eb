import threading, queue, time
q=queue.Queue(3); out=[]
def prod():
    for i in range(20): q.put(i)
    q.put(None)
def cons():
    while True:
        x=q.get()
        if x is None: break
        out.append(x)
ts=[threading.Thread(target=f) for f in (prod,cons)]
[t.start() for t in ts]; [t.join() for t in ts]; print(out)
e=threading.Event(); threading.Timer(0.05, e.set).start(); print(e.wait(2), e.wait(0))
l=threading.local(); l.x=1; print(l.x, threading.current_thread().name, threading.active_count() >= 2)
b=threading.Barrier(2); r=[]
def w(): r.append(b.wait())
ts=[threading.Thread(target=w) for _ in range(2)]; [t.start() for t in ts]; [t.join() for t in ts]; print(sorted(r))
pq=queue.PriorityQueue(); pq.put(3); pq.put(1); print(pq.get(), pq.qsize())
try: queue.Queue().get(timeout=0.02)
except queue.Empty as e: print("empty", repr(e))
