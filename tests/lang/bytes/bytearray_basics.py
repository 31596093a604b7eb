a = bytearray(b"hello")
a[0] = 72
a.append(33)
a.extend(b"xy")
a.extend([65, 66])
print(a, len(a), a[0], a[1:3], a.pop(), a.pop(0), a, bytes(a))
a[1:3] = b"ZZZZ"
print(a)
del a[0]
del a[::2]
print(a)
a.insert(1, 90)
a.remove(90)
a.reverse()
print(a, a.find(b"Z"), a.upper(), a + b"q", b"q" + a, a == bytes(a), a * 2, 90 in a)
a += b"++"
a *= 2
print(a, type(a + b"").__name__, type(b"" + a).__name__, bytearray(3), bytearray("é", "utf-8"), bytearray([1, 2]))
c = a.copy()
c.clear()
print(c, len(a))
for f in (lambda: a.append(256), lambda: a.append("x"), lambda: a.remove(250), lambda: bytearray().pop(), lambda: a.__setitem__(100, 1), lambda: hash(a), lambda: a.extend("x"), lambda: a.__setitem__(0, -1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(repr(bytearray(b"it's")), repr(bytearray(b"it's \"x\"")), repr(bytearray(b'"')), [bytearray(b"'")])
