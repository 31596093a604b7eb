# A body that was begun goes on with the code it was begun with, whatever its function has now.
def first(n):
    for i in range(n):
        got = yield ("first", i)
        if got:
            print("got", got)


def second(n):
    a = b = c = d = e = n
    yield ("second", a + b + c + d + e)
    yield "end"


g = first(4)
print(next(g))
first.__code__ = second.__code__
print(g.gi_code.co_name, g.gi_frame.f_code.co_name, first.__code__.co_name)
print(g.send("x"), list(g))
print(list(first(3)))


def plain():
    return 1


late = first(2)
first.__code__ = plain.__code__.replace(co_argcount=0)
print(list(late), first())


async def wait():
    return "waited"


async def other():
    return "other"


c = wait()
wait.__code__ = other.__code__
try:
    c.send(None)
except StopIteration as stop:
    print(stop.value)
