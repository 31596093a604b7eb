"""Cases of a program's end: what was written to files that nobody closed, and finalizers of what is still alive."""

import pathlib

import harness

# Written before the end, each in another way; `out` is the folder. Every file is left open.
OPEN_FILES = """
import gc, io, os, sys, threading
out = os.path.dirname(os.path.abspath(__file__))
text = open(out + "/text", "w")
text.write("a line\\n" * 3000 + "the last, without a newline")
binary = open(out + "/binary", "wb")
binary.write(b"\\0\\1\\2" * 700)
update = open(out + "/update", "w+b")
update.write(b"0123456789")
update.seek(3)
update.write(b"xyz")
append = open(out + "/append", "a", encoding="utf-16")
append.write("\\u00fcber")
in_list = [open(out + "/in_list%d" % i, "w") for i in range(20)]
for i, f in enumerate(in_list):
    print("number", i, file=f)
class Holder:
    pass
cycle = Holder()
cycle.self = cycle
cycle.file = open(out + "/attribute", "w")
cycle.file.write("held by an attribute")
wrapper = io.TextIOWrapper(io.BufferedWriter(io.FileIO(out + "/wrapped", "w"), 64), encoding="latin-1", newline="\\r\\n")
wrapper.write("one\\ntwo\\u00e9\\n")

class Upper(io.RawIOBase):
    def __init__(self, target):
        self.target = target
    def writable(self):
        return True
    def write(self, data):
        return self.target.write(bytes(data).upper())
    def close(self):
        if not self.closed:
            print("closing Upper")
            super().close()
            self.target.close()
layered = io.TextIOWrapper(io.BufferedWriter(Upper(open(out + "/upper", "wb"))), encoding="ascii")
layered.write("written through a stream in python")

def worker(name):
    global kept
    kept = open(out + "/" + name, "w")
    kept.write("by a thread " * 10)
t = threading.Thread(target=worker, args=("thread",))
t.start()
t.join()

def forgotten():
    open(out + "/forgotten", "w").write("nobody refers to it any more")
forgotten()
print("not flushed")
"""

# python3.11 closes `raw` first where something else refers to it.
INNER_FIRST = """
import io, os
w = open(os.path.dirname(os.path.abspath(__file__)) + "/file", "w")
w.write("text")
"""

ENDS = {
    "end": "", "sys-exit": "sys.exit(3)\n", "system-exit-text": "raise SystemExit('the reason')\n", "exception": "1 / 0\n",
    "in-function": "def f(n):\n    if n == 0:\n        sys.exit(4)\n    f(n - 1)\nf(50)\n",
    "replaced-stdout": "old = sys.stdout\nsys.stdout = open(out + '/stdout', 'w')\nprint('into the file')\n",
    "atexit": "import atexit\natexit.register(lambda: text.write('by the exit handler'))\n",
}

DAEMONS = """
def busy():
    n = 0
    while True:
        n += 1
for _ in range(3):
    threading.Thread(target=busy, daemon=True).start()
threading.Thread(target=sys.stdin.read, daemon=True).start()
"""

FINALIZERS = {
    "order": "class A:\n    def __init__(self, n):\n        self.n = n\n    def __del__(self):\n        print('del', self.n, len(str(self.n)))\na = A(1)\nb = A(2)\nc = {'x': A(3)}\nb.a = a\n",
    "uses-modules": "import os, re\nclass A:\n    def __del__(self):\n        print(os.path.join('a', 'b'), re.sub('x', 'y', 'xx'), helper())\ndef helper():\n    return 'helped'\na = A()\n",
    "raises": "class A:\n    def __del__(self):\n        raise ValueError('in the finalizer')\n    __del__.__qualname__ = 'A.__del__'\na = A()\nprint('last line')\n",
    "once": "class A:\n    def __del__(self):\n        global again\n        again = self\n        print('del')\na = A()\n",
    "writes-file": "import os\nout = os.path.dirname(os.path.abspath(__file__))\nclass A:\n    f = open(out + '/log', 'w')\n    def __del__(self):\n        A.f.write('from __del__')\na = A()\n",
    "after-exit": "import atexit, sys\nclass A:\n    def __del__(self):\n        print('del')\na = A()\natexit.register(print, 'exit handler')\nsys.exit(2)\n",
    "thread-alive": "import threading, time\nclass A:\n    def __del__(self):\n        print('del')\na = A()\ndef f():\n    time.sleep(0.05)\n    print('thread ends', a is not None)\nthreading.Thread(target=f).start()\n",
    "buffer-kept": "import io\nclass R(io.RawIOBase):\n    bad = True\n    def writable(self):\n        return True\n    def write(self, b):\n        print('write', len(b))\n        if self.bad:\n            raise OSError(28, 'full')\n        return len(b)\nr = R()\nb = io.BufferedWriter(r, 100)\ndef attempt(f, *a):\n    try:\n        print(f(*a))\n    except OSError as e:\n        print('error', e)\nattempt(b.write, b'a' * 60)\nattempt(b.write, b'b' * 60)\nattempt(b.flush)\nattempt(b.write, b'c' * 300)\nR.bad = False\nattempt(b.write, b'd' * 60)\nattempt(b.write, b'e' * 250)\nattempt(b.flush)\n",
}


