"""Cases of wrong sources and wrong command lines."""

import pathlib
import zipfile

import harness

SYNTAX = {
    "unclosed": "x = (1,\ny = 2\n", "unopened": "x = 1)\n", "mismatch": "x = (1]\n", "two-names": "a b\n",
    "assign-literal": "5 = x\n", "assign-call": "f() = 1\n", "missing-colon": "if x\n    y\n", "bad-indent": "x = 1\n  y = 2\n",
    "no-block": "def f():\nx = 1\n", "dedent": "if 1:\n        x\n    y\n", "tabs": "if 1:\n\tx = 1\n        y = 2\n",
    "return-outside": "return 1\n", "break-outside": "x = 1\nbreak\n", "yield-outside": "yield 1\n", "unterminated": "x = 'abc\n",
    "unterminated-triple": "x = '''abc\ndef\n", "bad-number": "x = 0777\n", "bad-hex": "x = 0xg\n", "bad-char": "x = 5 $ 3\n",
    "bad-unicode-char": "x = 5 \u20ac 3\n", "curly-quote": "x = \u201cabc\u201d\n", "keyword-assign": "None = 1\n", "positional-after": "f(a=1, 2)\n",
    "default-before": "def f(a=1, b): pass\n", "duplicate-argument": "def f(a, a): pass\n", "print-statement": "print 'hello'\n",
    "exec-statement": "exec 'x'\n", "double-star": "*a, *b = c\n", "lone-star": "*a = 1\n", "nonlocal-module": "nonlocal x\n",
    "global-after-use": "def f():\n    x = 1\n    global x\n", "f-string-empty": "f'{}'\n", "f-string-open": "f'{a'\n",
    "else-alone": "else:\n    pass\n", "try-alone": "try:\n    pass\nx = 1\n", "import-nothing": "import\n", "walrus-statement": "x := 1\n",
    "comparison-assign": "if x = 1:\n    pass\n", "backslash-end": "x = \\", "backslash-space": "x = \\ \n1\n", "bad-escape": "x = '\\x1'\n",
    "bad-unicode-name": "x = '\\N{nope nope}'\n", "bytes-non-ascii": "x = b'\u00e9'\n", "generator-argument": "f(x for x in y, 1)\n", "del-call": "del f()\n",
    "lambda-assign": "lambda: x = 1\n", "late-future": "x = 1\nfrom __future__ import annotations\n", "unknown-future": "from __future__ import nope\n",
    "increment": "x++\n", "missing-comma": "x = [1 2]\n", "missing-operand": "x = 1 +\n", "dict-value": "x = {1:}\n", "class-body": "class C\n    pass\n",
    "await-outside": "await x\n", "as-literal": "with x as 1: pass\n", "except-order": "try: pass\nexcept: pass\nexcept ValueError: pass\n",
}

TRUNCATED = """import sys


class Shape:
    def area(self, scale=(1, [2, {'a': 3}])):
        text = f'{scale!r:>{10}}'
        if scale and text:
            return \"\"\"long
text\"\"\" + text[0:5]
"""

RAW = {
    "binary": bytes(range(256)) * 20, "elf": b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0", "invalid-utf8": b"x = '\xff\xfe'\nprint(x)\n",
    "invalid-utf8-comment": b"# caf\xe9\nprint(1)\n", "invalid-utf8-name": b"caf\xe9 = 1\n", "truncated-utf8": "x = 'é".encode()[:-1], "overlong-utf8": b"x = '\xc0\x80'\n",
    "surrogate-utf8": b"x = '\xed\xa0\x80'\n", "nul": b"x = 1\0\nprint(x)\n", "nul-first": b"\0print(1)\n", "nul-in-string": b"x = 'a\0b'\n",
    "utf16": "print(1)\n".encode("utf-16"), "bom": b"\xef\xbb\xbfprint('bom')\n", "latin-cookie": b"# -*- coding: latin-1 -*-\nprint('caf\xe9')\n",
    "unknown-cookie": b"# coding: nope-8\nprint(1)\n", "bom-and-cookie": b"\xef\xbb\xbf# coding: latin-1\nprint(1)\n", "empty": b"", "only-comment": b"# nothing", "only-newlines": b"\n\n\n",
    "crlf": b"x = 1\r\nif x:\r\n    print('crlf')\r\n", "cr-only": b"x = 1\rprint(x)\r", "no-final-newline": b"print('end')", "form-feed": b"\x0cprint('ff')\n",
    "long-line": b"x = [" + b"1, " * 100000 + b"]\nprint(len(x))\n", "long-string": b"x = '" + b"a" * 1000000 + b"'\nprint(len(x))\n", "long-name": b"a" * 100000 + b" = 1\nprint('ok')\n",
    "many-lines": b"x = 1\n" * 50000 + b"print('ok')\n", "control-z": b"print(1)\n\x1aprint(2)\n", "many-constants": b"x = " + b"+".join(b"%d" % n for n in range(2000)) + b"\nprint(x)\n",
}

COMMANDS = {
    "missing-file": ["/no/such/script.py"], "directory": ["/tmp/"], "missing-module": ["-m", "no_such_module_q"], "missing-submodule": ["-m", "no.such.module"],
    "c-error": ["-c", "1 +"], "c-exception": ["-c", "raise ValueError('x')"], "c-exit": ["-c", "import sys; sys.exit(5)"], "not-a-directory": ["/dev/null/x.py"],
    "missing-relative": ["no/such/script.py"], "compiler-warning": ["-c", "print(1 is 1)"], "compiler-warning-ignored": ["-W", "ignore", "-c", "1 is 1"],
    "compiler-warning-raised": ["-W", "error", "-c", "1 is 1"], "warning-option": ["-W", "always", "-W", "nonsense", "-c", "'\\d'"],
}

