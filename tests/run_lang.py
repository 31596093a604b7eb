"""Runs the scripts of tests/lang by krait and by python3.11 and compares: output, exit code, last error line.

Modes: solo; threaded (in a thread beside a busy one); and, threaded, with aborts forced at every N-th
barrier and commit or at random, with a fuel of one instruction; gc (solo: full collections) and gc-threaded (of the
young, verified) with a collection at every N-th allocation. A script whose first line is '# compare: stderr' has all of its standard error compared in solo
mode. Folders and files that start with '_' are there to be imported.
"""

import hashlib
import sys

import harness

LANG = harness.ROOT / "tests" / "lang"
WRAPPER = harness.ROOT / "tests" / "lang_threaded.py"
MODES = ("solo", "threaded", "abort-every", "abort-random", "fuel", "gc", "gc-threaded")
ABORT_EVERY = (2, 3, 5, 7, 13, 29, 61, 127)
GC_EVERY = {"gc": (17, 41, 97), "gc-threaded": (89, 127, 251)}


def find_scripts():
    """Names of all scripts, relative to tests/lang."""
    names = [path.relative_to(LANG).as_posix() for path in LANG.rglob("*.py")]
    return sorted(name for name in names if not any(part.startswith("_") for part in name.split("/")))


def forced_options(mode, name, seed, sweep):
    """The -X options to run this script with, each a run of its own."""
    pick = int(hashlib.sha256(name.encode()).hexdigest(), 16)
    if mode == "abort-every":
        chosen = ABORT_EVERY if sweep else (ABORT_EVERY[pick % 4], ABORT_EVERY[4 + pick % 4])
        return [["-X", f"abort={n}"] for n in chosen]
    if mode == "abort-random":
        return [["-X", f"abort=random:{seed + n}"] for n in range(8 if sweep else 1)]
    if mode == "fuel":
        return [["-X", "fuel=1"]]
    if mode in GC_EVERY:
        return [["-X", f"gc-every={n}"] for n in (GC_EVERY[mode] if sweep else (GC_EVERY[mode][pick % 3],))]
    return [[]]


class Suite:
    def __init__(self, options):
        self.options = options
        self.wrapped = options.mode not in ("solo", "gc")
        self.cache = harness.ROOT / "build" / "lang-expected"
        self.cache.mkdir(parents=True, exist_ok=True)

    def command(self, interpreter, name, forced=()):
        script = str(LANG / name)
        return [interpreter, *forced, str(WRAPPER), script] if self.wrapped else [interpreter, *forced, script]

    def expected(self, name):
        """What python3.11 does, remembered for as long as nothing that it read has changed."""
        key = hashlib.sha256(f"{self.options.python} {self.wrapped} {LANG / name}".encode())
        key.update(WRAPPER.read_bytes())
        for path in sorted((LANG / name).parent.rglob("*.py")) if "import" in name else [LANG / name]:
            key.update(path.read_bytes())
        stored = self.cache / key.hexdigest()
        if stored.exists():
            code, stdout, stderr = stored.read_bytes().split(b"\0", 2)
            size = int(stdout)
            return harness.Outcome(stderr[:size], stderr[size:], int(code))
        want = harness.run(self.command(self.options.python, name), 120)
        if want.code is None:
            sys.exit(f"{name}: python3.11 did not end")
        partial = stored.with_name(f"{stored.name}.{harness.os.getpid()}")
        partial.write_bytes(b"%d\0%d\0" % (want.code, len(want.stdout)) + want.stdout + want.stderr)
        partial.rename(stored)
        return want

    def check(self, name):
        """Runs one script in the mode; returns (name, problems, hint)."""
        want = self.expected(name)
        first = (LANG / name).open(encoding="utf-8").readline()
        whole = "compare: stderr" in first and not self.wrapped
        for forced in forced_options(self.options.mode, name, self.options.seed, self.options.sweep):
            command = self.command(self.options.krait, name, forced)
            problems = harness.compare(want, harness.run(command, self.options.timeout), whole)
            if problems:
                return name, problems, " ".join(command)
        return name, [], ""


def main():
    parser = harness.option_parser(__doc__.splitlines()[0])
    parser.add_argument("--mode", choices=MODES, default="solo")
    parser.add_argument("--sweep", action="store_true", help="every value of N and eight seeds instead of a pick")
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one run of one script")
    options = parser.parse_args()
    harness.require_krait(options.krait)
    suite = Suite(options)
    tally = harness.Tally(harness.KnownFailures(LANG / "EXPECTED_FAILURES"), options.mode)
    names = harness.selected(find_scripts(), options.patterns)
    for verdict in harness.in_parallel(options.jobs, suite.check, names):
        tally.add(*verdict)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
