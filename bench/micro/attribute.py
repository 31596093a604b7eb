"""Reads and writes of instance attributes."""
import sys

SIZE = 9000000


class Point:
    def __init__(self):
        self.x = 0
        self.y = 1
        self.steps = 0


def main(n):
    p = Point()
    q = Point()
    for _ in range(n):
        p.x += q.y
        q.x = p.x - p.y
        p.steps = p.steps + 1
        q.y = p.steps & 7
    print(p.x, q.x, p.steps)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
