"""Compiled code on disk: when it is used, and that no state of the cache folder disturbs a program.

    python3.11 tests/run_cache.py --krait KRAIT [--python PYTHON] [--seed N]

That a file was used shows when its source has changed in place, its time and size being put back: the old program runs.
"""

import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HOUR = 3600
MODULE = "def value():\n    return %r, [x for x in (1, 2.5, 'drei', b'4', None, 1 << 70)]\n"
MAIN = "import module; print(module.value()[0])"


class Cache:
    def __init__(self, options):
        self.krait = os.path.abspath(options.krait)
        self.random = random.Random(options.seed)
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.source = self.root / "module.py"
        self.folder = self.root / "cache" / "krait"
        self.failed = self.passed = 0

    def write(self, value):
        """The module returns value; its inode, time and size are always the same."""
        with open(self.source, "r+" if self.source.exists() else "w", encoding="utf-8") as file:
            file.write(MODULE % value)
        os.utime(self.source, (HOUR, HOUR))

    def environment(self, **more):
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        return {**env, "XDG_CACHE_HOME": str(self.root / "cache"), "PYTHONPATH": str(self.root), **more}

    def start(self, *arguments, **more):
        return subprocess.Popen([self.krait, *arguments], env=self.environment(**more), cwd=self.root, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, *arguments, **more):
        process = self.start(*(arguments or ("-c", MAIN)), **more)
        out = process.communicate(timeout=120)[0].strip()
        return out if process.returncode == 0 else f"status {process.returncode}: {out}"

    def files(self, folder=None):
        return sorted((folder or self.folder).glob("*")) if (folder or self.folder).exists() else []

    def fresh(self, value="one"):
        shutil.rmtree(self.root / "cache", ignore_errors=True)
        self.write(value)

    def check(self, what, got, expected):
        if got == expected:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {what}: {got!r}, expected {expected!r}")

    def cached(self):
        """The module is cached as 'one', its source says 'two'."""
        self.fresh()
        self.run()
        self.write("two")
        return self.files()[0]


def used_and_not_used(c):
    c.cached()
    c.check("a second process uses the file", c.run(), "one")
    c.check("nothing but the file is in the folder", len(c.files()), 1)
    os.utime(c.source, (HOUR, HOUR + 1))
    c.check("the source has another time", c.run(), "two")
    c.cached()
    with open(c.source, "a", encoding="utf-8") as file:
        file.write("# longer\n")
    os.utime(c.source, (HOUR, HOUR))
    c.check("the source has another size", c.run(), "two")
    c.cached()
    c.check("another optimisation level has a file of its own", c.run("-O", "-c", MAIN), "two")
    c.fresh()
    c.source.write_text(MODULE % "one", encoding="utf-8")
    c.run()
    c.check("a source changed just now is not cached", c.files(), [])


def options(c):
    for arguments, more in ((("-B",), {}), ((), {"PYTHONDONTWRITEBYTECODE": "1"})):
        c.fresh()
        c.check("runs without writing", c.run(*arguments, "-c", MAIN, **more), "one")
        c.check("nothing was written", c.files(), [])
    c.fresh()
    c.run("-c", "import sys; sys.dont_write_bytecode = True; import module")
    c.check("sys.dont_write_bytecode", c.files(), [])
    prefix = c.root / "elsewhere" / "deep"
    c.run(PYTHONPYCACHEPREFIX=str(prefix))
    c.check("PYTHONPYCACHEPREFIX", (len(c.files(prefix)), c.files()), (1, []))
    c.check("sys.pycache_prefix", c.run("-c", "import sys; print(sys.pycache_prefix)", PYTHONPYCACHEPREFIX="/x"), "/x")
    c.fresh()
    c.run("-E", "-c", "import sys; sys.path.append('.'); " + MAIN, PYTHONPYCACHEPREFIX=str(prefix))
    c.check("-E ignores it", len(c.files()), 1)
    c.fresh()
    home = c.root / "home"
    c.run(XDG_CACHE_HOME="", HOME=str(home))
    c.check("~/.cache", len(c.files(home / ".cache" / "krait")), 1)


def damaged(c):
    whole = c.cached().read_bytes()
    for size in sorted({0, 1, 7, 79, len(whole) - 1, *(c.random.randrange(len(whole)) for _ in range(10))}):
        c.cached().write_bytes(whole[:size])
        c.check(f"cut off at {size}", c.run(), "two")
    for at in sorted(c.random.randrange(len(whole)) for _ in range(40)):
        data = bytearray(whole)
        data[at] ^= 1 << c.random.randrange(8)
        c.cached().write_bytes(data)
        c.check(f"byte {at} altered", c.run(), "two")
    for data in (b"not code at all\n" * 1000, b"kraitpc\0" + bytes(5000), whole + b"x"):
        c.cached().write_bytes(data)
        c.check("foreign file", c.run(), "two")
    file = c.cached()
    file.chmod(0o666)
    c.check("others may write the file", c.run(), "two")
    file = c.cached()
    file.unlink()
    file.mkdir()
    c.check("a folder in its place", c.run(), "two")


def unwritable(c):
    for mode in (0, 0o500):
        c.fresh()
        c.folder.mkdir(parents=True)
        c.folder.chmod(mode)
        c.check(f"folder with mode {mode:o}", c.run(), "one")
        c.folder.chmod(0o700)
    c.fresh()
    (c.root / "cache").write_text("a file")
    c.check("a file where the folder should be", c.run(), "one")
    (c.root / "cache").unlink()


def at_once(c):
    names = ["argparse", "ast", "collections", "contextlib", "copy", "linecache", "enum", "functools", "heapq", "inspect", "keyword",
             "operator", "pprint", "queue", "re", "string", "textwrap", "threading", "tokenize", "types"]
    program = "import sys\nfor name in sys.argv[1:]: __import__(name)\nprint(module.value()[0] if (module := __import__('module')) else 0)"
    c.fresh()
    processes = [c.start("-c", program, *c.random.sample(names, len(names))) for _ in range(6)]
    c.check("processes", [p.communicate(timeout=300)[0].strip() for p in processes], ["one"] * 6)
    c.check("no temporary file is left", [f for f in c.files() if f.suffix != ".kc"], [])
    threads = ("import threading, sys\n"
               "def load(names):\n    for name in names: __import__(name)\n"
               "workers = [threading.Thread(target=load, args=(sys.argv[1:][i:] + sys.argv[1:][:i],)) for i in range(8)]\n"
               "[w.start() for w in workers]; [w.join() for w in workers]\nimport module; print(module.value()[0])")
    for _ in range(2):
        c.check("threads", c.run("-c", threads, *names), "one")
        c.check("forced aborts", c.run("-X", "abort=random:5", "-c", threads, *names[:6]), "one")
        c.fresh()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--krait", required=True)
    parser.add_argument("--python")
    parser.add_argument("--seed", type=int, default=1)
    c = Cache(parser.parse_args())
    try:
        for group in (used_and_not_used, options, damaged, unwritable, at_once):
            group(c)
    finally:
        shutil.rmtree(c.root, ignore_errors=True)
    print(f"{c.passed} passed, {c.failed} failed")
    return c.failed != 0


sys.exit(main())
