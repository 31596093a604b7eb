# groups.py - except*: which part of an exception each clause gets, and what is raised afterwards (PEP 654).


def except_star_match(exc, classes):
    """(what the clause handles or None, what is left or None)"""
    for cls in classes if isinstance(classes, tuple) else (classes,):
        if not (isinstance(cls, type) and issubclass(cls, BaseException)):
            raise TypeError("catching classes that do not inherit from BaseException is not allowed")
        if issubclass(cls, BaseExceptionGroup):
            raise TypeError("catching ExceptionGroup with except* is not allowed. Use except instead.")
    if isinstance(exc, classes):
        if isinstance(exc, BaseExceptionGroup):
            return exc, None
        return BaseExceptionGroup("", (exc,)), None
    if isinstance(exc, BaseExceptionGroup):
        match, rest = exc.split(classes)
        if match is not None:
            return match, rest
    return None, exc  # itself, not the copy that split made


def _same_metadata(exc, original):
    return (isinstance(exc, BaseExceptionGroup)
            and getattr(exc, "__notes__", None) == getattr(original, "__notes__", None)
            and exc.__cause__ is original.__cause__
            and exc.__context__ is original.__context__)


def _leaves(exc, out):
    if isinstance(exc, BaseExceptionGroup):
        for inner in exc.exceptions:
            _leaves(inner, out)
    else:
        out.append(id(exc))


def except_star_reraise(original, parts):
    parts = [part for part in parts if part is not None]
    if not parts:
        return None
    if not isinstance(original, BaseExceptionGroup):
        return parts[0]
    raised = []
    keep = []
    for part in parts:
        if _same_metadata(part, original):
            _leaves(part, keep)
        else:
            raised.append(part)
    again = None
    if keep:
        again = group_divide(original, lambda e: id(e) in keep, False)[0]
    if not raised:
        return again
    if again is not None:
        raised.append(again)
    return BaseExceptionGroup("", raised)
