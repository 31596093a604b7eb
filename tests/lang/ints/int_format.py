print(str(0), str(-12), repr(10 ** 20), hex(255), hex(-255), oct(8), oct(-8), bin(5), bin(-5), hex(0), bin(2 ** 70))
for spec in ("d", "5d", "<5d", "^7d", ">7d", "05d", "+d", " d", "+06d", "x", "X", "#x", "#o", "#b", "b", "o", "c",
             ",", "_", "_x", "10,", "n", "=+8", "*^9", "", "e", ".2f", "%", "g", "010x", "#010x"):
    print(spec, "[" + format(65, spec) + "]")
print(format(-1234567, ","), format(1234567, "015,"), format(10 ** 30, ","), format(-5, "=5"), format(255, "_b"))
for spec in (".2d", "q", "s", ",x", "5.1x", "+c", "<<<"):
    try:
        print(format(5, spec))
    except ValueError as e:
        print(spec, e)
print("%d %5d|%-5d|%05d|%+d|% d" % (1, 2, 3, 4, 5, 6))
print("%x %X %#x %o %#o %c %c %i %s %r" % (255, 255, 255, 8, 8, 65, "z", 3, 4, 5))
print("%d" % 3.99, "%d%%" % 5, "%.3d" % 5, "%10.4d|" % 42, "%*d|" % (6, 42))
print(f"{5:>{3 + 2}}|{255:#06x}|{-5:^+8}|{True:d}|{True}|{True:5}|")
