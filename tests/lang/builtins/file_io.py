import sys
path = "/tmp/krait_lang_file_io_%d.txt" % (id(sys) % 1000003)
with open(path, "w") as f:
    print(f.write("line 1\nline 2\n"), f.writelines(["a\n", "b"]), f.closed, f.mode, f.name == path)
print(f.closed)
with open(path) as f:
    print(repr(f.read()))
with open(path) as f:
    print([line for line in f])
with open(path) as f:
    print(repr(f.readline()), repr(f.readline()), f.readlines(), repr(f.readline()), repr(f.read()))
with open(path, "a") as f:
    f.write("\nappended é")
with open(path, encoding="utf-8") as f:
    print(f.read().splitlines())
with open(path, "rb") as f:
    b = f.read()
    print(b[-4:], f.seek(0), f.read(4), f.tell())
with open(path, "wb") as f:
    print(f.write(b"\x00\xff\n"))
with open(path, "rb") as f:
    print(list(f))
def tried(g):
    try:
        print(g())
    except Exception as e:
        print(type(e).__name__, str(e).replace(path, "PATH"))
tried(lambda: open("/nonexistent/file"))
tried(lambda: open("/tmp"))
tried(lambda: open(path, "q"))
tried(lambda: open(path, "r").write("x"))
tried(lambda: open(path, "wb").write("x"))
tried(lambda: f.read())
with open(path, "w") as f:
    print("via print", 1, 2, sep="-", file=f)
    print("second", file=f)
print(open(path).read())
import os
os.remove(path)
tried(lambda: open(path))
