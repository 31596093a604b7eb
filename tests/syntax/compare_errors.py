#!/usr/bin/python3.11
"""Compare the errors of krait-ast -e with python3.11's, field by field.

usage: compare_errors.py [-v] KRAIT_AST [CORPUS ...]       (default: errors/*.txt beside this file)

A corpus holds snippets, each after a line `### MODE` (exec, eval, single). Compared: type, msg,
text, lineno, offset, end_lineno, end_offset. Errors that
only the compiler finds are not asked for. Exits 1 when fewer than nine in ten agree in all
fields, or any differs in type or line.
"""
import ast
import glob
import os
import subprocess
import symtable
import sys
import warnings

warnings.simplefilter("ignore")
FIELDS = ("type", "msg", "text", "lineno", "offset", "end_lineno", "end_offset")


def snippets(path):
    mode, lines = None, []
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("### "):
                if mode:
                    yield mode, "".join(lines)[:-1]
                mode, lines = line.split()[1], []
            else:
                lines.append(line)
    if mode:
        yield mode, "".join(lines)[:-1]


def expected(mode, source):
    try:
        compile(source, "<snippet>", mode, ast.PyCF_ONLY_AST, dont_inherit=True)
        symtable.symtable(source, "<snippet>", mode)
    except SyntaxError as e:
        return (type(e).__name__, e.msg, e.text, e.lineno, e.offset, e.end_lineno, e.end_offset)
    except Exception as e:
        return (type(e).__name__,)
    return ("None",)


def main():
    args = sys.argv[1:]
    verbose = args[0] == "-v"
    tool, *paths = args[verbose:]
    paths = paths or sorted(glob.glob(os.path.join(os.path.dirname(__file__), "errors", "*.txt")))
    cases = [(path, mode, text) for path in paths for mode, text in snippets(path)]
    data = b"".join(f"{mode}\n{text}\0".encode("utf-8", "surrogatepass") for _, mode, text in cases)
    run = subprocess.run([tool, "-e"], input=data, capture_output=True)
    if run.returncode:
        print(f"{tool} ended with {run.returncode}: {run.stderr.decode()[-2000:]}")
        return 1
    results = run.stdout.decode("utf-8", "surrogatepass").splitlines()
    same = wrong_type = wrong_line = 0
    for (path, mode, text), line in zip(cases, results, strict=True):
        got, want = eval(line), expected(mode, text)
        same += got == want
        wrong_type += got[0] != want[0]
        wrong_line += got[3:4] != want[3:4]
        if got != want and verbose:
            print(f"{os.path.basename(path)} {mode} {text!r}\n  expected {want}\n  got      {got}")
    total = len(cases)
    print(f"{same} of {total} errors agree in all fields ({100 * same / total:.1f} %); "
          f"type differs in {wrong_type}, line in {wrong_line}")
    return same < 0.9 * total or wrong_type + wrong_line > 0


sys.exit(main())
