s = set()
for i in range(2000):
    s.add(i * 31 % 1009)
print(len(s), sum(s), min(s), max(s), 500 in s, 1009 in s)
for i in range(0, 1009, 2):
    s.remove(i)
print(len(s), sum(s))
for i in range(5000):
    s.add(i % 7)
    s.discard(i % 5)
print(len(s), sorted(s)[:8])
t = {str(i) for i in range(100)} | {(i, i) for i in range(100)}
print(len(t), ("5" in t), ((5, 5) in t), (5, 6) in t)
u = set(range(100))
while u:
    u.pop()
print(u)
evens, threes = set(range(0, 1000, 2)), set(range(0, 1000, 3))
print(len(evens & threes), len(evens | threes), len(evens - threes), len(evens ^ threes), (evens & threes) <= evens, sum(evens ^ threes))
primes = set(range(2, 200))
for p in range(2, 15):
    primes -= set(range(p * p, 200, p))
print(sorted(primes))
