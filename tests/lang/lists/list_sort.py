a = [5, 2, 8, 1, 9, 3]
print(sorted(a), a, sorted(a, reverse=True), a.sort(), a)
words = ["banana", "apple", "fig", "Cherry", "date", "egg"]
print(sorted(words), sorted(words, key=len), sorted(words, key=len, reverse=True), sorted(words, key=str.lower), sorted(words, key=lambda w: (len(w), w)), sorted(words, key=lambda w: w[-1]))
pairs = [(i % 3, i) for i in range(12)]
print(sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: -p[0]), sorted(pairs, key=lambda p: p[0], reverse=True))
print(sorted("hello"), sorted({3: 1, 1: 2}), sorted({5, 2}), sorted((3, 1)), sorted([True, 0, 2, False]), sorted([2.5, 1, 3]), sorted([[2, 1], [1, 5], [1]]), sorted([]), sorted([1]))
state = 7
big = []
for _ in range(1000):
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    big.append(state >> 16)
s = sorted(big)
print(all(s[i] <= s[i + 1] for i in range(999)), sum(s) == sum(big), s[0], s[500], s[999], sorted(big, reverse=True) == s[::-1], sorted(s) == s, sorted(s[::-1]) == s)
class K:
    compares = 0
    def __init__(self, v):
        self.v = v
    def __lt__(self, other):
        K.compares += 1
        return self.v < other.v
    def __repr__(self):
        return f"K{self.v}"
print(sorted([K(3), K(1), K(2)]), K.compares > 0, min(K(4), K(2)), [k.v for k in sorted([K(2), K(1)], reverse=True)])
def boom(x):
    if x == 3:
        raise ValueError("boom")
    return x
b = [1, 2, 3, 4]
try:
    b.sort(key=boom)
except ValueError as e:
    print(e, b)
c = [3, 1, 2]
def meddle(x):
    c.append(x)
    return x
try:
    c.sort(key=meddle)
except ValueError as e:
    print(e)
d = [3, 1, 2]
d.sort(key=lambda x: -x)
d.sort(key=None, reverse=False)
print(d)
