import gzip
import io
import random
import threading
import zlib

data = b"some text that repeats, some text that repeats; " * 200 + bytes(range(256)) * 3
for level in (-1, 0, 1, 9):
    packed = zlib.compress(data, level)
    print(len(packed), zlib.crc32(packed), zlib.decompress(packed) == data)
print(zlib.crc32(b"abc"), zlib.crc32(b"abc", 7), zlib.adler32(b"abc"), zlib.adler32(b"abc", 1 << 33), zlib.crc32(b"c", zlib.crc32(b"ab")) == zlib.crc32(b"abc"))
for wbits in (15, -15, 31):
    c = zlib.compressobj(6, zlib.DEFLATED, wbits)
    parts = [c.compress(data[i:i + 700]) for i in range(0, len(data), 700)]
    twin = c.copy()
    parts.append(c.flush(zlib.Z_SYNC_FLUSH))
    parts.append(c.flush())
    packed = b"".join(parts)
    d = zlib.decompressobj(wbits)
    out = b"".join(d.decompress(packed[i:i + 100]) for i in range(0, len(packed), 100)) + d.flush()
    print(out == data, d.eof, d.unused_data, d.unconsumed_tail, len(twin.flush()) > 0)
d = zlib.decompressobj()
packed = zlib.compress(data)
first = d.decompress(packed + b"rest", 100)
print(len(first), len(d.unconsumed_tail) > 0, d.eof)
out = first
while not d.eof:
    out += d.decompress(d.unconsumed_tail, 1000)
print(out == data, d.unused_data, d.decompress(b"more"), d.unused_data)
c = zlib.compressobj(zdict=b"some text")
packed = c.compress(b"some text some text") + c.flush()
print(zlib.decompressobj(zdict=b"some text").decompress(packed))
c = zlib.compressobj()
for bad in (lambda: zlib.decompress(b"nonsense"), lambda: zlib.decompress(zlib.compress(data)[:-5]), lambda: zlib.compress(data, 99), lambda: zlib.compress("text"),
            lambda: zlib.decompressobj().decompress(b"bad data"), lambda: zlib.compressobj(wbits=99), lambda: zlib.decompressobj(wbits=99),
            lambda: zlib.decompressobj().decompress(b"", -1), lambda: zlib.decompressobj().flush(0), lambda: zlib.crc32(1), lambda: zlib.decompress(b""),
            lambda: zlib.decompressobj(zdict=b"other text").decompress(packed), lambda: zlib.decompressobj().decompress(packed)):
    try:
        bad()
    except (zlib.error, TypeError, ValueError) as e:
        print(type(e).__name__, e)
print(gzip.decompress(gzip.compress(data)) == data)
f = io.BytesIO()
with gzip.open(f, "wt") as g:
    g.write("line 1\nline 2\n")
f.seek(0)
print(gzip.open(f, "rt").readlines())

# a shared stream: every piece is compressed whole, in some order
c = zlib.compressobj()
pieces = []
lock = threading.Lock()


def add(n):
    for i in range(20):
        with lock:
            pieces.append(c.compress(b"<%d.%d>" % (n, i)))


threads = [threading.Thread(target=add, args=(n,)) for n in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
text = zlib.decompress(b"".join(pieces) + c.flush())
print(sorted(text[1:-1].split(b"><")) == sorted(b"%d.%d" % (n, i) for n in range(3) for i in range(20)))
