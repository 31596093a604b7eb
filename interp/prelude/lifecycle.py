# lifecycle.py - the program from its first to its last instruction. Part of the prelude.


def _main_namespace():
    module = _krait.new_module("__main__")
    namespace = module.__dict__
    namespace["__builtins__"] = _krait.builtins
    namespace["__package__"] = None
    namespace["__loader__"] = None
    namespace["__spec__"] = None
    namespace["__annotations__"] = {}
    _krait.modules["__main__"] = module
    return namespace


def _source_of_main(name):
    """The file to run for `-m name`, and its package."""
    try:
        module_path = None
        parent, _, tail = name.rpartition(".")
        if parent:
            module_path = _ensure(parent).__path__
        found = _krait.find_source(tail, _krait.sys.path if module_path is None else module_path)
    except ImportError as exc:
        raise SystemExit("%s: Error while finding module specification for %r (%s: %s)" % (
            _krait.sys.executable, name, type(exc).__name__, exc)) from None
    if found is None:
        raise SystemExit("%s: No module named %s" % (_krait.sys.executable, name))
    filename, is_package, search = found
    if is_package:
        _ensure(name)
        found = _krait.find_source("__main__", search)
        if found is None or found[1]:
            raise SystemExit("%s: No module named %s.__main__; %r is a package and cannot be directly executed" % (
                _krait.sys.executable, name, name))
        return found[0], name
    return filename, parent


def run_module(name):
    filename, package = _source_of_main(name)
    namespace = _main_namespace()
    namespace["__file__"] = filename
    namespace["__package__"] = package
    _krait.sys.argv[0] = filename
    _krait.exec_code(_krait.read_code(filename), namespace)


def run_place():
    """A directory or a zip file, which is the first entry of sys.path: its __main__."""
    place = _krait.sys.path[0]
    found = _krait.find_source("__main__", [place])
    if found is not None and not found[1]:
        filename, code, importer = found[0], _krait.read_code(found[0]), None
    else:
        filename, code, importer = _main_of_zip(place)
    namespace = _main_namespace()
    namespace["__file__"] = filename
    namespace["__package__"] = ""
    namespace["__loader__"] = importer
    _krait.exec_code(code, namespace)


def _main_of_zip(place):
    import zipimport
    sys = _krait.sys
    try:
        importer = zipimport.zipimporter(place)
        code, filename = importer.get_code("__main__"), importer.get_filename("__main__")
    except zipimport.ZipImportError:
        raise SystemExit("%s: can't find '__main__' module in %r" % (sys.executable, place)) from None
    _ensure("_frozen_importlib")
    sys.path_hooks.insert(0, zipimport.zipimporter)
    return filename, code, importer


def run_code(code, filename):
    namespace = _main_namespace()
    if filename is not None:
        namespace["__file__"] = filename
        namespace["__cached__"] = None
    _krait.exec_code(code, namespace)


def handle_exit(exc):
    """What an exception that left the program means: the exit status. Prints what python3.11 prints."""
    if isinstance(exc, SystemExit):
        code = exc.code
        if code is None:
            return 0
        if isinstance(code, int):
            return code & 0xffffffff
        _write_error(str(code) + "\n")
        return 1
    return show_uncaught(exc)


def show_uncaught(exc):
    """What sys.excepthook shows of an exception; the exit status that it gives."""
    sys = _krait.sys
    hook = getattr(sys, "excepthook", None)
    sys.last_type, sys.last_value, sys.last_traceback = type(exc), exc, exc.__traceback__
    try:
        if hook is None:
            _write_error("sys.excepthook is missing\n")
            _write_error(format_exception(exc))
        else:
            hook(type(exc), exc, exc.__traceback__)
    except BaseException as second:
        if isinstance(second, SystemExit):
            return handle_exit(second)
        _write_error("Error in sys.excepthook:\n" + format_exception(second) + "\nOriginal exception was:\n" + format_exception(exc))
    return 130 if isinstance(exc, KeyboardInterrupt) else 1


def _write_error(text):
    stream = getattr(_krait.sys, "stderr", None)
    if stream is None:
        return
    try:
        stream.write(text)
    except Exception:
        pass


def shut_down():
    """Waits for threads, runs exit handlers. An exception is for handle_exit."""
    threading = _krait.modules.get("threading")
    if threading is not None:
        try:
            threading._shutdown()
        except BaseException as exc:
            _write_error("Exception ignored in: <module 'threading' from %r>\n" % threading.__file__ + format_exception(exc))
    atexit = _krait.modules.get("atexit")
    if atexit is not None:
        atexit._run_exitfuncs()


def _flush(name, report):
    """False if there was an error to report."""
    stream = getattr(_krait.sys, name, None)
    if stream is None or getattr(stream, "closed", False):
        return True
    try:
        stream.flush()
    except BaseException as exc:
        if report:
            _write_error("Exception ignored in: %r\n" % (stream,) + format_exception(exc))
            return False
    return True


def flush_streams(report):
    """False if standard output could not be written, and that was to be reported."""
    ok = _flush("stdout", report)
    for name in ("stderr", "__stdout__", "__stderr__"):
        _flush(name, False)
    return ok


def finalize():
    """What is alive: first __del__ in the order of birth, with all modules intact; then streams, each before what it wraps.
    What they print goes to the first standard streams: the program's own may be among what ends here."""
    sys = _krait.sys
    for name in ("stdin", "stdout", "stderr"):
        setattr(sys, name, getattr(sys, "__%s__" % name, None))
    _krait.finalize(False)
    _krait.finalize(True)


def atexit_run(callbacks):
    while callbacks:
        func, args, kwargs = callbacks.pop()
        try:
            func(*args, **kwargs)
        except BaseException as exc:
            _write_error("Exception ignored in atexit callback: %r\n" % (func,) + format_exception(exc))


def atexit_unregister(callbacks, func):
    for entry in list(callbacks):
        if entry[0] == func:
            callbacks.remove(entry)
