def show(e):
    seen = 0
    while e is not None and seen < 6:
        print(" ", repr(e), "cause", repr(e.__cause__), "context", repr(e.__context__), e.__suppress_context__)
        e = e.__cause__ or e.__context__
        seen += 1
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("while handling")
except ValueError as e:
    show(e)
try:
    try:
        1 / 0
    except ZeroDivisionError as z:
        raise ValueError("explicit") from z
except ValueError as e:
    show(e)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("suppressed") from None
except ValueError as e:
    show(e)
try:
    raise KeyError("k") from IndexError
except KeyError as e:
    show(e)
try:
    raise KeyError("k") from 5
except TypeError as e:
    print(e)
try:
    try:
        raise ValueError("body")
    finally:
        raise KeyError("finally")
except KeyError as e:
    show(e)
def f():
    try:
        raise ValueError(1)
    except ValueError:
        g()
def g():
    try:
        raise KeyError(2)
    except KeyError:
        raise IndexError(3)
try:
    f()
except IndexError as e:
    show(e)
e1, e2 = ValueError("1"), ValueError("2")
try:
    try:
        raise e1
    except ValueError:
        raise e1
except ValueError as e:
    show(e)
try:
    try:
        raise e1
    except ValueError:
        try:
            raise e2
        except ValueError:
            raise e1
except ValueError as e:
    show(e)
e3 = ValueError("3")
e3.__cause__ = e2
print(e3.__suppress_context__)
for bad in (5, "x"):
    try:
        e3.__cause__ = bad
    except TypeError as e:
        print(e)
try:
    e3.__context__ = 5
except TypeError as e:
    print(e)
e4 = ValueError("noted")
e4.add_note("a note")
e4.add_note("another")
print(e4.__notes__)
try:
    e4.add_note(5)
except TypeError as e:
    print(e)
for attr in ("__traceback__",):
    try:
        raise ValueError("tb")
    except ValueError as e:
        print(e.__traceback__ is not None, e.__traceback__.tb_lineno, e.__traceback__.tb_next, e.with_traceback(None) is e, e.__traceback__)
