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

    def root(self, cell):
        with self.lock:
            return self.find(self.cells[cell]).number


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


def survey_rows(graph, size, first, last, clusters):
    """Adds the cells of some rows to a dict of clusters: root -> [lowest cell, number of cells]."""
    for cell in range(first * size, last * size):
        root = graph.root(cell)
        if root in clusters:
            clusters[root][1] += 1
        else:
            clusters[root] = [cell, 1]


def in_parallel(threads, work, *arguments):
    workers = [threading.Thread(target=work, args=[argument[i] for argument in arguments]) for i in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def main():
    threads, size = read_options(900)
    graph = Graph(size * size)
    rows = [size * i // threads for i in range(threads + 1)]
    found = [{} for _ in range(threads)]
    in_parallel(threads, join_rows, [graph] * threads, [size] * threads, rows, rows[1:])
    in_parallel(threads, survey_rows, [graph] * threads, [size] * threads, rows, rows[1:], found)
    clusters = found[0]
    for part in found[1:]:
        for root, (lowest, members) in part.items():
            if root in clusters:
                clusters[root][1] += members
            else:
                clusters[root] = [lowest, members]
    checksum = sum((lowest + 1) * members % 1000003 for lowest, members in clusters.values())
    largest = max(members for _, members in clusters.values())
    print(f"unionfind {size}x{size}: {len(clusters)} clusters, the largest of {largest}")
    print(f"checksum {checksum}")


main()
