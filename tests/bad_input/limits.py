"""Cases of too much: nesting, recursion, memory. The process lives, says what was wrong, and keeps its output."""

import harness

DEEP = 10000

# Sources nested 10,000 deep. CPython's own answers differ by build, so any of these endings is right.
COMPILE_ENDINGS = (b"SyntaxError", b"IndentationError", b"RecursionError", b"MemoryError")
NESTED = {
    "parentheses": "x = " + "(" * DEEP + "1" + ")" * DEEP, "lists": "x = " + "[" * DEEP + "]" * DEEP, "open-only": "x = " + "(" * DEEP,
    "not": "x = " + "not " * DEEP + "1", "minus": "x = " + "-" * DEEP + "1", "power": "x = " + "1 ** " * DEEP + "1", "lambda": "x = " + "lambda: " * DEEP + "1",
    "conditional": "x = " + "1 if 1 else " * DEEP + "1", "subscripts": "x = a" + "[a" * DEEP + "]" * DEEP, "calls": "x = " + "f(" * DEEP + ")" * DEEP,
    "if": "\n".join(" " * n + "if 1:" for n in range(2000)) + "\n" + " " * 2000 + "pass", "elif": "if 0: pass\n" + "elif 0: pass\n" * DEEP,
    "functions": "\n".join(" " * n + "def f():" for n in range(200)) + "\n" + " " * 200 + "pass", "dicts": "x = " + "{1:" * DEEP + "1" + "}" * DEEP,
    "f-strings": "x = " + "f'{" * 3 + "1", "attributes": "x = a" + ".b" * DEEP, "call-chain": "x = a" + "()" * DEEP, "sum": "x = 1" + " + y" * DEEP,
    "and": "x = 1" + " and y" * DEEP, "compare": "x = 1" + " < y" * DEEP, "comprehension": "x = " + "[" * 150 + "1" + " for y in z]" * 150, "targets": "(" * DEEP + "x" + ",)" * DEEP + " = 1",
    "string-pieces": "x = " + "'a' " * DEEP, "decorators": "@a\n" * DEEP + "def f(): pass", "with": "with " + ", ".join(["a"] * 5000) + ": pass", "star": "f(" + "*a, " * DEEP + ")",
}

RECURSION = {
    "function": "def f(n):\n    return f(n + 1)\nf(0)", "two-functions": "def f():\n    g()\ndef g():\n    f()\nf()", "lambda": "f = lambda: f()\nf()",
    "repr": "class C:\n    def __repr__(self):\n        return repr(self)\nrepr(C())", "getattr": "class C:\n    def __getattr__(self, name):\n        return getattr(self, name + 'x')\nC().a",
    "eq": "class C:\n    def __eq__(self, other):\n        return self == other\nC() == C()", "add": "class C:\n    def __add__(self, other):\n        return self + other\nC() + 1",
    "init": "class C:\n    def __init__(self):\n        C()\nC()", "call": "class C:\n    def __call__(self):\n        self()\nC()()", "property": "class C:\n    @property\n    def p(self):\n        return self.p\nC().p",
    "sort-key": "def k(x):\n    return sorted([1, 2], key=k)\nk(1)", "map": "def f(x):\n    return list(map(f, [x]))\nf(1)", "generator": "def g():\n    yield from g()\nlist(g())",
    "comprehension": "def f():\n    return [f() for _ in [1]]\nf()", "hash": "class C:\n    def __hash__(self):\n        return hash(self)\nhash(C())", "str-format": "class C:\n    def __format__(self, s):\n        return f'{self}'\nf'{C()}'",
    "iter": "class C:\n    def __iter__(self):\n        return iter(self)\nlist(C())", "contains": "class C:\n    def __contains__(self, x):\n        return x in self\n1 in C()", "bool": "class C:\n    def __bool__(self):\n        return bool(self)\nbool(C())",
    "index": "class C:\n    def __len__(self):\n        return len(self)\nlen(C())", "setattr": "class C:\n    def __setattr__(self, n, v):\n        self.x = v\nC().y = 1", "with": "class C:\n    def __enter__(self):\n        with self:\n            pass\n    def __exit__(self, *a):\n        pass\nwith C():\n    pass",
    "new": "class C:\n    def __new__(cls):\n        return C()\nC()", "metaclass-call": "class M(type):\n    def __call__(cls):\n        return cls()\nclass C(metaclass=M):\n    pass\nC()", "dict-key": "class C:\n    def __hash__(self):\n        return 1\n    def __eq__(self, o):\n        return {C(): 1}[C()]\n{C(): 1}[C()]",
}

