# abstract.py - abstract base classes: what _abc does beyond its caches. Part of the prelude.


def abc_init(cls):
    abstract = set()
    for name, value in list(cls.__dict__.items()):
        if getattr(value, "__isabstractmethod__", False):
            abstract.add(name)
    for base in cls.__bases__:
        for name in getattr(base, "__abstractmethods__", ()):
            value = getattr(cls, name, None)
            if getattr(value, "__isabstractmethod__", False):
                abstract.add(name)
    cls.__abstractmethods__ = frozenset(abstract)


def abc_register(cls, subclass, data, ref):
    if issubclass(subclass, cls):
        return subclass
    if issubclass(cls, subclass):
        raise RuntimeError("Refusing to create an inheritance cycle")
    data.registry = data.registry | {ref}
    data.invalidate()
    _abc_inherit(data, cls, subclass)
    return subclass


def _abc_inherit(data, cls, subclass):
    if data.inherit(cls, subclass):
        for child in subclass.__subclasses__():
            _abc_inherit(data, cls, child)


def abc_subclasscheck(cls, subclass, data, ref, token):
    if data.version != token:
        data.negative = set()
        data.version = token
    answer = cls.__subclasshook__(subclass)
    if answer is not NotImplemented:
        if answer is not True and answer is not False:
            raise AssertionError("__subclasshook__ must return either False, True, or NotImplemented")
    else:
        answer = cls in getattr(subclass, "__mro__", ()) or _abc_known(cls, subclass, data)
    (data.cache if answer else data.negative).add(ref)
    return answer


def _abc_known(cls, subclass, data):
    for known in data.registry:
        known = known()
        if known is not None and issubclass(subclass, known):
            return True
    for child in cls.__subclasses__():
        if issubclass(subclass, child):
            return True
    return False


def abc_instancecheck(cls, first, second):
    return cls.__subclasscheck__(first) or cls.__subclasscheck__(second)
