#!/usr/bin/python3.11
"""Compare krait-ast with python3.11's ast.dump, file by file.

usage: compare_ast.py KRAIT_AST [FOLDER_OR_FILE ...]      (default: the standard library)

Files that python3.11 itself rejects must be rejected too. Prints what differs; exits 1 if any does.
"""
import ast
import os
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")


def files(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, folders, names in os.walk(path):
            folders.sort()
            yield from (os.path.join(folder, n) for n in sorted(names) if n.endswith(".py"))


def expected(path):
    with open(path, "rb") as f:
        source = f.read()
    try:
        tree = ast.parse(source, path)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    return ast.dump(tree, include_attributes=True)


def difference(a, b):
    i = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return f"  expected ...{a[max(0, i - 90):i + 60]!r}\n  got      ...{b[max(0, i - 90):i + 60]!r}"


def main():
    tool, *paths = sys.argv[1:]
    total = same = 0
    for path in files(paths or ["/usr/lib/python3.11"]):
        total += 1
        want = expected(path)
        run = subprocess.run([tool, path], capture_output=True)
        got = run.stdout.decode("utf-8", "surrogatepass").rstrip("\n")
        if run.returncode < 0:
            print(f"{path}: killed by signal {-run.returncode}")
        elif want is None:
            same += run.returncode == 1
            if run.returncode != 1:
                print(f"{path}: accepted, though python3.11 rejects it")
        elif run.returncode != 0:
            print(f"{path}: rejected: {got[:200]}")
        elif got != want:
            print(f"{path}: differs\n{difference(want, got)}")
        else:
            same += 1
    print(f"{same} of {total} files agree")
    return same != total


sys.setrecursionlimit(20000)
sys.exit(main())
