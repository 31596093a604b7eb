# What a finished coroutine says to send, throw, close and await; a finished generator beside it.
async def value():
    return 5


async def awaiting(inner):
    return await inner


def generator():
    return 5
    yield


def attempt(function):
    try:
        print("got", function())
    except BaseException as error:
        print(type(error).__name__, error, repr(error.__context__))


for make in (value, generator, lambda: awaiting(value())):
    made = make()
    attempt(lambda: made.send(None))
    attempt(lambda: made.send(None))
    attempt(lambda: made.send(1))
    attempt(lambda: made.throw(KeyError("thrown")))
    attempt(lambda: made.throw(GeneratorExit))
    attempt(lambda: made.close())
finished = value()
attempt(lambda: finished.send(None))
attempt(lambda: awaiting(finished).send(None))
wrapper = value().__await__()
attempt(lambda: next(wrapper))
attempt(lambda: next(wrapper))
attempt(lambda: wrapper.throw(KeyError("thrown")))
attempt(lambda: wrapper.close())
closed = value()
closed.close()
attempt(lambda: closed.throw(KeyError("thrown")))
attempt(lambda: closed.send(None))
