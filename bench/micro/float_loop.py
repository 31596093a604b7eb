"""Floating-point arithmetic: the logistic map beside a damped sum."""
import sys

SIZE = 11000000


def main(n):
    x = 0.3
    total = 0.0
    for _ in range(n):
        x = 3.7 * x * (1.0 - x)
        total = total * 0.999 + x / 2.0 - 0.1
        if total > 1000.0:
            total = 0.0
    print(round(x, 6), round(total, 6))


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
