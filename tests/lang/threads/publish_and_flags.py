# Messages passed through plain attributes and flags: no lock, the order of writes is seen.
import threading
class Box: pass
box = Box()
box.ready = False
got = []
def reader():
    while not box.ready:
        pass
    got.append(box.data)
def writer():
    box.data = {"k": [1, 2, 3]}
    box.ready = True
r, w = threading.Thread(target=reader), threading.Thread(target=writer)
r.start(); w.start(); r.join(); w.join()
print(got)
mail, acks = [], []
def server():
    while True:
        if mail:
            m = mail.pop(0)
            if m is None:
                return
            acks.append(m * 2)
t = threading.Thread(target=server)
t.start()
for i in range(30):
    mail.append(i)
    while len(acks) <= i:
        pass
mail.append(None)
t.join()
print(acks == [i * 2 for i in range(30)])
flag = [False, False]
turn = 0
shared = 0
def peterson(me):
    global turn, shared
    other = 1 - me
    for _ in range(100):
        flag[me] = True
        turn = other
        while flag[other] and turn == other:
            pass
        v = shared
        shared = v + 1
        flag[me] = False
a, b = threading.Thread(target=peterson, args=(0,)), threading.Thread(target=peterson, args=(1,))
a.start(); b.start(); a.join(); b.join()
print(shared)
baton = 0
trace = []
def ring(i, n):
    global baton
    for k in range(10):
        while baton != i:
            pass
        trace.append(i)
        baton = (i + 1) % n
ts = [threading.Thread(target=ring, args=(i, 3)) for i in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(trace == [0, 1, 2] * 10)
