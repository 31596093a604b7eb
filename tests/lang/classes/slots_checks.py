# All names in __slots__ are checked before one of them is compared with what the class defines.
class Base:
    pass


def attempt(slots, bases=(Base,), **names):
    try:
        made = type("Made", bases, {"__slots__": slots, **names})
        print(sorted(name for name in vars(made) if not name.startswith("__")))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


attempt(("a", "__dict__"), a=1)
attempt(("a", "b"), a=1)
attempt(("a", 3), a=1)
attempt(("a", "b c"), a=1)
attempt(("a", "__weakref__"), a=1)
attempt(("c", "a", "b"))
attempt(("c", "__dict__", "a", "b"), bases=())
attempt(("_Made__x", "__x"), bases=())
