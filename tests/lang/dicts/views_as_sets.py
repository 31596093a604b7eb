# Views of dicts as sets: items that are not hashable, operands that are no sets, sizes that decide who is asked.
import operator
def attempt(f):
    try:
        r = f()
        print(type(r).__name__, sorted(map(repr, r)) if hasattr(r, '__iter__') else r)
    except BaseException as e: print(type(e).__name__, e)
class Sub(set): pass
class It:
    def __init__(self, *a): self.a = a
    def __iter__(self):
        return iter(self.a)
def mk():
    return [{}.items(), {1: []}.items(), {1: [], 2: 3}.items(), {1: 2}.items(), {1: 2, 'a': 3}.items(), {}.keys(), {1: []}.keys(), {1: 2, (1, 2): 4}.keys(), set(), {1}, {(1, 2), 5}, frozenset({(1, 2)}), Sub({1}), [], [1], [(1, 2)], [[]], [(1, [])], '', 'a', (1, 2), {1: 2}, {1: 2}.values(), 5, None, It(), It((1, 2)), It([]), {'a': {}, 1: 2}.items()]
n = len(mk())
for op in operator.and_, operator.or_, operator.xor, operator.sub, operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne:
    for i in range(n):
        for j in range(n):
            a, b = mk()[i], mk()[j]
            if type(a).__name__.startswith('dict_') or type(b).__name__.startswith('dict_'):
                print(op.__name__, i, j, end=' ')
                attempt(lambda: op(a, b))
for i in range(n):
    for j in range(n):
        a, b = mk()[i], mk()[j]
        if hasattr(a, 'isdisjoint'): print(i, j, end=' '); attempt(lambda: a.isdisjoint(b))
d = {1: [], 2: 'x'}
print(d.items() == d.items(), d.items().isdisjoint(d.items()), d.items() - {(2, 'x')} if 0 else '')
attempt(lambda: d.items() ^ {1: [], 2: 'y', 3: 4}.items())
attempt(lambda: {(2, 'x')} & d.items())
nan = float('nan')
attempt(lambda: {1: nan}.items() ^ {1: nan}.items())
