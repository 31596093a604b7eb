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
