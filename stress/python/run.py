"""Runs the Python stress programs by krait under forced aborts, short transactions and collections, and compares what they
print with python3.11's. With --seconds it goes on with ever new seeds and sizes until the time is over.

Ends with what was run and the bound this gives: no failure in N runs means at most 3/N, with 95 % confidence.
"""

import itertools
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests"))

import harness

FOLDER = harness.ROOT / "stress" / "python"
PROGRAMS = ("litmus", "invariants", "replay")
FORCED = ([[]] + [["-X", f"abort={n}"] for n in (2, 3, 5, 7, 11, 23, 47, 211)] + [["-X", f"fuel={n}"] for n in (1, 7, 50)]
          + [["-X", "gc-every=500"]])
ROUNDS = {"litmus": 60, "invariants": 60, "replay": 12}


def command(interpreter, program, rounds, forced=()):
    return [interpreter, *forced, str(FOLDER / f"{program}.py"), str(rounds)]


def plan(options):
    """Yields (program, rounds, krait options): every way once, then at random for the rest of the time."""
    programs = harness.selected(PROGRAMS, options.patterns)
    for program in programs:
        for forced in FORCED + [["-X", f"abort=random:{options.seed + n}"] for n in range(3)]:
            yield program, ROUNDS[program], forced
    end = time.monotonic() + options.seconds
    for seed in itertools.count(options.seed + 3):
        for program in programs:
            if time.monotonic() >= end:
                return
            yield program, ROUNDS[program] + seed % 17, ["-X", f"abort=random:{seed}"]


def main():
    parser = harness.option_parser(__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=0, help="go on for so long with new seeds")
    options = parser.parse_args()
    harness.require_krait(options.krait)
    tally = harness.Tally()
    expected = {}

    def check(job):
        program, rounds, forced = job
        words = command(options.krait, program, rounds, forced)
        if (program, rounds) not in expected:
            expected[program, rounds] = harness.run(command(options.python, program, rounds), 120)
        outcome = harness.run(words, 120, TSAN_OPTIONS="exitcode=66 halt_on_error=1")
        problems = harness.compare(expected[program, rounds], outcome)
        if outcome.code == 66:
            problems.append(outcome.stderr.decode("utf-8", "replace")[:6000])
        return f"{program} {rounds} {' '.join(forced)}", problems, " ".join(words)

    for verdict in harness.in_parallel(options.jobs, check, plan(options)):
        tally.add(*verdict)
    if tally.passed and not tally.failed:
        print(f"no failure in {tally.passed} runs: a run fails with at most {3 / tally.passed:.2g} (95 % confidence)")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
