# except*: splitting, naming, nesting, what is raised at the end.
def attempt(exc, body=None):
    log = []
    try:
        try:
            raise exc
        except* ValueError as eg:
            log.append(("value", eg.exceptions))
            if body: body()
        except* (KeyError, IndexError) as eg:
            log.append(("lookup", eg.exceptions))
        except* OSError:
            log.append("os")
            raise
        else:
            log.append("else")
        finally:
            log.append("finally")
    except BaseException as e:
        log.append(("out", type(e).__name__, repr(e)))
    return log


def fail(): raise RuntimeError("from handler")


print(attempt(ExceptionGroup("g", [ValueError(1), KeyError(2), ValueError(3)])))
print(attempt(ExceptionGroup("g", [TypeError(1), ValueError(2)])))
print(attempt(ValueError("single")))
print(attempt(TypeError("unmatched")))
print(attempt(ExceptionGroup("g", [OSError(1), ValueError(2)])))
print(attempt(ExceptionGroup("g", [ExceptionGroup("h", [ValueError(1), TypeError(2)]), KeyError(3)])))
print(attempt(ExceptionGroup("g", [ValueError(1), KeyError(2)]), fail))
print(attempt(ExceptionGroup("g", [ValueError(1), TypeError(2)]), fail))
try:
    pass
except* ValueError:
    print("never")
else:
    print("else")
try:
    try:
        raise ValueError(1)
    except* 5:
        pass
except TypeError as e:
    print(e)
try:
    try:
        raise ValueError(1)
    except* ExceptionGroup:
        pass
except TypeError as e:
    print(e)


def name_gone():
    try:
        raise ExceptionGroup("g", [ValueError(1)])
    except* ValueError as e:
        pass
    try:
        e
    except NameError as err:
        print(type(err).__name__, err)


name_gone()
import sys


def handled():
    try:
        raise ExceptionGroup("g", [ValueError(1), KeyError(2)])
    except* ValueError:
        print(repr(sys.exc_info()[1]))
    except* KeyError:
        print(repr(sys.exc_info()[1]))
    print(sys.exc_info()[1])


handled()