# Structures nested very deep, built in a loop: the end is an error that can be caught or success, never a crash.
STRUCTURES = {
    "list-repr": "x = []\nfor _ in range(100000):\n    x = [x]\nprint('built')\ntry:\n    repr(x)\nexcept RecursionError:\n    pass\nprint('alive')",
    "list-compare": "def deep():\n    x = []\n    for _ in range(100000):\n        x = [x]\n    return x\nprint('built')\ntry:\n    deep() == deep()\nexcept RecursionError:\n    pass\nprint('alive')",
    "tuple-hash": "x = ()\nfor _ in range(100000):\n    x = (x,)\nprint('built')\ntry:\n    hash(x)\nexcept RecursionError:\n    pass\nprint('alive')",
    "dict-chain": "x = {}\nfor _ in range(300000):\n    x = {'k': x}\nprint('built')\ndel x\nprint('alive')",
    "object-chain": "class N:\n    pass\nx = None\nfor _ in range(300000):\n    n = N()\n    n.next = x\n    x = n\nprint('built')\ndel x, n\nprint('alive')",
    "generator-chain": "def g(inner):\n    yield from inner\nx = iter([1])\nfor _ in range(5000):\n    x = g(x)\nprint('built')\ntry:\n    next(x)\nexcept RecursionError:\n    pass\nprint('alive')",
    "exception-chain": "e = None\nfor _ in range(100000):\n    n = ValueError()\n    n.__context__ = e\n    e = n\nprint('built')\ndel e, n\nprint('alive')",
    "partial-sum": "x = ''\nfor _ in range(200000):\n    x = x + 'a'\nprint('built')\nhash(x)\nprint('alive')",
    "map-chain": "x = iter([1])\nfor _ in range(20000):\n    x = map(int, x)\nprint('built')\ntry:\n    next(x)\nexcept RecursionError:\n    pass\nprint('alive')",
    "isinstance-tuple": "t = int\nfor _ in range(100000):\n    t = (t,)\nprint('built')\ntry:\n    isinstance('', t)\nexcept RecursionError:\n    pass\nprint('alive')",
}

HUGE = ["[0] * (1 << 60)", "'x' * (1 << 62)", "b'x' * (1 << 61)", "(0,) * (1 << 59)", "bytes(1 << 60)", "bytearray(1 << 60)", "list(range(1 << 62))", "'%*d' % (1 << 60, 1)",
        "f'{1:{1 << 60}}'", "'x'.ljust(1 << 60)", "'ab' * (1 << 63)", "[0] * (1 << 64)", "'x'.center(1 << 62)", "'a'.zfill(1 << 60)"]

LIMITED = {
    "list": "x = []\nwhile True:\n    x.append(len(x) * 2 ** 70)", "string": "x = 'ab'\nwhile True:\n    x = x + x", "dict": "x = {}\nwhile True:\n    x[len(x)] = str(len(x))",
    "bigint": "x = 3\nwhile True:\n    x = x * x", "objects": "class N:\n    pass\nx = None\nwhile True:\n    n = N()\n    n.link = x\n    x = n", "nested": "x = []\nwhile True:\n    x = [x, x]",
    "set": "x = set()\nwhile True:\n    x.add((len(x),))", "bytes": "x = b'ab'\nwhile True:\n    x += x", "generator": "x = list(i * 2 ** 70 for i in range(10 ** 12))", "join": "x = ','.join(str(i) for i in range(10 ** 12))",
    "multiply": "x = [0] * (200 * 1000 * 1000)", "sorted": "x = sorted(range(10 ** 9))", "threads": None,
}

THREADS_LIMITED = """
import threading
ended = []
def grow():
    x = []
    try:
        while True:
            x.append([len(x)])
    except MemoryError:
        x = None
        ended.append(1)
threads = [threading.Thread(target=grow) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print('ended', len(ended))
"""


