"""Generators: a pipeline, delegation, and generator expressions."""
import sys

SIZE = 3000000


def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def odd(source):
    for v in source:
        if v & 1:
            yield v


def both(n):
    yield from numbers(n)
    yield from numbers(n // 2)


def main(n):
    total = 0
    for v in odd(numbers(n)):
        total += v
    for v in both(n):
        total ^= v
    total += sum(v * 2 for v in range(n))
    print(total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
