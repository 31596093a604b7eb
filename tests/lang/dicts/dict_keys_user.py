# Keys with their own __hash__ and __eq__: how often and in which order they are asked.
log = []
class Key:
    def __init__(self, name, code):
        self.name, self.code = name, code
    def __hash__(self):
        log.append("hash " + self.name)
        return self.code
    def __eq__(self, other):
        log.append("eq " + self.name + " " + getattr(other, "name", "?"))
        return isinstance(other, Key) and self.name[0] == other.name[0]
    def __repr__(self):
        return self.name
a, b, c, a2 = Key("a", 1), Key("b", 1), Key("c", 2), Key("a2", 1)
d = {a: 1}
d[b] = 2
d[c] = 3
print(d, log)
log.clear()
print(d[a], d[a2], a in d, log)
log.clear()
d[a2] = "replaced"
print(d, len(d), log)
log.clear()
print(d.get(Key("zz", 1)), log)
class NoEq:
    __eq__ = None
class EqOnly:
    def __eq__(self, o):
        return True
try:
    {EqOnly(): 1}
except TypeError as e:
    print(e)
class BadHash:
    def __hash__(self):
        return "x"
try:
    hash(BadHash())
except TypeError as e:
    print(e)
class Raises:
    def __init__(self, n):
        self.n = n
    def __hash__(self):
        return 7
    def __eq__(self, o):
        raise ValueError("eq called")
try:
    {Raises(1): 1, Raises(2): 2}
except ValueError as e:
    print(e)
r = Raises(3)
print({r: "found"}[r], r in [r], [r] == [r], (r,) == (r,))
class HugeHash:
    def __hash__(self):
        return 2 ** 100
print(hash(HugeHash()) == hash(2 ** 100), {HugeHash: 1}[HugeHash])
class Neg:
    def __hash__(self):
        return -1
print(hash(Neg()))
