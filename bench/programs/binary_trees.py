"""Many short-lived trees beside one long-lived: allocation and collection."""
import sys

SIZE = 17


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))


def main(n):
    lasting = build(n)
    for depth in range(4, n + 1, 4):
        rounds = 1 << (n - depth + 1)
        total = 0
        for _ in range(rounds):
            total += build(depth).count()
        print(rounds, depth, total)
    print(lasting.count())


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
