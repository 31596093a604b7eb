for v in (0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 1.005, 2.4, 2.6, 1e20, 0.1, 12345.678):
    print(v, round(v), round(v, 1), round(v, 2), round(v, -2), type(round(v)), type(round(v, 0)))
print(round(0.5, None), round(1e300, 2), round(5.015, 2), round(1234.5, -3), round(-0.4), round(0.4, 0))
for f in (lambda: round(float("nan")), lambda: round(float("inf")), lambda: round("a"), lambda: round(1.5, "x"), lambda: round()):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(int(2.9), int(-2.9), (2.9).__floor__(), (2.1).__ceil__(), (-2.9).__trunc__(), 2.9 // 1)
print((1.5).is_integer(), (2.0).is_integer(), (0.75).as_integer_ratio(), (0.1).as_integer_ratio(), (2.5).hex(), float.fromhex("0x1.8p1"))
print((-0.0).hex(), (1e-320).hex(), float.fromhex("inf"), float.fromhex("-0x.8"), (3.7).conjugate(), (3.7).real, (3.7).imag)
for f in (lambda: float("nan").as_integer_ratio(), lambda: float("inf").as_integer_ratio(), lambda: float.fromhex("zz")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
class R:
    def __round__(self, n=None):
        return ("rounded", n)
print(round(R()), round(R(), 3))
