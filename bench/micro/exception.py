"""Exceptions: try blocks that do not raise, raises caught near and far, finally."""
import sys

SIZE = 1800000


class Odd(Exception):
    pass


def check(i):
    if i & 1:
        raise Odd(i)
    return i


def through(i):
    try:
        return check(i)
    finally:
        i += 1


def main(n):
    total = 0
    for i in range(n):
        try:
            total += check(i)
        except Odd:
            total -= 1
        try:
            total += i
        except ValueError:
            total = 0
    for i in range(n // 2):
        try:
            total += through(i)
        except (KeyError, Odd) as e:
            total += e.args[0]
    print(total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
