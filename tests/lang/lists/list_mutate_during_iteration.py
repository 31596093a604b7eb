a = [1, 2, 3]
seen = []
for x in a:
    seen.append(x)
    if len(a) < 6:
        a.append(x * 10)
print(seen, a)
a = list(range(6))
for x in a:
    a.remove(x)
print(a)
a = [1, 2, 3]
for x in a:
    a.clear()
print(a, x)
it = iter([1, 2])
print(next(it), next(it), next(it, "end"), next(it, "end"))
a = [1]
it = iter(a)
print(list(it), a.append(2), list(it))
r = reversed([1, 2, 3])
print(next(r), list(r), list(reversed("abc")), list(reversed(range(4))), list(reversed((1, 2))), list(reversed({"a": 1, "b": 2})))
class Bad:
    def __eq__(self, other):
        lst.clear()
        return False
lst = [1, 2, 3, 4]
print(Bad() in lst, lst)
print([1, [2, 3]] == [1, [2, 3]], [1, 2].__len__(), it.__length_hint__(), iter([1, 2, 3]).__length_hint__())
