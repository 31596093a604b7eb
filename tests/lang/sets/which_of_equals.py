# Which of two equal elements an operation keeps.
def show(values):
    print(sorted((repr(value) for value in values)))


for left, right in (({1}, {True}), ({1, 2}, {True}), ({1}, {True, 2.0}), ({1, 2, 3}, {1.0, 2.0}), (frozenset({1}), {1.0}), ({1, 2}, {2.0, 1.0})):
    show(left & right)
    show(right & left)
    show(left | right)
    show(left - right)
    show(left ^ right)
    show(left.intersection(right))
    show(left.intersection(list(right)))
    show(left.intersection(list(right) * 3))
    show(left.union(list(right)))
    show(left.intersection(list(right), [1, 2, 3]))

for keys in ({1: 0}, {1: 0, 2: 0}, {1: 0, 2: 0, 3: 0}):
    for other in ((True,), [True, 2.0], {True}, {True, 2.0}, {True: 0, 2.0: 0}.keys(), {True: 0}.keys(), frozenset([True, 2.0]), {True: 0, 2.0: 0, 5: 0}.keys()):
        show(keys.keys() & other)
        show(other & keys.keys())
        show(keys.keys() | other)
        show(keys.keys() - other)
        show(keys.keys() ^ other)
        show(keys.items() & other)
