"""Calls of functions, closures and lambdas; recursion."""
import sys

SIZE = 2000000


def make_counter(step):
    count = 0

    def tick(k):
        nonlocal count
        count += step
        return count + k

    return tick


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def main(n):
    tick = make_counter(3)
    half = lambda v: v >> 1
    total = 0
    for i in range(n):
        total += half(tick(i))
    print(total, fib(n // 60000))


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
