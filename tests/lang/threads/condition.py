import threading
cond = threading.Condition()
items, got = [], []
def consumer(n):
    for _ in range(n):
        with cond:
            while not items:
                cond.wait()
            got.append(items.pop(0))
            cond.notify_all()
def producer(start, n):
    for i in range(start, start + n):
        with cond:
            while len(items) >= 3:
                cond.wait()
            items.append(i)
            cond.notify_all()
ts = [threading.Thread(target=consumer, args=(50,)) for _ in range(2)] + [threading.Thread(target=producer, args=(k * 50, 50)) for k in range(2)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(got) == list(range(100)), items)
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
tried(cond.wait)
tried(cond.notify)
tried(cond.notify_all)
tried(cond.release)
with cond:
    print(cond.wait(timeout=0.01), cond.wait_for(lambda: True), cond.wait_for(lambda: False, timeout=0.02), cond.wait_for(lambda: "value"))
ready = False
def waiter():
    with cond:
        out.append(cond.wait_for(lambda: ready, timeout=10))
out = []
t = threading.Thread(target=waiter)
t.start()
with cond:
    ready = True
    cond.notify()
t.join()
print(out)
shared = threading.Lock()
c1, c2 = threading.Condition(shared), threading.Condition(shared)
turn, log = 1, []
def player(me, mine, theirs, n):
    global turn
    for _ in range(n):
        with shared:
            while turn != me:
                mine.wait()
            log.append(me)
            turn = 3 - me
            theirs.notify()
a = threading.Thread(target=player, args=(1, c1, c2, 20))
b = threading.Thread(target=player, args=(2, c2, c1, 20))
b.start(); a.start(); a.join(); b.join()
print(log == [1, 2] * 20)
