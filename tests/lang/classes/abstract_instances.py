# isinstance and issubclass with objects that are no types but have __bases__ and __class__.
class Abstract:
    def __init__(self, *bases):
        self.bases = bases

    def __getattr__(self, name):
        if name == "__bases__":
            return self.bases
        raise AttributeError(name)


class Instance:
    def __init__(self, cls):
        self.cls = cls

    @property
    def __class__(self):
        return self.cls


root = Abstract()
left, right = Abstract(root), Abstract(root)
leaf = Abstract(left, right)
print(isinstance(Instance(leaf), root), isinstance(Instance(root), leaf), isinstance(Instance(leaf), (int, left)))
print(issubclass(leaf, root), issubclass(root, leaf), issubclass(leaf, (int, right)), issubclass(int, root), issubclass(leaf, int))
print(isinstance(1, leaf))


def attempt(test, *args):
    try:
        print(test(*args))
    except Exception as error:
        print(type(error).__name__, error)


class Bases:
    def __init__(self, bases):
        self.__bases__ = bases


class Raises:
    @property
    def __bases__(self):
        raise RuntimeError("asked")


class Cycle:
    @property
    def __bases__(self):
        return (self, self)


attempt(isinstance, 1, Bases(5))
attempt(isinstance, 1, Bases(()))
attempt(issubclass, Bases([]), int)
attempt(issubclass, int, 5)
attempt(issubclass, 5, int)
attempt(issubclass, Raises(), int)
attempt(isinstance, 5, Raises())
try:
    issubclass(Cycle(), int)
except RecursionError:
    print("recursion")
