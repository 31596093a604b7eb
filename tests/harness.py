"""What the script suites share: running a command, comparing two outcomes, known failures, the closing line."""

import argparse
import collections
import concurrent.futures
import difflib
import itertools
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Outcome:
    """What a finished command left: standard output, standard error, exit code; None for one that hung."""

    def __init__(self, stdout, stderr, code):
        self.stdout, self.stderr, self.code = stdout, stderr, code

    def last_line(self):
        lines = self.stderr.decode("utf-8", "replace").rstrip("\n").splitlines()
        return lines[-1] if lines else ""


def clean_environment(**more):
    """This process's environment without what would make two interpreters behave differently."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    kept.update(PYTHONDONTWRITEBYTECODE="1", PYTHONHASHSEED="0", **more)
    return kept


def run(command, timeout, stdin=b"", cwd=None, **environment):
    """Runs a command to its end and returns its Outcome; a hang has code None."""
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=timeout, cwd=cwd,
                              env=clean_environment(**environment))
    except subprocess.TimeoutExpired as late:
        return Outcome(late.stdout or b"", late.stderr or b"", None)
    return Outcome(done.stdout, done.stderr, done.returncode)


def show_difference(want, got, limit=14):
    """The first lines in which two texts differ, as a unified diff."""
    lines = difflib.unified_diff(want.decode("utf-8", "replace").splitlines(),
                                 got.decode("utf-8", "replace").splitlines(),
                                 "python3.11", "krait", lineterm="", n=1)
    return [f"    {line[:240]}" for _, line in zip(range(limit), lines)]


def compare(want, got, whole_stderr=False):
    """Returns the lines that say how an outcome differs from the expected one; none when it does not."""
    if got.code is None:
        return ["    did not end in time"] + show_difference(want.stdout, got.stdout, 6)
    problems = []
    if got.stdout != want.stdout:
        problems += show_difference(want.stdout, got.stdout)
    if got.code != want.code:
        by_signal = " (a signal)" if got.code < 0 else ""
        problems.append(f"    exit code {got.code}{by_signal}, expected {want.code}: {got.last_line()[:300]}")
    if whole_stderr and got.stderr != want.stderr:
        problems += show_difference(want.stderr, got.stderr)
    elif want.code and got.last_line() != want.last_line():
        problems.append(f"    standard error ends {got.last_line()[:200]!r}, expected {want.last_line()[:200]!r}")
    return problems


class KnownFailures:
    """A file of lines 'NAME MODES REASON': MODES is a mode, several with commas, or * for all (NAME may then have spaces).
    A reason that begins with 'sometimes' is one of a case that may also pass."""

    def __init__(self, path):
        self.entries = {}
        for line in path.read_text().splitlines() if path.exists() else ():
            if line.strip() and not line.startswith("#"):
                if " * " in line:
                    name, reason = line.split(" * ", 1)
                    modes = "*"
                else:
                    name, modes, reason = line.split(None, 2)
                self.entries.setdefault(name, []).append((modes.split(","), reason))

    def reason(self, name, mode):
        for modes, reason in self.entries.get(name, ()):
            if mode in modes or "*" in modes:
                return reason
        return None


class Tally:
    """Counts verdicts, prints the failures as they come, and the closing line."""

    def __init__(self, known=None, mode=""):
        self.known, self.mode = known, mode
        self.passed = self.failed = self.skipped = 0

    def add(self, name, problems, hint=""):
        """Records one verdict: problems is a list of lines, empty for a pass; hint says how to see it again."""
        reason = self.known.reason(name, self.mode) if self.known else None
        if problems and reason:
            self.skipped += 1
        elif problems:
            self.failed += 1
            print(f"FAIL {name}" + (f"\n    {hint}" if hint else ""), *problems, sep="\n", flush=True)
        elif reason and not reason.startswith("sometimes"):
            self.failed += 1
            print(f"FAIL {name}\n    passes, but is listed as a known failure: {reason}", flush=True)
        else:
            self.passed += 1

    def close(self):
        """Prints 'N passed, N failed' and returns the exit code of the suite."""
        rest = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{rest}")
        return 1 if self.failed or not self.passed else 0


def in_parallel(jobs, function, items):
    """Yields function(item) for every item, in order, several at a time; `items` may end by the clock, so few are taken ahead."""
    items = iter(items)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        running = collections.deque(pool.submit(function, item) for item in itertools.islice(items, 4 * jobs))
        while running:
            result = running.popleft().result()
            running.extend(pool.submit(function, item) for item in itertools.islice(items, 1))
            yield result


def option_parser(description):
    """The options that every suite has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--krait", default=str(ROOT / "build" / "release" / "krait"), help="the command under test")
    parser.add_argument("--python", default="/usr/bin/python3.11", help="the CPython 3.11 to compare with")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes at a time")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random aborts")
    parser.add_argument("patterns", nargs="*", help="only what contains one of these")
    return parser


def selected(names, patterns):
    """The names that contain a pattern; all of them when there is none."""
    return [name for name in names if not patterns or any(pattern in name for pattern in patterns)]


def require_krait(path):
    if not os.access(path, os.X_OK):
        sys.exit(f"no krait at {path}: build it first (tools/build)")
