# Generators, coroutines, async generators and what drives them, without an event loop.
def run(coro):
    steps = []
    try:
        value = None
        while True:
            steps.append(coro.send(value))
            value = len(steps)
    except StopIteration as e:
        return e.value, steps


class Ready:
    def __init__(self, v): self.v = v
    def __await__(self):
        got = yield self.v
        return (self.v, got)


class Counter:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if self.n == 0: raise StopAsyncIteration
        self.n -= 1
        await Ready(self.n)
        return self.n


class Manager:
    def __init__(self, swallow=False): self.swallow = swallow
    async def __aenter__(self):
        print("aenter", await Ready("in"))
        return "entered"
    async def __aexit__(self, kind, value, tb):
        print("aexit", kind and kind.__name__, await Ready("out"))
        return self.swallow


async def simple():
    a = await Ready(1)
    b = [await Ready(i) for i in (2, 3)]
    return a, b


print(run(simple()))


async def loops():
    out = []
    async for i in Counter(5):
        if i == 3: continue
        if i == 1: break
        out.append(i)
    else:
        out.append("not here")
    async for i in Counter(1):
        out.append(i)
    else:
        out.append("else")
    return out


print(run(loops()))


async def comprehensions():
    a = [i async for i in Counter(3)]
    b = {i: await Ready(i) async for i in Counter(2) if i}
    c = sorted({i async for i in Counter(2)})
    d = [x + y async for x in Counter(2) for y in (10, 20)]
    e = [v async for v in (i * 2 async for i in Counter(3))]
    return a, b, c, d, e


print(run(comprehensions())[0])


async def managers():
    async with Manager() as m, Manager(True) as n:
        print(m, n)
        raise ValueError("x")
    print("swallowed")
    try:
        async with Manager():
            raise KeyError("k")
    except KeyError as e:
        print("out", e)
    for i in range(2):
        async with Manager():
            if i: return "returned"
            continue


print(run(managers())[0])


async def agen(n):
    try:
        for i in range(n):
            got = yield i
            if got: print("got", got)
            await Ready("tick")
    finally:
        print("agen closed")


async def use_agen():
    out = []
    async for v in agen(3):
        out.append(v)
    g = agen(5)
    out.append(await g.__anext__())
    out.append(await g.asend("hello"))
    try:
        await g.athrow(ValueError("thrown"))
    except ValueError as e:
        out.append(str(e))
    await g.aclose()
    return out


print(run(use_agen())[0])


def delegate():
    r = yield from inner()
    yield ("result", r)
    yield from ()
    yield from [x for x in (1, 2)]
    return "end"


def inner():
    try:
        got = yield "first"
        print("inner got", got)
    except ValueError as e:
        print("inner caught", e)
        yield "handled"
    return "inner value"


g = delegate()
print(next(g), g.send("sent"), list(g))
g = delegate()
print(next(g), g.throw(ValueError("v")), next(g))


def with_finally():
    try:
        try:
            x = yield 1
            return x
        finally:
            yield "cleanup"
    finally:
        print("outer finally")


g = with_finally()
print(next(g), g.send(7))
try:
    next(g)
except StopIteration as e:
    print("value", e.value)
g = with_finally()
next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)
print(next(g, "ended"))
lam = lambda: (yield 5)
print(list(lam()))


def expression_yields():
    x = (yield 1) + (yield 2)
    y = [(yield 3), (yield 4)]
    print((yield 5) or (yield 6), f"{(yield 7)}")
    return x, y


g = expression_yields()
out = [next(g)]
try:
    while True: out.append(g.send(10 if out[-1] != 5 else 0))
except StopIteration as e:
    print(out, e.value)
gen = (x * y for x in range(3) if x for y in range(x, 4) if y != 2)
print(list(gen), list(gen))


def leaks():
    def stop(): raise StopIteration("oops")
    yield 1
    stop()


try:
    list(leaks())
except RuntimeError as e:
    print(e, repr(e.__cause__))
print([f.__code__.co_flags & 0x2a0 for f in (delegate, simple, agen)], (lambda: (yield)).__code__.co_flags & 0x20)
for bad in (5, None):
    async def bad_await(): await bad
    async def bad_for():
        async for _ in bad: pass
    async def bad_with():
        async with bad: pass
    for f in (bad_await, bad_for, bad_with):
        try:
            run(f())
        except (TypeError, AttributeError) as e:
            print(type(e).__name__, e)
