# What index() and remove() say about an item that is not there: its own repr.
from collections import deque


class Item:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Item({self.name!r})"


def attempt(function):
    try:
        print(function())
    except (ValueError, KeyError) as error:
        print(type(error).__name__, error)


for item in (Item("a"), [Item("b")], "text", 2.5):
    for places in ([1, 2], deque([1, 2]), (1, 2), range(3)):
        attempt(lambda: places.index(item))
        if hasattr(places, "remove"):
            attempt(lambda: places.remove(item))
