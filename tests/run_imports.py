"""Imports modules of the standard library, each in a fresh krait: those that its pure part and programs use most.

python3.11 imports them too, so that a module that the distribution lacks is no failure. At the end two threads of one
process import them all, in opposite orders.
"""

import sys

import harness

MODULES = """
abc argparse array ast asyncio atexit base64 binascii bisect calendar cmd code codecs codeop collections colorsys
concurrent.futures concurrent.futures.thread configparser contextlib contextvars copy copyreg dataclasses datetime decimal
difflib dis doctest email enum fnmatch fractions functools gc getopt getpass glob graphlib gzip hashlib heapq hmac html
html.parser http.client importlib importlib.util inspect io itertools json keyword linecache locale logging math
multiprocessing numbers operator optparse os os.path pathlib pdb pickle pickletools pkgutil platform pprint queue random re
reprlib runpy sched secrets select selectors shelve shutil signal site socket statistics string struct subprocess sys
sysconfig tempfile textwrap threading time timeit tokenize traceback types typing unittest urllib.parse urllib.request uuid
warnings weakref zipfile zlib _pydecimal _pyio test.support test.support.threading_helper
""".split()

TOGETHER = """
import importlib, sys, threading
names = sys.argv[1:]
failed = []
def load(order):
    for name in order:
        try:
            importlib.import_module(name)
        except BaseException as e:
            failed.append((name, repr(e)))
threads = [threading.Thread(target=load, args=(order,)) for order in (names, names[::-1])]
for t in threads: t.start()
for t in threads: t.join()
print(failed)
print(sorted(set(names) - set(sys.modules)))
"""


def main():
    parser = harness.option_parser(__doc__.splitlines()[0])
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one run")
    options = parser.parse_args()
    harness.require_krait(options.krait)
    tally = harness.Tally()

    def check(name):
        words = [options.krait, "-c", f"import {name}"]
        problems = harness.compare(harness.Outcome(b"", b"", 0), harness.run(words, options.timeout))
        if problems and harness.run([options.python, "-S", "-c", f"import {name}"], options.timeout).code != 0:
            problems = []
        return name, problems, " ".join(words)

    def check_together():
        names = [name for name in MODULES if not name.startswith("test.")]
        got = harness.run([options.krait, "-c", TOGETHER, *names], 2 * options.timeout)
        return "all in two threads", harness.compare(harness.Outcome(b"[]\n[]\n", b"", 0), got)

    for verdict in harness.in_parallel(options.jobs, check, harness.selected(MODULES, options.patterns)):
        tally.add(*verdict)
    if not options.patterns:
        tally.add(*check_together())
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
