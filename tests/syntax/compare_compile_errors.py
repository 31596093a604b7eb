"""compare_compile_errors.py - programs that parse but do not compile: message and place, next to python3.11's.

    python3.11 tests/syntax/compare_compile_errors.py KRAIT-COMPILE-ALL [FILE]

The programs stand in compile_errors.txt, separated by lines of three dashes. Exit status 1 on a difference.
"""
import os
import subprocess
import sys
import tempfile
import warnings


def expected(source, path):
    try:
        compile(source, path, "exec", dont_inherit=True)
    except SyntaxError as e:
        return f"{path}:{e.lineno}:{e.offset}: {e.msg}"
    return "no error"


def main():
    warnings.simplefilter("ignore")
    tool = sys.argv[1]
    corpus = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(__file__), "compile_errors.txt")
    with open(corpus, encoding="utf-8") as f:
        programs = f.read().split("---\n")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.py")
        for source in programs:
            with open(path, "w", encoding="utf-8") as f:
                f.write(source)
            lines = subprocess.run([tool, path], capture_output=True, text=True).stdout.splitlines()
            got, want = lines[0] if len(lines) > 1 else "no error", expected(source, path)
            if got != want:
                wrong += 1
                print(f"{source}  want {want}\n  got  {got}")
    print(f"{len(programs)} programs, {wrong} differences")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
