"""The Mandelbrot set over a square of points; each thread takes every T-th row.

    mandelbrot.py [--threads T] [--size WIDTH]
"""

import sys
import threading

LIMIT = 100


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


def escape_time(cr, ci):
    zr = zi = 0.0
    for step in range(LIMIT):
        rr = zr * zr
        ii = zi * zi
        if rr + ii > 4.0:
            return step
        zi = 2.0 * zr * zi + ci
        zr = rr - ii + cr
    return LIMIT


def render_row(size, y):
    ci = 2.5 * y / size - 1.25
    return [escape_time(3.0 * x / size - 2.1, ci) for x in range(size)]


def render(image, size, first, step):
    for y in range(first, size, step):
        image[y] = render_row(size, y)


def main():
    threads, size = read_options(700)
    image = [None] * size
    workers = [
        threading.Thread(target=render, args=(image, size, first, threads))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    inside = sum(row.count(LIMIT) for row in image)
    checksum = 0
    for row in image:
        for steps in row:
            checksum = (checksum * 31 + steps) % 1000000007
    print(f"mandelbrot {size}x{size}: {inside} points inside")
    print(f"checksum {checksum}")


main()
