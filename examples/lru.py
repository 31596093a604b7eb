"""Requests answered through a cache of the least recently used kind; one lock guards the cache.

A hit moves an entry to the front only when it has not been there for a while (as memcached does), so
that most hits only read. What is missing is computed outside the lock.

    lru.py [--threads T] [--size REQUESTS]
"""

import sys
import threading

CAPACITY = 2000
KEYS = 6000


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


class Entry:
    def __init__(self, key, value):
        self.key = key
        self.value = value
        self.before = self
        self.after = self
        self.moved = 0


class Cache:
    """A dict of entries in a ring: the newest is after the anchor, the oldest before it."""

    def __init__(self, capacity):
        self.lock = threading.Lock()
        self.capacity = capacity
        self.entries = {}
        self.anchor = Entry(None, None)
        self.insertions = 0

    def unlink(self, entry):
        entry.before.after = entry.after
        entry.after.before = entry.before

    def push(self, entry):
        entry.before = self.anchor
        entry.after = self.anchor.after
        entry.before.after = entry
        entry.after.before = entry
        entry.moved = self.insertions

    def get(self, key):
        with self.lock:
            entry = self.entries.get(key)
            if entry is None:
                return None
            if self.insertions - entry.moved > self.capacity // 4:
                self.unlink(entry)
                self.push(entry)
            return entry.value

    def put(self, key, value):
        with self.lock:
            if key in self.entries:
                return
            if len(self.entries) >= self.capacity:
                oldest = self.anchor.before
                self.unlink(oldest)
                del self.entries[oldest.key]
            self.insertions += 1
            entry = Entry(key, value)
            self.entries[key] = entry
            self.push(entry)


def expensive(key):
    """What the cache saves: the first 60 numbers of the Collatz walk from key, as a list."""
    walk = []
    number = key + 2
    for _ in range(60):
        walk.append(number)
        number = number // 2 if number % 2 == 0 else 3 * number + 1
    return walk


def answer(walk, request):
    """The work that every request does with what it got."""
    total = request
    for number in walk:
        total = (total * 3 + number) % 65521
    return total


def scramble(x):
    """A well-mixed number from 0 to 2**31 - 1 for every x."""
    x = (x * 1103515245 + 12345) & 0x7FFFFFFF
    x ^= x >> 13
    x = (x * 1597334677 + 7) & 0x7FFFFFFF
    return x ^ (x >> 11)


def pick_key(request):
    """Some keys are wanted much more often than others."""
    number = scramble(request)
    return (number % KEYS) * (number // KEYS % 1000) * (number // 7 % 1000) // 1000000


def serve(cache, first, last, results, index):
    checksum = 0
    hits = 0
    for request in range(first, last):
        key = pick_key(request)
        walk = cache.get(key)
        if walk is None:
            walk = expensive(key)
            cache.put(key, walk)
        else:
            hits += 1
        checksum += answer(walk, request)
    results[index] = (checksum, hits)


def main():
    threads, size = read_options(300000)
    cache = Cache(CAPACITY)
    results = [None] * threads
    workers = [
        threading.Thread(target=serve, args=(cache, size * i // threads, size * (i + 1) // threads,
                                             results, i))
        for i in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ring = 0
    entry = cache.anchor.after
    while entry is not cache.anchor:
        assert cache.entries[entry.key] is entry
        ring += 1
        entry = entry.after
    hits = sum(r[1] for r in results)
    full = ring == len(cache.entries) == min(CAPACITY, cache.insertions)
    print(f"lru: {size} requests, {'mostly' if hits * 2 > size else 'seldom'} hits, sound {full}")
    print(f"checksum {sum(r[0] for r in results)}")


main()
