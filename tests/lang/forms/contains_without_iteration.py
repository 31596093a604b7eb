# `in` where there is nothing to search: a TypeError on the way to the iterator says so in words of its own.
class NoIterator:
    def __iter__(self):
        return self


class Fails:
    def __init__(self, error):
        self.error = error

    def __iter__(self):
        raise self.error


class Nothing:
    __iter__ = None


class Getitem:
    def __getitem__(self, key):
        if key > 2:
            raise IndexError
        return key


for value in (NoIterator(), Fails(TypeError("mine")), Fails(KeyError("mine")), Nothing(), Getitem(), 5, None, object, int):
    for item in (1, "x"):
        try:
            print(item in value)
        except (TypeError, KeyError) as error:
            print(type(error).__name__, error, repr(error.__context__))
for values in ({}, {1: 2}):
    for arguments in (([],), ([], "default"), (1, "default"), (1,), (1,)):
        try:
            print(values.pop(*arguments))
        except (TypeError, KeyError) as error:
            print(type(error).__name__, error)
for arguments in ((None, (), {}), ("a", None, {}), ("a", (), None), (1, (), {})):
    try:
        type(*arguments)
    except TypeError as error:
        print(error)


class Meta(type):
    pass


class WithMeta(metaclass=Meta):
    pass


class Big:
    def __index__(self):
        return 2**70


for function in (lambda: list(WithMeta), lambda: list(int), lambda: [*WithMeta]):
    try:
        print(function())
    except (TypeError, IndexError) as error:
        print(error)
try:
    values = "abc"
    values[Big()] = 1
except (TypeError, IndexError) as error:
    print(error)
