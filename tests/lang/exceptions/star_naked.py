# except* wraps an exception that is no group: the group has no traceback, the exception keeps its own.
import traceback


def lines(error):
    return [line for _, line in traceback.walk_tb(error.__traceback__)]


def naked():
    try:
        raise KeyError("naked")
    except* LookupError as group:
        print(type(group).__name__, group, lines(group), lines(group.exceptions[0]))
        raise ValueError("in the clause")


try:
    naked()
except ExceptionGroup as error:
    print(error, error.exceptions, lines(error))
    inner = error.exceptions[0]
    print(inner, lines(inner), repr(inner.__context__), lines(inner.__context__))
except ValueError as error:
    print(error, lines(error), repr(error.__context__), lines(error.__context__))

try:
    try:
        raise KeyError("not caught")
    except* ValueError:
        print("no")
except KeyError as error:
    print(error, lines(error))
