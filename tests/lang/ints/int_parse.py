for text in ("12", " 12 ", "-12", "+12", "1_000", "0", "-0", "0007", "\t5\n", "123456789012345678901234567890"):
    print(repr(text), int(text))
for text, base in (("ff", 16), ("0xff", 16), ("0xFF", 0), ("0b101", 0), ("0o17", 0), ("z", 36), ("-0x1f", 16),
                   ("101", 2), ("777", 8), ("1_0", 2), ("10", 3)):
    print(repr(text), base, int(text, base))
for bad in ("1__0", "_1", "1_", "0x", "1 2", "--1", "1.0", "08x", "", " "):
    try:
        print(int(bad))
    except ValueError as e:
        print(e)
for bad in ("08", "0_7x"):
    try:
        print(int(bad, 0))
    except ValueError as e:
        print(e)
print(int(3.99), int(-3.99), int(True), int(1e20), int(), int(b"42"), int("٣"))
print(0x1F, 0o17, 0b1011, 1_000_000, 0xFFFF_FFFF, 0XaB, 00)
print(int.from_bytes(b"\x01\x02", "big"), int.from_bytes(b"\x01\x02", "little"), int.from_bytes(b"\xff", "big", signed=True))
print((258).to_bytes(2, "big"), (258).to_bytes(4, "little"), (-1).to_bytes(2, "big", signed=True))
try:
    (256).to_bytes(1, "big")
except OverflowError as e:
    print(e)
try:
    (-1).to_bytes(1, "big")
except OverflowError as e:
    print(e)
