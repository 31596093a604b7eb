"""Switches on each planted bug of runtime/mutant.h and says which test notices it; fails when one survives.

run_runtime.py MUTANT_H KRAIT_MUTANTS PARALLEL_TEST [--all]: by default it stops at the first test that notices a bug; with
--all it prints everyone. A test is a program of stress/python under one way of forcing aborts, whose output must be that of
python3.11, or the C test of containers in parallel. A test that did not end in time has another, long one: on a busy machine
slowness must not look like a bug that was noticed.
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "tests"), str(HERE.parent / "python")]

import harness
import run as programs

TIMEOUT, LONG = 30, 100
# Those that notice most come first.
WAYS = [["-X", f"abort={n}"] for n in (23, 7, 5, 3, 2, 11, 47)] + [["-X", "fuel=1"]]


def patient(words, mutant):
    outcome = harness.run(words, TIMEOUT, KRAIT_MUTANT=mutant)
    return harness.run(words, LONG, KRAIT_MUTANT=mutant) if outcome.code is None else outcome


def tests(krait, parallel, expected):
    """Yields (name, function(mutant) -> noticed)."""
    for program in programs.PROGRAMS:
        for way in WAYS:
            words = programs.command(krait, program, programs.ROUNDS[program], way)
            yield f"{program} {way[1]}", lambda mutant, words=words, program=program: bool(harness.compare(
                expected[program], patient(words, mutant)))
        if program == "replay":
            yield "parallel_containers", lambda mutant: patient([parallel], mutant).code != 0


def main():
    everyone = "--all" in sys.argv
    header, krait, parallel = [word for word in sys.argv[1:] if word != "--all"]
    mutants = re.findall(r'^    X\((\w+), "', pathlib.Path(header).read_text(), re.M)
    expected = {name: harness.run(programs.command("/usr/bin/python3.11", name, programs.ROUNDS[name]), 120)
                for name in programs.PROGRAMS}
    order = sorted(tests(krait, parallel, expected), key=lambda test: programs.PROGRAMS[::-1].index(test[0].split()[0])
                   if test[0].split()[0] in programs.PROGRAMS else 0.5)
    bad = [f"{name} fails without a mutant" for name, notices in order[:1] + order[-1:] if notices("")]
    for mutant in mutants:
        noticed = (name for name, notices in order if notices(mutant))
        killers = list(noticed) if everyone else [name for name in [next(noticed, None)] if name]
        print(f"{mutant}: noticed by {', '.join(killers)}" if killers else f"{mutant} SURVIVES", flush=True)
        if not killers:
            bad.append(f"{mutant} survives")
    print(*bad, sep="\n")
    print(f"{len(mutants)} planted bugs, {len(bad)} problems")
    return 1 if bad or not mutants else 0


if __name__ == "__main__":
    sys.exit(main())
