"""Counts the words of a text: each thread counts pieces of its own and merges them into the shared table.

    wordcount.py [--threads T] [--size PIECES]
"""

import sys
import threading

PIECE = 2000
SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu".split()


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


def make_text(piece):
    """A piece of text, the same for the same number: words of one to three syllables, short ones often."""
    state = piece * 7919 + 17
    words = []
    for _ in range(PIECE):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        word = SYLLABLES[(state >> 8) % 30]
        if state >> 16 & 1:
            word += SYLLABLES[(state >> 18) % 30]
            if state >> 17 & 3 == 3:
                word += SYLLABLES[(state >> 12) % 30]
        if state >> 20 & 31 == 0:
            word = word.capitalize() + "."
        words.append(word)
    return " ".join(words)


class Table:
    def __init__(self):
        self.lock = threading.Lock()
        self.counts = {}

    def merge(self, counts):
        with self.lock:
            for word, number in counts.items():
                self.counts[word] = self.counts.get(word, 0) + number


def count_words(table, pieces, first, step):
    for piece in range(first, pieces, step):
        counts = {}
        for word in make_text(piece).lower().split():
            word = word.strip(".,;")
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
        table.merge(counts)


def main():
    threads, pieces = read_options(1400)
    table = Table()
    workers = [
        threading.Thread(target=count_words, args=(table, pieces, first, threads))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    counts = sorted(table.counts.items(), key=lambda item: (-item[1], item[0]))
    print(f"wordcount: {sum(table.counts.values())} words, {len(counts)} different")
    for word, number in counts[:5]:
        print(f"{number:8} {word}")
    checksum = 0
    for word, number in counts:
        for letter in word:
            checksum = (checksum * 31 + ord(letter)) % 1000000007
        checksum = (checksum * 31 + number) % 1000000007
    print(f"checksum {checksum}")


main()
