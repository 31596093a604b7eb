print(hash(1.0), hash(0.0), hash(-0.0), hash(0.5), hash(1e300), hash(-1.0), hash(2.0 ** 70), hash(float("inf")), hash(float("-inf")))
print(hash(0.1), hash(1 / 3), hash(123456.789), hash(5e-324))
d = {1: "one", 2.5: "x"}
print(d[1.0], d[True], d[2.5], 1.0 in d, {0.0, -0.0, 0, False})
print({1.0, 1, True}, [1.0, 2].index(2.0), (1, 2.0).count(2), 3.0 in range(5), 3.5 in range(5), sorted([3, 1.5, 2, -0.5, True]))
print(1.0 == 1, 1.5 == "1.5", 1.0 != None, 1.0 is not None, bool(0.0), bool(-0.0), bool(1e-320), bool(float("nan")))
print(max(1, 1.0), max(1.0, 1), min(2, 2.0), max(float("nan"), 1), max(1, float("nan")), sum([0.1] * 10), sum([1, 2.5, True]))
print(abs(-2.5), -(-0.0), +2.5, 5.0 .__add__(2), (5.0).__radd__(2), (5.0).__eq__("a"), (1.5).__lt__(2), (1.5).__divmod__(1))
class Celsius(float):
    def __repr__(self):
        return f"Celsius({float(self)})"
c = Celsius(36.6)
print(c, str(c), c + 1, type(c + 1).__name__, [c], f"{c:.2f}", c == 36.6, hash(c) == hash(36.6))
