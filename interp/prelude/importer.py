# importer.py - the import statement. Part of the prelude: compiled into the binary, runs before any user code.
#
# Written in Python because importing runs Python: as prelude code it can be suspended and replayed at any
# instruction. What needs the system (finding files, reading and compiling source) are natives of _krait.
#
# A thread claims a name in `_importing` before it looks for the module, and gives it back when the body has run; another
# thread that wants the module waits, unless that would close a circle of waiting threads. So a body runs once, although
# finding and reading it are blocking calls, in which other threads go on. The module is visible in sys.modules meanwhile.

_importing = {}   # absolute name -> ident of the thread that loads it
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


# Whether the name is this thread's from now on: False: it was already, further up the stack, or it is another thread's.
def _claim(name):
    me = _krait.get_ident()
    return _importing.get(name) != me and _importing.setdefault(name, me) == me


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
    mine = _claim(name)
    modules[name] = module
    try:
        _krait.exec_code(code, module.__dict__)
    except BaseException:
        modules.pop(name, None)
        raise
    finally:
        if mine:
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


# ---- finding and loading ----
#
# Built-in modules and source files are loaded right here. importlib's own importers take part only once there is a reason:
# _frozen_importlib is made, from importlib/_bootstrap.py, when somebody asks for it (as importlib itself does) or has put
# a finder on sys.meta_path. From then on the list of finders decides, but what BuiltinImporter and PathFinder would do is
# still done here, as long as nobody has changed sys.path_hooks.

_importlib = []   # [_frozen_importlib, _frozen_importlib_external, the one path hook], once they are complete


def _load_builtin(name):
    module = _krait.builtin_module(name)
    if module is None:
        return None
    _krait.modules[name] = module
    _krait.exec_builtin(module)
    if _importlib:
        bootstrap = _importlib[0]
        module.__loader__ = bootstrap.BuiltinImporter
        module.__spec__ = bootstrap.ModuleSpec(name, bootstrap.BuiltinImporter, origin="built-in", is_package=False)
    else:
        module.__spec__ = _krait.SimpleNamespace(
            name=name, loader=None, origin="built-in", submodule_search_locations=None, parent="",
            has_location=False, cached=None, loader_state=None, _initializing=False)
    return module


def _load_source(name, path):
    found = _krait.find_source(name.rpartition(".")[2], _krait.sys.path if path is None else path)
    if found is None:
        return None
    filename, is_package, search = found
    module = _make(name, filename, is_package, search, None)
    if _importlib:
        _give_spec(module)
    if filename is None:  # namespace package
        _krait.modules[name] = module
        return module
    return _run_body(module, name, _krait.read_code(filename))


def _load_by_finder(finder, name, path):
    find_spec = getattr(finder, "find_spec", None)
    if find_spec is None:
        return None
    spec = find_spec(name, path, None)
    if spec is None:
        return None
    return _importlib[0]._load_unlocked(spec)


def _load_by_finders(name, path):
    bootstrap, external, hook = _importlib
    for finder in list(_krait.sys.meta_path):
        if finder is bootstrap.BuiltinImporter:
            module = _load_builtin(name) if path is None else None
        elif finder is external.PathFinder and _krait.sys.path_hooks == [hook]:
            module = _load_source(name, path)
        else:
            module = _load_by_finder(finder, name, path)
        if module is not None:
            return module
    return None


def _load(name, path):
    if name in ("_frozen_importlib", "_frozen_importlib_external") and not _importlib:
        _make_importlib()
        return _krait.modules[name]
    if _importlib:
        module = _load_by_finders(name, path)
    elif _krait.sys.meta_path and name not in _importlib_needs:
        _ensure("_frozen_importlib")
        module = _load_by_finders(name, path)
    else:
        module = _load_builtin(name) if path is None else None
        if module is None:
            module = _load_source(name, path)
    if module is None:
        raise _not_found(name)
    return module


# ---- importlib ----

_importlib_needs = ("_imp", "_io", "_thread", "_warnings", "_weakref", "marshal", "posix", "sys", "winreg")


def _importlib_part(name, filename):
    folder = _krait.find_source("importlib", _krait.sys.path)
    found = None if folder is None else _krait.find_source(filename, folder[2])
    if found is None:
        raise _not_found(name)
    return _run_body(_make(name, found[0], False, None, None), name, _krait.read_code(found[0]))


def _make_importlib():
    sys = _krait.sys
    bootstrap = _importlib_part("_frozen_importlib", "_bootstrap")
    external = _importlib_part("_frozen_importlib_external", "_bootstrap_external")
    bootstrap._install(sys, _ensure("_imp"))
    bootstrap._install_external_importers()
    bootstrap._find_and_load = _find_and_load
    _importlib.extend([bootstrap, external, sys.path_hooks[-1]])
    for module in list(_krait.modules.values()):
        if type(getattr(module, "__spec__", None)) is _krait.SimpleNamespace:
            _give_spec(module)


def _find_and_load(name, import_):
    return _ensure(name)


# A module of a source file or a namespace package gets the spec and the loader that importlib would have given it.
def _give_spec(module):
    bootstrap, external, _ = _importlib
    old = module.__spec__
    loader = None if old.origin is None else external.SourceFileLoader(old.name, old.origin)
    spec = bootstrap.ModuleSpec(old.name, loader, origin=old.origin)
    spec.submodule_search_locations = old.submodule_search_locations
    if loader is None:
        spec.loader = external.NamespaceLoader(old.name, old.submodule_search_locations, external.PathFinder._get_spec)
    else:
        spec._set_fileattr = True
    module.__spec__ = spec
    module.__loader__ = spec.loader


def _ensure(name):
    modules = _krait.modules
    if name in _importing:
        _wait_for(name)
    module = modules.get(name, _missing)
    if module is not _missing:
        if module is None:
            raise _not_found(name, "import of " + name + " halted; None in sys.modules")
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
    mine = _claim(name)
    me = _krait.get_ident()
    if not mine and _importing.get(name) != me and not _would_deadlock(name, me):
        return _ensure(name)
    try:
        module = modules.get(name, _missing)
        if module is _missing:
            module = _load(name, path)
            if parent_name:
                try:
                    setattr(parent, tail, module)
                except AttributeError:
                    pass
        return module
    finally:
        if mine:
            del _importing[name]


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
