"""Dictionaries: insert, look up by string and by number, update, iterate, delete."""
import sys

SIZE = 300


def main(n):
    names = ["name%d" % i for i in range(5000)]
    total = 0
    for r in range(n):
        table = {}
        for i, name in enumerate(names):
            table[name] = i + r
        for name in names:
            total += table[name]
            if name in table:
                table[name] += 1
        squares = {}
        for i in range(10000):
            squares[i * 17 & 4095] = squares.get(i & 4095, 0) + 1
        for key, value in squares.items():
            total += key * value
        for name in names[::2]:
            del table[name]
        total += len(table)
    print(total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
