# io.py - the parts of _io that drive streams written in Python. Part of the prelude.


def io_readline(self, limit):
    line = bytearray()
    peek = getattr(self, "peek", None)
    while limit < 0 or len(line) < limit:
        count = 1
        if peek is not None:
            ahead = peek(1)
            if not isinstance(ahead, bytes):
                raise OSError("peek() should have returned a bytes object, not '%s'" % type(ahead).__name__)
            if ahead:
                count = ahead.find(b"\n") + 1 or len(ahead)
                if limit >= 0:
                    count = min(count, limit - len(line))
        part = self.read(count)
        if not isinstance(part, bytes):
            raise OSError("read() should have returned a bytes object, not '%s'" % type(part).__name__)
        if not part:
            break
        line += part
        if part.endswith(b"\n"):
            break
    return bytes(line)


def io_readlines(self, hint):
    lines = []
    size = 0
    for line in self:
        lines.append(line)
        size += len(line)
        if 0 < hint <= size:
            break
    return lines


def io_writelines(self, lines):
    for line in lines:
        self.write(line)


def io_raw_read(self, size):
    if size < 0:
        return self.readall()
    data = bytearray(size)
    count = self.readinto(data)
    if count is None:
        return None
    if not 0 <= count <= size:
        raise ValueError("readinto returned %d outside buffer size %d" % (count, size))
    return bytes(data[:count])


def io_raw_readall(self):
    parts = []
    while True:
        data = self.read(8192)
        if data is None:
            if not parts:
                return None
            break
        if not isinstance(data, bytes):
            raise TypeError("read() should return bytes")
        if not data:
            break
        parts.append(data)
    return b"".join(parts)


def io_readinto(self, target, name):
    data = (self.read1 if name == "read1" else self.read)(len(target))
    if not isinstance(data, bytes):
        raise TypeError(name + "() should return bytes")
    if len(data) > len(target):
        raise ValueError("%s() returned too much data: %d bytes requested, %d returned" % (name, len(target), len(data)))
    target[:len(data)] = data
    return len(data)


def input_line(prompt):
    sys = _krait.sys
    stdin = getattr(sys, "stdin", None)
    stdout = getattr(sys, "stdout", None)
    if stdin is None:
        raise RuntimeError("input(): lost sys.stdin")
    if stdout is None:
        raise RuntimeError("input(): lost sys.stdout")
    if getattr(sys, "stderr", None) is None:
        raise RuntimeError("input(): lost sys.stderr")
    sys.stderr.flush()
    text = str(prompt)
    if text:
        stdout.write(text)
    stdout.flush()
    line = stdin.readline()
    if not isinstance(line, str):
        raise TypeError("object.readline() returned non-string")
    if not line:
        raise EOFError("EOF when reading a line")
    return line[:-1] if line.endswith("\n") else line
