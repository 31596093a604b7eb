# What inspect and others read of code, functions, frames and suspended bodies.
import inspect
import sys
import types


def outer(a, b=2, /, c=3, *args, d, e=5, **kwargs):
    """Doc."""
    free = a

    def inner(x: int = 1) -> str:
        nonlocal free
        free += x
        return [y for y in (free, x)]
    return inner


def generator(n):
    local = n
    received = yield local
    yield from iter((received,))


async def coroutine(n):
    await nothing(n)


@types.coroutine
def nothing(n):
    yield n


async def agen():
    yield 1


code = outer.__code__
for name in ("co_name co_qualname co_argcount co_posonlyargcount co_kwonlyargcount co_nlocals co_varnames co_cellvars co_freevars co_flags "
             "co_firstlineno").split():
    print(name, getattr(code, name))
inner = outer(1, d=4)
print(inner.__code__.co_freevars, inner.__code__.co_qualname, inner.__code__.co_name, inner.__closure__[0].cell_contents)
lines = [line for _, _, line in code.co_lines() if line is not None]
print(sorted(set(lines)) == list(range(lines[0], 16))[: len(set(lines))] or sorted(set(lines)), min(lines))
positions = [p for p in code.co_positions() if p[0]]
print(all(first <= last for first, last, _, _ in positions), {first for first, *_ in positions} >= {10, 12, 16})
print(code.replace(co_name="renamed").co_name, code == outer.__code__, hash(code) == hash(outer.__code__), code == inner.__code__)
for f in outer, inner, generator, coroutine, agen, nothing:
    print(f.__name__, inspect.signature(f), [n for n in ("isfunction", "isgeneratorfunction", "iscoroutinefunction", "isasyncgenfunction")
                                             if getattr(inspect, n)(f)])
print(inspect.getfullargspec(outer))
print(inspect.getsource(nothing), inspect.getsourcelines(outer)[1], inspect.getdoc(outer))
print(inspect.getclosurevars(inner).nonlocals, inspect.getmodule(outer).__name__ in (__name__,))
print(inspect.signature(outer).bind(1, c=5, d=6, z=7).arguments)


def frames(depth):
    if depth:
        return frames(depth - 1)
    frame = sys._getframe()
    names = []
    while frame is not None and frame.f_code.co_name == "frames":
        names.append((frame.f_locals["depth"], frame.f_lineno, sorted(frame.f_locals)))
        frame = frame.f_back
    return names, sys._getframe(1).f_code.co_name


print(frames(2))
frame = inspect.currentframe()
print(frame.f_globals is globals(), frame.f_builtins["len"] is len, frame.f_trace, frame.f_back is None or True, frame.f_lasti >= 0)
print(inspect.getframeinfo(frame, 1).code_context, inspect.getframeinfo(frame).lineno, [f.function for f in inspect.stack()][:1])
try:
    sys._getframe(10000)
except ValueError as exc:
    print(exc)

g = generator(7)
print(inspect.getgeneratorstate(g), g.gi_frame.f_lineno, g.gi_running, g.gi_suspended, g.gi_yieldfrom)
next(g)
print(inspect.getgeneratorstate(g), inspect.getgeneratorlocals(g), g.gi_frame.f_lineno, g.gi_suspended)
g.send("sent")
print(type(g.gi_yieldfrom).__name__, g.gi_code is generator.__code__, g.__name__, g.__qualname__)
print(list(g), inspect.getgeneratorstate(g), g.gi_frame)
c = coroutine(3)
print(inspect.getcoroutinestate(c), inspect.getcoroutinelocals(c), c.cr_await)
c.send(None)
print(inspect.getcoroutinestate(c), type(c.cr_await).__name__, c.cr_frame.f_lineno)
c.close()
print(inspect.getcoroutinestate(c), inspect.isawaitable(c), c.cr_frame)
a = agen()
print(a.ag_running, a.ag_frame.f_lineno, a.ag_await, a.ag_code.co_name, inspect.isasyncgen(a))


def raises():
    try:
        raise KeyError("inner")
    except KeyError as exc:
        raise ValueError("outer") from exc


try:
    raises()
except ValueError as exc:
    tb = exc.__traceback__
    print([(entry.function, entry.lineno) for entry in inspect.getinnerframes(tb)], tb.tb_next.tb_lasti > 0)
    print(tb.tb_next.tb_frame.f_locals, tb.tb_next.tb_next)


def counted(limit):
    sys.setrecursionlimit(limit)
    depth = 0

    def deeper():
        nonlocal depth
        depth += 1
        deeper()
    try:
        deeper()
    except RecursionError as exc:
        return str(exc), 60 < depth < limit
    finally:
        sys.setrecursionlimit(1000)


print(counted(150))
namespace = {}
exec(compile("x = 1\ndef f():\n    return locals(), globals() is G\n", "<made>", "exec"), namespace)
namespace["G"] = namespace
print(namespace["f"](), namespace["f"].__code__.co_filename, eval("x + y", namespace, {"y": 5}), eval("[x for _ in 'ab']", namespace))
try:
    exec("def g(:", {})
except SyntaxError as exc:
    print(exc)
for wrong in (lambda: eval("x", 3), lambda: exec("x", {}, 3), lambda: eval(3), lambda: compile("x", "f", "mode"), lambda: compile("x", "f", "exec", 1 << 20)):
    try:
        wrong()
    except (TypeError, ValueError) as exc:
        print(type(exc).__name__, exc)
