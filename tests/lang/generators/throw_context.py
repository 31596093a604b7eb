# The context of what is thrown into a body: what the body is handling, not what its caller is.
def chain(error):
    names = []
    while error is not None:
        names.append(f"{type(error).__name__}({error})")
        error = error.__context__
    return names


def plain():
    yield 1
    yield 2


def handling():
    try:
        raise KeyError("inner")
    except KeyError:
        yield 1


def delegating(source):
    yield from source


def handling_and_delegating(source):
    try:
        raise KeyError("outer")
    except KeyError:
        yield from source


def finished():
    return
    yield


def stubborn():
    try:
        yield 1
    finally:
        raise OSError("in finally")


def attempt(generator, steps, how):
    try:
        try:
            raise ValueError("caller")
        except ValueError:
            for _ in range(steps):
                next(generator, None)
            print("got", how(generator))
    except Exception as error:
        print(chain(error))


def thrown(generator):
    return generator.throw(LookupError("thrown"))


def stopped(generator):
    return generator.throw(GeneratorExit("thrown"))


makers = [plain, handling, finished, stubborn, lambda: delegating(plain()), lambda: delegating(handling()), lambda: delegating(iter([1, 2])),
          lambda: handling_and_delegating(plain()), lambda: handling_and_delegating(iter([1, 2])),
          lambda: delegating(stubborn()), lambda: delegating(delegating(stubborn()))]
for number, make in enumerate(makers):
    for steps in (0, 1):
        print(number, steps)
        attempt(make(), steps, thrown)
        attempt(make(), steps, lambda generator: generator.close())
        try:
            attempt(make(), steps, stopped)
        except GeneratorExit as error:
            print(chain(error))
