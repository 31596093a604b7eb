import contextvars
import pickle
import threading

v = contextvars.ContextVar("v")
w = contextvars.ContextVar("w", default=7)
print(v.name, w.get(), v.get("none"))
try:
    v.get()
except LookupError as e:
    print(e.args[0] is v)
token = v.set(1)
print(v.get(), token.var is v, token.old_value is contextvars.Token.MISSING, token.old_value)
second = v.set(2)
print(second.old_value, v.get())
v.reset(second)
print(v.get())
v.reset(token)
print(v.get("unset"))
for bad in (lambda: v.reset(token), lambda: v.reset(w.set(1)), lambda: v.reset(5), lambda: contextvars.ContextVar(1),
            lambda: contextvars.Token(), lambda: contextvars.Context(1)):
    try:
        bad()
    except (RuntimeError, ValueError, TypeError) as e:
        print(type(e).__name__, str(e).split(" at 0x")[0].split("<")[0])
ctx = contextvars.copy_context()


def inside(a, b=2):
    print(w.get(), a, b)
    w.set("inside")
    v.set("v inside")
    return w.get()


print(ctx.run(inside, 1, b=3), w.get(), v.get(None), ctx[w], ctx.get(v), v in ctx, len(ctx))
print(sorted(var.name for var in ctx), sorted(map(str, ctx.values())), dict(ctx.items())[w])
other = ctx.copy()
print(other == ctx, other is ctx, other != contextvars.Context())
try:
    ctx.run(lambda: ctx.run(print))
except RuntimeError as e:
    print("already entered" in str(e))
try:
    ctx.run(lambda: 1 / 0)
except ZeroDivisionError:
    print("left", w.get())
print(ctx.run(w.get))
try:
    ctx["x"]
except TypeError as e:
    print(e)
try:
    contextvars.Context()[v]
except KeyError as e:
    print(e.args[0] is v)
token = ctx.run(w.set, 5)
try:
    w.reset(token)
except ValueError as e:
    print("different Context" in str(e))
print(contextvars.ContextVar[int].__origin__ is contextvars.ContextVar)

seen = {}


def work(n):
    before = w.get()
    w.set(n)
    for i in range(100):
        t = v.set((n, i))
        assert v.get() == (n, i)
        if i % 2:
            v.reset(t)
    seen[n] = before, w.get(), v.get()


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(seen.items()))
