"""Lists: append, index, store, iterate, slice, pop, comprehension."""
import sys

SIZE = 500


def main(n):
    total = 0
    for r in range(n):
        items = []
        for i in range(10000):
            items.append(i ^ r)
        for i in range(0, 10000, 2):
            items[i] = items[i + 1] + 1
        for v in items:
            total += v
        total += sum([v * 2 for v in items if v & 1])
        head = items[100:5000]
        head.reverse()
        while len(head) > 10:
            total ^= head.pop()
    print(total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
