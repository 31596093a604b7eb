# importer.py - the import statement. Part of the prelude: compiled into the binary, runs before any user code.
#
# Written in Python because importing runs Python: as prelude code it can be suspended and replayed at any
# instruction. What needs the system (finding files, reading and compiling source) are natives of _krait.
#
# A module is visible in sys.modules while its body runs. `_importing` says which thread runs it; another thread that
# wants the module waits, unless that would close a circle of waiting threads.

_importing = {}   # absolute name -> ident of the thread that runs the body
_waiting = {}     # ident of a waiting thread -> name it waits for


def _resolve(name, globals, level):
    package = globals.get("__package__")
    if package is None:
        spec = globals.get("__spec__")
        if spec is not None:
            package = spec.parent
        else:
            package = globals["__name__"]
            if "__path__" not in globals:
                package = package.rpartition(".")[0]
    if not package:
        raise ImportError("attempted relative import with no known parent package")
    bits = package.rsplit(".", level - 1)
    if len(bits) < level:
        raise ImportError("attempted relative import beyond top-level package")
    return bits[0] + "." + name if name else bits[0]


def _would_deadlock(name, me):
    while True:
        owner = _importing.get(name)
        if owner is None:
            return False
        if owner == me:
            return True
        name = _waiting.get(owner)
        if name is None:
            return False


def _wait_for(name):
    me = _krait.get_ident()
    while True:
        owner = _importing.get(name)
        if owner is None or owner == me or _would_deadlock(name, me):
            return
        _waiting[me] = name
        try:
            _krait.pause()
        finally:
            del _waiting[me]


def _not_found(name, message=None):
    return ModuleNotFoundError(message or "No module named " + repr(name), name=name)


def _run_body(module, name, code):
    modules = _krait.modules
    _importing[name] = _krait.get_ident()
    modules[name] = module
    try:
        _krait.exec_code(code, module.__dict__)
    except BaseException:
        modules.pop(name, None)
        raise
    finally:
        del _importing[name]
    return modules[name]


def _make(name, origin, is_package, search, loader):
    module = _krait.new_module(name)
    parent = name if is_package else name.rpartition(".")[0]
    namespace = module.__dict__
    namespace["__package__"] = parent
    namespace["__loader__"] = loader
    namespace["__spec__"] = _krait.SimpleNamespace(
        name=name, loader=loader, origin=origin, submodule_search_locations=search, parent=parent,
        has_location=origin is not None and origin != "built-in", cached=None, loader_state=None, _initializing=False)
    if search is not None:
        namespace["__path__"] = search
    if origin is not None and origin != "built-in":
        namespace["__file__"] = origin
        namespace["__cached__"] = None
    return module


def _load_by_finders(name, path):
    for finder in _krait.sys.meta_path:
        find_spec = getattr(finder, "find_spec", None)
        if find_spec is None:
            continue
        spec = find_spec(name, path, None)
        if spec is not None:
            from importlib import _bootstrap
            return _bootstrap._load_unlocked(spec)
    return None


def _load(name, path):
    if path is None:
        module = _krait.builtin_module(name)
        if module is not None:
            _krait.modules[name] = module
            _krait.exec_builtin(module)
            module.__dict__["__spec__"] = _krait.SimpleNamespace(
                name=name, loader=None, origin="built-in", submodule_search_locations=None, parent="",
                has_location=False, cached=None, loader_state=None, _initializing=False)
            return module
    if _krait.sys.meta_path:
        module = _load_by_finders(name, path)
        if module is not None:
            return module
    found = _krait.find_source(name.rpartition(".")[2], _krait.sys.path if path is None else path)
    if found is None:
        raise _not_found(name)
    filename, is_package, search = found
    module = _make(name, filename, is_package, search, None)
    if filename is None:  # namespace package
        _krait.modules[name] = module
        return module
    return _run_body(module, name, _krait.read_code(filename))


