a = list(range(10))
for s in (slice(2, 5), slice(None, 3), slice(7, None), slice(-3, None), slice(None, -7), slice(None, None, 3), slice(None, None, -1), slice(8, 2, -2), slice(5, 2), slice(-100, 100), slice(100, -100, -4), slice(3, 3), slice(None, None, 100)):
    print(s, a[s], s.indices(10))
b = a[:]
b[2:5] = "xyz"
print(b)
b[2:5] = []
print(b)
b[1:1] = [100, 200]
print(b)
b[::2] = [0] * len(b[::2])
print(b)
b[-2:] = range(5)
print(b)
b[5:2] = ["in"]
print(b)
del b[::3]
print(b)
del b[1:4]
print(b)
del b[::-2]
print(b)
c = [1, 2, 3]
c[:] = c + c
print(c)
c[1:2] = c
print(c)
for f in (lambda: c.__setitem__(slice(None, None, 2), [1]), lambda: c.__setitem__(slice(0, 1), 5), lambda: c.__setitem__(slice(None, None, -1), [1, 2])):
    try:
        f()
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
class I:
    def __index__(self):
        return 2
print(c[I():], c[:I()], slice(1, 2) == slice(1, 2), slice(1, 2).start, slice(5).stop, repr(slice(1, None, "x")), slice(1, 2) < slice(1, 3))
try:
    hash(slice(1))
except TypeError as e:
    print(e)
