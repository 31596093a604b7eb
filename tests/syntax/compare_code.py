"""compare_code.py - the attributes of compiled code, next to python3.11's.

    python3.11 tests/syntax/compare_code.py [--allow N] KRAIT-COMPILE-ALL FILE-OR-FOLDER ...

Compares for every code object: qualified name, argument counts, flags, first line, co_varnames, co_cellvars, co_freevars,
co_names, and the positions of the instructions that tracebacks point at. Exit status 1 if more than N (0) code objects differ: the order
of co_varnames follows the symbol table, CPython's the order of code, so that a few differ.
"""
import dis
import os
import subprocess
import sys
import types

OPS = {"BINARY_OP", "CALL", "LOAD_ATTR", "LOAD_GLOBAL", "LOAD_NAME", "BINARY_SUBSCR", "STORE_ATTR", "STORE_SUBSCR",
       "LOAD_METHOD", "IMPORT_NAME", "IMPORT_FROM", "RAISE_VARARGS"}


def walk(code):
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from walk(const)


def positions_of(code):
    result = set()
    for i in dis.get_instructions(code):
        p = i.positions
        if i.opname in OPS and p.lineno is not None:
            result.add(f"{p.lineno}:{p.col_offset}-{p.end_lineno}:{p.end_col_offset}")
    return result


def expected(code):
    fields = [code.co_qualname, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount,
              hex(code.co_flags & ~0x40), code.co_firstlineno]
    names = [code.co_varnames, code.co_cellvars, code.co_freevars, code.co_names]
    return "|".join([*map(str, fields), *(",".join(n) for n in names)])


def sources(paths):
    for path in paths:
        if os.path.isdir(path):
            for folder, _, files in sorted(os.walk(path)):
                yield from (os.path.join(folder, f) for f in sorted(files) if f.endswith(".py"))
        else:
            yield path


def compare(tool, path, show):
    with open(path, "rb") as f:
        source = f.read()
    try:
        code = compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return 0
    out = subprocess.run([tool, "--attributes", path], capture_output=True, text=True).stdout.splitlines()[:-1]
    mine = {}
    for line in out:
        head, _, where = line.rpartition("|")
        mine.setdefault(head, []).append({w.split(" ")[1] for w in where.split(";") if w})
    wrong = 0
    for inner in walk(code):
        want = expected(inner)
        found = mine.get(want)
        if not found:
            wrong += 1
            if show:
                near = [m for m in mine if m.startswith(inner.co_qualname + "|")]
                print(f"{path}: want {want}\n{' ' * len(path)}   got {near[:2]}")
            continue
        theirs = positions_of(inner)
        best = min(found, key=lambda f: len(theirs - f))
        if theirs - best:
            wrong += 1
            if show:
                print(f"{path}: {inner.co_qualname}: no position {sorted(theirs - best)[:4]}")
    return wrong


def main():
    args = sys.argv[1:]
    allowed = int(args[1]) if args[0] == "--allow" else 0
    tool, *paths = args[2:] if args[0] == "--allow" else args
    files = wrong = 0
    for path in sources(paths):
        files += 1
        wrong += compare(tool, path, wrong < 30)
    print(f"{files} files, {wrong} differences")
    return wrong > allowed


if __name__ == "__main__":
    sys.setrecursionlimit(10000)
    sys.exit(main())
