# modules.py - the parts of C modules that call back into Python. Part of the prelude.


def select_filenos(*sequences):
    """The descriptors of several sequences of objects, beside the objects."""
    return [[(item if isinstance(item, int) else item.fileno(), item) for item in sequence] for sequence in sequences]
