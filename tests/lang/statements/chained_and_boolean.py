def v(x):
    print("v", x, end=" ")
    return x
print(v(1) < v(2) < v(3))
print(v(1) > v(2) > v(3))
print(v(1) and v(0) and v(2))
print(v(0) or v("") or v(3) or v(4))
print(not v(1) or v(2))
print(v(1) if v(0) else v(2))
print(v(1) == v(1) != v(2) in [2, 3])
print(v(3) not in [1] and v(3) is not None)
class B:
    def __init__(self, n, r): self.n, self.r = n, r
    def __bool__(self):
        print("bool", self.n, end=" ")
        return self.r
    def __repr__(self): return self.n
t, f = B("t", True), B("f", False)
print(t and f, f and t, t or f, f or t, not t, not f, t if f else t)
print([x for x in (t, f) if x], all([t, f]), any([f, t]))
if t and not f or f:
    print("taken")
while f or not t:
    print("never")
print(1 < 2 == True, (1 < 2) == True, 1 == 1 is True if False else "skip", 3 > 2 > 1 > 0, 1 in [1] == True, not 1 == 2, not 1 < 2 < 3)
a = b = c = [v(9)]
print(a is b is c, a is not b, a == b == c)
x = 5
print(0 < x < 10, 0 < x < 3, 10 > x > 1 > 0, x == 5 == 5.0, "a" < "b" < "c" > "b")
print((1, 2) < (1, 3) < (2,), [] is not [], None is None is None)
assert v(1), v("not evaluated")
print(min(v(2), v(1)), [v(1), v(2)][v(0)], {v("k"): v("v")}, (v(1), *[v(2)]), f"{v(1)}{v(2)}")
