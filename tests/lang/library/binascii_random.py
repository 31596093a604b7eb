# binascii: every function on random data, and what it makes of damaged text.
import binascii

seed = 12345


def random(n):
    global seed
    seed = (seed * 1103515245 + 12345) % 2**31
    return (seed >> 8) % n


def data(alphabet, n):
    return bytes(alphabet[random(len(alphabet))] for _ in range(n))


def check(name, *args, **options):
    try:
        print(name, args, options, getattr(binascii, name)(*args, **options))
    except Exception as e:
        print(name, args, options, type(e).__name__, e)


everything = bytes(range(256))
text = b"ab c\t=_.\r\n\n  ~\x7f\xff"
for _ in range(150):
    raw = data(everything, random(46))
    for name in ("hexlify", "b2a_base64", "b2a_uu", "b2a_qp", "crc32"):
        check(name, raw)
    check("crc_hqx", raw, random(70000))
    check("crc32", raw, random(2**31))
    check("b2a_uu", raw, backtick=True)
    check("a2b_hex", data(b"0123456789abcdefABCDEFg", random(6)))
    damaged = data(b"QWaz09+/==\n$", random(12))
    check("a2b_base64", damaged)
    check("a2b_base64", damaged, strict_mode=True)
    check("a2b_base64", binascii.b2a_base64(raw))
    check("a2b_uu", binascii.b2a_uu(raw))
    check("a2b_uu", data(b" !#$86)C\n\r`a", 1 + random(12)))
    lines = data(text, random(40)) + b"x" * random(80) + data(text, random(20))
    for options in ({}, {"quotetabs": True}, {"istext": False}, {"header": True}):
        check("b2a_qp", lines, **options)
    check("a2b_qp", data(b"a=_3dD\r\n f", random(20)), header=bool(random(2)))
