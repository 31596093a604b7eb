b = b"hello\x00\xff"
print(b, len(b), b[0], b[-1], b[1:3], b[::-1], list(b"abc"), b + b"x", b"ab" * 2, 104 in b, b"ell" in b, b == b"hello\x00\xff", b < b"z", hash(b"a") == hash(b"a"))
print(bytes(3), bytes([1, 2, 255]), bytes("é", "utf-8"), bytes(), bytes(b"x"), bytes(range(5)), bytes.fromhex("00ff 10"), b"\x01\xab".hex(), b"\x01\xab\xcd".hex("-"), b"abcd".hex(":", 2))
print(b'it\'s "x"', b"'", b"\t\n\\", rb"\n", b"a" b"b", repr(b'"'))
for f in (lambda: b[10], lambda: b + "x", lambda: "x" + b, lambda: bytes([256]), lambda: bytes([-1]), lambda: bytes("é"), lambda: bytes(-1), lambda: bytes("a", "nope"), lambda: bytes.fromhex("0g"), lambda: "a" in b"abc", lambda: 300 in b"abc", lambda: bytes(1.5), lambda: bytes([1.5]), lambda: b < "x", lambda: b"a"["x"]):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
try:
    b[0] = 1
except TypeError as e:
    print(e)
print(b"a" == "a", b"" == "", bool(b""), bool(b"\0"), isinstance(b, bytes), bytes(bytearray(b"xy")), iter(b"ab").__next__())
class B:
    def __bytes__(self):
        return b"custom"
print(bytes(B()))
print(len(bytes(2**32 + 1)), bytes(2**31 + 5)[2**31:])
