"""Pancake flips over all permutations: small lists, slices, integers."""
import sys

SIZE = 9


def flips(deck):
    """How often the top run must be turned until the first card is 0."""
    deck = deck[:]
    count = 0
    first = deck[0]
    while first:
        deck[:first + 1] = deck[first::-1]
        count += 1
        first = deck[0]
    return count


def permutations(n):
    """All permutations of range(n), by counting in the factorial system."""
    deck = list(range(n))
    counts = [0] * n
    yield deck
    i = 1
    while i < n:
        if counts[i] < i:
            k = counts[i] if i & 1 else 0
            deck[k], deck[i] = deck[i], deck[k]
            yield deck
            counts[i] += 1
            i = 1
        else:
            counts[i] = 0
            i += 1


def main(n):
    most = 0
    checksum = 0
    sign = 1
    for deck in permutations(n):
        count = flips(deck)
        if count > most:
            most = count
        checksum += sign * count
        sign = -sign
    print(checksum, most)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
