# coroutine.__await__ gives an iterator over the coroutine; __anext__ that gives nothing to await.
import types


@types.coroutine
def pause(value):
    got = yield value
    return got


async def work(log):
    try:
        log.append(await pause(1))
        log.append(await pause(2))
    except KeyError as error:
        log.append(repr(error))
    return "done"


log = []
iterator = work(log).__await__()
print(type(iterator).__name__, iter(iterator) is iterator, next(iterator), iterator.send("x"))
try:
    iterator.throw(KeyError("k"))
except StopIteration as stop:
    print(stop.value, log)
closed = work([]).__await__()
print(next(closed), closed.close())


class Broken:
    def __aiter__(self):
        return self

    def __anext__(self):
        return self

    def __await__(self):
        1 / 0


async def loop():
    async for _ in Broken():
        pass


try:
    loop().send(None)
except TypeError as error:
    print(error, repr(error.__cause__))


class NotMade(Exception):
    def __new__(cls, *args):
        return 5


def generator():
    yield 1


running = generator()
next(running)
try:
    running.throw(NotMade)
except TypeError as error:
    print(error)
