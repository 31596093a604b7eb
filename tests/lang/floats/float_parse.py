for text in ("1.5", " 1.5 ", "-1.5e3", "1e400", "-1e400", "1e-400", ".5", "5.", "1_0.5", "inf", "-Infinity", "nan", "+nan", "1E5",
             "0.1e-6", "123456789012345678901234567890", "4.9e-324", "2.4703282292062328e-324", "2.4703282292062327e-324",
             "179769313486231580793e289", "1.00000000000000011102230246251565", "9007199254740993", "0x10"):
    try:
        print(repr(text), float(text))
    except ValueError as e:
        print(repr(text), e)
for bad in ("", "abc", "1.5.2", "1e", "e5", "1__0.0", "--1", "1 .5", "in f"):
    try:
        print(float(bad))
    except ValueError as e:
        print(e)
for bad in (None, [], {}):
    try:
        print(float(bad))
    except TypeError as e:
        print(e)
print(float(), float(5), float(True), float(b"2.5"), float(10 ** 20))
class F:
    def __float__(self):
        return 2.5
class I:
    def __index__(self):
        return 7
class Bad:
    def __float__(self):
        return 1
print(float(F()), float(I()))
try:
    float(Bad())
except TypeError as e:
    print(e)
print(1e3, 1.e2, .5e1, 1_000.5, 0.1E-2, 00.5, 1e0)
