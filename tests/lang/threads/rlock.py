import threading
r = threading.RLock()
print(r.acquire(), r.acquire(), r.release(), r.release())
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
tried(r.release)
with r:
    with r:
        with r:
            print("three deep")
got = []
def other():
    got.append(r.acquire(blocking=False))
    got.append(r.acquire(timeout=0.01))
    try:
        r.release()
    except RuntimeError as e:
        got.append(str(e))
with r:
    t = threading.Thread(target=other)
    t.start()
    t.join()
print(got)
class Account:
    def __init__(self):
        self.lock, self.balance = threading.RLock(), 0
    def deposit(self, n):
        with self.lock:
            self.balance += n
    def deposit_twice(self, n):
        with self.lock:
            self.deposit(n)
            self.deposit(n)
a = Account()
ts = [threading.Thread(target=lambda: [a.deposit_twice(1) for _ in range(300)]) for _ in range(6)]
for t in ts: t.start()
for t in ts: t.join()
print(a.balance)
def recurse(n):
    with r:
        return n if n == 0 else recurse(n - 1) + 1
print(recurse(50), r._is_owned())
