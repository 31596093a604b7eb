#!/usr/bin/env python3
"""gen_bytecode_doc.py - writes docs/BYTECODE.md from interp/opcodes.def.

    tools/gen_bytecode_doc.py           write the document
    tools/gen_bytecode_doc.py --check   exit 1 if it is stale
"""
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCE = os.path.join(ROOT, "interp", "opcodes.def")
TARGET = os.path.join(ROOT, "docs", "BYTECODE.md")
ROW = re.compile(r'^OP\((\w+), (\d+), ([^,]+), ([^,]+), ([^,]+), "((?:[^"\\]|\\.)*)"\)')


def head_comment(text):
    """The description of the format: the comment that opens the file, without its first paragraph."""
    comment = text[text.index("/*") + 2:text.index("*/")]
    lines = [line.strip().removeprefix("*").removeprefix(" ") for line in comment.splitlines()]
    body = lines[lines.index(""):]
    return "\n".join("    " + line.strip() if line.startswith("    ") else line for line in body).strip("\n")


def sections(text):
    """(title, rows) for each heading of the list."""
    current = None
    for line in text.splitlines():
        heading = re.match(r"/\* -+ (.*?) -+", line)
        if heading:
            if current and current[1]:
                yield current
            current = (heading[1], [])
        row = ROW.match(line)
        if row and current:
            current[1].append(row.groups())
    if current and current[1]:
        yield current


def special_forms():
    """(name, of, doc) of each specialised form: the list uses macros, so the preprocessor reads it."""
    compiler = shutil.which("clang-19") or shutil.which("cc") or shutil.which("gcc")
    program = "#define OP(...)\n#define SPECIAL(name, of, doc) @name @of doc\n" + f'#include "{SOURCE}"\n'
    out = subprocess.run([compiler, "-E", "-P", "-x", "c", "-"], input=program, capture_output=True, text=True,
                         check=True).stdout
    return re.findall(r'@ ?(\w+) @ ?(\w+) "([^"]*)"', out)


def document():
    with open(SOURCE, encoding="utf-8") as f:
        text = f.read()
    out = ["# Bytecode", "", "Generated from interp/opcodes.def by tools/gen_bytecode_doc.py: edit the list, not this page.", "",
           head_comment(text), ""]
    for title, rows in sections(text):
        out += [f"## {title[0].upper()}{title[1:]}", "", "| instruction | words | a | b | c | meaning |",
                "|---|---|---|---|---|---|"]
        for name, words, a, b, c, doc in rows:
            meaning = doc.replace('\\"', '"').replace("|", "\\|")
            out.append(f"| {name} | {words} | {a} | {b} | {c} | {meaning} |")
        out.append("")
    forms = special_forms()
    if forms:
        out += ["## Specialised forms", "", "| instruction | stands for | when |", "|---|---|---|"]
        out += [f"| {name} | {of} | {doc} |" for name, of, doc in forms]
        out.append("")
    return "\n".join(out)


def main():
    wanted = document()
    if "--check" not in sys.argv[1:]:
        os.makedirs(os.path.dirname(TARGET), exist_ok=True)
        with open(TARGET, "w", encoding="utf-8") as f:
            f.write(wanted)
        return 0
    current = open(TARGET, encoding="utf-8").read() if os.path.exists(TARGET) else ""
    if current != wanted:
        print("docs/BYTECODE.md is stale: run tools/gen_bytecode_doc.py")
    return current != wanted


if __name__ == "__main__":
    sys.exit(main())
