"""Invariant programs for Python threads: bank, x == y, linked list, tree, hash set, dining philosophers.

invariants.py [ROUNDS] [NAME...]: prints one line for each program, the same for every interleaving.
"""

import sys
import threading

THREADS = 3


class Numbers:
    """A small generator: the same numbers for a seed in every interpreter."""

    def __init__(self, seed):
        self.state = seed + 1

    def below(self, n):
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 8) % n


def together(work):
    """work(i, its own random numbers) in THREADS threads; what one of them raises is printed."""
    failures = []

    def run(i):
        try:
            work(i, Numbers(i))
        except BaseException as error:
            failures.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=run, args=(i,)) for i in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for failure in failures:
        print(" ", failure)


def bank(rounds):
    lock = threading.Lock()
    accounts = [100] * 8
    wrong = []

    def work(i, numbers):
        for _ in range(rounds):
            source, target = numbers.below(8), numbers.below(8)
            with lock:
                amount = min(accounts[source], 7)
                accounts[source] -= amount
                accounts[target] += amount
            with lock:
                if sum(accounts) != 800:
                    wrong.append(sum(accounts))

    together(work)
    return wrong, sum(accounts)


class Point:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = self.y = 0


def xy(rounds):
    lock = threading.RLock()
    point = Point()
    wrong = []

    def work(i, numbers):
        for _ in range(rounds):
            with lock:
                if point.x != point.y:
                    wrong.append((point.x, point.y))
                with lock:
                    point.x += 1
                point.y += 1

    together(work)
    return wrong, point.x, point.y


class Node:
    def __init__(self, key, next=None):
        self.key = key
        self.next = next
        self.left = self.right = None


def count_changes(rounds, add, remove, keys):
    """Random additions and removals; returns how many keys there ought to be in the end."""
    changes = [0] * THREADS

    def work(i, numbers):
        for _ in range(rounds):
            key = numbers.below(12)
            if numbers.below(2):
                changes[i] += add(key)
            else:
                changes[i] -= remove(key)

    together(work)
    found = list(keys())
    return found == sorted(set(found)), len(found) == sum(changes)


def linked_list(rounds):
    lock = threading.Lock()
    head = Node(-1)

    def find(key):
        before = head
        while before.next is not None and before.next.key < key:
            before = before.next
        return before, before.next is not None and before.next.key == key

    def add(key):
        with lock:
            before, present = find(key)
            if not present:
                before.next = Node(key, before.next)
            return not present

    def remove(key):
        with lock:
            before, present = find(key)
            if present:
                before.next = before.next.next
            return present

    def keys():
        node = head.next
        while node is not None:
            yield node.key
            node = node.next

    return count_changes(rounds, add, remove, keys)


def tree(rounds):
    lock = threading.Lock()
    root = Node(-1)

    def find(key):
        parent, side, node = root, "right", root.right
        while node is not None and node.key != key:
            parent, side = node, "left" if key < node.key else "right"
            node = getattr(node, side)
        return parent, side, node

    def add(key):
        with lock:
            parent, side, node = find(key)
            if node is None:
                setattr(parent, side, Node(key))
            return node is None

    def remove(key):
        with lock:
            parent, side, node = find(key)
            if node is None:
                return False
            if node.left is None or node.right is None:
                setattr(parent, side, node.right if node.left is None else node.left)
                return True
            parent, least = node, node.right
            while least.left is not None:
                parent, least = least, least.left
            node.key = least.key
            if parent is node:
                parent.right = least.right
            else:
                parent.left = least.right
            return True

    def keys(node=False):
        node = root.right if node is False else node
        if node is not None:
            yield from keys(node.left)
            yield node.key
            yield from keys(node.right)

    return count_changes(rounds, add, remove, keys)


def hash_set(rounds):
    lock = threading.Lock()
    members, mirror = set(), {}

    def add(key):
        with lock:
            fresh = key not in members
            members.add(key)
            mirror[key] = mirror.get(key, 0) + 1
            return fresh

    def remove(key):
        with lock:
            present = key in members
            members.discard(key)
            if (mirror.pop(key, None) is not None) != present:
                print("  set and dict disagree about", key)
            return present

    return count_changes(rounds, add, remove, lambda: sorted(members)) + (sorted(members) == sorted(mirror),)


def philosophers(rounds):
    forks = [threading.Lock() for _ in range(THREADS)]
    owners = [None] * THREADS
    wrong, meals = [], [0] * THREADS

    def work(i, numbers):
        first, second = sorted((i, (i + 1) % THREADS))
        for _ in range(rounds // 2):
            with forks[first], forks[second]:
                if owners[first] is not None or owners[second] is not None:
                    wrong.append(i)
                owners[first] = owners[second] = i
                meals[i] += 1
                owners[first] = owners[second] = None

    together(work)
    return wrong, meals


PROGRAMS = [bank, xy, linked_list, tree, hash_set, philosophers]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for program in PROGRAMS:
        if len(sys.argv) < 3 or program.__name__ in sys.argv[2:]:
            print(program.__name__, program(rounds))


main()
