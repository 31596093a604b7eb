# Texts of ASCII alone have an iterator type of their own.
for text in ("abc", "", "caf\xe9", "\u20ac"):
    it = iter(text)
    print(type(it).__name__, type(it).__qualname__, it.__reduce__()[1:], it.__length_hint__())
    print(list(it), it.__reduce__()[1:])
print(type(iter(b"a")).__name__, type(iter(bytearray(b"a"))).__name__)
try:
    iter("a").send(1)
except AttributeError as error:
    print(error)
