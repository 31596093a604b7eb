# Iterators tell how to make them again (__reduce__, __setstate__), and copies go on where the first one stood.
import copy


class Sequence:
    def __init__(self, n):
        self.n = n

    def __getitem__(self, i):
        if i < self.n:
            return i * i
        raise IndexError

    def __len__(self):
        return self.n


def counter(state=[0]):
    state[0] += 1
    return state[0]


def step(x):
    return x * 2


def makers():
    yield "list", lambda: iter([1, 2, 3])
    yield "tuple", lambda: iter((1, 2, 3))
    yield "reversed list", lambda: reversed([1, 2, 3])
    yield "reversed", lambda: reversed(Sequence(3))
    yield "str", lambda: iter("abc")
    yield "bytes", lambda: iter(b"abc")
    yield "bytearray", lambda: iter(bytearray(b"abc"))
    yield "sequence", lambda: iter(Sequence(3))
    yield "dict", lambda: iter({1: 2, 3: 4, 5: 6})
    yield "dict values", lambda: iter({1: 2, 3: 4, 5: 6}.values())
    yield "dict items", lambda: iter({1: 2, 3: 4, 5: 6}.items())
    yield "dict backwards", lambda: reversed({1: 2, 3: 4, 5: 6})
    yield "set", lambda: iter({1, 2, 3})
    yield "range", lambda: iter(range(5, 20, 7))
    yield "big range", lambda: iter(range(2**70, 2**70 + 3))
    yield "enumerate", lambda: enumerate("abc", 10)
    yield "zip", lambda: zip("abc", [1, 2, 3])
    yield "zip strict", lambda: zip("abc", [1, 2, 3], strict=True)
    yield "map", lambda: map(step, [1, 2, 3])
    yield "filter", lambda: filter(step, [0, 1, 2, 3])


for name, make in makers():
    for steps in range(5):
        it = make()
        for _ in range(steps):
            next(it, None)
        rest = list(copy.deepcopy(it) if steps == 1 else copy.copy(make()))
        again = it.__reduce__()
        made = again[0](*again[1])
        if len(again) > 2 and again[2] is not None:
            made.__setstate__(again[2])
        print(name, steps, len(rest), again[0].__name__, list(made))

print(list(copy.copy(iter(counter, 4))))
it = iter(Sequence(10))
it.__setstate__(-42)
print(next(it))
it.__setstate__(7)
print(list(it), it.__reduce__())


class Endless:
    def __getitem__(self, i):
        return i


import sys
it = iter(Endless())
it.__setstate__(sys.maxsize - 2)
print(next(it), next(it))
for _ in range(2):
    try:
        next(it)
    except OverflowError as e:
        print(e)
it = iter(range(10, 20, 2))
it.__setstate__(2)
print(list(it))
it = iter(range(2**70, 2**70 + 20, 5))
it.__setstate__(-1)
it.__setstate__(3)
print(list(it))
it = reversed(Sequence(5))
it.__setstate__(100)
print(next(it))
it.__setstate__(-100)
print(list(it))
it = zip([1, 2], [1])
it.__setstate__(1)
try:
    list(it)
except ValueError as e:
    print(e)
