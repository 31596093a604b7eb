"""Percolation: which cells of a grid hang together when every bond is open with even chance?

All threads join cells in one shared union-find graph, and one lock guards the whole of it.

    unionfind.py [--threads T] [--size WIDTH]
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


class Cell:
    __slots__ = ("number", "parent", "rank")

    def __init__(self, number):
        self.number = number
        self.parent = self
        self.rank = 0


class Graph:
    """Disjoint sets with union by rank and path halving (Tarjan and van Leeuwen, 1984)."""

    def __init__(self, cells):
        self.lock = threading.Lock()
        self.cells = [Cell(number) for number in range(cells)]

    def find(self, cell):
        while cell.parent is not cell:
            above = cell.parent.parent
            if cell.parent is not above:
                cell.parent = above
            cell = above
        return cell

    def join(self, a, b):
        with self.lock:
            a = self.find(self.cells[a])
            b = self.find(self.cells[b])
            if a is b:
                return
            if a.rank < b.rank:
                a, b = b, a
            elif a.rank == b.rank:
                a.rank += 1
            b.parent = a


def scramble(x):
    """A well-mixed number from 0 to 2**31 - 1 for every x."""
    x = (x * 1103515245 + 12345) & 0x7FFFFFFF
    x ^= x >> 13
    x = (x * 1597334677 + 7) & 0x7FFFFFFF
    return x ^ (x >> 11)


def is_open(bond):
    return scramble(bond) % 1000 < 500


def join_rows(graph, size, first, last):
    for y in range(first, last):
        for x in range(size):
            cell = y * size + x
            if x + 1 < size and is_open(2 * cell):
                graph.join(cell, cell + 1)
            if y + 1 < size and is_open(2 * cell + 1):
                graph.join(cell, cell + size)


def main():
    threads, size = read_options(900)
    graph = Graph(size * size)
    workers = [
        threading.Thread(target=join_rows,
                         args=(graph, size, size * i // threads, size * (i + 1) // threads))
        for i in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    lowest = {}
    members = {}
    checksum = 0
    for cell in graph.cells:
        root = graph.find(cell).number
        if root not in lowest:
            lowest[root] = cell.number
            members[root] = 0
        members[root] += 1
        checksum = (checksum * 31 + lowest[root]) % 1000000007
    print(f"unionfind {size}x{size}: {len(members)} clusters, the largest of {max(members.values())}")
    print(f"checksum {checksum}")


main()
