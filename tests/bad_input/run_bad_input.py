"""What a user can do wrong, or the world can do to a program: never a signal, never lost output.

Where python3.11's answer is the standard, exit code and standard error are compared with it; where only
survival is asked for (nesting, memory), the case says which endings are right. Signals, closed files and
memory limits are in signals.py and limits.py beside this file, the end of a program in endings.py.
"""

import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import endings
import harness
import limits
import signals
import sources


class Bench:
    """What a case needs: both interpreters, a scratch folder, the time limit."""

    def __init__(self, options, folder):
        self.krait, self.python = options.krait, options.python
        self.folder, self.timeout = pathlib.Path(folder), options.timeout

    def script(self, name, content):
        """Writes a script into the scratch folder, in a folder of its own; returns its path."""
        folder = self.folder / name.replace(" ", "-").replace("/", "-")
        folder.mkdir(exist_ok=True)
        path = folder / "script.py"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def both(self, arguments, stdin=b"", **environment):
        """Outcomes of python3.11 and of krait on the same arguments."""
        return [self.normal(harness.run([program, *arguments], self.timeout, stdin, **environment), program)
                for program in (self.python, self.krait)]

    def normal(self, outcome, program):
        """Takes the name of the program and addresses out of its messages."""
        outcome.stderr = re.sub(rb"\b0x[0-9a-f]{6,}", b"0x...", outcome.stderr.replace(program.encode(), b"PROGRAM"))
        return outcome


def main():
    parser = harness.option_parser(__doc__.splitlines()[0])
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one case")
    options = parser.parse_args()
    harness.require_krait(options.krait)
    known = harness.KnownFailures(pathlib.Path(__file__).with_name("EXPECTED_FAILURES"))
    tally = harness.Tally(known, "all")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        cases = {}
        for module in (sources, limits, signals, endings):
            cases.update(module.cases())
        names = harness.selected(list(cases), options.patterns)

        def check(name):
            return name, cases[name](bench, name), ""

        for verdict in harness.in_parallel(options.jobs, check, names):
            tally.add(*verdict)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
