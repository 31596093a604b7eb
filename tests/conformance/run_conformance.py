"""Runs CPython's own tests, unmodified, by krait: each file in a process of its own, verdicts by test id.

The tests come from the cache folder that tools/fetch-testsuite fills. Modules that only they need are in standin/.
EXPECTED_FAILURES lists, under the reasons, the ids that are known to fail; one that passes is an error, too.
"""

import ast
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness  # noqa: E402

CHILD = HERE / "child.py"
MEMORY = 3 << 30
MODES = {"plain": [], "fuel": ["-X", "fuel=1"], "abort-random": ["-X", "abort=random:{seed}"], "gc": ["-X", "gc-every=97"]}
# A process that dies is started again without the test that it died in; more deaths than this end the file.
DEATHS = 20


def limit_memory():
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_results(path):
    """The tuples that a child wrote; the last line may be half written."""
    records = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else ():
        try:
            records.append(ast.literal_eval(line))
        except (SyntaxError, ValueError):
            break
    return records


class Expected:
    """EXPECTED_FAILURES: '# REASON' opens a group of ids, one a line. A reason that begins with 'sometimes' is one of
    ids that may also pass."""

    def __init__(self, path):
        self.reasons = {}
        reason = ""
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            if line.startswith("# "):
                reason = line[2:]
            elif line.strip() and not line.startswith("#"):
                self.reasons[line.strip()] = reason

    def reason(self, test_id):
        return self.reasons.get(test_id)

    def must_fail(self, test_id):
        reason = self.reason(test_id)
        return reason is not None and not reason.startswith("sometimes")


class FileRun:
    """What became of one test file: the verdict and the text for each id."""

    def __init__(self, name, ids):
        self.name, self.ids = name, ids
        self.verdicts = {}
        self.notes = []

    def take(self, records):
        """Reads what a process left; returns the test that it died in, None when it came to its end."""
        current = None
        for record in records:
            if record[0] == "end":
                return None
            if record[0] == "start":
                current = record[1]
            else:
                verdict, test_id, text = record
                current = None if test_id == current else current
                if test_id in self.ids:
                    self.verdicts[test_id] = (verdict, text)
                elif verdict not in ("passed", "skipped"):
                    self.notes.append(f"{test_id}: {text}")
        return current or ""

    def fill(self, text):
        for test_id in self.ids:
            self.verdicts.setdefault(test_id, ("not run", text))


class Suite:
    def __init__(self, options, root):
        self.options = options
        self.library = root / "usr" / "lib" / "python3.11"
        self.lists = root / "ids"
        self.lists.mkdir(exist_ok=True)
        self.command = [options.krait] + [part.format(seed=options.seed) for part in MODES[options.mode]]
        self.command += options.X and ["-X", options.X] or []

    def start(self, command, environment, arguments, timeout):
        """Runs a child in a fresh folder; returns (exit code or None, standard error, seconds of CPU)."""
        with tempfile.TemporaryDirectory(prefix="conformance.") as folder:
            process = subprocess.Popen([*command, str(CHILD), *arguments], cwd=folder, env=harness.clean_environment(**environment),
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                       preexec_fn=limit_memory, start_new_session=True)
            try:
                _, errors = process.communicate(timeout=timeout)
                code = process.returncode
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                _, errors = process.communicate()
                code = None
            return code, errors.decode("utf-8", "replace")

    def list_ids(self, name):
        """The ids of a file as python3.11 sees them, remembered beside the tests."""
        stored = self.lists / name
        if not stored.exists():
            partial = stored.with_suffix(f".{os.getpid()}")
            code, errors = self.start([self.options.python], {"PYTHONHOME": str(self.library.parent.parent)},
                                      ["list", f"test.{name}", str(partial)], 60)
            if code != 0:
                sys.exit(f"{name}: python3.11 cannot load it: {errors[-2000:]}")
            partial.rename(stored)
        return [record[1] for record in read_results(stored) if record[0] == "id"]

    def run_file(self, name):
        """Runs one file to its end, whatever happens to the processes; returns its FileRun."""
        run = FileRun(name, dict.fromkeys(self.list_ids(name)))
        environment = {"KRAIT_STDLIB": str(self.library), "PYTHONPATH": str(HERE / "standin")}
        with tempfile.TemporaryDirectory(prefix="conformance.") as folder:
            results, done = pathlib.Path(folder, "results"), pathlib.Path(folder, "done")
            for _ in range(DEATHS):
                done.write_text("".join(f"{test_id}\n" for test_id in run.verdicts))
                arguments = ["run", f"test.{name}", str(results), *([str(done)] if run.verdicts else [])]
                results.unlink(missing_ok=True)
                code, errors = self.start(self.command, environment, arguments, self.options.timeout)
                died_in = run.take(read_results(results))
                if died_in is None:
                    break
                how = "hangs" if code is None else f"process ends with code {code}"
                text = f"{how}\n{errors[-1500:]}"
                if died_in not in run.ids:
                    run.notes.append(f"{name}: {text}")
                    break
                run.verdicts[died_in] = ("died", text)
        run.fill("\n".join(run.notes) or "the module's own list of tests lacks it")
        return run


