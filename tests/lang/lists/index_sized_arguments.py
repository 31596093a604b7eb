# Numbers of items and places that fit no index: OverflowError as arguments, IndexError as subscripts.
import collections
import itertools
import re


def attempt(function):
    try:
        print(function())
    except (IndexError, OverflowError) as error:
        print(type(error).__name__, error)


for big in (2**63, -2**63 - 1, 10**30):
    items, queue = [1, 2, 3], collections.deque([1, 2, 3])
    attempt(lambda: items.insert(big, 0))
    attempt(lambda: items.pop(big))
    attempt(lambda: items[big])
    attempt(lambda: (1, 2)[big])
    attempt(lambda: items[:big])
    attempt(lambda: queue.insert(big, 0))
    attempt(lambda: queue.rotate(big))
    attempt(lambda: queue[big])
    attempt(lambda: collections.deque([], big))
    attempt(lambda: itertools.combinations(items, big))
    attempt(lambda: itertools.repeat(1, big))
    attempt(lambda: itertools.product(items, repeat=big))
    attempt(lambda: itertools.tee(items, big))
    attempt(lambda: re.sub("a", "b", "aaa", big))
    attempt(lambda: re.split("a", "aaa", big))
    print(items, list(queue))


def assign(value, key):
    value[key] = 1


def delete(value, key):
    del value[key]


def complain(function, *values):
    try:
        print(function(*values))
    except (TypeError, IndexError, OverflowError) as error:
        print(type(error).__name__, error)


class Plain:
    pass


for value in ("abc", b"abc", (1, 2), range(3), 5, 2.5, None, Plain(), [1]):
    for key in (2**70, -2**70, "k", 1.5):
        complain(assign, value, key)
        complain(delete, value, key)
complain(lambda: "ab" * 2**62)
complain(lambda: b"ab" * (2**63 - 1))
complain(lambda: int(a=1, b=2, c=3))
complain(lambda: int("1", b=2, c=3))
complain(lambda: str(a=1, b=2, c=3, d=4))
complain(lambda: bytes(a=1, b=2, c=3, d=4))
for value in (range(2**62), range(2**63 - 1), range(-2**63, -2), range(2**63), range(0, 2**70, 2**10)):
    complain(lambda: len(value))
    complain(lambda: bool(value))
    complain(lambda: [value[0], value[-1], 5 in value, next(reversed(value))])
