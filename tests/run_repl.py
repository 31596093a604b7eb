"""The interactive interpreter at a pseudo-terminal, compared with python3.11 line by line.

    python3.11 tests/run_repl.py --krait KRAIT --python PYTHON

After each line that is typed everything up to the next prompt is read; what the terminal echoes is left out.
"""

import argparse
import difflib
import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import tempfile
import termios
import time

PROMPTS = (">>> ", "... ", "in: ", "more: ")
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\x00\x07]")
CTRL_C, CTRL_D = "\x03", "\x04"
UP, DOWN, RIGHT, LEFT = ("\x1b[" + letter for letter in "ABCD")
LINE_BEGIN, LINE_END, CUT_LINE, CUT_WORD, PASTE, BACKSPACE = "\x01", "\x05", "\x15", "\x17", "\x19", "\x7f"

# Name, arguments, lines. A line that is CTRL_C or CTRL_D is sent without a newline.
SESSIONS = [
    ("expressions", [], ["1 + 1", "_ * 21", "'text'", "None", "_", "x = 3", "x; x + 1", "print('a', end='')", "", "# comment", "  ", "[1,", "2]", "_"]),
    ("blocks", [], ["def f(n):", "    if n:", "        return n", "    return -1", "", "f(5), f(0)", "for i in range(3):", "    i", "", "if 1: 'one line'", "",
                    "if 1:", "  # comment", "  'a'", "   ", "  'b'", "# at the margin", "  'c'", "", "1 + \\", "2", "import warnings", "if 1 is 1:", "  ['\\d',", "   2]", "", "'\u00e9\u4e2d'",
                    "class C:", "  '''doc", "  text'''", "  x = 1", "", "C.x, C.__doc__", "try:", "  1/0", "except ZeroDivisionError as e:", "  print(e)", "", "x = '''a", "b'''", "x",
                    "@print", "def g(): pass", "", "with open('/dev/null') as f:", "  pass", "", "while 0:", "  pass", "else:", "  'else'", ""]),
    ("errors", [], ["1/0", "undefined", "def f():", "    return undefined", "", "f()", "1 +", "if", "  x = 1", "return", "f(", ")", "raise ValueError('a') from KeyError('b')",
                    "x = 1 1", "'unfinished", "for x in 1:", "  pass", "", "import nothing_like_this", "raise SystemError", "def f():", "x", "", "class C:", "\tdef f(self):", "        pass", "",
                    "import sys; sys.last_type, sys.last_value.args[1][1]"]),
    ("interrupts", [], ["x = 1", CTRL_C, "x", "if x:", CTRL_C, "x + 1", "while True: x = x and print('runs')", "", CTRL_C, "import time", "print('runs'); time.sleep(600)", CTRL_C, "'still here'"]),
    ("prompts", [], ["import sys", "sys.ps1, sys.ps2", "sys.ps1 = 'in: '", "sys.ps2 = 'more: '", "if 1:", "  'x'", "", "class P:", "  n = 0", "  def __str__(self):", "    P.n += 1", "    return '>>> '", "",
                     "sys.ps1 = P()", "1", "P.n > 1", "sys.displayhook = lambda v: print('shown', v)", "42", "sys.excepthook = lambda *a: print('hook', a[0].__name__)", "1/0"]),
    ("editing", [], ["12" + LEFT + "3", "[4]" + LINE_BEGIN + "5, " + LINE_END + ", 6", "1 + 12" + BACKSPACE + "3", "wrong" + CUT_LINE + "7", "8 + nine" + CUT_WORD + "9",
                     "10" + CUT_LINE + PASTE + PASTE, "'\u00e9\u4e2d'" + LEFT + BACKSPACE + "x", "9" + LEFT + RIGHT + "8"]),
    ("history", [], ["20", "21", UP, UP + UP, UP + UP + DOWN, UP + BACKSPACE + "5", "def f():", "    return 22", "", "f()", "if 1:", UP + UP + UP, "", UP + UP + UP + UP]),
    ("future", [], ["from __future__ import annotations", "def f(a: undefined): pass", "", "f.__annotations__"]),
    ("names", [], ["exit", "quit", "help", "__name__", "__doc__", "sorted(n for n in globals() if not n.startswith('__'))", "license"]),
    ("threads", [], ["import threading", "done = []", "t = threading.Thread(target=lambda: [done.append(i) for i in range(1000)])", "t.start()", "t.join()", "len(done)",
                     "e = threading.Event()", "w = threading.Thread(target=lambda: (e.wait(), done.append('late')))", "w.start()", "'while it waits'", "e.set(); w.join()", "done[-1]"]),
    ("end of input", [], ["x = 1", CTRL_D]),
    ("end in a block", [], ["if 1:", "  'unfinished'", CTRL_D, CTRL_D]),
    ("exit", [], ["exit(3)"]),
    ("quit", [], ["quit()"]),
    ("SystemExit", [], ["raise SystemExit('message')"]),
    ("after a program", ["-i", "PROGRAM"], ["value", "f()", "import sys; sys.argv[1:]", CTRL_D]),
    ("after a failed program", ["-i", "FAILS"], ["value", CTRL_D]),
    ("after a command", ["-i", "-c", "value = 7; import sys; sys.exit(5)"], ["value", CTRL_D]),
]


