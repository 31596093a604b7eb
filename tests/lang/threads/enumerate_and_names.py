import threading
hold = threading.Event()
started = threading.Barrier(4)
def f():
    started.wait()
    hold.wait()
before = len(threading.enumerate())
ts = [threading.Thread(target=f, name="w%d" % i) for i in range(3)]
for t in ts: t.start()
started.wait()
print(len(threading.enumerate()) - before, sorted(t.name for t in threading.enumerate() if t.name.startswith("w")), threading.active_count() - before)
ts[0].name = "renamed"
print(ts[0].name, repr(ts[0]).split("(")[1].split(",")[0], ts[0].getName() if False else "", ts[1].is_alive())
hold.set()
for t in ts: t.join()
print(len(threading.enumerate()) - before, "stopped" in repr(ts[0]), "initial" in repr(threading.Thread()))
try:
    ts[0].daemon = True
    print("set")
except RuntimeError as e:
    print(e)
t = threading.Thread(target=lambda: None)
t.daemon = True
print(t.daemon)
t.start()
t.join()
auto = threading.Thread(target=f)
print(auto.name.startswith("Thread-"), auto.name.endswith("(f)"))
local_data = threading.local()
print(threading.get_native_id() > 0, threading.TIMEOUT_MAX > 0, threading.stack_size() >= 0)
