class L(list):
    def __getitem__(self, i):
        return ("got", i)
    def total(self):
        return sum(self)
    def append(self, x):
        super().append(x * 2)
l = L([1, 2])
l.append(5)
print(l, len(l), l[0], l[1:2], l.total(), list(l), isinstance(l, list), type(l + [1]).__name__, type(l * 2).__name__, l == [1, 2, 10], type(l.copy()).__name__)
l.extra = "attr"
print(l.extra, l.__dict__, [x for x in l], *l)
class Squares:
    def __init__(self, n):
        self.n = n
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(self.n))]
        if i < 0:
            i += self.n
        if not 0 <= i < self.n:
            raise IndexError(i)
        return i * i
s = Squares(5)
print(list(s), s[-1], s[1:3], 9 in s, 5 in s, list(reversed(s)), [*s], bool(s), bool(Squares(0)), max(s), sorted(s, reverse=True), tuple(s), sum(s))
a, b, *c = s
print(a, b, c)
