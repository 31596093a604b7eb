d = {"a": 1}
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", e, "|", e.args)
tried(lambda: d["z"])
tried(lambda: d[1, 2])
tried(lambda: d[None])
tried(lambda: d[[]])
tried(lambda: {[]: 1})
tried(lambda: {{}: 1})
tried(lambda: d.pop("z"))
tried(lambda: {}.popitem())
tried(lambda: d.__delitem__("z"))
tried(lambda: dict(5))
tried(lambda: dict([1]))
tried(lambda: dict(["abc"]))
tried(lambda: dict([(1, 2, 3)]))
tried(lambda: dict(a=1, **{"a": 2}))
tried(lambda: dict({}, {}))
tried(lambda: d.update(5))
tried(lambda: d.get())
tried(lambda: d.fromkeys())
tried(lambda: d | [1])
tried(lambda: d + d)
tried(lambda: d < d)
tried(lambda: hash(d))
tried(lambda: d.nope)
tried(lambda: d())
tried(lambda: d.setdefault([], 1))
tried(lambda: d.get([]))
tried(lambda: [] in d)
tried(lambda: d.keys()[0])
tried(lambda: {**[1]})
tried(lambda: d.pop())
tried(lambda: {frozenset({1}): 1}[frozenset({1})])
for change in (lambda: d.update(n=1), lambda: d.pop("a")):
    d = {"a": 1, "b": 2}
    try:
        for k in d:
            change()
    except RuntimeError as e:
        print(e)
d = {"a": 1, "b": 2}
try:
    for k in d:
        del d[k]
        d[k + "x"] = 1
except RuntimeError as e:
    print(e)
d = {"a": 1}
for k in d:
    d[k] = 2
print(d)
it = iter(d.items())
d["new"] = 1
try:
    next(it)
except RuntimeError as e:
    print(e)
