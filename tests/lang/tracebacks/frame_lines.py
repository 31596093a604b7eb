# f_lineno of a frame that an exception has left: where the exception, or the code that handled it, was at last.
import sys
def lines(f):
    try: f()
    except BaseException as ex: t = ex.__traceback__
    else: print('none'); return
    out=[]
    t = t.tb_next
    while t:
        fr = t.tb_frame
        out.append((None if fr.f_lineno is None else fr.f_lineno - fr.f_code.co_firstlineno, t.tb_lineno-fr.f_code.co_firstlineno))
        t = t.tb_next
    print(f.__name__, out)
def a():
    try:
        1/0
    except:
        pass
    raise Exception
def b():
    try:
        1/0
    except:
        1/0
        pass
def c():
    try:
        1/0
    except TypeError:
        pass
def d():
    try:
        1/0
    finally:
        pass
def e():
    with open('/dev/null'):
        1/0
        pass
def f():
    try: 1/0
    except Exception as x:
        1/0
        pass
for x in (a,b,c,d,e,f): lines(x)


class Exit:
    def __init__(self, *raises):
        self.raises = raises

    def __enter__(self):
        return self

    def __exit__(self, *info):
        for exc in self.raises:
            raise exc


def g():
    with Exit(KeyError("exit")):
        1/0
        pass


def h():
    try:
        1/0
    except TypeError as x:
        pass
    except KeyError as x:
        pass
    else:
        pass


def i():
    for _ in range(2):
        try:
            1/0
        finally:
            x = 1
            y = 2


for x in (g, h, i):
    lines(x)
