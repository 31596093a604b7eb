"""Trees and code of whole libraries: for each .py file ast.dump with positions is the same in krait as in python3.11, and it compiles.

    python3.11 tests/syntax/compare_library.py --krait KRAIT [--python PYTHON] [--part I/N] [FOLDER ...]

Folders: by default the library of python3.11, with --tests also CPython's tests where tools/fetch-testsuite has put them. Files that python3.11 rejects must be rejected with the same error.
Prints a table, and each file that differs.
"""

import argparse
import os
import subprocess
import sys
import zlib

# Differences with their reasons.
KNOWN = {"badsyntax_pep3120.py": "which byte of text that is no UTF-8 the message names: krait counts from the start of the file"}

# Run by both interpreters: a line for each file named on standard input. Sums of the dumps, since the dumps are huge.
CHILD = r"""
import ast, binascii, sys, warnings
warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
def outcome(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        text = ast.dump(ast.parse(source, path), include_attributes=True).encode("utf-8", "surrogatepass")
        compile(source, path, "exec", dont_inherit=True)
        compile(ast.parse(source, path), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        return "%s: %s" % (type(error).__name__, error)
    return "%d bytes, %08x" % (len(text), binascii.crc32(text))
for line in sys.stdin:
    print(outcome(line[:-1]), flush=True)
"""


def files(folders):
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner.sort()
            yield from (os.path.join(place, n) for n in sorted(names) if n.endswith(".py"))


def testsuite():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(cache, "krait/testsuite/current/usr/lib/python3.11/test")


def start(interpreter, paths):
    child = subprocess.Popen([interpreter, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child.stdin.write("".join(path + "\n" for path in paths))
    child.stdin.close()
    return child


def answers(child, n):
    lines = child.stdout.read().splitlines()
    child.wait()
    return lines + [f"the process died with status {child.returncode}"] * (n - len(lines))


def compare(options, title, folder):
    index, parts = map(int, options.part.split("/"))
    paths = [p for p in files([folder]) if zlib.crc32(os.path.relpath(p, folder).encode()) % parts == index - 1]
    children = [start(i, paths) for i in (options.python, options.krait)]
    want, got = (answers(child, len(paths)) for child in children)
    same = rejected = known = 0
    for path, a, b in zip(paths, want, got):
        same += a == b
        rejected += a == b and "Error" in a
        reason = KNOWN.get(os.path.basename(path))
        known += a != b and reason is not None
        if a != b:
            print(f"{path}: {'known: ' + reason if reason else ''}\n    python3.11 {a[:200]}\n    krait      {b[:200]}")
    print(f"{title:<16}{len(paths):>6} files {same:>6} agree {rejected:>4} of them rejected by both {known:>4} known to differ")
    return same + known == len(paths)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--krait", required=True)
    parser.add_argument("--python", default="/usr/bin/python3.11")
    parser.add_argument("--part", default="1/1", help="only the I-th of N shares of the files, for a quick look")
    parser.add_argument("--tests", action="store_true")
    parser.add_argument("folders", nargs="*")
    options = parser.parse_args()
    places = [(folder, folder) for folder in options.folders] or [("library", "/usr/lib/python3.11")]
    if options.tests:
        places.append(("CPython's tests", testsuite()))
    results = [compare(options, *place) for place in places]
    return not all(results)


sys.exit(main())
