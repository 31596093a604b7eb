for a in (0, 1, 5, -1, -6, 255, -256, 1 << 40):
    for b in (0, 1, 3, -1, 0xFF):
        print(a, b, a & b, a | b, a ^ b)
    for s in (0, 1, 4, 33, 70):
        print(a, s, a << s, a >> s)
print(True & False, True | False, True ^ True, type(True & True), type(True & 1))
print((5).bit_length(), (-5).bit_length(), (0).bit_length(), (255).bit_count(), (-7).bit_count())
for f in (lambda: 1 << -1, lambda: 1 >> -1, lambda: 1 & 1.0, lambda: "a" | 1, lambda: ~1.5):
    try:
        print(f())
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
