# Structures too deep for the C stack end in RecursionError, or just work; nothing else may happen.
import functools
import itertools

DEPTH = 900


def nest(wrap, start):
    for _ in range(DEPTH):
        start = wrap(start)
    return start


def survives(use):
    try:
        use()
    except RecursionError as e:
        return str(e).startswith("maximum recursion depth exceeded")
    return True


wraps = {
    "list": (lambda x: [x], 1),
    "tuple": (lambda x: (x,), 1),
    "dict": (lambda x: {1: x}, 1),
    "slice": (slice, 1),
    "alias": (lambda x: list[x], int),
    "partial": (lambda x: functools.partial(int, x), 1),
    "exception": (ValueError, 1),
}
for name, (wrap, start) in wraps.items():
    x, y = nest(wrap, start), nest(wrap, start)
    print(name, survives(lambda: x == y), survives(lambda: x in [y]), survives(lambda: repr(x)), survives(lambda: str(x)))
print(survives(lambda: nest(lambda x: (x,), 1) < nest(lambda x: (x,), 1)))
classes = nest(lambda x: (x,), int)
print(survives(lambda: isinstance("", classes)), survives(lambda: issubclass(str, classes)))


def chained(wrap, item=1):
    return survives(lambda: next(nest(wrap, iter([item]))))


print(chained(lambda x: map(int, x)), chained(lambda x: filter(None, x)), chained(zip), chained(enumerate), chained(itertools.chain))
print(chained(lambda x: itertools.islice(x, 5)), chained(itertools.accumulate), chained(lambda x: itertools.takewhile(bool, x)))


class Same:
    def __eq__(self, other):
        return isinstance(other, Same)


def levels(n, x):
    for _ in range(n):
        x = [x]
    return x


print(levels(60, Same()) == levels(60, Same()), levels(60, Same()) != levels(60, Same()))
deep = iter([1, 2])
for _ in range(60):
    deep = map(lambda v: v + 1, deep)
print(list(deep))
