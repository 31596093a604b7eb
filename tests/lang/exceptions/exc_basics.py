def tried(f):
    try:
        r = f()
    except (ValueError, TypeError) as e:
        print("VT", type(e).__name__, e, e.args)
    except LookupError as e:
        print("L", type(e).__name__, e, repr(e))
    except Exception as e:
        print("E", repr(e))
    else:
        print("ok", r)
    finally:
        print("fin")
tried(lambda: int("x"))
tried(lambda: [][0])
tried(lambda: {}["k"])
tried(lambda: 1 / 0)
tried(lambda: 5)
def r(e):
    raise e
tried(lambda: r(ValueError))
tried(lambda: r(ValueError()))
tried(lambda: r(ValueError("a", 1)))
tried(lambda: r(KeyError("key")))
tried(lambda: r(5))
tried(lambda: r(None))
tried(lambda: r(type))
print(str(ValueError()), repr(ValueError("x")), repr(ValueError("x", 2)), str(ValueError("x", 2)), str(KeyError("x")), repr(KeyError()), ValueError("a").args, Exception(1, 2).args)
class MyErr(Exception):
    def __init__(self, code, msg="default"):
        super().__init__(msg)
        self.code = code
try:
    raise MyErr(42)
except MyErr as e:
    print(e.code, e, e.args, repr(e))
class Custom(ValueError):
    def __str__(self):
        return "custom str"
try:
    raise Custom(1)
except ValueError as e:
    print(e, repr(e), isinstance(e, Custom))
try:
    e
except NameError as n:
    print(n)
try:
    try:
        raise KeyError("a")
    except KeyError:
        raise
except KeyError as e:
    print("re-raised", e)
try:
    raise
except RuntimeError as e:
    print(e)
def nested():
    try:
        raise ValueError("v")
    except ValueError as e:
        try:
            raise KeyError("k")
        except KeyError:
            pass
        try:
            raise
        except ValueError as f:
            return f is e
print(nested())
for etype in (ValueError, "x", 5, (ValueError, 5), ()):
    try:
        try:
            raise ValueError("q")
        except etype:
            print("matched")
    except Exception as e:
        print(type(e).__name__, e)
print([c.__name__ for c in ZeroDivisionError.__mro__], [c.__name__ for c in FileNotFoundError.__mro__], issubclass(KeyError, LookupError), [c.__name__ for c in UnicodeDecodeError.__mro__])
assert True, "never"
for v in (0, "", []):
    try:
        assert v, "message %r" % (v,)
    except AssertionError as e:
        print(repr(e))
try:
    assert 0
except AssertionError as e:
    print(repr(e), e.args)
