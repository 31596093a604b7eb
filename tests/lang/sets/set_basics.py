s = {3, 1, 2}
s.add(2)
s.add(5)
print(sorted(s), len(s), 3 in s, 9 not in s, s == {1, 2, 3, 5}, set(), set("hello") == set("olleh"), {1} == frozenset([1]), {1, True, 1.0})
a, b = {1, 2, 3, 4}, {3, 4, 5}
print(a & b == {3, 4}, sorted(a | b), sorted(a - b), sorted(a ^ b), sorted(b - a), a <= b, {3} < a, a >= {1, 2}, a > a, a.issubset(range(10)), a.issuperset([1]), a.isdisjoint({9}), a.isdisjoint([1]))
print(sorted(a.union([9], "x"), key=str), sorted(a.intersection([1, 2], [2, 3])), sorted(a.difference([1], [2])), sorted(a.symmetric_difference([1, 99])), a.copy() == a, a.union() == a)
c = set(a)
c |= {10}
c &= {1, 2, 10}
c -= {1}
c ^= {2, 7}
print(sorted(c))
c.update([1, 2], (3,))
c.discard(99)
c.discard(1)
c.remove(2)
c.intersection_update({3, 7, 10})
c.difference_update([3])
c.symmetric_difference_update([7, 8])
print(sorted(c), c.pop() in (8, 10), len(c))
c.clear()
print(c, bool(c), bool({0}), repr({1}), repr(set()), {"a"}, frozenset(), frozenset({1}), frozenset("a"))
f = frozenset([1, 2])
print({f: "key"}[frozenset([2, 1])], hash(f) == hash(frozenset([2, 1])), f | {3} == {1, 2, 3}, type(f | {3}).__name__, type({3} | f).__name__, f.union([5]) == {1, 2, 5}, frozenset(f) is f, {f, f} == {f}, f in {f}, {1, 2} in {f})
print(sorted({x * 2 for x in range(3)}), {(1, 2), (1, 2)}, sum({1, 2, 3}), max({4, 9}), sorted({"b", "a"}), len({1, "1", 1.5, None, ()}))
