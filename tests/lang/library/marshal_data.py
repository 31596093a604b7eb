import io
import marshal

VALUES = [None, True, False, ..., StopIteration, 0, 1, -5, 2 ** 31 - 1, 2 ** 31, -2 ** 31, -2 ** 31 - 1, 2 ** 100, -3 ** 200,
          1.5, -0.0, 1e300, float("inf"), 2j, 1.5 - 3j, "", "abc", "a" * 300, "\xe9" * 3, "\u20ac\U0001f600", "\ud800",
          b"", b"xyz", (), (1, "a", (2,)), [], [1, [2, []]], {}, {"a": 1, 2: [3]}, set(), {1, 2}, frozenset(), frozenset({"q"})]
for version in range(5):
    for value in VALUES:
        data = marshal.dumps(value, version)
        back = marshal.loads(data)
        assert back == value and type(back) is type(value), (version, value, back)
# only the flag that says whether an object is referred to again depends on the interpreter
for value in VALUES:
    if not isinstance(value, (set, frozenset, dict, tuple, list)):
        data = marshal.dumps(value, 2)
        print(data if len(data) < 40 else len(data))
shared = ["x"]
back = marshal.loads(marshal.dumps([shared, shared]))
print(back, back[0] is back[1])
loop = []
loop.append(loop)
back = marshal.loads(marshal.dumps(loop))
print(back[0] is back)
print(marshal.loads(bytearray(marshal.dumps([1, 2]))), marshal.loads(memoryview(b"(\x02\0\0\0TF")))
f = io.BytesIO()
marshal.dump([1, 2], f)
marshal.dump("second", f)
f.seek(0)
print(marshal.load(f), marshal.load(f))
for bad in (b"", b"i\0", b"?", b"l\x01\0\0\0\0\0", b"[\xff\xff\xff\xff", b"(\x02\0\0\0N", b"0", b"r\x05\0\0\0", b"s\x05\0\0\0ab"):
    try:
        marshal.loads(bad)
    except (ValueError, EOFError, TypeError) as e:
        print(type(e).__name__, e)
for bad in (object(), [int], {1: object()}):
    try:
        marshal.dumps(bad)
    except ValueError as e:
        print(e)
deep = []
for _ in range(3000):
    deep = [deep]
try:
    marshal.dumps(deep)
except ValueError as e:
    print(e)
print(marshal.version)
