"""Runs one module of CPython's tests with unittest and writes each verdict as it falls; both interpreters run it.

    child.py list MODULE RESULTS              the ids of the module's tests
    child.py run MODULE RESULTS [DONE_IDS]    runs them, without those that the file DONE_IDS names

A line of RESULTS is the repr of a tuple: ('id', ID); ('start', ID); (VERDICT, ID, TEXT), where VERDICT is passed,
failed, error or skipped; ('end',). A missing end tells the reader that the process died in the test that started last.
"""

import sys
import unittest


def each_test(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from each_test(item)
        else:
            yield item


class Recorder(unittest.TestResult):
    """Writes verdicts line by line. A failed subtest fails its test; what fails outside a test has the id of its class or module."""

    def __init__(self, results):
        super().__init__()
        self.results = results
        self.verdict = None

    def write(self, *what):
        self.results.write(repr(what) + "\n")
        self.results.flush()

    def startTest(self, test):
        super().startTest(test)
        self.verdict = ("passed", "")
        self.write("start", test.id())

    def stopTest(self, test):
        super().stopTest(test)
        self.write(self.verdict[0], test.id(), self.verdict[1])
        self.verdict = None

    def settle(self, verdict, test, text):
        if self.verdict is None:
            self.write(verdict, test.id(), text)
        elif self.verdict[0] in ("passed", "skipped"):
            self.verdict = (verdict, text)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.settle("failed", test, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.settle("error", test, self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.settle("failed", test, f"{subtest}\n{self._exc_info_to_string(err, test)}")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        if self.verdict is None:
            self.write("skipped", test.id(), reason)
        elif self.verdict[0] == "passed":
            self.verdict = ("skipped", reason)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.settle("failed", test, "passes, but its author expects a failure")


def main():
    action, module, results = sys.argv[1:4]
    done = set(open(sys.argv[4], encoding="utf-8").read().splitlines()) if len(sys.argv) > 4 else ()
    del sys.argv[1:]
    suite = unittest.defaultTestLoader.loadTestsFromName(module)
    with open(results, "w", encoding="utf-8") as out:
        if action == "list":
            for test in each_test(suite):
                out.write(repr(("id", test.id())) + "\n")
        elif done:
            unittest.TestSuite(test for test in each_test(suite) if test.id() not in done).run(Recorder(out))
        else:
            suite.run(Recorder(out))
        out.write(repr(("end",)) + "\n")


if __name__ == "__main__":
    main()
