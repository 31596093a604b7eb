"""Stores into objects of every layout while other threads do the same under a lock: no update is lost, none is halved."""
import threading

THREADS, ROUNDS = 3, 200


class Small:
    def __init__(self):
        self.a = self.b = 0


class Wide:
    """More attributes than fit into the object."""

    def __init__(self):
        for i in range(40):
            setattr(self, f"f{i}", 0)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = self.b = 0


class SlottedToo(Slotted):
    def __init__(self):
        super().__init__()
        self.c = 0


class Items(list):
    """Has items of its own beside its attributes."""

    def __init__(self):
        super().__init__([0])
        self.a = 0


class Keys(dict):
    a = 0


class Number(int):
    a = 0


class Other(Small):
    pass


def counter():
    n = 0

    def step():
        nonlocal n
        n += 1
        return n

    return step


def echo():
    total = 0
    while True:
        got = yield total
        total += got or 0


def evens(source):
    for v in source:
        if v % 2 == 0:
            yield v


lock = threading.Lock()
small, wide, slotted, slotted_too = Small(), Wide(), Slotted(), SlottedToo()
items, keys, number = Items(), Keys(), Number(7)
step, totals = counter(), echo()
next(totals)
taken = []
ranged, listed = iter(range(THREADS * ROUNDS + 32)), iter(list(range(THREADS * ROUNDS + 32)))
even = evens(iter(range(2 * THREADS * ROUNDS + 64)))
seen = []


def update(i):
    small.a += 1
    small.b = small.a - small.b
    wide.f0 += 1
    wide.f39 += wide.f0 & 1
    slotted.a += 1
    slotted.b += slotted.a & 1
    slotted_too.c += 1
    slotted_too.a = slotted_too.c
    items.a += 1
    items[0] += 1
    items.append(i)
    keys.a += 1
    keys[i] = keys.get(i, 0) + 1
    number.a += 1
    if i % 16 == 0:
        small.__class__ = Other if type(small) is Small else Small
        small.extra = i
    if i % 16 == 8:
        del small.extra
    step()
    totals.send(2)
    taken.append((next(ranged), next(listed), next(even)))


def work():
    for i in range(ROUNDS):
        with lock:
            before = small.a, slotted.a, items[0]
            update(i % 16 if i % 16 not in (0, 8) else 1)
            seen.append((small.a - before[0], slotted.a - before[1], items[0] - before[2]))
    fresh = Small()
    for i in range(ROUNDS):
        fresh.a += i
        fresh.late = i
        if i & 1:
            del fresh.late
    with lock:
        seen.append(fresh.a)


threads = [threading.Thread(target=work) for _ in range(THREADS)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(small.a, small.b, wide.f0, wide.f39, slotted.a, slotted.b, slotted_too.a, slotted_too.c)
print(items.a, items[0], len(items), sum(items), keys.a, sorted(keys.items()), number.a)
print(step(), totals.send(0), len(taken), [sum(column) for column in zip(*taken)])
print(sorted(set(map(str, seen))), len(seen))
for i in range(32):
    update(i)
print(type(small).__name__, vars(small), list(totals.send(1) for _ in range(3)))
