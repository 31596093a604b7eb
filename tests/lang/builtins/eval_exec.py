print(eval("1 + 2"), eval(" 3 * 4"), eval("x + 1", {"x": 5}), eval("x + y", {"x": 1}, {"y": 2}), eval("[i for i in range(3)]"))
x = 10
def f():
    y = 5
    return eval("x + y"), eval("y", {}, {"y": "given"})
print(f())
ns = {}
exec("a = 1\ndef g(n):\n    return n + a\nclass C:\n    v = a", ns)
print(ns["a"], ns["g"](5), ns["C"].v, sorted(k for k in ns if not k.startswith("__")), "__builtins__" in ns)
exec("x = 99")
print(x)
loc = {}
exec("b = x\nx = 'loc'", globals(), loc)
print(loc, x)
code = compile("n * 2", "<c>", "eval")
print(eval(code, {"n": 21}), code.co_filename, code.co_name, type(code).__name__)
code = compile("for i in range(3):\n    print(i, end=' ')\nprint()", "<c>", "exec")
exec(code)
exec(compile("1 + 1", "<s>", "single"))
def tried(g):
    try:
        print(g())
    except Exception as e:
        print(type(e).__name__, e)
tried(lambda: eval("1 +"))
tried(lambda: eval("x = 1"))
tried(lambda: eval("undefined_q"))
tried(lambda: eval(5))
tried(lambda: eval("1", 5))
tried(lambda: eval("1", {}, 5))
tried(lambda: exec("raise KeyError('k')"))
tried(lambda: exec("  x = 1"))
tried(lambda: compile("x", "f", "nope"))
tried(lambda: eval(""))
tried(lambda: exec(""))
tried(lambda: eval("len([1, 2])", {"__builtins__": {}}))
def g():
    z = 1
    exec("z = 2")
    return z
print(g())
class Ns(dict):
    def __missing__(self, k): return "missing " + k
print(eval("anything", {}, Ns()))
exec("import sys as s", ns)
print(ns["s"].__name__)
exec("def rec(n):\n    return 1 if n == 0 else n * rec(n - 1)", ns)
print(ns["rec"](10))
f2 = eval("lambda a, b=2: a * b")
print(f2(3), f2.__name__, (lambda: eval("__name__"))() == __name__)
