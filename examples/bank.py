"""Transfers between 10,000 accounts, every one of them under the same global lock.

The lock is the simple and safe choice, and with a global interpreter lock it costs nothing more. Two
transfers touch the same account only now and then, so there is much to gain from running them at once.

    bank.py [--threads T] [--size TRANSFERS]
"""

import sys
import threading

ACCOUNTS = 10000


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


class Account:
    def __init__(self, number):
        self.number = number
        self.balance = 1000
        self.moves = 0

    def deposit(self, amount):
        self.balance += amount
        self.moves += 1


class Bank:
    def __init__(self):
        self.lock = threading.Lock()
        self.accounts = [Account(number) for number in range(ACCOUNTS)]

    def transfer(self, source, target, amount):
        with self.lock:
            self.accounts[source].deposit(-amount)
            self.accounts[target].deposit(amount)


def scramble(x):
    """A well-mixed number from 0 to 2**31 - 1 for every x."""
    x = (x * 1103515245 + 12345) & 0x7FFFFFFF
    x ^= x >> 13
    x = (x * 1597334677 + 7) & 0x7FFFFFFF
    return x ^ (x >> 11)


def work(bank, first, last):
    for i in range(first, last):
        source = scramble(2 * i) % ACCOUNTS
        target = scramble(2 * i + 1) % ACCOUNTS
        bank.transfer(source, target, i % 97 + 1)


def main():
    threads, size = read_options(1500000)
    bank = Bank()
    workers = [
        threading.Thread(target=work, args=(bank, size * i // threads, size * (i + 1) // threads))
        for i in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    total = sum(account.balance for account in bank.accounts)
    checksum = 0
    for account in bank.accounts:
        checksum = (checksum * 31 + account.balance * 7 + account.moves) % 1000000007
    print(f"bank: {size} transfers, {total} in all accounts")
    print(f"checksum {checksum}")


main()
