"""Integer arithmetic in a loop: sums, products, remainders, comparisons."""
import sys

SIZE = 6000000


def main(n):
    total = 0
    i = 0
    while i < n:
        if i % 3 == 0:
            total += i * 7
        else:
            total -= i & 15
        i += 1
    for k in range(n // 4):
        total = (total + k * k) % 1000003
    print(total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
