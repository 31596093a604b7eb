# struct: formats, sizes, ranges, buffers, errors.
import struct


def check(source):
    try:
        print(source, "->", ascii(eval(source)))
    except BaseException as e:
        print(source, "!!", type(e).__name__, e)


for order in ("", "<", ">", "="):
    for code in "bBhHiIlLqQnNP":
        for value in ("2**64", "-2**63-1", "2**63", "-1", "1.5", "300", "70000", "None", "2**32"):
            check(f"struct.pack('{order}{code}',{value})")
for line in [
    "struct.calcsize('bhilqdP')",
    "struct.calcsize('<bhilqd')",
    "struct.calcsize('3s 2h x ?')",
    "struct.calcsize('b0i')",
    "struct.calcsize('z')",
    "struct.calcsize('3')",
    "struct.calcsize('<n')",
    "struct.calcsize('<P')",
    'struct.calcsize(5)',
    "struct.calcsize(b'ii')",
    "struct.calcsize('š')",
    "struct.calcsize('99999999999999999999i')",
    "struct.calcsize('9223372036854775807i')",
    "struct.unpack('h',b'a')",
    "struct.unpack('hb',b'abc')",
    "struct.unpack('<3s2B?',b'abc\\x01\\x02\\x03')",
    "struct.unpack('5p',b'\\x03abcd')",
    "struct.unpack('p',b'\\x05')",
    "struct.unpack('>e',b'\\x3c\\x00')",
    "struct.unpack('<e',b'\\x01\\x00')",
    "struct.unpack('<e',b'\\x00\\xfc')",
    "struct.unpack('>q',b'\\xff'*8)",
    "struct.unpack('>Q',b'\\xff'*8)",
    "struct.unpack('>3i','a')",
    "struct.unpack_from('>h',b'abcd',1)",
    "struct.unpack_from('>h',b'abcd',3)",
    "struct.unpack_from('>h',b'abcd',-1)",
    "struct.unpack_from('>h',b'abcd',-5)",
    "struct.unpack_from('>h',b'abcd',offset=-2)",
    "struct.pack_into('>h',bytearray(4),3,1)",
    "struct.pack_into('>h',bytearray(4),-1,1)",
    "struct.pack_into('>h',bytearray(4),-5,1)",
    "struct.pack_into('>h',bytearray(4))",
    "struct.pack_into('>h')",
    "struct.pack_into('>h',b'abcd',0,1)",
    "struct.pack_into('>h',bytearray(4),0)",
    "struct.pack_into('>h',bytearray(4),'a',1)",
    "struct.pack('hh',1)",
    'struct.pack()',
    "struct.pack('2s')",
    "list(struct.iter_unpack('>h',b'abcd'))",
    "struct.iter_unpack('>h',b'abc')",
    "struct.iter_unpack('>',b'abc')",
    "struct.iter_unpack('>h',b'abcd').__length_hint__()",
    "struct.Struct('>hh').size",
    "struct.Struct('>hh').format",
    "struct.Struct(b'>hh').format",
    "struct.Struct('>hh').pack(1,2)",
    "struct.Struct('>hh').pack(1)",
    "struct.Struct('>hh').unpack(b'abcd')",
    'struct.Struct()',
    'struct.Struct(1)',
    'struct.error, struct.error.__mro__',
    "struct.unpack('?',b'\\x02')",
    "struct.unpack('c',b'\\x02')",
    'struct.Struct.__mro__,struct.Struct',
    "struct.Struct('h').unpack_from(buffer=b'abc',offset=1)",
    "struct.unpack('2x',b'ab')",
    "struct.pack('0s')",
    "struct.pack('>i',True)",
    'struct.__doc__[:20]',
    "struct.pack(' > i',1)",
    "struct.pack('> i',1)",
    "struct.pack('ii0q',1,2)",
    "struct.pack('bq',1,2)",
    'struct._clearcache()',
    "struct.unpack('', b'')",
    "struct.Struct('i').__sizeof__()>0",
    "struct.iter_unpack('h',b'ab').__class__",
]:
    check(line)
