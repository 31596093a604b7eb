"""Arithmetic whose operands change kind and size under an instruction that has adapted to others."""

VALUES = [0, 1, -1, 2, 3, -7, 10, 2**31, 2**32 + 1, -(2**40), 2**52 + 1, 2**53, 2**53 + 1, -(2**53) - 3, 2**61, 2**62 - 1, -(2**62), 2**62,
          2**70, 0.0, -0.0, 1.5, -2.25, 1e-300, 1e300, float("inf"), float("nan"), True]


def attempt(f, *args):
    try:
        return repr(f(*args))
    except (ArithmeticError, LookupError, ValueError, TypeError) as e:
        return type(e).__name__ + " " + str(e)


OPERATIONS = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "truediv": lambda a, b: a / b,
    "floordiv": lambda a, b: a // b, "mod": lambda a, b: a % b, "lt": lambda a, b: a < b, "eq": lambda a, b: a == b,
    "and": lambda a, b: a & b, "or": lambda a, b: a | b, "xor": lambda a, b: a ^ b,
    "k-": lambda a, b: 10 - a, "k/": lambda a, b: 1.0 / a, "k*": lambda a, b: 0.5 * a, "k//": lambda a, b: 100 // a, "k%": lambda a, b: 7 % a,
    "-k": lambda a, b: a - 3, "/k": lambda a, b: a / 8, "//k": lambda a, b: a // 4, "%k": lambda a, b: a % 8, "//7": lambda a, b: a // 7,
    "%7": lambda a, b: a % 7, "k<<": lambda a, b: 1 << (b & 70) if isinstance(b, int) else 0, "k>>": lambda a, b: a >> 3, "k&": lambda a, b: 255 & a,
}


def inplace(a, b):
    a += b
    a *= 2
    a -= b
    a /= 3
    return a


def text(a, b):
    a += b
    return a == b, a != b, a + b


for warm in (3, 2.5, 2**70, True):

    for name, f in OPERATIONS.items():
        for _ in range(20):
            attempt(f, warm, warm)
        lines = [attempt(f, a, b) for a in VALUES for b in VALUES]
        total = sum((i + 1) * sum(map(ord, line)) for i, line in enumerate(lines)) % 1000000007
        print(warm, name, total, lines[5], lines[77 % len(lines)], lines[-3])
    print([attempt(inplace, a, b) for a in VALUES[:6] for b in VALUES[-6:]])
for pair in [("a", "b"), ("", ""), ("a", "a"), ("\u20ac", "e"), (1, 2), ("x" * 200, "y"), ([1], [2]), ("a", "b")] * 6:
    result = text(*pair)
print([text(*p) for p in [("a", "b"), ("", ""), ("\u20ac", "e"), (1, 2), ([1], [2]), ("ab", "abab")]])
print(attempt(text, "a", 1), attempt(text, 1, "a"))
s = "h\u00e9llo"
wide = "h\u20acllo"
print([x[i] for _ in range(10) for x in (s, wide, [1, 2, 3], (4, 5), {0: 6, -1: 7}) for i in (0, -1)][-10:])
for x in (s, [1], (1,), {}):
    print(attempt(lambda: x[9]) if x != {} else attempt(lambda: x.get(9)))
x = [1, 2, 3, 4, 5]
for _ in range(10):
    x[1:3] += [9]
    x[:1] = x[2:4]
    y = x[1:][0]
    z = x[::-1][:2], x[a:b] if (a := 1) and (b := -1) else 0, s[1:3], s[::2], (1, 2, 3)[1:], b"abc"[1:]
print(len(x), y, z)
print(attempt(lambda: x[::0]), attempt(lambda: x["a":]), attempt(lambda: {}[1:2]))
