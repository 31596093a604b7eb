# The handled exception is what it was before, in loops, generators and nested handlers.
import sys
def current():
    e = sys.exc_info()[1]
    return repr(e)
print(current())
try:
    raise ValueError(1)
except ValueError:
    print(current())
    try:
        raise KeyError(2)
    except KeyError:
        print(current())
    print(current())
print(current())
def g():
    try:
        raise IndexError(3)
    except IndexError:
        yield current()
        yield current()
    yield current()
try:
    raise ValueError(4)
except ValueError:
    it = g()
    print(next(it), current(), next(it), current(), next(it), current())
print(current())
def called():
    return current()
for i in range(3):
    try:
        if i == 1:
            continue
        raise ValueError(i)
    except ValueError:
        print(called())
        continue
    finally:
        print("f", current())
print(current(), sys.exception())
class C:
    def __exit__(self, *a):
        print("in exit", current())
        return True
    def __enter__(self):
        return self
with C():
    raise OSError("w")
print(current())
try:
    try:
        raise ValueError("a")
    finally:
        print("finally sees", current())
except ValueError:
    pass
def reraise_later():
    try:
        raise ValueError("later")
    except ValueError as e:
        saved = e
    try:
        raise saved
    except ValueError as f:
        return f is saved, repr(f.__context__)
print(reraise_later())
