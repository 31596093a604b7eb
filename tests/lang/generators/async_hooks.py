# The hooks of async generators, where coroutines come from, and the end of what was dropped before its own.
import gc
import sys
import time
import warnings


def collect_all():
    """What a transaction has made it keeps until it ends: a blocking call ends it."""
    time.sleep(0.001)
    gc.collect()


def run(coroutine):
    sent = []
    while True:
        try:
            sent.append(coroutine.send(None))
        except StopIteration as stop:
            return sent, stop.value


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed")


print(sys.get_asyncgen_hooks())
firsts = []
print(sys.set_asyncgen_hooks(firstiter=firsts.append))
print(sys.get_asyncgen_hooks().firstiter == firsts.append, sys.get_asyncgen_hooks()[1])


async def collect(generator):
    return [n async for n in generator]


generator = numbers()
print(run(collect(generator)), firsts == [generator])
generator.__anext__().close()
print(len(firsts))
for start in ("__anext__", "aclose"):
    generator = numbers()
    getattr(generator, start)()
    getattr(generator, start)()
    print(start, firsts.pop() is generator, len(firsts))


def failing(generator):
    raise ValueError("no generators today")


sys.set_asyncgen_hooks(failing)
try:
    numbers().asend(None)
except ValueError as exc:
    print("firstiter raises:", exc)
for wrong in ({"finalizer": 3}, {"firstiter": "text"}):
    try:
        sys.set_asyncgen_hooks(**wrong)
    except TypeError as exc:
        print(exc)
sys.set_asyncgen_hooks(firstiter=None)
print(sys.get_asyncgen_hooks())

# A generator that is dropped half-way goes to the finalizer of the thread that first iterated it.
saved = []
sys.set_asyncgen_hooks(finalizer=saved.append)


async def first_of(generator):
    async for n in generator:
        return n


async def close_saved():
    await saved.pop().aclose()


def drop_half_way():
    run(first_of(numbers()))


drop_half_way()
collect_all()
print(len(saved), type(saved[0]).__name__)
sys.set_asyncgen_hooks(None, None)
print(run(close_saved()))


# Without one it is closed where it stands.
drop_half_way()
collect_all()
print("gone")


# Coroutines: dropped before and after they were begun.
async def waits():
    try:
        await Forever()
    finally:
        print("left")


class Forever:
    def __await__(self):
        while True:
            yield "wait"


def begin_and_drop():
    return waits().send(None)


def never_begin():
    waits()


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    begin_and_drop()
    collect_all()
    never_begin()
    collect_all()
    closed = waits()
    closed.close()
    del closed
    collect_all()
print([(w.category.__name__, str(w.message)) for w in caught])

# Where a coroutine was made.
def make():
    return waits()


warnings.simplefilter("ignore")
print(sys.get_coroutine_origin_tracking_depth(), make().cr_origin is None)


def origin(depth):
    sys.set_coroutine_origin_tracking_depth(depth)
    try:
        coroutine = make()
    finally:
        sys.set_coroutine_origin_tracking_depth(0)
    coroutine.close()
    return [(line, name) for _, line, name in coroutine.cr_origin]


print(origin(1), origin(2))
try:
    sys.set_coroutine_origin_tracking_depth(-1)
except ValueError as exc:
    print(exc)
