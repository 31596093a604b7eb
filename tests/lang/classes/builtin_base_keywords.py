# Which subclasses of containers take keywords: those with a __new__ (list) or an __init__ (tuple, frozenset, float) of their own.
def attempt(make):
    try:
        print(repr(make()))
    except TypeError as error:
        print(error)


for base in (list, tuple, set, frozenset, float):
    class Plain(base):
        pass

    class WithInit(base):
        def __init__(self, *values, **more):
            super().__init__()

    class WithNew(base):
        def __new__(cls, *values, **more):
            return super().__new__(cls)

    for cls in (Plain, WithInit, WithNew):
        print(base.__name__, cls.__name__)
        attempt(lambda: cls(key=1))
        attempt(lambda: cls((), (), 3))
