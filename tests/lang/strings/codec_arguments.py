# The encoding and errors of str(), bytes(), encode and decode; beside them what a set keeps of an update that fails, and iterators of str.
def attempt(f):
    try: return f()
    except BaseException as e: return f"{type(e).__name__}: {e}"
class S(str): pass
print(*[type(iter(x)) for x in ('abc', S('abc'), 'é', S('é'), S(), '')])
s = {1}
print(attempt(lambda: s.update([2, 3, [], 4])), s)
s = {1}
print(attempt(lambda: s.update({5}, [2, 3, [], 4], [6])), sorted(s))
print(attempt(lambda: s.update({7: 8}, 'a', (9,), {10}, frozenset({11}), range(3))), sorted(map(str, s)))
print(attempt(lambda: s.update()), attempt(lambda: s.update(5)), attempt(lambda: s.update([12], 5)), 12 in s)
for enc in ('utf-8', '\ud800', 'utf\ud8008', 'no-such', '\x00', 5, None, b'utf-8', ''):
    for err in ('strict', '\ud800', 'no-such', 5, '\x00'):
        for x in (b'abc', b'\xff', 'abc', None, 5, bytearray(b'x'), b''):
            for f in str, lambda x, e, r: bytes(x, e, r), lambda x, e, r: bytearray(x, e, r), lambda x, e, r: x.decode(e, r), lambda x, e, r: x.encode(e, r):
                print(ascii((enc, err, x)), ascii(attempt(lambda: f(x, enc, err))))
print(attempt(lambda: str(b'a', errors='x')), attempt(lambda: str(encoding='\ud800')), attempt(lambda: str(errors=5)), attempt(lambda: str(object=b'a', encoding='utf-8')))
