"""Method calls: small methods, one of them inherited, one that calls another."""
import sys

SIZE = 4000000


class Base:
    def __init__(self):
        self.n = 0

    def add(self, k):
        self.n += k
        return self.n

    def twice(self, k):
        return self.add(k) + self.add(-k)


class Derived(Base):
    def get(self):
        return self.n


def main(n):
    d = Derived()
    total = 0
    for i in range(n):
        d.add(i & 3)
        total += d.get()
        if i & 3 == 0:
            total += d.twice(1)
    print(d.n, total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
