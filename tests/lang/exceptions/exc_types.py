for t in (OSError, FileNotFoundError, UnicodeError, StopIteration, SystemExit, KeyboardInterrupt, GeneratorExit, ArithmeticError, AttributeError, NameError, ImportError, SyntaxError, RecursionError, NotImplementedError, TimeoutError, Warning, DeprecationWarning, BaseException):
    try:
        raise t("msg")
    except BaseException as e:
        print(type(e).__name__, e, repr(e), e.args, isinstance(e, Exception))
e = OSError(2, "No such file", "name.txt")
print(e, e.errno, e.strerror, e.filename, type(e).__name__, e.args)
print(repr(OSError(13, "x")), repr(OSError("just text")), OSError(2).errno, OSError().args)
print(SystemExit(3).code, SystemExit().code, SystemExit("text").code, SystemExit(1, 2).code)
print(StopIteration(5).value, StopIteration().value)
try:
    undefined_name
except NameError as e:
    print(e.name, e.args)
try:
    (5).attr
except AttributeError as e:
    print(e.name, e.obj, e.args)
try:
    import no_such_module_xyz
except ImportError as e:
    print(type(e).__name__, e, e.name, e.path)
try:
    from sys import no_such_name
except ImportError as e:
    print(type(e).__name__, e, e.name)
try:
    b"\xff".decode("utf-8")
except UnicodeDecodeError as e:
    print(e.encoding, e.object, e.start, e.end, e.reason)
try:
    "é".encode("ascii")
except UnicodeEncodeError as e:
    print(e.encoding, e.object, e.start, e.end, e.reason)
try:
    compile("x = = 1", "file.py", "exec")
except SyntaxError as e:
    print(e.msg, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset)
class E(Exception):
    pass
x = E("a")
x.extra = 1
print(x.extra, x.__dict__, E.__name__, E.__mro__[1].__name__, E() == E(), x == x, hash(x) == hash(x))
x.args = (1, 2)
print(x, repr(x))
x.args = "ab"
print(x.args)
class Multi(KeyError, AttributeError):
    pass
try:
    raise Multi("m")
except AttributeError as m:
    print(repr(m))
class New(Exception):
    def __new__(cls, *a):
        self = super().__new__(cls, *a)
        self.made = True
        return self
print(New(1).made, New(1).args)
class NoSuper(Exception):
    def __init__(self, a, b):
        self.a = a
print(repr(NoSuper(1, 2)), NoSuper(1, 2).args)
