"""Runs the examples by krait and compares what they print with python3.11's.

Modes: plain (1, 2 and 8 threads); forced (aborts at every N-th barrier and commit, at random, a fuel of one
instruction, a collection at every N-th allocation); tsan (small sizes, for a build with the thread sanitizer).
"""

import sys

import harness

EXAMPLES = harness.ROOT / "examples"
# Sizes: (plain, forced). An example that is not named here runs with its own default.
SIZES = {
    "bank": (100000, 300), "hot_counter": (200000, 400), "lru": (20000, 300), "mandelbrot": (120, 12),
    "nqueens": (9, 6), "prodcons": (1500, 12), "raytracer": (50, 7), "unionfind": (120, 12), "wordcount": (60, 4),
}
FORCED = ([["-X", f"abort={n}"] for n in (2, 3, 5, 11, 47, 211, 1009)]
          + [["-X", "fuel=1"], ["-X", "fuel=7"]]
          + [["-X", f"gc-every={n}"] for n in (50, 1000)])


def plan(options):
    """Yields (example, size, threads, krait options)."""
    for name in harness.selected(sorted(path.stem for path in EXAMPLES.glob("*.py")), options.patterns):
        plain, small = SIZES.get(name, (None, None))
        if options.mode == "plain":
            for threads in (1, 2, 8):
                yield name, plain, threads, []
        elif options.mode == "tsan":
            yield name, small, 4, []
            yield name, small, 3, ["-X", "fuel=50"]
            yield name, small, 3, ["-X", "gc-every=200"]
        else:
            for forced in FORCED + [["-X", f"abort=random:{options.seed + n}"] for n in range(3)]:
                yield name, small, 3, forced


def command(interpreter, name, size, threads, forced=()):
    words = [interpreter, *forced, str(EXAMPLES / f"{name}.py"), "--threads", str(threads)]
    return words + (["--size", str(size)] if size is not None else [])


def main():
    parser = harness.option_parser(__doc__.splitlines()[0])
    parser.add_argument("--mode", choices=("plain", "forced", "tsan"), default="plain")
    parser.add_argument("--timeout", type=float, default=180, help="seconds for one run")
    options = parser.parse_args()
    harness.require_krait(options.krait)
    tally = harness.Tally()
    expected = {}

    def check(job):
        name, size, threads, forced = job
        words = command(options.krait, name, size, threads, forced)
        outcome = harness.run(words, options.timeout, TSAN_OPTIONS="exitcode=66 halt_on_error=1")
        problems = harness.compare(expected[name, size], outcome)
        if outcome.code == 66:
            problems.append(outcome.stderr.decode("utf-8", "replace")[:6000])
        return f"{name} --threads {threads} {' '.join(forced)}", problems, " ".join(words)

    jobs = list(plan(options))
    for name, size in sorted({job[:2] for job in jobs}, key=str):
        expected[name, size] = harness.run(command(options.python, name, size, 1), 300)
    for verdict in harness.in_parallel(1 if options.mode == "tsan" else options.jobs, check, jobs):
        tally.add(*verdict)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
