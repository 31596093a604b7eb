"""One counter under one lock, and nothing else: the worst case for running threads at once.

    hot_counter.py [--threads T] [--size INCREMENTS]
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


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def add(self, amount):
        with self.lock:
            self.value += amount


def work(counter, first, last):
    for i in range(first, last):
        counter.add(i & 7)


def main():
    threads, size = read_options(8000000)
    counter = Counter()
    workers = [
        threading.Thread(target=work, args=(counter, size * i // threads, size * (i + 1) // threads))
        for i in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"hot_counter: {size} additions")
    print(f"checksum {counter.value}")


main()
