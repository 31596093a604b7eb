import sys
print("hello", 1, 2.5, [1,2], sep="-")
f = open("/tmp/krait_streams_test.txt", "w")
print(f)
f.write("line1\nline2\r\nline3 é\n")
f.close()
with open("/tmp/krait_streams_test.txt") as f:
    for l in f: print(repr(l))
    try: f.tell()
    except OSError as e: print(e)
print(open("/tmp/krait_streams_test.txt", "rb").read())
with open("/tmp/krait_streams_test.txt", newline="") as f:
    print(f.readline(), f.tell(), repr(f.readline()), f.tell(), f.read(), f.newlines)
try: open("/nonexistent")
except OSError as e: print(repr(e), e.filename)
try: open("/tmp", "w")
except OSError as e: print(repr(e), e.filename)
with open("/tmp/krait_streams_test.txt", "r+b") as f:
    print(f, f.read(3), f.seek(0), f.write(b"XY"), f.tell(), f.readline())
import _io
b=_io.BytesIO(b"abc\ndef\n")
print(list(b), b.getvalue())
s=_io.StringIO(); print("x","y",file=s); print(repr(s.getvalue()))
for a in [("x","q"),("x","rw"),("x","rb",-1,"utf8"),("/tmp/krait_streams_test.txt","r",0)]:
    try: open(*a)
    except Exception as e: print(repr(e))
try: f.read()
except ValueError as e: print(e)
