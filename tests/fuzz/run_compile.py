"""Runs the libFuzzer target for source text: run_compile.py [--runs N] [--length N] [--folder FOLDER].

Seeds are the statements of tests/lang and the wrong programs of tests/syntax, each behind the byte that selects how
it is compiled; the dictionary is made from the token table in interp/lex.h. Both are made anew each time; what the
fuzzer keeps stays in FOLDER, so that a later run goes on from there. An input that ends in a crash, takes longer than
ten seconds or more than 512 MB is left in FOLDER/found.
Build the target first: tools/build fuzz fuzz_compile.
"""

import argparse
import ast
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SELECTORS = {"exec": b"\n", "eval": b"1", "single": b"3"}
MORE_WORDS = ('"', "'", '"""', "'''", 'f"', "rb'", "f'{", "!r", ":>{", "}}", "{{", "\\", "\\N{", "\\u1234", "\n", "\n ", "\n\t", "\f",
              "0x", "1e9", "1_0", "1j", "0o7", "0b1", "#", "match ", "case ", "_", "print", "__class__", "super()",
              "# coding: latin-1\n", "from __future__ import annotations\n", "except* ", "async def ", "yield from ",
              "\u00e9", "\u00b5", "\u2460", "\U0001f600")


def statements(text):
    """The statements of a program at its outermost level and of its classes and functions, as text."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt) and node.col_offset == 0:
            first = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])
            yield "".join(lines[first - 1:node.end_lineno])


def sources():
    """Pairs of mode and text."""
    for path in sorted((ROOT / "tests" / "lang").rglob("*.py")):
        try:
            yield from (("exec", part) for part in statements(path.read_text(encoding="utf-8")))
        except (SyntaxError, ValueError):
            continue
    for path in sorted((ROOT / "tests" / "syntax" / "errors").glob("*.txt")):
        mode, *parts = re.split(r"^### (\w+)\n", path.read_text(encoding="utf-8"), flags=re.M)
        yield from zip(parts[::2], parts[1::2])
    errors = (ROOT / "tests" / "syntax" / "compile_errors.txt").read_text(encoding="utf-8")
    yield from (("exec", part) for part in errors.split("---\n"))


def write_seeds(folder, length):
    folder.mkdir(parents=True, exist_ok=True)
    kept = {SELECTORS[mode] + text.encode("utf-8", "surrogatepass") for mode, text in sources()}
    for number, seed in enumerate(sorted(seed for seed in kept if len(seed) <= length)):
        (folder / f"{number:05}").write_bytes(seed)


def write_dictionary(path):
    words = re.findall(r'X\(\w+, "(.+?)"\)', (ROOT / "interp" / "lex.h").read_text())
    quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in [*words, *MORE_WORDS])
    path.write_text("".join(f'"{word}"\n' for word in quoted))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", default=str(ROOT / "build" / "fuzz" / "fuzz_compile"))
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--length", type=int, default=400, help="of an input, in bytes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build" / "fuzz" / "corpus")
    options = parser.parse_args()
    if not os.access(options.target, os.X_OK):
        sys.exit(f"no {options.target}: tools/build fuzz fuzz_compile")
    for name in ("kept", "found"):
        (options.folder / name).mkdir(parents=True, exist_ok=True)
    write_seeds(options.folder / "seeds", options.length)
    write_dictionary(options.folder / "dictionary")
    os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0:quarantine_size_mb=16")
    os.execv(options.target, [options.target, f"-runs={options.runs}", f"-max_len={options.length}",
                              f"-seed={options.seed}", f"-dict={options.folder / 'dictionary'}",
                              f"-artifact_prefix={options.folder / 'found'}/", "-rss_limit_mb=512", "-timeout=10",
                              "-print_final_stats=1", str(options.folder / "kept"), str(options.folder / "seeds")])


if __name__ == "__main__":
    main()
