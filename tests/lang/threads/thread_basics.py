import threading
results = []
def work(n, k=1):
    results.append(n * k)
t = threading.Thread(target=work, args=(5,), kwargs={"k": 3}, name="worker")
print(t.name, t.is_alive(), t.ident, t.daemon)
t.start()
t.join()
print(results, t.is_alive(), t.ident is not None)
threads = [threading.Thread(target=work, args=(i,)) for i in range(20)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results))
class MyThread(threading.Thread):
    def __init__(self, n):
        super().__init__()
        self.n = n
        self.result = None
    def run(self):
        self.result = sum(range(self.n))
ts = [MyThread(n) for n in (10, 100, 1000)]
for t in ts: t.start()
for t in ts: t.join()
print([t.result for t in ts])
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
t = threading.Thread(target=work, args=(1,))
tried(t.join)
t.start()
tried(t.start)
t.join()
t.join()
tried(threading.current_thread().join)
print(threading.current_thread() is not threading.main_thread() or threading.main_thread().name == "MainThread", threading.active_count() >= 1)
class NoInit(threading.Thread):
    def __init__(self): pass
tried(NoInit().start)
print(threading.get_ident() == threading.current_thread().ident, threading.Thread(name="n1").name, threading.Thread(daemon=True).daemon, t.daemon)
tried(lambda: threading.Thread(group=5))
def names():
    out.append(threading.current_thread().name)
out = []
ts = [threading.Thread(target=names, name=f"T{i}") for i in range(5)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(out))
none = threading.Thread()
none.start()
none.join()
print("done")