class Session:
    """One interpreter at a pseudo-terminal."""

    def __init__(self, command, environment):
        pid, self.fd = pty.fork()
        if pid == 0:
            os.environ.clear()
            os.environ.update(environment)
            os.execv(command[0], command)
        self.pid = pid
        self.text = ""
        self.open = True

    def echoes(self):
        return termios.tcgetattr(self.fd)[3] & termios.ECHO

    def read(self, timeout, runs=False):
        """Until a prompt stands at the end, or runs: the output of a statement that then goes on for ever."""
        text, deadline = "", time.monotonic() + timeout
        while self.open and time.monotonic() < deadline:
            plain = ESCAPES.sub("", text).replace("\r", "")
            # At a prompt the line editor echoes, not the terminal: what is typed before that would show twice.
            ready = plain.endswith("\nruns\n") if runs else plain.endswith(PROMPTS) and not self.echoes()
            if ready and not select.select([self.fd], [], [], 0.05)[0]:
                break
            if not select.select([self.fd], [], [], 0.2)[0]:
                continue
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            self.open = bool(data)
            text += data.decode("utf-8", "replace")
        return ESCAPES.sub("", text).replace("\r", "")

    def type(self, line, runs=False):
        control = line in (CTRL_C, CTRL_D)
        os.write(self.fd, (line if control else line + "\n").encode())
        got = self.read(60, runs)
        return got if control else got.partition("\n")[2]

    def close(self):
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def normal(text):
    text = re.sub(r"\^[CD]", "", text).replace("\b", "")
    return re.sub(r" at 0x[0-9a-f]+", " at 0x...", text)


def play(interpreter, arguments, lines, environment):
    session = Session([interpreter, "-q", *arguments], environment)
    answers = [normal(session.read(60))]
    for i, line in enumerate(lines):
        if not session.open:
            break
        # What is interrupted at once and is no block in the middle runs until then.
        runs = lines[i + 1 : i + 2] == [CTRL_C] and (not line or "sleep" in line)
        answers.append(repr(line) + ": " + normal(session.type(line, runs)).strip("\n"))
    if session.open:
        session.type("exit()")
    return answers + [f"status {session.close()}"]


def scripts(python, krait, folder):
    """Standard input that is no terminal is a program; -i makes it a session all the same."""
    startup = folder / "startup.py"
    startup.write_text("from_startup = 5\nprint('startup')\n")
    cases = [([], "print(1)\nif 1:\n  print(2)\nprint(3)\n", {}), (["-"], "x = 1\nx\n", {}),
             (["-q", "-i"], "1 + 1\nx = 5\nif x:\n  x\n\nundefined\n", {}),
             (["-q", "-i"], "from_startup\n", {"PYTHONSTARTUP": str(startup)}),
             (["-q", "-i", "-E"], "from_startup\n", {"PYTHONSTARTUP": str(startup)}),
             (["-q", "-i"], "1\n", {"PYTHONSTARTUP": "/nothing/here"}),
             (["-c", "x = 7"], "print(x)\n", {"PYTHONINSPECT": "1"})]
    for arguments, text, more in cases:
        results = []
        for interpreter in (python, krait):
            done = subprocess.run([interpreter, *arguments], input=text, capture_output=True, text=True, timeout=60,
                                  env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", **more})
            results.append([done.stdout, done.stderr, str(done.returncode)])
        yield f"piped {arguments} {more}", *results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--krait", required=True)
    parser.add_argument("--python", default="/usr/bin/python3.11")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    krait = os.path.abspath(options.krait)
    failed = passed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "program.py").write_text("value = 1\ndef f(): return value + 1\nprint('ran')\n")
        (folder / "fails.py").write_text("value = 1\nprint('ran')\n1/0\n")
        environment = {"PATH": "/usr/bin:/bin", "HOME": name, "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        os.chdir(folder)

        def outcomes():
            for what, arguments, lines in SESSIONS:
                if options.names and what not in options.names:
                    continue
                place = {"PROGRAM": str(folder / "program.py"), "FAILS": str(folder / "fails.py")}
                arguments = [place.get(a, a) for a in arguments]
                yield what, *(play(os.path.realpath(i), arguments, lines, environment) for i in (options.python, krait))
            if not options.names:
                yield from scripts(options.python, krait, folder)

        for what, want, got in outcomes():
            if want == got:
                passed += 1
                continue
            failed += 1
            print(f"FAIL {what}")
            for line in list(difflib.unified_diff(want, got, "python3.11", "krait", lineterm="", n=1))[:24]:
                print("    " + line)
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
