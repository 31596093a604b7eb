# objects.py - the parts of object that call back into Python: what copy and pickle ask of every object.
#
# Owns: nothing. Natives of runtime/objects/object.c call these by name.


def object_getstate(self, attributes):
    import copyreg
    slots = {}
    for name in copyreg._slotnames(type(self)):
        try:
            slots[name] = getattr(self, name)
        except AttributeError:
            pass
    return (attributes, slots) if slots else attributes


# Instances hold more than attributes: a built-in class below object, with fields of its own, stands above.
def _has_hidden_state(cls):
    for base in cls.__mro__:
        if not base.__flags__ & 512:
            return base is not object
    return False


def object_reduce_ex(self, protocol):
    reduce = type(self).__reduce__
    if reduce is not object.__reduce__:
        return self.__reduce__()
    return object_reduce(self, protocol)


def object_reduce(self, protocol):
    import copyreg
    if protocol < 2:
        return copyreg._reduce_ex(self, protocol)
    cls = type(self)
    args, keywords = _new_arguments(self, cls)
    if keywords:
        creator, new_args = copyreg.__newobj_ex__, (cls, args, keywords)
    else:
        creator, new_args = copyreg.__newobj__, (cls,) + (args or ())
    is_list, is_dict = isinstance(self, list), isinstance(self, dict)
    if type(self).__getstate__ is object.__getstate__:
        if args is None and not is_list and not is_dict and _has_hidden_state(cls):
            raise TypeError("cannot pickle %r object" % cls.__name__)
        state = object.__getstate__(self)
    else:
        state = self.__getstate__()
    return (creator, new_args, state, iter(self) if is_list else None, iter(self.items()) if is_dict else None)


def _new_arguments(self, cls):
    if hasattr(cls, "__getnewargs_ex__"):
        result = self.__getnewargs_ex__()
        if not isinstance(result, tuple):
            raise TypeError("__getnewargs_ex__ should return a tuple, not '%s'" % type(result).__name__)
        if len(result) != 2:
            raise ValueError("__getnewargs_ex__ should return a tuple of length 2, not %d" % len(result))
        args, keywords = result
        if not isinstance(args, tuple):
            raise TypeError("first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%s'"
                            % type(args).__name__)
        if not isinstance(keywords, dict):
            raise TypeError("second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%s'"
                            % type(keywords).__name__)
        return args, keywords
    if hasattr(cls, "__getnewargs__"):
        args = self.__getnewargs__()
        if not isinstance(args, tuple):
            raise TypeError("__getnewargs__ should return a tuple, not '%s'" % type(args).__name__)
        return args, None
    return None, None


# A subclass keeps its attributes.
def set_reduce(self):
    return type(self), (list(self),), self.__getstate__()


def bytearray_reduce(self, protocol):
    if not self:
        args = ()
    elif protocol < 3:
        args = (self.decode("latin-1"), "latin-1")
    else:
        args = (bytes(self),)
    return type(self), args, self.__getstate__()


# ---- isinstance and issubclass for what is no type: a tuple in __bases__ makes a class ----


def class_bases(cls):
    bases = getattr(cls, "__bases__", None)
    return bases if isinstance(bases, tuple) else None


def is_derived(derived, cls):
    while derived is not cls:
        bases = class_bases(derived)
        if not bases:
            return False
        if len(bases) > 1:
            for base in bases:
                if is_derived(base, cls):
                    return True
            return False
        derived = bases[0]
    return True


def isinstance_abstract(instance, cls):
    if class_bases(cls) is None:
        raise TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union")
    own = getattr(instance, "__class__", None)
    return own is not None and is_derived(own, cls)


def issubclass_abstract(derived, cls):
    if class_bases(derived) is None:
        raise TypeError("issubclass() arg 1 must be a class")
    if class_bases(cls) is None:
        raise TypeError("issubclass() arg 2 must be a class, a tuple of classes, or a union")
    return is_derived(derived, cls)
