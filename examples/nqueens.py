"""N queens: how many ways are there to place N queens so that none attacks another?

The threads share the placements of the first two rows; every one of them starts a search of its own.

    nqueens.py [--threads T] [--size N]
"""

import sys
import threading


def read_options(size):
    threads = 4
    words = sys.argv[1:]
    while len(words) >= 2:
        if words[0] == "--threads":
            threads = int(words[1])
        elif words[0] == "--size":
            size = int(words[1])
        words = words[2:]
    return threads, size


def count(full, columns, left, right):
    """Solutions of the rows that remain: the arguments are bit sets of attacked columns."""
    if columns == full:
        return 1
    found = 0
    free = full & ~(columns | left | right)
    while free:
        place = free & -free
        free ^= place
        found += count(full, columns | place, (left | place) << 1, (right | place) >> 1)
    return found


def first_two_rows(size):
    """Every pair of columns in which the queens of the first two rows leave each other alone."""
    return [(a, b) for a in range(size) for b in range(size) if abs(a - b) > 1]


def search(size, starts, results, index):
    full = (1 << size) - 1
    total = 0
    weighted = 0
    for a, b in starts:
        first, second = 1 << a, 1 << b
        left = ((first << 1) | second) << 1
        right = ((first >> 1) | second) >> 1
        found = count(full, first | second, left, right)
        total += found
        weighted += found * (a * size + b + 1)
    results[index] = (total, weighted)


def main():
    threads, size = read_options(13)
    starts = first_two_rows(size)
    results = [None] * threads
    workers = [
        threading.Thread(target=search, args=(size, starts[i::threads], results, i))
        for i in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    total = sum(r[0] for r in results)
    weighted = sum(r[1] for r in results)
    print(f"nqueens {size}: {total} solutions")
    print(f"checksum {weighted}")


main()
