# Every print with one argument and its newline comes out whole.
import threading
lock = threading.Lock()
def talk(i):
    for k in range(5):
        with lock:
            lines.append((i, k))
            print("line", end=" ")
            print("of", end=" ")
            print("output")
lines = []
ts = [threading.Thread(target=talk, args=(i,)) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(len(lines))
def whole(i):
    for _ in range(3):
        print("thread says hello\n", end="")
ts = [threading.Thread(target=whole, args=(i,)) for i in range(3)]
for t in ts: t.start()
for t in ts: t.join()
