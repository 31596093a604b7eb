# What a body is handling is its own, what its resumer is handling is each resumer's; what is thrown in, and how a body is closed.
import sys


def name():
    kind = sys.exc_info()[0]
    return kind and kind.__name__


def body():
    try:
        raise ValueError
    except ValueError:
        yield name()
        try:
            raise KeyError
        except KeyError:
            yield name()
        yield name()
    yield name()
    yield name()


def resume_while_handling(generator, error):
    try:
        raise error
    except error:
        return next(generator), name()


generator = body()
print(resume_while_handling(generator, IndexError), next(generator), name())
print(resume_while_handling(generator, OSError), next(generator), name(), resume_while_handling(generator, OSError))


def catches():
    try:
        yield
    except Exception:
        yield name()
        yield name()
        raise


def delegates():
    try:
        raise KeyError
    except KeyError:
        yield from catches()


for make in catches, delegates:
    generator = make()
    next(generator)
    try:
        raise ValueError(1)
    except ValueError as exc:
        print(generator.throw(exc), name())
    print(next(generator), name())
    try:
        next(generator)
    except ValueError as exc:
        print(repr(exc), name())


class Wrong(Exception):
    def __new__(cls, *args):
        return cls


class Fails(Exception):
    def __init__(self):
        raise KeyError("in __init__")


def listens():
    try:
        yield 1
    except Exception as exc:
        yield type(exc).__name__, str(exc)


for error in Wrong, Fails:
    generator = listens()
    next(generator)
    print(generator.throw(error))
try:
    listens().throw(3)
except TypeError as exc:
    print(exc)


class Broken:
    """Does not tell whether it can be closed."""

    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def __getattr__(self, attr):
        1 / 0


def over(iterator):
    yield from iterator


sys.unraisablehook = lambda args: print("unraisable:", args.exc_type.__name__, type(args.object).__name__)
generator = over(Broken())
print(next(generator), generator.close())
