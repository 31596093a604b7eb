# Flags that are C ints, parts of slices in the order in which they are looked at, digits of other scripts in formats.
def attempt(function):
    try:
        print(repr(function()))
    except Exception as error:
        print(type(error).__name__, error)


class Index:
    def __index__(self):
        return 1


for flag in (True, 0, 1, 2.5, "x", None, (), 2**31, 2**70, -1, Index()):
    attempt(lambda: "a\nb".splitlines(flag))
    attempt(lambda: b"a\nb".splitlines(keepends=flag))
    attempt(lambda: sorted([1, 3, 2], reverse=flag))
for part in (slice("", None, 0), slice(None, "", 0), slice("", "", 1), slice(1, 2, ""), slice(None, None, 0), slice(Index(), 2.5)):
    for value in (range(5), "abcde", [1, 2, 3], b"abc", range(2**70)):
        attempt(lambda: value[part])
    attempt(lambda: part.indices(5))
for spec in ("\u0660", "\u0665", ".\u0662f", "\u0661\u0660", ">\u0665d"):
    attempt(lambda: format(3, spec))
    attempt(lambda: format(2.5, spec))
    attempt(lambda: format("x", spec))
attempt(lambda: "{\u0660} {\u0661}".format("a", "b"))
for data in (b"", b"a", bytearray()):
    attempt(lambda: data.decode("no such codec"))
    attempt(lambda: str(data, "no such codec"))
for value, name in ((1j, "real"), (1j, "imag"), (slice(1), "step"), (1, "real"), (1.5, "imag"), (range(2), "start")):
    attempt(lambda: setattr(value, name, 3))
    attempt(lambda: delattr(value, name))
