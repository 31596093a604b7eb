s = {1, 2}
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", e)
tried(lambda: s.remove(9))
tried(lambda: s.remove((1, 2)))
tried(lambda: set().pop())
tried(lambda: {[]})
tried(lambda: {1: 2, **{}} and {{}})
tried(lambda: s.add([]))
tried(lambda: [] in s)
tried(lambda: s | [1])
tried(lambda: s + {1})
tried(lambda: s < [1])
tried(lambda: s <= 5)
tried(lambda: set(5))
tried(lambda: set(1, 2))
tried(lambda: hash(s))
tried(lambda: s[0])
tried(lambda: s.union(5))
tried(lambda: s.update(5))
tried(lambda: frozenset([1]).add)
tried(lambda: frozenset([[]]))
tried(lambda: s.nope)
tried(lambda: set([1], key=2))
tried(lambda: s.isdisjoint(3))
tried(lambda: {1, 2} - [1])
try:
    for x in s:
        s.add(x + 10)
except RuntimeError as e:
    print(e)
try:
    for x in s:
        s.discard(x)
except RuntimeError as e:
    print(e)
f = frozenset([1])
g = f
f |= {2}
print(sorted(f), g, {1} == {1.0}, {1} != {2}, {1} == [1], sorted([{1, 2}, {1}], key=len), {1, 2} < {1, 2, 3}, set() < {1}, not {1} < {2}, not {1} > {2})
class MySet(set):
    pass
m = MySet([1, 2])
print(m, type(m | {3}).__name__, type(m.copy()).__name__, m == {1, 2}, repr(MySet()))
rec = set()
print({frozenset([rec.__class__.__name__])})