EXITS = ["None", "0", "1", "3", "255", "256", "-1", "2 ** 40", "True", "'text'", "2.5", "(1, 2)", "[]", "b'x'", "ValueError('v')", ""]


def same(arguments, whole=True, **more):
    """A case: both interpreters agree on output, exit code and standard error."""
    def check(bench, name):
        want, got = bench.both(arguments, **more)
        return harness.compare(want, got, whole)
    return check


def same_script(content, whole=True):
    def check(bench, name):
        want, got = bench.both([bench.script(name, content)])
        return harness.compare(want, got, whole)
    return check


def every_truncation(bench, name):
    """A sound script cut off after every character: both agree on the exit code and the error's type."""
    problems = []
    for end in range(1, len(TRUNCATED), 7):
        want, got = bench.both([bench.script(f"{name} {end}", TRUNCATED[:end])])
        kinds = [outcome.last_line().split(":")[0] for outcome in (want, got)]
        if want.code != got.code or kinds[0] != kinds[1]:
            problems.append(f"    cut at {end}: exit code {got.code}, {got.last_line()!r}; expected {want.code}, {want.last_line()!r}")
    return problems


def same_code(arguments, code, text=b""):
    """A case: krait ends with this exit code and says something about it on standard error."""
    def check(bench, name):
        got = harness.run([bench.krait, *arguments], bench.timeout)
        if got.code != code or text not in got.stderr:
            return [f"    exit code {got.code}, expected {code}: {got.stderr[:300]!r}"]
        return []
    return check


PLACE_MAIN = "import os, sys, helper\nprint(__name__, repr(__package__), sys.argv, helper.VALUE, __file__, sys.path[0])\nfrom package.inner import Inner\nprint(Inner.__module__)\nsys.exit(3)\n"
PLACE_FILES = {"__main__.py": PLACE_MAIN, "helper.py": "VALUE = 42\n", "package/__init__.py": "", "package/inner.py": "class Inner:\n    pass\n"}


def directory(folder, files):
    for name, text in files.items():
        (folder / "place" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "place" / name).write_text(text)
    return folder / "place"


def stored_zip(folder, files):
    with zipfile.ZipFile(folder / "place.zip", "w") as target:
        for name, text in files.items():
            target.writestr(name, text)
    return folder / "place.zip"


def with_interpreter_line(folder, files):
    plain = stored_zip(folder, files).read_bytes()
    (folder / "place.pyz").write_bytes(b"#!/usr/bin/env python3\n" + plain)
    return folder / "place.pyz"


def place(make, files):
    """Running a directory or a zip file means its __main__."""
    def check(bench, name):
        path = make(pathlib.Path(bench.script(name, "")).parent, files)
        return harness.compare(*bench.both([str(path), "argument"]))
    return check


def cases():
    """Name and check of every case of this file."""
    found = {f"syntax {name}": same_script("# a line before\n" + text) for name, text in SYNTAX.items()}
    found.update({f"source {name}": same_script(raw) for name, raw in RAW.items()})
    found["source truncated"] = every_truncation
    found.update({f"command {name}": same(arguments) for name, arguments in COMMANDS.items()})
    without_main = {name: text for name, text in PLACE_FILES.items() if name != "__main__.py"}
    for make in (directory, stored_zip, with_interpreter_line):
        found[f"place {make.__name__}"] = place(make, PLACE_FILES)
        found[f"place {make.__name__} without-main"] = place(make, without_main)
    found["command PYTHONWARNINGS"] = same(["-W", "always::UserWarning", "-c", "import sys; print(sys.warnoptions)\n1 is 1"],
                                           PYTHONWARNINGS="default,error::SyntaxWarning")
    found["command unknown-option"] = same_code(["-Z"], 2, b"-Z")
    found["command c-without-text"] = same_code(["-c"], 2, b"-c")
    found["command m-without-name"] = same_code(["-m"], 2, b"-m")
    found["command unknown-x"] = same_code(["-X", "memory=lots", "-c", "1"], 2, b"memory")
    found["stdin syntax-error"] = same(["-"], stdin=b"x = 1\ny = (\n")
    found["stdin exception"] = same(["-"], stdin=b"print('first')\nundefined_name\n")
    found["stdin file"] = same(["-"], stdin=b"print(__file__)\n")
    found["stdin empty"] = same(["-"], stdin=b"")
    found["stdin input-at-end"] = same(["-c", "print(1)\ninput('prompt')"], stdin=b"")
    for value in EXITS:
        found[f"exit sys.exit({value})"] = same(["-c", f"import sys\nprint('out')\nsys.exit({value})"])
    found["exit SystemExit-in-function"] = same(["-c", "def f():\n    raise SystemExit(9)\ntry:\n    f()\nfinally:\n    print('finally')"])
    found["exit os._exit"] = same(["-c", "import os, sys\nprint('out', flush=True)\nos._exit(4)"])
    found["exit exit-in-finally"] = same(["-c", "import sys\ntry:\n    1 / 0\nfinally:\n    sys.exit(6)"])
    return found
