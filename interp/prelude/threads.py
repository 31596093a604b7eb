# threads.py - what a thread does from its first to its last instruction. Part of the prelude.


def thread_main(function, args, kwargs):
    _krait.thread_begun()
    try:
        function(*args, **kwargs)
    except SystemExit:
        pass
    except BaseException as exc:
        unraisable(exc, "Exception ignored in thread started by", function)
    _krait.thread_ended()


def unraisable(exc, message, object):
    """Reports an exception that nobody can catch, to sys.unraisablehook."""
    hook = getattr(_krait.sys, "unraisablehook", None)
    args = _krait.SimpleNamespace(exc_type=type(exc), exc_value=exc, exc_traceback=exc.__traceback__, err_msg=message, object=object)
    try:
        if hook is not None:
            hook(args)
            return
    except BaseException as second:
        exc = second
        message = "Exception ignored in sys.unraisablehook"
        object = hook
    report_unraisable(_krait.SimpleNamespace(
        exc_type=type(exc), exc_value=exc, exc_traceback=exc.__traceback__, err_msg=message, object=object))


def report_unraisable(args):
    """sys.unraisablehook as it is at first."""
    exc = args.exc_value
    object = args.object
    message = args.err_msg or "Exception ignored in"
    head = message + ":\n" if object is None else "%s: %r\n" % (message, object)
    _write_error(head + (format_exception(exc) if exc is not None else args.exc_type.__name__ + "\n"))


def ignored_exception(exc, object):
    """What __del__ or a callback of a weak reference raised."""
    unraisable(exc, None, getattr(type(object), "__del__", object))


def coroutine_unawaited(coroutine):
    """A coroutine that nobody has begun to run is dropped."""
    try:
        warn = getattr(_ensure("warnings"), "_warn_unawaited_coroutine", None)
        if warn is not None:
            warn(coroutine)
            return
    except BaseException as exc:
        unraisable(exc, None, coroutine)
        if isinstance(exc, RuntimeWarning):
            return
    warnings_warn("coroutine '%s' was never awaited" % coroutine.__qualname__, RuntimeWarning, 1, coroutine)


def thread_excepthook(args):
    """_thread._excepthook: the traceback of a thread that died of an exception."""
    if args.exc_type is SystemExit:
        return
    thread = args.thread
    name = _krait.get_ident() if thread is None else thread.name
    _write_error("Exception in thread %s:\n" % name + format_exception(args.exc_value))


def atomic_function(block, function):
    """krait.atomic as a decorator."""
    def atomic(*args, **kwargs):
        with block:
            return function(*args, **kwargs)

    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        if hasattr(function, name):
            setattr(atomic, name, getattr(function, name))
    if hasattr(function, "__dict__"):
        atomic.__dict__.update(function.__dict__)
    atomic.__wrapped__ = function
    return atomic


# ---- signals ----


def signal_call(handler, signum):
    frame = None
    try:
        frame = _krait.sys._getframe()
    except ValueError:  # no Python code is running
        pass
    handler(signum, frame)


def signal_wakeup_failed(exc):
    _write_error("Exception ignored when trying to write to the signal wakeup fd:\n" + format_exception(exc))
