#!/usr/bin/python3.11
"""Compare krait-ast -s with python3.11's symbol table, file by file.

usage: compare_scope.py KRAIT_AST [FOLDER_OR_FILE ...]      (default: the standard library)
"""
import _symtable
import os
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")

KINDS = {_symtable.TYPE_MODULE: "module", _symtable.TYPE_CLASS: "class",
         _symtable.TYPE_FUNCTION: "function"}
SCOPES = {0: "?", _symtable.LOCAL: "local", _symtable.GLOBAL_EXPLICIT: "global_explicit",
          _symtable.GLOBAL_IMPLICIT: "global_implicit", _symtable.FREE: "free",
          _symtable.CELL: "cell"}


def lines(entry, depth=0):
    pad = "  " * depth
    kind = KINDS[entry.type]
    free = sorted(n for n, f in entry.symbols.items() if f >> _symtable.SCOPE_OFF & 15 == _symtable.FREE
                  or f & _symtable.DEF_FREE_CLASS) if kind == "function" else []
    yield (f"{pad}{kind} {entry.name} line={entry.lineno} nested={entry.nested:d} "
           f"params={','.join(entry.varnames)} free={','.join(free)}")
    # names passing through are added from a set: their order says nothing
    rows = [(n, f) for n, f in entry.symbols.items()]
    own = [r for r in rows if r[1] & 0x7FF]
    passing = sorted(r for r in rows if not r[1] & 0x7FF)
    for name, flags in own + passing:
        yield f"{pad}- {name} {flags & 0x7FF} {SCOPES[flags >> _symtable.SCOPE_OFF & 15]}"
    for child in entry.children:
        yield from lines(child, depth + 1)


def normalised(text):
    """The tool's output with the names that pass through sorted."""
    result, passing = [], []
    for line in text.splitlines():
        parts = line.split()
        if parts[0] == "-" and parts[2] == "0":
            passing.append((parts[1], line))
            continue
        result += [p for _, p in sorted(passing)]
        passing = []
        result.append(line)
    return result + [p for _, p in sorted(passing)]


def files(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, folders, names in os.walk(path):
            folders.sort()
            yield from (os.path.join(folder, n) for n in sorted(names) if n.endswith(".py"))


def main():
    tool, *paths = sys.argv[1:]
    total = same = 0
    for path in files(paths or ["/usr/lib/python3.11"]):
        with open(path, "rb") as f:
            source = f.read()
        try:
            want = list(lines(_symtable.symtable(source, path, "exec")))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            want = None
        run = subprocess.run([tool, "-s", path], capture_output=True)
        text = run.stdout.decode("utf-8", "surrogatepass")
        got = None if text.startswith("(") else normalised(text)
        total += 1
        if got == want:
            same += 1
            continue
        print(f"{path}: differs")
        if got is None or want is None:
            print(f"  expected {'an error' if want is None else 'a table'}: {text[:300]}")
            continue
        for a, b in zip(want, got):
            if a != b:
                print(f"  expected {a}\n  got      {b}")
                break
    print(f"{same} of {total} symbol tables agree")
    return same != total


sys.setrecursionlimit(20000)
sys.exit(main())
