# What throw() raises in a body that has not started has the line of the def, no columns.
import traceback


def generator():
    yield 1


async def coroutine():
    return 1


for made in (generator(), coroutine()):
    try:
        made.throw(ValueError("early"))
    except ValueError as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        print(frame.name, frame.lineno, frame.colno, frame.end_colno)
        traceback.print_exception(error, file=__import__("sys").stdout)
