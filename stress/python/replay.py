"""What an abort must take back: contents of containers, attributes, frames, output.

replay.py [ROUNDS]: one thread works and prints while another keeps the interpreter in parallel mode. All
choices are fixed, so the output is the same as python3.11's however often transactions are run again.
"""

import sys
import threading
import time


class Numbers:
    """A small generator: the same numbers for a seed in every interpreter."""

    def __init__(self, seed):
        self.state = seed + 1

    def below(self, n):
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 8) % n


def lists(numbers):
    items, model = [], 0
    for i in range(12):
        choice = numbers.below(7)
        if choice < 3 or len(items) < 3:
            items.append(numbers.below(100))
        elif choice == 3:
            model += items.pop()
        elif choice == 4:
            items[1] += 1
        elif choice == 5:
            del items[1:2]
            items.insert(1, -1)
        else:
            items[0:2] = [7, 8, 9]
        model += len(items)
    return items, model


LONG_LIVED = {"list": [], "dict": {}, "set": set()}


def containers(numbers):
    """Changes what earlier transactions made, so that each word has to be logged."""
    items, table, members = LONG_LIVED["list"], LONG_LIVED["dict"], LONG_LIVED["set"]
    key = numbers.below(9)
    table[key] = table.get(key, 0) + 1
    members ^= {key, key + 1}
    items.append(key)
    if len(items) > 6:
        items[2] = items[3] + 1
        items.pop()
        del items[0]
    if key % 3 == 0:
        table.pop(key, None)
        members.discard(key + 1)
    if key == 4:
        table.pop(next(iter(table), None), None)
    return items, sorted(table.items()), list(table), sorted(members), len(table), len(members)


class Thing:
    made = 0

    def __init__(self, depth):
        Thing.made += 1
        self.depth = depth
        self.children = [] if depth == 0 else [Thing(depth - 1) for _ in range(2)]

    def total(self):
        total = self.depth
        for child in self.children:
            total += child.total()
        return total


def frames(n):
    """Locals, calls, generators and exceptions that a replay must restore."""

    def squares(limit):
        last = 0
        for i in range(limit):
            last += i * i
            yield last

    def context(i):
        try:
            raise LookupError(i)
        except LookupError as error:
            first = error.__context__
            log.append(i)
            try:
                raise ValueError(i)
            except ValueError as inner:
                log.append(inner.__context__ is error)
            return str(first), str(sys.exc_info()[1])

    def risky(i):
        try:
            if i % 3 == 0:
                raise KeyError(i)
            return i
        except KeyError as error:
            return error.args[0] * 10
        finally:
            log.append(i)

    log, contexts, total = [], [], 0
    first, second = 1, 1
    for value in squares(n):
        first, second = second, first + second
        total += value + risky(value)
        contexts.append(context(value))
    thing = Thing(3)
    return total, first, len(log), thing.total(), Thing.made, contexts


def work(rounds, done):
    numbers = Numbers(1)
    out = sys.stdout
    for i in range(rounds):
        print("round", i, lists(numbers))
        print(*containers(numbers))
        out.write(f"frames {frames(6)}\n")
        for word in ("once", "and once more"):
            print(word, i, flush=True)
            time.sleep(0)
    done.append(True)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    done = []

    def noise():
        n = 0
        while not done:
            n += 1

    threads = [threading.Thread(target=work, args=(rounds, done)), threading.Thread(target=noise)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