def nested(source):
    def check(bench, name):
        got = harness.run([bench.krait, bench.script(name, "print('never') if 0 else None\n" + source + "\n")], bench.timeout)
        last = got.last_line().encode()
        survived = got.code == 0 or got.code == 1 and (b"Error" in last)
        if got.code is None or not survived or got.code == 1 and not last.startswith(COMPILE_ENDINGS + (b"NameError",)):
            return [f"    exit code {got.code}, standard error ends {last[:300]!r}"]
        return []
    return check


def recursion(source):
    """RecursionError, with what was printed before and after it was caught."""
    def check(bench, name):
        body = "\n".join("    " + line for line in source.splitlines())
        script = f"print('before')\ntry:\n{body}\nexcept RecursionError as e:\n    print(str(e)[:32])\nprint('after')\n{source}\n"
        got = harness.run([bench.krait, bench.script(name, script)], bench.timeout)
        problems = []
        if got.stdout != b"before\nmaximum recursion depth exceeded\nafter\n":
            problems.append(f"    output {got.stdout[:300]!r}")
        if got.code != 1 or not got.last_line().startswith("RecursionError: maximum recursion depth exceeded"):
            problems.append(f"    exit code {got.code}, standard error ends {got.last_line()[:300]!r}")
        return problems
    return check


def structure(source):
    def check(bench, name):
        got = harness.run([bench.krait, bench.script(name, source)], bench.timeout)
        if got.code != 0 or got.stdout != b"built\nalive\n":
            return [f"    exit code {got.code}, output {got.stdout[:200]!r}, standard error ends {got.last_line()[:200]!r}"]
        return []
    return check


def huge(expression):
    """MemoryError or OverflowError, as python3.11 says, caught; the program goes on."""
    def check(bench, name):
        script = bench.script(name, f"try:\n    {expression}\nexcept (MemoryError, OverflowError, ValueError) as e:\n    print(type(e).__name__, e)\nprint('after', [0] * 3)\n")
        want, got = bench.both([script])
        return harness.compare(want, got)
    return check


def within_limit(bench, script):
    """The command with a heap limit of 256 MiB, kept from eating the machine should it not hold."""
    words = [bench.krait, "-X", "memory=256M", script]
    fence = ["prlimit", f"--as={8 << 30}"]
    return fence + words if harness.run([*fence, bench.krait, "-c", "0"], bench.timeout).code == 0 else words


def limited(source):
    """A limit of 256 MiB: MemoryError can be caught, the program goes on; uncaught it ends with 1."""
    def check(bench, name):
        body = "\n".join("    " + line for line in source.splitlines())
        script = bench.script(name, f"print('before')\ndef f():\n{body}\ntry:\n    f()\nexcept MemoryError as e:\n    print('caught', repr(e))\nx = [1] * 1000\nprint('after', len(x))\nf()\n")
        got = harness.run(within_limit(bench, script), bench.timeout)
        problems = []
        if got.stdout != b"before\ncaught MemoryError()\nafter 1000\n":
            problems.append(f"    output {got.stdout[:300]!r}")
        if got.code != 1 or got.last_line() != "MemoryError":
            problems.append(f"    exit code {got.code}, standard error ends {got.last_line()[:300]!r}")
        return problems
    return check


def limited_threads(bench, name):
    got = harness.run(within_limit(bench, bench.script(name, THREADS_LIMITED)), bench.timeout)
    if got.code != 0 or got.stdout != b"ended 3\n":
        return [f"    exit code {got.code}, output {got.stdout[:200]!r}, standard error ends {got.last_line()[:300]!r}"]
    return []


def cases():
    """Name and check of every case of this file."""
    found = {f"nesting {name}": nested(source) for name, source in NESTED.items()}
    found.update({f"recursion {name}": recursion(source) for name, source in RECURSION.items()})
    found.update({f"structure {name}": structure(source) for name, source in STRUCTURES.items()})
    found.update({f"huge {expression}": huge(expression) for expression in HUGE})
    for name, source in LIMITED.items():
        found[f"limit {name}"] = limited(source) if source else limited_threads
    return found
