# What an iterator returned at its end reaches who asked, once.


def returns(value):
    yield 1
    return value


def ending(generator):
    for _ in generator:
        pass
    try:
        next(generator)
    except StopIteration as stop:
        return repr(stop)


print(ending(returns(5)))
generator = returns(6)
print(next(generator), next(generator, "default"))
try:
    next(generator)
except StopIteration as stop:
    print(repr(stop))


class Ends:
    """Ends with a value the first time, without one afterwards."""

    def __init__(self):
        self.values = [(7,), (), (None,)]

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration(*self.values.pop(0))


def delegates(iterator):
    return (yield from iterator)


iterator = Ends()
for _ in iterator:
    pass
for _ in range(2):
    try:
        next(delegates(iterator))
    except StopIteration as stop:
        print(repr(stop.value))
iterator = Ends()
try:
    next(delegates(iterator))
except StopIteration as stop:
    print(repr(stop.value))


async def five():
    return 5


class Wrapped:
    def __await__(self):
        return five().__await__()


class Delegated:
    def __await__(self):
        return (yield from five().__await__())


async def both():
    return await Wrapped(), await Delegated()


try:
    both().send(None)
except StopIteration as stop:
    print(stop.value)