# What was printed before by whoever, in a thread that dies or ends the process, is there.
LAST_WORDS = {
    "thread-error": "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='T')\nt.start()\nt.join()\n",
    "thread-print": "import threading\nt = threading.Thread(target=print, args=('x' * 100,), kwargs={'flush': True})\nt.start()\nt.join()\n",
    "os-exit": "import os, threading\nt = threading.Thread(target=print, args=('in the thread',), kwargs={'flush': True})\nt.start()\nt.join()\nprint('last', flush=True)\nos._exit(5)\n",
    "os-exit-in-thread": "import os, threading\ndef f():\n    print('in the thread', flush=True)\n    os._exit(6)\nthreading.Thread(target=f).start()\nwhile True:\n    pass\n",
    "os-abort": "import os, threading\ndef f():\n    print('in the thread', flush=True)\n    os.abort()\nthreading.Thread(target=f).start()\nwhile True:\n    pass\n",
}


def last_words(source):
    """Both interpreters twenty times: a race would show."""
    def check(bench, name):
        script = bench.script(name, source)
        want = bench.normal(harness.run([bench.python, script], bench.timeout), bench.python)
        for _ in range(20):
            problems = harness.compare(want, bench.normal(harness.run([bench.krait, script], bench.timeout), bench.krait), not want.code)
            if problems:
                return problems
        return []
    return check


def files_of(script):
    """What lies beside the script: name and content."""
    return {path.name: path.read_bytes() for path in sorted(pathlib.Path(script).parent.iterdir()) if path.name != "script.py"}


def ending(source, *options, model=None):
    """Both interpreters: output, exit code, and the files that are left behind. model: what python3.11 runs where it loses data."""
    def check(bench, name):
        outcomes, files = [], []
        for kind, program in (("python", bench.python), ("krait", bench.krait)):
            script = bench.script(f"{name} {kind}", model if model and kind == "python" else source)
            words = [program, script] if kind == "python" else [program, *options, script]
            outcomes.append(bench.normal(harness.run(words, bench.timeout), program))
            files.append(files_of(script))
        problems = harness.compare(*outcomes)
        for file in sorted(set(files[0]) | set(files[1])):
            if files[0].get(file) != files[1].get(file):
                sizes = [None if side.get(file) is None else len(side[file]) for side in files]
                problems.append(f"    file {file}: {sizes[1]} bytes, expected {sizes[0]}")
        return problems
    return check


def cases():
    """Name and check of every case of this file."""
    found = {f"ending files {name}": ending(OPEN_FILES + end) for name, end in ENDS.items()}
    found["ending files daemons"] = ending(OPEN_FILES + DAEMONS, model=OPEN_FILES)
    found["ending files inner-first"] = ending(INNER_FIRST + "raw = w.buffer.raw\n", model=INNER_FIRST)
    found.update({f"ending last-words {name}": last_words(source) for name, source in LAST_WORDS.items()})
    found["ending files abort"] = ending(OPEN_FILES, "-X", "abort=5")
    found["ending files gc"] = ending(OPEN_FILES, "-X", "gc-every=50")
    found.update({f"ending finalizer {name}": ending(source) for name, source in FINALIZERS.items()})
    return found
