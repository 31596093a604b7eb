"""How fast source becomes code: compile() of the whole library by krait and by python3.11, in CPU time of one core.

    python3.11 bench/compile_speed.py [--krait KRAIT] [--python PYTHON] [--rounds N]

The two take turns; the best round of each counts. Target: at least 300,000 lines a second.
"""

import argparse
import os
import subprocess
import sys

CHILD = r"""
import os, sys, time, warnings
warnings.simplefilter("ignore")
sources = []
for folder, folders, names in os.walk(sys.argv[1]):
    folders.sort()
    for name in sorted(names):
        if name.endswith(".py"):
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                sources.append((file.read(), path))
begin = time.process_time()
for source, path in sources:
    compile(source, path, "exec", dont_inherit=True)
seconds = time.process_time() - begin
print(len(sources), sum(source.count(b"\n") for source, _ in sources), seconds)
"""


def measure(interpreter, folder):
    out = subprocess.run([interpreter, "-c", CHILD, folder], capture_output=True, text=True, check=True).stdout
    files, lines, seconds = out.split()
    return int(files), int(lines), float(seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--krait", default=os.path.join(root, "build", "release", "krait"))
    parser.add_argument("--python", default="/usr/bin/python3.11")
    parser.add_argument("--folder", default="/usr/lib/python3.11")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    best = {}
    for _ in range(options.rounds):
        for name in ("krait", "python"):
            files, lines, seconds = measure(getattr(options, name), options.folder)
            best[name] = min(seconds, best.get(name, seconds))
    for name, seconds in best.items():
        print(f"{name:<8}{files} files {lines:>8,} lines {seconds:7.2f} s {lines / seconds:>11,.0f} lines/s")
    print(f"krait takes {best['krait'] / best['python']:.2f} of python3.11's time")


if __name__ == "__main__":
    sys.exit(main())
