# match: every kind of pattern, captures, guards, order of tests.
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
    def __repr__(self): return f"P({self.x}, {self.y})"


class Color:
    RED = "red"
    NONE = None


def classify(v):
    match v:
        case 0 | 0.5: return "zero or half"
        case True: return "true"
        case None: return "none"
        case -1 | -2.5 | 1 + 2j: return "negative"
        case "a" | b"b": return "text"
        case Color.RED: return "red"
        case int(n) if n > 100: return ("big", n)
        case int() | float() as num: return ("number", num)
        case str(s): return ("str", s)
        case []: return "empty"
        case [x]: return ("one", x)
        case [Point(x=0, y=0), *_]: return "starts at origin"
        case [1, *rest, 9]: return ("1..9", rest)
        case [first, _, *_, last] if first == last: return ("same ends", first)
        case [_, [a, b], *c]: return ("nested", a, b, c)
        case (x, y): return ("pair", x, y)
        case [*items]: return ("items", items)
        case {"kind": "point", "x": x, **rest}: return ("dict point", x, rest)
        case {"kind": k}: return ("kind", k)
        case {1: one, None: none, "z": [z, *_]}: return (one, none, z)
        case {**all_of_it} if len(all_of_it) > 2: return ("large", sorted(map(str, all_of_it)))
        case {}: return "some dict"
        case Point(0, y): return ("on y axis", y)
        case Point(x, y=0): return ("on x axis", x)
        case Point(x, y) as p if x == y: return ("diagonal", p)
        case Point(Point() as inner): return ("inner", inner)
        case Point(): return "point"
        case (set() | frozenset()) as s: return ("set", sorted(s))
        case other: return ("other", type(other).__name__)


values = [0, 0.5, True, False, None, -1, -2.5, 1 + 2j, "a", b"b", "red", "x", 101, 7, 1.5, [], [3], [Point(0, 0), 1, 2], [1, 2, 9], [1, 9],
          [4, 5, 4], [4, 5, 6, 4], [0, [1, 2]], [0, (1, 2), 3], (7, 8), [1, 2, 3, 4], range(3), {"kind": "point", "x": 1, "e": 2},
          {"kind": 5}, {1: 1, None: 2, "z": "qrs"}, {1: 1, None: 2, "z": [5]}, {"a": 1, "b": 2, "c": 3}, {}, {"q": 1}, Point(0, 5),
          Point(5, 0), Point(3, 3), Point(Point(1, 2), 3), Point(1, 2), {2, 1}, frozenset([3]), b"zz", object, bytearray(b"x")]
for v in values:
    print(v if not isinstance(v, (type, set)) else "...", "->", classify(v))


def alternatives(v):
    match v:
        case [a, ("x" | "y" as b), *c] | (a, {"b": b, **c}): return a, b, c
        case {"k": (1 | 2) as n} | [[n]]: return n
        case ((a, b) | [a, b, _]) | [_, _, a, b]: return a, b
    return "no"


for v in ([1, "x", 2], [1, "y"], (1, {"b": 2, "c": 3}), {"k": 2}, {"k": 3}, [[5]], (1, 2), [1, 2, 3], [1, 2, 3, 4], 5):
    print(alternatives(v))


def names_after(v):
    a = "old"
    match v:
        case [a, 0]: return "first", a
        case [b, a] if a > 5: return "second", a, b
    return "neither", a


print(names_after([1, 0]), names_after([1, 9]), names_after([1, 2]), names_after(3))


class Shape:
    __match_args__ = ["w"]
class Bad:
    __match_args__ = ("only",)
    only = 1
for pattern in ("Shape(1)", "Bad(1, 2)", "int(1, 2)", "Point(1, x=1)", "print()", "Point(z=1)"):
    try:
        exec(f"match {'Point(1, 1)' if 'Point' in pattern else pattern.split('(')[0] + '()' if pattern[0] != 'p' else '1'}:\n case {pattern}: print('yes')\n case _: print('no')")
    except TypeError as e:
        print(pattern, e)


class Watch:
    def __init__(self, n): self.n = n
    def __eq__(self, other):
        print("eq", self.n, other)
        return self.n == other
match Watch(2):
    case 1: print("one")
    case 2 if print("guard"): print("never")
    case 2: print("two")
    case _: print("never")
match (1, 2), 3:
    case (a, b), c: print(a, b, c)
match [1, 2, 3]:
    case _, *mid, _: print(mid)
match x := 5:
    case 5: print("walrus", x)
for i in range(4):
    match i:
        case 0: continue
        case 2: break
    print("after", i)
def gen(v):
    match (yield v):
        case "go": yield "went"
        case _: yield "stayed"
g = gen(1); next(g); print(g.send("go"))
g = gen(1); next(g); print(g.send("no"))


# A class is a sequence or a mapping as the first of its bases that is either.
import collections
import collections.abc


class Plain: pass


def kind(x):
    match x:
        case [*_]: return "sequence"
        case {}: return "mapping"
    return "neither"


for bases in ((collections.UserDict, collections.abc.Sequence), (Plain, collections.UserDict, collections.abc.Sequence), (collections.UserDict, Plain, list),
              (dict, collections.abc.Sequence, Plain), (collections.UserList, collections.abc.Mapping), (list, Plain, collections.abc.Mapping),
              (Plain, list), (Plain,), (Plain, collections.deque), (str,), (Plain, dict)):
    print([b.__name__ for b in bases], kind(type("Both", bases, {})()))
