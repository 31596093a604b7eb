# site_builtins.py - the names that python3.11's module site adds to the built-ins. Part of the prelude.


class Quitter:
    __module__ = "_sitebuiltins"

    def __init__(self, name):
        self.name = name
        self.eof = "Ctrl-D (i.e. EOF)"

    def __repr__(self):
        return "Use %s() or %s to exit" % (self.name, self.eof)

    def __call__(self, code=None):
        try:
            _krait.sys.stdin.close()
        except Exception:
            pass
        raise SystemExit(code)


class _Printer:
    """Shows a text when it is called, the text or a hint when its repr is asked for."""
    __module__ = "_sitebuiltins"

    def __init__(self, name, text, whole):
        self._name, self._text, self._whole = name, text, whole

    def __repr__(self):
        return self._text if self._whole else "Type %s() to see the full %s text" % (self._name, self._name)

    def __call__(self):
        print(self._text)


class _Helper:
    __module__ = "_sitebuiltins"

    def __repr__(self):
        return "Type help() for interactive help, or help(object) for help about object."

    def __call__(self, *args, **kwds):
        import pydoc
        return pydoc.help(*args, **kwds)


_credits = "Krait is made by its contributors. The Python language and its library are the work of the Python community."
_license = "Krait is free software under the MIT licence, which its file LICENSE holds."


def breakpoint(args, keywords):
    hook = getattr(_krait.sys, "breakpointhook", None)
    if hook is None:
        raise RuntimeError("lost sys.breakpointhook")
    return hook(*args, **keywords)


def breakpointhook(args, keywords):
    """sys.breakpointhook as it is at first: $PYTHONBREAKPOINT names a function, 0 is none."""
    name = None if _krait.sys.flags.ignore_environment else _ensure("os").environ.get("PYTHONBREAKPOINT")
    if name == "0":
        return None
    if not name:
        name = "pdb.set_trace"
    module, _, attribute = name.rpartition(".")
    try:
        function = getattr(_ensure(module or "builtins"), attribute)
    except (ImportError, AttributeError):
        warnings_warn('Ignoring unimportable $PYTHONBREAKPOINT: "%s"' % name, RuntimeWarning, 1, None)
        return None
    return function(*args, **keywords)


def add_site_builtins():
    names = _krait.builtins.__dict__
    for name in ("exit", "quit"):
        names[name] = Quitter(name)
    names["copyright"] = _Printer("copyright", "Copyright (c) the Krait contributors.\nAll Rights Reserved.", True)
    names["credits"] = _Printer("credits", _credits, True)
    names["license"] = _Printer("license", _license, False)
    names["help"] = _Helper()
