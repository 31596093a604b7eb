"""Adds up what ctest ran: `count_tests.py JUNIT.xml` prints one plain line, 'N passed, N failed'.

A Check program counts its checks, a script suite the number on its own closing line, anything else
is one test. A test that failed without saying how many checks failed counts as one failure.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree

CHECK_LINE = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)", re.MULTILINE)
PLAIN_LINE = re.compile(r"^(\d+) passed, (\d+) failed", re.MULTILINE)


def count_case(case):
    """Returns (passed, failed) of one <testcase>."""
    output = case.findtext("system-out") or ""
    passed = failed = 0
    for checks, failures, errors in CHECK_LINE.findall(output):
        bad = int(failures) + int(errors)
        passed += int(checks) - bad
        failed += bad
    for good, bad in PLAIN_LINE.findall(output):
        passed += int(good)
        failed += int(bad)
    if case.get("status") != "run":
        return passed, max(failed, 1)
    return (passed, failed) if passed + failed else (1, 0)


def main():
    try:
        cases = ElementTree.parse(sys.argv[1]).getroot().iter("testcase")
    except (OSError, ElementTree.ParseError) as error:
        print(f"count_tests: {error}", file=sys.stderr)
        return 1
    passed = failed = 0
    for case in cases:
        good, bad = count_case(case)
        passed += good
        failed += bad
        if bad:
            print(f"failed: {case.get('name')} ({bad})")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
