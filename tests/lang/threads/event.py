import threading
e = threading.Event()
print(e.is_set(), e.wait(0.01), e.set(), e.is_set(), e.wait(), e.wait(5), e.clear(), e.is_set())
out = []
def waiter(i):
    e.wait()
    out.append(i)
ts = [threading.Thread(target=waiter, args=(i,)) for i in range(10)]
for t in ts: t.start()
print(out)
e.set()
for t in ts: t.join()
print(sorted(out))
go, done = threading.Event(), threading.Event()
log = []
def worker():
    for i in range(5):
        go.wait()
        go.clear()
        log.append(i)
        done.set()
t = threading.Thread(target=worker)
t.start()
for i in range(5):
    go.set()
    done.wait()
    done.clear()
    log.append("main")
t.join()
print(log)
stop = threading.Event()
n = 0
def spin():
    global n
    while not stop.is_set():
        n += 1
t = threading.Thread(target=spin)
t.start()
while n < 100:
    pass
stop.set()
t.join()
print(n >= 100)
