"""Runs programs one after the other, each in a namespace of its own: batch.py FILE.

FILE holds the text that every program starts with, then the programs, with NUL characters in between. Before each
stands a line '=== N'. Run by krait and by python3.11, by itself or under tests/lang_threaded.py.
"""

import sys


def run(number, text, start):
    names = {"__name__": "__main__"}
    exec(start, names)
    try:
        exec(compile(text, f"<fuzz {number}>", "exec"), names)
    except SyntaxError as error:
        print(type(error).__name__, error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset)
    except BaseException as error:
        print("ended by", end=" ")
        try:
            names["report"](error)
        except BaseException as another:
            print(type(error).__name__, "reported", type(another).__name__)


def main(path):
    with open(path, encoding="utf-8", errors="surrogatepass") as file:
        start, *programs = file.read().split("\0")
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")
    code = compile(start, "support", "exec")
    for number, text in enumerate(programs):
        print("===", number, flush=True)
        run(number, text, code)
    print("=== end", flush=True)


main(sys.argv[-1])
