"""Producers hand batches of numbers to consumers over a bounded queue.Queue.

    prodcons.py [--threads T] [--size BATCHES]

T producers and T consumers share the work.
"""

import queue
import sys
import threading

BATCH = 200


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


def make_batch(number):
    state = number * 2 + 1
    batch = []
    for _ in range(BATCH):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        batch.append(state >> 8)
    return batch


def digest(number, batch):
    """Work on a batch: the longest rising run, and a hash of the sorted numbers."""
    longest = run = 1
    for before, after in zip(batch, batch[1:]):
        run = run + 1 if after > before else 1
        if run > longest:
            longest = run
    value = number
    for item in sorted(batch):
        value = (value * 31 + item) % 1000000007
    return longest, value


def produce(work, first, last):
    for number in range(first, last):
        work.put((number, make_batch(number)))


def consume(work, done):
    longest = total = batches = 0
    while True:
        item = work.get()
        if item is None:
            break
        run, value = digest(*item)
        longest = max(longest, run)
        total += value
        batches += 1
    done.put((longest, total, batches))


def main():
    threads, size = read_options(20000)
    work = queue.Queue(maxsize=64)
    done = queue.Queue()
    producers = [
        threading.Thread(target=produce, args=(work, size * i // threads, size * (i + 1) // threads))
        for i in range(threads)
    ]
    consumers = [threading.Thread(target=consume, args=(work, done)) for _ in range(threads)]
    for thread in producers + consumers:
        thread.start()
    for producer in producers:
        producer.join()
    for _ in consumers:
        work.put(None)
    for consumer in consumers:
        consumer.join()
    results = [done.get() for _ in consumers]
    print(f"prodcons: {sum(r[2] for r in results)} batches, longest run {max(r[0] for r in results)}")
    print(f"checksum {sum(r[1] for r in results)}")


main()
