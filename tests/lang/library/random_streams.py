# The streams are those of python3.11; the module's functions draw from streams of the threads' own until a seed is given.
import random
import threading
import pickle
import _random

for seed in (0, 1, -7, 2 ** 31, 2 ** 64 + 5, 10 ** 50, True, "text", b"bytes", bytearray(b"x"), 1.5, None):
    r = random.Random(seed)
    if seed is not None:
        print(repr(seed), r.random(), r.getrandbits(5), r.getrandbits(32), r.getrandbits(100), r.randrange(10 ** 20))
r = random.Random(42)
print([r.randint(1, 6) for _ in range(20)], r.choice("abcdef"), r.sample(range(100), 5))
items = list(range(20))
r.shuffle(items)
print(items, r.choices("xyz", [1, 2, 3], k=5))
print(r.gauss(0, 1), r.normalvariate(0, 1), r.expovariate(2), r.betavariate(1, 2), r.triangular(), r.vonmisesvariate(1, 2))
print(sum(r.getrandbits(32) for _ in range(2000)))
state = r.getstate()
a = [r.random() for _ in range(3)]
r.setstate(state)
print(a == [r.random() for _ in range(3)], state[0], len(state[1]))
twin = pickle.loads(pickle.dumps(r))
print(twin.random() == r.random())
core = _random.Random(5)
print(core.random(), _random.Random(5).getstate()[-1])
print(core.seed(5), core.getrandbits(64), core.getrandbits(0))
for bad in (lambda: core.getrandbits(-1), lambda: core.setstate((1,)), lambda: core.setstate([]), lambda: _random.Random(1, 2),
            lambda: core.seed([]), lambda: core.setstate((1,) * 624 + (625,)), lambda: core.setstate(("x",) * 625),
            lambda: core.getrandbits("x"), lambda: random.Random().sample({1}, 1), lambda: random.randrange(0)):
    try:
        bad()
    except (TypeError, ValueError, OverflowError) as e:
        print(type(e).__name__, e)

# without a seed: no two threads see the same numbers, and a state that was taken is a stream that comes again
found = {}


def draw(n):
    found[n] = [random.random() for _ in range(200)] + [random.randint(1, 10 ** 15) for _ in range(50)]


threads = [threading.Thread(target=draw, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len({x for values in found.values() for x in values}) == 4 * 250)
state = random.getstate()
first = random.random()
random.setstate(state)
print(first == random.random())
random.seed(3)
print(random.random(), random.randint(1, 1000))

# a shared generator with a seed has one stream, whoever draws from it
shared = random.Random(9)
expected = sorted(random.Random(9).getrandbits(40) for _ in range(1))
reference = random.Random(9)
expected = sorted(reference.getrandbits(40) for _ in range(400))
drawn = []


def take():
    for _ in range(100):
        drawn.append(shared.getrandbits(40))


threads = [threading.Thread(target=take) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(drawn) == expected)
