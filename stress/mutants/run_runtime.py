"""Switches on each planted bug of runtime/mutant.h and says which test notices it; fails when one survives.

run_runtime.py MUTANT_H KRAIT_MUTANTS C_TEST... [--all]: by default it stops at the first test that notices a bug; with
--all it prints everyone. A test is a program of stress/python under one way of forcing aborts, whose output must be that of
python3.11, or a C test. A test that hangs has noticed the bug too. How long is too long is measured
on the same machine: some thirty times what the test takes without a bug, so that slowness does not look like a hang.
"""

import pathlib
import re
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "tests"), str(HERE.parent / "python")]

import harness
import run as programs

LEAST, TIMES = 5, 30
WAYS = [["-X", f"abort={n}"] for n in (23, 7, 5, 3, 2, 11, 47)] + [["-X", "fuel=1"], ["-X", "gc-every=61"]]


class Test:
    """One program under one way of forcing aborts."""

    def __init__(self, name, words, expected=None):
        self.name, self.words, self.expected, self.limit = name, words, expected, 200

    def notices(self, mutant):
        outcome = harness.run(self.words, self.limit, KRAIT_MUTANT=mutant)
        return bool(harness.compare(self.expected, outcome)) if self.expected else outcome.code != 0

    def settle(self):
        """Measures how long is too long; false: it fails without a bug."""
        began = time.monotonic()
        passes = not self.notices("")
        self.limit = LEAST + TIMES * (time.monotonic() - began)
        return passes


def tests(krait, c_tests):
    """Those that notice most come first; the C tests once the first program has been tried."""
    found = []
    for program in programs.PROGRAMS[::-1]:
        rounds = programs.ROUNDS[program]
        expected = harness.run(programs.command("/usr/bin/python3.11", program, rounds), 120)
        found += [Test(f"{program} {way[1]}", programs.command(krait, program, rounds, way), expected) for way in WAYS]
        if program == "replay":
            found += [Test(pathlib.Path(test).name, [test]) for test in c_tests]
    return found


def main():
    everyone = "--all" in sys.argv
    header, krait, *c_tests = [word for word in sys.argv[1:] if word != "--all"]
    mutants = re.findall(r'^    X\((\w+), "', pathlib.Path(header).read_text(), re.M)
    every = tests(krait, c_tests)
    bad = [f"{test.name} fails without a mutant" for test in every if not test.settle()]

    def check(mutant):
        noticed = (test.name for test in every if test.notices(mutant))
        return mutant, list(noticed) if everyone else [name for name in [next(noticed, None)] if name]

    for mutant, killers in harness.in_parallel(2, check, mutants):
        print(f"{mutant}: noticed by {', '.join(killers)}" if killers else f"{mutant} SURVIVES", flush=True)
        if not killers:
            bad.append(f"{mutant} survives")
    print(*bad, sep="\n")
    print(f"{len(mutants)} planted bugs, {len(bad)} problems")
    return 1 if bad or not mutants else 0


if __name__ == "__main__":
    sys.exit(main())
