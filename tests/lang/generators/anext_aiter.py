# aiter() and anext(), and the awaitable of anext() with a default.


def run(awaitable):
    sent = []
    iterator = awaitable.__await__()
    while True:
        try:
            sent.append(next(iterator))
        except StopIteration as stop:
            return sent, stop.value
        except BaseException as exc:
            return sent, repr(exc)


class Pause:
    def __init__(self, what):
        self.what = what

    def __await__(self):
        try:
            return (yield self.what)
        except KeyError as exc:
            return repr(exc)


async def generator():
    yield 1
    await Pause("in the middle")
    yield 2


class Plain:
    """__anext__ is a coroutine."""

    def __init__(self, items):
        self.items = list(items)

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.items:
            raise StopAsyncIteration
        await Pause("before the item")
        return self.items.pop(0)


for make in (generator, lambda: Plain("ab")):
    it = aiter(make())
    print(aiter(it) is it)
    print([run(anext(it)) if rest is None else run(anext(it, rest)) for rest in (None, "x", "x", "y", None)])

awaitable = anext(Plain("c"), "default")
print(type(awaitable).__name__, iter(awaitable) is awaitable, awaitable.__await__() is awaitable)
print(next(awaitable))
try:
    awaitable.send("sent")
except (RuntimeError, StopIteration) as exc:
    print(repr(exc))


async def wait_for(what):
    return await anext(what, "default")


class Through:
    """The awaitable is a generator of its own."""

    def __anext__(self):
        return Pause("generator").__await__()


class Held:
    """Its awaitable has one iterator."""

    def __init__(self):
        self.iterator = Pause("pause").__await__()

    def __await__(self):
        return self.iterator

    def __anext__(self):
        return self


print(run(wait_for(Plain(""))), run(wait_for(Held())))
coroutine = wait_for(Held())
print(coroutine.send(None))
try:
    coroutine.throw(ZeroDivisionError("thrown"))
except ZeroDivisionError as exc:
    print(repr(exc))
held = anext(Held(), "default")
print(held.close())


class NotIterator:
    def __aiter__(self):
        return 3


class BadAnext:
    def __anext__(self):
        return 3


for wrong in (lambda: aiter(3), lambda: anext(3), lambda: aiter(NotIterator()), lambda: anext(iter(())), lambda: aiter(),
              lambda: anext(), lambda: anext(1, 2, 3), lambda: aiter(1, 2), lambda: next(anext(BadAnext(), 1)),
              lambda: next(anext(Through(), 1))):
    try:
        wrong()
    except TypeError as exc:
        print(exc)
