import os
import select
import selectors
import threading
import time

r, w = os.pipe()
print(select.select([r], [w], [], 0) == ([], [w], []), select.select([r], [], [], 0.01))


class Wrapped:
    def __init__(self, fd):
        self.fd = fd

    def fileno(self):
        return self.fd


reader = Wrapped(r)
timer = threading.Timer(0.05, os.write, (w, b"data"))
timer.start()
ready = select.select([reader], [], [])
print(ready[0][0] is reader, os.read(r, 10))
timer.join()
p = select.poll()
p.register(r, select.POLLIN)
p.register(Wrapped(w), select.POLLOUT)
print(p.poll() == [(w, select.POLLOUT)])
p.modify(w, select.POLLIN)
print(p.poll(1), p.poll(0), p.poll(0.5))
threading.Timer(0.05, os.write, (w, b"x")).start()
print(p.poll(None) == [(r, select.POLLIN)], os.read(r, 1))
p.unregister(w)
for bad in (lambda: p.unregister(w), lambda: p.modify(w, 1), lambda: p.register(-1), lambda: p.register("x"), lambda: p.poll("x"),
            lambda: select.select([-1], [], [], 0), lambda: select.select(["x"], [], []), lambda: select.select([], [], [], "x"),
            lambda: select.select([], [], [], -1), lambda: select.select(1, [], []), lambda: p.register(r, -1), lambda: p.register(r, 1 << 20),
            lambda: select.epoll(-2), lambda: select.epoll().register(9999)):
    try:
        bad()
    except (TypeError, ValueError, OSError, KeyError, OverflowError) as e:
        print(type(e).__name__, e)
with select.epoll() as e:
    e.register(r, select.EPOLLIN)
    print(e.poll(0), e.poll(0.01, 5), e.closed)
    os.write(w, b"y")
    print(e.poll(1) == [(r, select.EPOLLIN)])
    e.modify(r, select.EPOLLIN | select.EPOLLET)
    print(len(e.poll(0)), len(e.poll(0)))
    e.unregister(r)
    print(e.poll(0), os.read(r, 1))
print(e.closed)
try:
    e.fileno()
except ValueError as error:
    print(error)
for kind in (selectors.DefaultSelector, selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector):
    with kind() as s:
        s.register(r, selectors.EVENT_READ, "mine")
        print(s.select(0))
        os.write(w, b"z")
        print([(key.data, events) for key, events in s.select(1)], os.read(r, 1))

# many threads that wait for their own pipes
pipes = [os.pipe() for _ in range(4)]
got = []


def wait(n):
    select.select([pipes[n][0]], [], [])
    got.append((n, os.read(pipes[n][0], 5)))


threads = [threading.Thread(target=wait, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
time.sleep(0.02)
for n in (3, 1, 0, 2):
    os.write(pipes[n][1], b"go")
    threads[n].join()
print(got)
os.close(r)
try:
    select.select([r], [], [], 0)
except OSError as error:
    print(error)
