# Constants: folding must not be seen but in identity; equal constants of different types stay apart.
print([1, 1.0, True, 1 + 0j, "1", b"1"], [0.0, -0.0, 0, False], (0.0, -0.0), (1, True), (1.0, 1))
print(2 ** 100, 1 << 70, -(2 ** 63), 10 ** 30 // 7, -7 // 2, -7 % 3, 7 % -3, -7.5 // 2, 7.5 % -2, -0.0 + 0, 2 ** -1, 0 ** 0)
print(1 / 3, 3 * 1.5, 1e308 * 10, 5 & 3 | 8 ^ 1, ~5, -True, +False, not 3, True + True, True & False, True ^ True, 3 >> 1, -1 >> 70)
print("a" + "b" * 3, b"x" * 2 + b"y", (1, 2) + (3,), (0,) * 3, "abc"[1], (1, 2, 3)[-1], b"abc"[0], "ab" * 0, "ab" * -1)
print(1 + 2j, 1 - 2j, 3j * 2, -1j, 1j ** 2, 0x7fffffffffffffff + 1, -9223372036854775808, 9223372036854775807)
print("%s and %r" % ("x", "y"), "%d%%" % 5, 1 if 2 > 1 else 0, ..., None is None, [] == [], "\ud800" == "\ud800")


def f():
    return (1, (2, "a"), b"z", None, ...), {1, 2, 3}, [1, 2, 3], 5 in [4, 5], 5 in {4, 5}, "x" not in ("x",)


print(f(), f()[0] is f()[0], f()[1] is f()[1], f.__code__.co_consts[0])


def g():
    """Docstring"""


def h():
    "a" "b"
    return "a" "b"


def k():
    b"no docstring"


print(g.__doc__, h.__doc__, k.__doc__, (lambda: "no").__doc__, h())
for bad in ("1 / 0", "1 % 0", "'a' + 1", "'abc'[5]", "-'a'", "~1.5", "1 << -1", "(1)[0]", "(1, 2)['a']", "0.0 ** -1", "{}[1]", "[1][2]"):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, type(e).__name__, e)
print([x for x in [1, 2, 3]], [x for x in {7}], [x for x in (4, 5)], [y for x in range(3) for y in [x * 2]])
print({**{"a": 1}, "b": 2, **{"a": 3}}, [*range(3), *"ab"], {*[1, 2], 3}, (*[1], 2), *[1, 2])
print([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, f()[2]])
print({1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12, 13: 13, 14: 14, 15: 15, 16: 16, 17: 17, 18: 18})
name = "w"
print(f"{name}", f"{name!r:>6}", f"{name:{'^'}{5}}|", f"{{}}", f"{1}{2}", f"a{name}b" "c", f"{name=}", f"{3.14159:.2f}", f"", f"{name!s}")
print(f"{f'{name}x'!a}{[1, 2][0]}{ {1: 2}[1] }", f"{'é'!a}", rf"\n{name}", f"{0}{1}{2}{3}{4}{5}{6}{7}{8}{9}{10}{11}{12}{13}{14}{15}{16}{17}{18}{19}{20}{21}{22}{23}{24}{25}{26}{27}{28}{29}{30}{31}{32}{33}{34}{35}")
print(__debug__, __name__ == "__main__", 1_000_000, 0b101, 0o17, 0xFF, 1e3, .5, 5., 1E-5, "\x41\u00e9\N{BULLET}")
names = compile("a.b.c = d[e] + f(g=h)\nimport i.j as k\nfrom l import m as n", "x", "exec")
print(names.co_names, names.co_consts[-1])
assert 1 + 1 == 2, "message"
try:
    assert False, "mess" "age"
except AssertionError as e:
    print(e, e.args)
try:
    assert []
except AssertionError as e:
    print(e.args)
source = "x = [" + ",".join(f"{i}.5" for i in range(40000)) + "]\ny = [" + ",".join(f"a{i}" for i in range(20)) + "]"
space = {f"a{i}": i for i in range(20)}
exec(source, space)
print(len(space["x"]), space["x"][-1], space["y"])
source = "\n".join(f"v{i} = {i}.25; w = v{i} + {i}.75" for i in range(9000))
exec(source, space)
print(space["v8999"], space["w"])
