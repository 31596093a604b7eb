a = [1, 2, 3]
b = a
b.append(4)
print(a, b is a, len(a), a[0], a[-1], a + [9], a * 2, 2 * [0], [] + [], 3 in a, 7 not in a, a == [1, 2, 3, 4], a != b, [1, 2] < [1, 3], [1] < [1, 0], [] < [0])
a[1] = "x"
print(a, a.index("x"), a.count(1), a.pop(), a, a.pop(0), a)
a.insert(0, "first")
a.insert(100, "last")
a.insert(-1, "before")
print(a, a.reverse(), a, a.copy() == a, a.copy() is a)
a.extend("ab")
a.extend(range(2))
a += (5, 6)
a.remove("a")
print(a, list(), list("abc"), list(range(3)), list({1: 2}), list((1, 2)))
del a[0], a[-1]
print(a, bool([]), bool([[]]), [[]] * 2, [None] * 3)
a.clear()
print(a)
nested = [[0] * 2] * 2
nested[0][0] = 1
print(nested)
rec = [1]
rec.append(rec)
print(rec, [rec])
