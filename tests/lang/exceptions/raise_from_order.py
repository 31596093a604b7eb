# raise E from C: E is made and looked at first, then C; what is wrong with either has the handled exception as its context.
def made(name, value):
    print("make", name)
    return value


class First(Exception):
    def __init__(self):
        print("First")


class Cause(Exception):
    def __init__(self):
        print("Cause")


class Odd(Exception):
    def __new__(cls):
        print("Odd")
        return 5


class Fails(Exception):
    def __init__(self):
        raise LookupError("in __init__")


def attempt(exc, cause):
    try:
        try:
            raise KeyError("handled")
        except KeyError:
            raise made("exception", exc) from made("cause", cause)
    except BaseException as error:
        print(type(error).__name__, error, repr(error.__cause__), repr(error.__context__), error.__suppress_context__)


for exc in (First, First(), Odd, Fails, 0, int, None):
    for cause in (Cause, Cause(), Fails, 0, int, None):
        attempt(exc, cause)
