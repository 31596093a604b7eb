# + and * of sequences, called by their names: an operand that does not fit is an error, not NotImplemented.
def attempt(function, *values):
    try:
        print(function(*values))
    except TypeError as error:
        print(error)


class Text(str):
    pass


class Numbers(list):
    def __add__(self, other):
        return super().__add__(other)


for value in ("ab", b"ab", [1], (1,), bytearray(b"x"), Text("t"), Numbers()):
    for other in (2, 1.5, "c", None, b"d", [3]):
        attempt(value.__add__, other)
        attempt(value.__mul__, other)
        attempt(value.__rmul__, other)
    attempt(lambda: value + 1)
    attempt(lambda: 1 + value)
    attempt(lambda: value * "x")
print((1).__add__("x"), (1.0).__mul__("x"), {1}.__and__(2))

# A sequence times an instance of a class that inherits a sequence's operators.
for left in ([3], (3,), Numbers()):
    for base in (list, tuple):
        class Derived(base):
            pass
        attempt(lambda: left * Derived())
        attempt(lambda: Derived() * left)
        attempt(lambda: left + Derived())
        attempt(lambda: Derived() + left)
for left in ("a", b"a", bytearray(b"a"), (1,), [1], 1.5, None):
    for right in ("b", b"b", (2,), [2], {}):
        attempt(lambda: left * right)
