def tried(f):
    try:
        print("ok", f())
    except Exception as e:
        print(type(e).__name__, e)
class P:
    @property
    def p(self):
        raise ValueError("prop")
    def __len__(self):
        return -1
    def __bool__(self):
        return 5
    def __getattr__(self, n):
        raise AttributeError("no " + n)
    def __iter__(self):
        raise KeyError("iter")
    def __call__(self):
        raise IndexError("call")
    def __contains__(self, x):
        raise OSError("contains")
    def __hash__(self):
        raise ArithmeticError("hash")
    def __index__(self):
        return "x"
p = P()
tried(lambda: p.p)
tried(lambda: p.q)
tried(lambda: len(p))
tried(lambda: bool(p))
tried(lambda: not p)
tried(lambda: 1 if p else 2)
tried(lambda: [*p])
tried(lambda: p())
tried(lambda: 1 in p)
tried(lambda: {p: 1})
tried(lambda: [1][p])
tried(lambda: hasattr(p, "zzz"))
tried(lambda: hasattr(p, "p"))
tried(lambda: getattr(p, "zzz", "dflt"))
class Len:
    def __len__(self):
        return "x"
tried(lambda: len(Len()))
tried(lambda: bool(Len()))
class Meta(type):
    def __call__(cls):
        raise ValueError("meta call")
class M(metaclass=Meta): pass
tried(M)
def in_default():
    def f(x=1 / 0): pass
def in_class():
    class C:
        x = undefined_thing
def in_deco():
    @(1 / 0)
    def f(): pass
def in_comp():
    return [1 / x for x in (1, 0)]
def in_lambda():
    return (lambda: {}["k"])()
def in_except():
    try:
        raise ValueError
    except undefined_exc:
        pass
def in_del():
    d = {}
    del d["x"]
def in_aug():
    x = "a"
    x += 1
def in_format():
    return f"{1 / 0}"
for f in (in_default, in_class, in_deco, in_comp, in_lambda, in_except, in_del, in_aug, in_format):
    tried(f)
tried(lambda: sorted([3, 1], key=lambda v: v / 0))
tried(lambda: list(map(lambda v: v.x, [1])))
tried(lambda: max([1, 2], key=lambda v: {}[v]))
tried(lambda: sum([1, "a"]))
tried(lambda: sum(["a"]))
tried(lambda: sum(["a"], ""))
tried(lambda: ",".join(str(1 / 0) for _ in "a"))
tried(lambda: any(1 / v for v in [0]))
tried(lambda: min([]))
tried(lambda: min(1))
tried(lambda: [].__getitem__(0))
tried(lambda: type("X", (5,), {}))
tried(lambda: isinstance(1, 5))
tried(lambda: issubclass(1, int))
tried(lambda: object().x)
tried(lambda: setattr(object(), "x", 1))
tried(lambda: getattr(1, 2))
tried(lambda: None.x)
tried(lambda: None())
tried(lambda: None[0])
tried(lambda: "x".y)
