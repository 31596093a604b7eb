import threading
results = {}
def f(i):
    results[i] = i * i
ts = [threading.Thread(target=f, args=(i,)) for i in range(200)]
for t in ts: t.start()
for t in ts: t.join()
print(len(results), sum(results.values()))
def nested(depth):
    if depth:
        kids = [threading.Thread(target=nested, args=(depth - 1,)) for _ in range(2)]
        for k in kids: k.start()
        for k in kids: k.join()
    leaves.append(depth)
leaves = []
nested(4)
print(sorted(leaves))
def chain(n):
    if n:
        t = threading.Thread(target=chain, args=(n - 1,))
        t.start()
        t.join()
    order.append(n)
order = []
chain(15)
print(order)
for _ in range(30):
    t = threading.Thread(target=f, args=(_ + 1000,))
    t.start()
    t.join()
print(len(results), results[1029])
def fib(n):
    if n < 2:
        return n
    if n > 10:
        box = []
        t = threading.Thread(target=lambda: box.append(fib(n - 1)))
        t.start()
        b = fib(n - 2)
        t.join()
        return box[0] + b
    return fib(n - 1) + fib(n - 2)
print(fib(14))
