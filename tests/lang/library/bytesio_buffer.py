# BytesIO: its buffer as a memoryview, sizes that stay while there is one, lines, holes.
import io
import pickle

stream = io.BytesIO(b"one\ntwo")
view = stream.getbuffer()
view[0] = ord("O")
print(stream.getvalue(), len(view), view.readonly)
try:
    stream.seek(0, 2)
    stream.write(b"more")
except BufferError as error:
    print(error)
stream.seek(0)
print(bytes(view))
view.release()
stream.seek(10)
stream.write(b"end\n")
stream.seek(0)
print(stream.readlines(), stream.tell())
stream.truncate(2)
print(stream.getvalue())
stream.seek(0)
long = io.BytesIO(b"x" * 1000 + b"\n" + b"y" * 300)
print([len(line) for line in long], long.readline())
stream.close()
try:
    stream.getbuffer()
except ValueError as error:
    print(error)
print(pickle.loads(pickle.dumps([1, "two", {3: (4.5, None)}])), pickle.loads(pickle.dumps({"a": {1, 2}}, 2)))
