"""The largest singular value of an endless matrix, by power iteration: calls, comprehensions, floats."""
import sys

SIZE = 400


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v):
    n = len(v)
    return [sum(entry(i, j) * v[j] for j in range(n)) for i in range(n)]


def transposed_times(v):
    n = len(v)
    return [sum([entry(j, i) * v[j] for j in range(n)]) for i in range(n)]


def main(n):
    u = [1.0] * n
    for _ in range(8):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
    top = sum(a * b for a, b in zip(u, v))
    bottom = sum(b * b for b in v)
    print("%.9f" % (top / bottom) ** 0.5)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
