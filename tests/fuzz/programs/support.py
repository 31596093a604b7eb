class Spent(BaseException):
    pass


__annotations__ = {}
_steps = [250]


def step():
    _steps[0] -= 1
    if _steps[0] < 0:
        raise Spent


def show_text(x, depth=4):
    kind = type(x)
    if depth == 0:
        return "..."
    if kind in (int, str, bytes, float, complex, bool, range, slice, bytearray):
        text = repr(x)
        return text if len(text) < 400 else f"{text[:200]}...{len(text)}"
    if kind in (list, tuple, set, frozenset):
        parts = [show_text(part, depth - 1) for part in x]
        if kind in (set, frozenset):  # to krait every NaN is the same object, so a set has one at most
            parts = sorted({*parts})
        return f"{kind.__name__}[{', '.join(parts)}]"
    if kind is dict:
        return f"{{{', '.join(f'{show_text(k, depth - 1)}: {show_text(v, depth - 1)}' for k, v in x.items())}}}"
    if isinstance(x, BaseException):
        return f"{kind.__qualname__}{show_text(x.args, depth - 1)}"
    if isinstance(x, type):
        return f"class {x.__qualname__}"
    if hasattr(kind, "fuzzed"):
        return f"{kind.__name__}{show_text(sorted(object.__getattribute__(x, '__dict__').items()), depth - 1)}"
    name = getattr(x, "__qualname__", "")
    return f"<{kind.__name__} {name}>"


def show(*values):
    print(*[show_text(x) for x in values])


def place(traceback, error):
    code = traceback.tb_frame.f_code
    if isinstance(error, UnboundLocalError) and traceback.tb_next is None:
        return code.co_name  # where python3.11 has fused two loads, the second has the place of the first
    spots = list(code.co_positions())
    return f"{code.co_name}:{traceback.tb_lineno}:{spots[traceback.tb_lasti // 2][2:]}"


def report(error, depth=4):
    places, traceback = [], error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.startswith("<fuzz"):
            places.append(place(traceback, error))
        traceback = traceback.tb_next
    if isinstance(error, RecursionError):  # how deep calls of built-in functions go is no part of the language
        print("RecursionError")
        return
    places = places if len(places) < 9 else places[:4] + places[-4:]
    print(f"{type(error).__name__}: {error} |", *places, *getattr(error, "__notes__", ()))
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            report(part, depth - 1)
    if depth and error.__cause__ is not None:
        print("from", end=" ")
        report(error.__cause__, depth - 1)
    elif depth and error.__context__ is not None:
        print("during" if not error.__suppress_context__ else "hidden", end=" ")
        report(error.__context__, depth - 1)


def small(x):
    kind = type(x)
    if kind is int:
        return x if x.bit_length() < 400 else x % 1000003
    if kind in (str, bytes, tuple, list, range):
        return x if len(x) < 40 else x[:12]
    if kind is dict:
        return x if len(x) < 40 else dict(list(x.items())[:12])
    return x


def drain(iterator, script=(), limit=12):
    out = []
    try:
        for n in range(limit):
            how, value = script[n] if n < len(script) else ("next", None)
            if how == "send":
                out.append(iterator.send(value))
            elif how == "throw":
                out.append(iterator.throw(value))
            elif how == "close":
                out.append(iterator.close())
            else:
                out.append(next(iterator))
    except StopIteration as stop:
        out.append(("stop", stop.value))
    except Exception as error:
        report(error)
    finally:
        if hasattr(iterator, "close"):
            iterator.close()
    return out


class Pause:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return got


def run(coroutine, sends=(1, "two", None)):
    seen = []
    try:
        value = None
        for n in range(40):
            seen.append(coroutine.send(value))
            value = sends[n % len(sends)]
    except StopIteration as stop:
        return seen, stop.value
    finally:
        coroutine.close()
    return seen, "unfinished"


async def collect(source, limit=8):
    out = []
    try:
        async for item in source:
            out.append(item)
            if len(out) >= limit:
                break
    finally:
        await source.aclose()
    return out


class Manager:
    """Writes what happens to it; `swallows` is what its exit returns, `fails` what its entry raises."""

    def __init__(self, value, swallows=False, fails=None):
        self.value, self.swallows, self.fails = value, swallows, fails

    def __enter__(self):
        print("enter", show_text(self.value))
        if self.fails:
            raise self.fails
        return self.value

    def __exit__(self, kind, error, traceback):
        print("exit", kind and kind.__name__, show_text(self.value))
        return self.swallows

    async def __aenter__(self):
        await Pause("enter")
        return self.__enter__()

    async def __aexit__(self, *details):
        await Pause("exit")
        return self.__exit__(*details)


class Colour:
    """What all classes can derive from: their methods and attributes are there."""

    fuzzed = True
    RED = 1
    c = "c"
    q = ()
    __match_args__ = ("a", "b")

    def __init__(self, a=None, b=0, *rest, **more):
        self.a, self.b = a, b

    @property
    def p(self):
        return self.a, self.b

    def __repr__(self):
        return f"{type(self).__name__}()"

    def m0(self, *values, **more):
        return values

    def m1(self, x=None, *, key=None):
        return [x, key]

    @classmethod
    def m2(cls, *values):
        return cls.__name__, values

    def m3(self, *values):
        self.b = values
        return self

    class DARK:
        name = "a"


def show_state(names):
    for name, value in sorted(names.items()):
        if len(name) == 2 and name[1].isdigit():
            show(name, value)


class Meta(type):
    def __call__(cls, *values, **more):
        made = super().__call__(*values, **more)
        print("made", cls.__name__)
        return made

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return f"{cls.__name__}.{name}"

    def __len__(cls):
        return len(cls.__name__)


class Bag(set):
    """A set to derive from: its text is the same in whatever order its items are."""

    def __repr__(self):
        return f"{type(self).__name__}({sorted(map(repr, self))})"


class Descriptor:
    def __init__(self, value):
        self.value = value

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return self.name, instance is None, owner.__name__, self.value

    def __set__(self, instance, value):
        print("set", self.name, show_text(value))
        self.value = value

    def __delete__(self, instance):
        raise AttributeError(self.name)


class Reader:
    def __init__(self, value):
        self.value = value

    def __get__(self, instance, owner=None):
        return self.value if instance is not None else self


def traced(function):
    def wrapper(*values, **more):
        print("call", function.__name__)
        return function(*values, **more)
    wrapper.__wrapped__ = function
    return wrapper
