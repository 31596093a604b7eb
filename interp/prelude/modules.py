# modules.py - the parts of C modules that call back into Python. Part of the prelude.


def _fileno(item):
    if isinstance(item, int):
        return item
    try:
        method = item.fileno
    except AttributeError:
        raise TypeError("argument must be an int, or have a fileno() method.") from None
    return method()


def select_filenos(*sequences):
    """The descriptors of several sequences of objects, beside the objects."""
    for sequence in sequences:
        if not hasattr(sequence, "__iter__") and not hasattr(sequence, "__getitem__"):
            raise TypeError("arguments 1-3 must be sequences")
    return [[(_fileno(item), item) for item in sequence] for sequence in sequences]


def call_with(function, args, kwargs):
    return function(*args, **kwargs)


# ---- operator ----


def operator_items(obj, items):
    return tuple([obj[item] for item in items])


# paths: tuples of attribute names
def operator_attributes(obj, paths):
    found = []
    for path in paths:
        value = obj
        for name in path:
            value = getattr(value, name)
        found.append(value)
    return found[0] if len(found) == 1 else tuple(found)


def operator_count(iterable, wanted):
    count = 0
    for item in iterable:
        if item is wanted or item == wanted:
            count += 1
    return count


def operator_index(iterable, wanted):
    index = 0
    for item in iterable:
        if item is wanted or item == wanted:
            return index
        index += 1
    raise ValueError("sequence.index(x): x not in sequence")


def operator_length_hint(obj, default):
    try:
        return len(obj)
    except TypeError:
        pass
    method = getattr(type(obj), "__length_hint__", None)
    if method is None:
        return default
    try:
        hint = method(obj)
    except TypeError:
        return default
    if hint is NotImplemented:
        return default
    if not isinstance(hint, int):
        raise TypeError("__length_hint__ must be an integer, not " + type(hint).__name__)
    if hint < 0:
        raise ValueError("__length_hint__() should return >= 0")
    return hint


def operator_methodcaller_reduce(cls, name, args, kwargs):
    if not kwargs:
        return cls, (name,) + args
    from functools import partial
    return partial(cls, name, **kwargs), args


# ---- processes ----

_at_fork = {"before": [], "after_in_child": [], "after_in_parent": []}


def register_at_fork(before, after_in_child, after_in_parent):
    if before is not None:
        _at_fork["before"].insert(0, before)
    if after_in_child is not None:
        _at_fork["after_in_child"].append(after_in_child)
    if after_in_parent is not None:
        _at_fork["after_in_parent"].append(after_in_parent)


def _run_at_fork(when):
    for function in list(_at_fork[when]):
        try:
            function()
        except BaseException as exc:
            unraisable(exc, "Exception ignored in", function)


def fork_between_hooks(fork):
    _run_at_fork("before")
    pid = -1
    try:
        pid = fork()
    finally:
        _run_at_fork("after_in_parent" if pid else "after_in_child")
    return pid


# The child of fork_exec with a preexec_fn: never returns there.
def spawn_with_preexec(prepare, execute, fail, preexec_fn):
    pid = import_name("posix").fork()
    if pid:
        return pid
    prepare()
    try:
        preexec_fn()
    except BaseException:
        fail()
    execute()
