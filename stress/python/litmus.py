"""Litmus programs for Python threads: each is one thing that a transactional interpreter may get wrong.

litmus.py [ROUNDS] [NAME...]: prints one line for each program. What it prints does not depend on the
interleaving, so krait's output, whatever it is forced to do, must be python3.11's.
"""

import sys
import threading
import time

THREADS = 3


def together(*bodies):
    """Runs each body in a thread of its own; what one of them raises is printed."""
    start = threading.Barrier(len(bodies))
    failures = []

    def run(body):
        start.wait()
        try:
            body()
        except BaseException as error:
            failures.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=run, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for failure in failures:
        print(" ", failure)


class Box:
    def __init__(self, value=0):
        self.value = value


def publication(rounds):
    """An object filled before it is made reachable is seen full."""
    shared = [None]
    seen = []

    def publish():
        for i in range(rounds):
            box = Box()
            box.value = i + 1
            box.again = i + 1
            shared[0] = box

    def look():
        last = 0
        for _ in range(rounds * 2):
            box = shared[0]
            if box is None:
                continue
            if box.value != box.again or box.value < last:
                seen.append((last, box.value, box.again))
            last = box.value

    together(publish, look, look)
    return seen


def privatisation(rounds):
    """What was taken out under a lock is its taker's alone."""
    lock = threading.Lock()
    shelf = [Box(), Box()]
    wrong = []

    def take():
        for _ in range(rounds):
            with lock:
                box = shelf.pop() if shelf else None
            if box is None:
                continue
            before = box.value
            box.value = before + 1
            if box.value != before + 1:
                wrong.append(box.value)
            with lock:
                shelf.append(box)

    def touch():
        for _ in range(rounds):
            with lock:
                for box in shelf:
                    box.value += 1

    together(take, take, touch)
    return wrong, len(shelf)


def write_skew(rounds):
    """Each looks at both under one lock, and sets its own only if neither is set."""
    lock = threading.Lock()
    duty = {"a": 0, "b": 0}
    wrong = []

    def serve(mine, other):
        for _ in range(rounds):
            with lock:
                if duty[mine] + duty[other] > 1:
                    wrong.append(dict(duty))
                duty[mine] = 0 if duty[mine] else int(not duty[other])

    together(lambda: serve("a", "b"), lambda: serve("b", "a"))
    return wrong


def lost_update(rounds):
    """Increments under a lock, and atomic operations without one."""
    lock = threading.Lock()
    box, items, table = Box(), [], {}

    def add(name):
        for i in range(rounds):
            with lock:
                box.value += 1
            items.append(i)
            table[name, i] = i

    together(*[lambda name=n: add(name) for n in range(THREADS)])
    return box.value, len(items), sorted(items) == sorted(list(range(rounds)) * THREADS), len(table)


def dirty_read(rounds):
    """What an exception undoes by hand under the lock is never seen."""
    lock = threading.Lock()
    state = {"value": 0}
    wrong = []

    def spoil():
        for i in range(rounds):
            try:
                with lock:
                    before = state["value"]
                    state["value"] = -1
                    try:
                        if i % 2:
                            raise ValueError
                        before += 1
                    finally:
                        state["value"] = before
            except ValueError:
                pass

    def look():
        for _ in range(rounds):
            with lock:
                if state["value"] < 0:
                    wrong.append(state["value"])

    together(spoil, look, look)
    return wrong, state["value"]


def zombie(rounds):
    """Index and list fit together under the lock, although a section may be about to abort."""
    lock = threading.Lock()
    data, at = [0], Box(0)
    wrong = []

    def grow():
        for i in range(1, rounds):
            with lock:
                if i % 5:
                    data.append(i)
                    at.value = len(data) - 1
                else:
                    at.value = 0
                    del data[1:]

    def follow():
        for _ in range(rounds):
            with lock:
                if len(data) - 1 != at.value:
                    wrong.append((len(data), at.value))
                data[at.value]

    together(grow, follow, follow)
    return wrong


def long_reader(rounds):
    """A reader of everything among small writers finishes, and sees one moment."""
    lock = threading.Lock()
    pages = [1] * 40
    wrong = []

    def read():
        for _ in range(rounds // 4 + 1):
            with lock:
                total = 0
                for page in pages:
                    total += page
                if total != len(pages):
                    wrong.append(total)

    def write(step):
        for i in range(rounds):
            with lock:
                pages[i * step % 40] -= 1
                pages[(i * step + 7) % 40] += 1

    together(read, lambda: write(3), lambda: write(11))
    return wrong


def elision(rounds):
    """Sections that elide a lock beside one that blocks inside, and so takes it for real."""
    lock = threading.Lock()
    left, right = Box(), Box()
    wrong = []

    def hold():
        for _ in range(rounds // 4 + 1):
            with lock:
                left.value += 1
                time.sleep(0.0002)
                right.value += 1

    def elide():
        for _ in range(rounds):
            with lock:
                if left.value != right.value:
                    wrong.append((left.value, right.value))
                left.value += 1
                right.value += 1

    together(hold, elide, elide)
    return wrong, left.value == right.value


PROGRAMS = [publication, privatisation, write_skew, lost_update, dirty_read, zombie, long_reader, elision]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for program in PROGRAMS:
        if len(sys.argv) < 3 or program.__name__ in sys.argv[2:]:
            print(program.__name__, program(rounds))


main()
