# warnings.py - warn and warn_explicit of the module _warnings. Part of the prelude.
#
# What the program sees and may replace lies in the module warnings, where that is imported, and in _warnings otherwise.
# `_warning_state["version"]` grows with every change of the filters: registries of an older version are void.

_warning_state = {"version": 1}


def warnings_filters_mutated():
    _warning_state["version"] += 1


def _warnings_setting(name, name_in_c):
    module = _krait.modules.get("warnings")
    value = getattr(module, name, None)
    return value if value is not None else getattr(_krait.modules["_warnings"], name_in_c)


def _warning_seen(registry, key, remember):
    version = _warning_state["version"]
    if registry.get("version") != version:
        registry.clear()
        registry["version"] = version
    elif registry.get(key):
        return True
    if remember:
        registry[key] = True
    return False


def _warning_fits(pattern, text):
    if pattern is None:
        return True
    if type(pattern) is str:
        return pattern == text
    return bool(pattern.match(text))


def _warning_action(category, text, lineno, module):
    filters = _warnings_setting("filters", "filters")
    if not isinstance(filters, list):
        raise ValueError("_warnings.filters must be a list")
    for index, item in enumerate(filters):
        if not isinstance(item, tuple) or len(item) != 5:
            raise ValueError("_warnings.filters item %d isn't a 5-tuple" % index)
        action, message, kind, where, line = item
        if not isinstance(action, str):
            raise TypeError("action must be a string, not '%s'" % type(action).__name__)
        if (_warning_fits(message, text) and issubclass(category, kind) and _warning_fits(where, module)
                and (line == 0 or line == lineno)):
            return action, item
    action = _warnings_setting("defaultaction", "_defaultaction")
    if not isinstance(action, str):
        raise TypeError("_warnings.defaultaction must be a string, not '%s'" % type(action).__name__)
    return action, None


def _show_warning(filename, lineno, text, category, source_line):
    if source_line is None:
        source_line = _krait.source_line(filename, lineno)
    report = "%s:%s: %s: %s\n" % (filename, lineno, category.__name__, text)
    if source_line:
        report += "  " + source_line.strip(" \t\014\n") + "\n"
    _write_error(report)


def _deliver_warning(message, text, category, filename, lineno, source, source_line):
    if source is not None and "warnings" not in _krait.modules:
        import_name("warnings")
    module = _krait.modules.get("warnings")
    show = getattr(module, "_showwarnmsg", None)
    if show is None:
        _show_warning(filename, lineno, text, category, source_line)
        return
    if not callable(show):
        raise TypeError("warnings._showwarnmsg() must be set to a callable")
    make = getattr(module, "WarningMessage", None)
    if make is None:
        raise RuntimeError("unable to get warnings.WarningMessage")
    show(make(message, category, filename, lineno, None, None, source))


def _warn_at(category, message, filename, lineno, module, registry, source, source_line):
    if registry is not None and not isinstance(registry, dict):
        raise TypeError("'registry' must be a dict or None")
    if module is None:
        module = filename[:-3] if filename.endswith(".py") else filename or "<unknown>"
    if isinstance(message, Warning):
        text = str(message)
        category = type(message)
    else:
        text = message
        message = category(message)
    key = (text, category, lineno)
    if registry is not None and _warning_seen(registry, key, False):
        return
    action, item = _warning_action(category, text, lineno, module)
    if action == "error":
        raise message
    if action == "ignore":
        return
    if action != "always":
        if registry is not None:
            registry[key] = True
        if action == "once":
            once = _warnings_setting("onceregistry", "_onceregistry") if registry is None else registry
            if _warning_seen(once, (text, category), True):
                return
        elif action == "module":
            if registry is not None and _warning_seen(registry, (text, category), True):
                return
        elif action != "default":
            raise RuntimeError("Unrecognized action (%r) in warnings.filters:\n %r" % (action, item))
    _deliver_warning(message, text, category, filename, lineno, source, source_line)


def _is_import_frame(frame):
    name = frame.f_code.co_filename
    return "importlib" in name and "_bootstrap" in name


def _warning_frame(stacklevel):
    """The frame that is stacklevel calls up from the caller of warn; importlib's own do not count."""
    try:
        frame = _krait.sys._getframe()
    except ValueError:
        return None
    if stacklevel <= 0 or _is_import_frame(frame):
        while stacklevel > 1 and frame is not None:
            frame = frame.f_back
            stacklevel -= 1
        return frame
    while stacklevel > 1 and frame is not None:
        frame = frame.f_back
        while frame is not None and _is_import_frame(frame):
            frame = frame.f_back
        stacklevel -= 1
    return frame


def warnings_warn(message, category, stacklevel, source):
    if isinstance(message, Warning):
        category = type(message)
    elif category is None:
        category = UserWarning
    if not isinstance(category, type) or not issubclass(category, Warning):
        raise TypeError("category must be a Warning subclass, not '%s'" % type(category).__name__)
    frame = _warning_frame(stacklevel)
    if frame is None:
        names = _krait.sys.__dict__
        filename = "sys"
        lineno = 1
    else:
        names = frame.f_globals
        filename = frame.f_code.co_filename
        lineno = frame.f_lineno
    registry = names.get("__warningregistry__")
    if registry is None:
        registry = names["__warningregistry__"] = {}
    module = names.get("__name__")
    if not isinstance(module, str):
        module = "<string>"
    _warn_at(category, message, filename, lineno, module, registry, source, None)


def warnings_warn_explicit(message, category, filename, lineno, module, registry, module_globals, source):
    source_line = None
    if module_globals is not None:
        if not isinstance(module_globals, dict):
            raise TypeError("module_globals must be a dict, not '%s'" % type(module_globals).__name__)
        loader = module_globals.get("__loader__")
        name = module_globals.get("__name__")
        get_source = getattr(loader, "get_source", None)
        if name is not None and get_source is not None:
            source = get_source(name)
            lines = source.splitlines() if source else []
            if 0 < lineno <= len(lines):
                source_line = lines[lineno - 1]
            source = None
    if not isinstance(message, Warning) and not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError("category must be a Warning subclass, not '%s'" % type(category).__name__)
    _warn_at(category, message, filename, lineno, module, registry, source, source_line)


def compiler_warning(message, category, filename, lineno):
    _ensure("_warnings")
    _warn_at(category, message, filename, lineno, None, None, None, None)


def import_warnings():
    """Options that name warnings take effect when the module is imported."""
    import_name("warnings")
