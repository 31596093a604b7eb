import copy
import operator
import pickle
import _operator


class Log:
    def __init__(self, x):
        self.x = x

    def __getitem__(self, key):
        return ("item", key)

    def __add__(self, other):
        return ("add", other)

    def __lt__(self, other):
        return "less"

    def __index__(self):
        return 4

    def method(self, *args, **kwargs):
        return args, sorted(kwargs.items())


class Deep:
    pass


names = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and_", "or_", "xor", "lt", "le", "eq", "ne", "gt", "ge",
         "iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "ilshift", "irshift", "iand", "ior", "ixor", "is_", "is_not"]
for name in names:
    print(name, getattr(operator, name)(13, 3), end="; ")
print()
for name in ("neg", "pos", "inv", "invert", "abs", "not_", "truth", "index"):
    print(name, getattr(operator, name)(-6), end="; ")
print()
print(operator.concat([1], [2]), operator.iconcat("a", "b"), operator.contains([1, 2], 2), operator.countOf([1, 2, 1.0], 1), operator.indexOf("abc", "c"))
items = [1, 2, 3]
operator.setitem(items, 0, 9)
operator.delitem(items, 1)
print(items, operator.getitem(items, slice(1)), operator.length_hint(iter([1, 2])), operator.length_hint(object(), 5))
print(operator.call(dict, a=1), operator.lt(Log(1), 2), operator.add(Log(1), 3), operator.index(Log(1)), operator.matmul is _operator.matmul)
get1, get2 = operator.itemgetter(1), operator.itemgetter(0, -1)
print(get1("abc"), get2((1, 2, 3)), get2([4, 5]), get2(Log(1)), operator.itemgetter("a")({"a": 5}), operator.itemgetter(slice(2))("abcd"))
log = Log(Log(5))
log.deep = Deep()
log.deep.y = 3
print(operator.attrgetter("x.x")(log), operator.attrgetter("deep.y", "x.x")(log), operator.attrgetter("x")(Log(8)))
print(operator.methodcaller("method")(log), operator.methodcaller("method", 1, k=2)(log), operator.methodcaller("upper")("abc"))
for g in (get1, get2, operator.attrgetter("a.b", "c"), operator.methodcaller("f", 1, k="v"), operator.methodcaller("f", 2)):
    print(repr(g), repr(pickle.loads(pickle.dumps(g))), repr(copy.copy(g)))
print(sorted([(2, "b"), (1, "c"), (3, "a")], key=operator.itemgetter(1)))
print(_operator._compare_digest(b"ab", bytearray(b"ab")), _operator._compare_digest("ab", "ac"), _operator._compare_digest("ab", "abc"))
for bad in (lambda: operator.add(1), lambda: operator.itemgetter(), lambda: operator.itemgetter(5)([1]), lambda: operator.itemgetter(0, 5)([1]),
            lambda: operator.attrgetter(1), lambda: operator.attrgetter("zz")(1), lambda: operator.attrgetter("a.b")(1), lambda: operator.methodcaller(),
            lambda: operator.methodcaller(1), lambda: operator.concat(1, 2), lambda: operator.index("a"), lambda: operator.indexOf([], 1),
            lambda: operator.itemgetter(1)(1, 2), lambda: operator.length_hint(1, "x"), lambda: _operator._compare_digest("a", b"a"),
            lambda: _operator._compare_digest("\xe9", "a"), lambda: operator.lt(1, "a"), lambda: get1(k=1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