def _ensure(name):
    modules = _krait.modules
    module = modules.get(name, _missing)
    if module is not _missing:
        if module is None:
            raise _not_found(name, "import of " + name + " halted; None in sys.modules")
        if name in _importing:
            _wait_for(name)
            return modules.get(name, module)
        return module
    parent_name, _, tail = name.rpartition(".")
    path = None
    if parent_name:
        parent = _ensure(parent_name)
        if name in modules:
            return modules[name]
        try:
            path = parent.__path__
        except AttributeError:
            raise _not_found(name, "No module named " + repr(name) + "; " + repr(parent_name) + " is not a package") from None
    module = _load(name, path)
    if parent_name:
        try:
            setattr(parent, tail, module)
        except AttributeError:
            pass
    return module


_missing = object()


def _from_list(module, names):
    for name in names:
        if not isinstance(name, str):
            where = module.__name__ + ".__all__" if names is not None else "``from list''"
            raise TypeError("Item in " + where + " must be str, not " + type(name).__name__)
        if name == "*":
            exported = getattr(module, "__all__", None)
            if exported is not None:
                _from_list(module, exported)
        elif not hasattr(module, name):
            full = module.__name__ + "." + name
            try:
                _ensure(full)
            except ModuleNotFoundError as exc:
                if exc.name != full or _krait.modules.get(full, _missing) is not _missing:
                    raise


def import_name(name, globals=None, locals=None, fromlist=(), level=0):
    if not isinstance(name, str):
        raise TypeError("module name must be a string")
    if level < 0:
        raise ValueError("level must be >= 0")
    if level > 0:
        if globals is None:
            raise KeyError("'__name__' not in globals")
        full = _resolve(name, globals, level)
    elif not name:
        raise ValueError("Empty module name")
    else:
        full = name
    module = _ensure(full)
    if fromlist:
        if hasattr(module, "__path__"):
            _from_list(module, fromlist)
        return module
    if level == 0:
        return _ensure(name.partition(".")[0])
    if not name:
        return module
    cut = len(full) - (len(name) - len(name.partition(".")[0]))
    return _krait.modules[full[:cut]]


def import_from(module, name):
    try:
        return getattr(module, name)
    except AttributeError:
        pass
    package = getattr(module, "__name__", None)
    if isinstance(package, str):
        found = _krait.modules.get(package + "." + name, _missing)
        if found is not _missing:
            return found
    else:
        package = "<unknown module name>"
    origin = getattr(module, "__file__", None)
    where = origin if isinstance(origin, str) else "unknown location"
    partial = package in _importing
    message = "cannot import name " + repr(name) + " from "
    if partial:
        message += "partially initialized module " + repr(package) + " (most likely due to a circular import) (" + where + ")"
    else:
        message += repr(package) + " (" + where + ")"
    raise ImportError(message, name=package, path=origin)


def import_star(module, namespace):
    names = getattr(module, "__all__", None)
    private = names is None
    if private:
        names = getattr(module, "__dict__", None)
        if names is None:
            raise ImportError("from-import-* object has no __dict__ and no __all__")
        names = list(names)
    for name in names:
        if not isinstance(name, str):
            where = ".__dict__" if private else ".__all__"
            raise TypeError(("Key" if private else "Item") + " in " + module.__name__ + where + " must be str, not " + type(name).__name__)
        if private and name.startswith("_"):
            continue
        namespace[name] = getattr(module, name)


def namespace_repr(self, attributes):
    name = "namespace" if type(self) is _krait.SimpleNamespace else type(self).__name__
    return name + "(" + ", ".join([key + "=" + repr(value) for key, value in attributes.items()]) + ")"


# The items of an iterable for an unpacking; not more than `most` of them (-1: all).
def unpack(iterable, most):
    items = []
    for item in iterable:
        items.append(item)
        if len(items) == most:
            break
    return items


def sorted_keys(mapping):
    return sorted(mapping.keys())


def dir_of(obj):
    method = getattr(type(obj), "__dir__", None)
    if method is None:
        raise TypeError("object does not provide __dir__")
    return sorted(method(obj))