class Report:
    """Judges the verdicts, prints what is wrong as it comes, and the table."""

    def __init__(self, expected, verbose):
        self.expected, self.verbose = expected, verbose
        self.rows = []
        self.failed = 0

    def add(self, run):
        counts = dict.fromkeys(("passed", "failed", "skipped", "expected"), 0)
        for test_id, (verdict, text) in run.verdicts.items():
            if verdict in ("passed", "skipped"):
                counts[verdict] += 1
                if self.expected.must_fail(test_id) and verdict == "passed":
                    self.complain(test_id, f"passes, but is expected to fail: {self.expected.reason(test_id)}")
            else:
                counts["failed"] += 1
                if self.expected.reason(test_id) is not None:
                    counts["expected"] += 1
                else:
                    self.complain(test_id, f"{verdict}: {text}")
        self.rows.append((run.name, len(run.ids), *counts.values()))

    def complain(self, test_id, text):
        self.failed += 1
        lines = text.strip().splitlines()
        shown = lines if self.verbose else lines[:1] + lines[1:][-1:]
        print(f"FAIL {test_id}", *(f"    {line[:400]}" for line in shown), sep="\n", flush=True)

    def close(self):
        """Prints the table and the closing line, in which an expected failure counts as skipped; returns the exit code."""
        total = [sum(column) for column in list(zip(*self.rows))[1:]]
        print(f"\n{'file':28} {'ids':>6} {'passed':>7} {'failed':>7} {'skipped':>8} {'expected':>9}")
        for name, *numbers in [*sorted(self.rows), ("all", *total)]:
            print("{:28} {:6} {:7} {:7} {:8} {:9}".format(name, *numbers))
        ids, passed, failed, skipped, expected = total
        print(f"{100 * passed / max(ids - skipped, 1):.1f} % of the {ids - skipped} ids that were not skipped pass")
        print(f"{passed} passed, {self.failed} failed, {skipped + expected} skipped")
        return 1 if self.failed or not passed else 0


def main():
    parser = harness.option_parser(__doc__.splitlines()[0])
    parser.add_argument("--list", default="tier1", help="the files to run: tier1, tier2")
    parser.add_argument("--mode", choices=MODES, default="plain")
    parser.add_argument("-X", metavar="OPTION", help="one more option for krait")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one process")
    parser.add_argument("--verbose", action="store_true", help="whole tracebacks")
    options = parser.parse_args()
    harness.require_krait(options.krait)
    fetched = subprocess.run([harness.ROOT / "tools" / "fetch-testsuite"], stdout=subprocess.PIPE, text=True)
    if fetched.returncode:
        return 1
    suite = Suite(options, pathlib.Path(fetched.stdout.strip()))
    names = harness.selected((HERE / f"{options.list}.txt").read_text().split(), options.patterns)
    report = Report(Expected(HERE / "EXPECTED_FAILURES"), options.verbose)
    for run in harness.in_parallel(options.jobs, suite.run_file, names):
        report.add(run)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
