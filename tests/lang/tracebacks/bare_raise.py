# A bare raise adds no line of its own to the traceback.
import sys


def again():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise


def entries(error):
    tb = error.__traceback__
    while tb is not None:
        yield tb.tb_frame.f_code.co_name, tb.tb_lineno
        tb = tb.tb_next


try:
    again()
except ZeroDivisionError as error:
    print(list(entries(error)))


def outer():
    try:
        again()
    except ArithmeticError:
        try:
            raise
        finally:
            print("finally", sys.exc_info()[0])


try:
    outer()
except ZeroDivisionError as error:
    print(list(entries(error)))


def none():
    raise


try:
    none()
except RuntimeError as error:
    print(error, list(entries(error)))
