print((5).real, (5).imag, (5).numerator, (5).denominator, (5).conjugate(), (10).as_integer_ratio())
print((5).__add__(3), (5).__add__("x"), (5).__radd__(2), (5).__eq__(5.0), (5).__lt__(6), (7).__floordiv__(2))
print((7).__divmod__(2), (5).__neg__(), (5).__bool__(), (0).__bool__(), (5).__index__(), (5).__float__(), (5).__hash__())
print(isinstance(True, int), issubclass(bool, int), type(5), type(True), int.__name__, bool.__mro__)
print(bool(0), bool(1), bool(-1), bool(""), bool("x"), bool([]), bool([0]), bool(None), bool(0.0), bool(()), bool({}))
print(5 == 5.0, hash(5) == hash(5.0), 5 is 5, 1 == True, 0 == False, {1: "a"}[True], {1.0: "b"}[1])
print(hash(-1), hash(-2), hash(0), hash(2 ** 61 - 1), hash(2 ** 61), hash(-(2 ** 61)), hash(10 ** 30))
class Index:
    def __index__(self):
        return 3
class Int:
    def __int__(self):
        return 4
class Trunc:
    def __trunc__(self):
        return 6
print([10, 11, 12, 13][Index()], hex(Index()), int(Index()), int(Int()), range(Index()), "ab" * Index())
class BadInt:
    def __int__(self):
        return "x"
try:
    int(BadInt())
except TypeError as e:
    print(e)
class Big(int):
    def __add__(self, other):
        return Big(int.__add__(self, other) * 10)
    def __repr__(self):
        return f"Big({int(self)})"
b = Big(3)
print(b, b + 1, 1 + b, b * 2, type(b * 2), int(b), b == 3, hash(b) == hash(3), [b][0], f"{b}", f"{b:d}")
print(max(1, 2, 3), min([4, 2, 8]), max("a", "b"), max([1, -5, 3], key=abs), min([], default=7), sum([1, 2, 3]), sum([1, 2], 10))
