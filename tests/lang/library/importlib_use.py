import importlib
import importlib.machinery
import importlib.util
import os
import pkgutil
import shutil
import sys
import threading

m = importlib.import_module("json.decoder")
print(m.__name__, m.__spec__.name, m.__spec__.parent, type(m.__loader__).__name__)
print(importlib.import_module(".encoder", "json").__name__)
import colorsys
print(type(colorsys.__spec__).__name__, colorsys.__spec__.loader is colorsys.__loader__, colorsys.__package__ == "")
print(type(sys.__spec__).__name__, sys.__spec__.origin, sys.__loader__.__name__)
print([f.__name__ for f in sys.meta_path if isinstance(f, type)])
print(importlib.util.find_spec("colorsys").origin == colorsys.__file__, importlib.util.find_spec("no_such"))
for bad in ("no_such.thing", "colorsys.thing", ""):
    try:
        importlib.import_module(bad)
    except (ImportError, ValueError) as e:
        print(type(e).__name__, e)

where = os.path.join(os.environ.get("TMPDIR", "/tmp"), "krait_importlib_%d" % os.getpid())
os.mkdir(where)
try:
    with open(os.path.join(where, "fresh_module.py"), "w") as f:
        f.write("value = 1\nprint('body of', __name__)\n")
    os.mkdir(os.path.join(where, "spread"))
    with open(os.path.join(where, "spread", "inner.py"), "w") as f:
        f.write("x = __package__\n")
    spec = importlib.util.spec_from_file_location("by_hand", os.path.join(where, "fresh_module.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print(module.value, "by_hand" in sys.modules, spec.loader.get_source("by_hand").splitlines()[0])
    sys.path.insert(0, where)
    importlib.invalidate_caches()
    import fresh_module
    fresh_module.value = 2
    print(importlib.reload(fresh_module).value, fresh_module is sys.modules["fresh_module"])
    import spread.inner
    print(spread.inner.x, spread.__spec__.origin, type(spread.__spec__).__name__)
    print(pkgutil.get_loader("fresh_module").path == fresh_module.__file__)
    sys.path.remove(where)
finally:
    shutil.rmtree(where)


class Finder:
    def find_spec(self, name, path, target=None):
        if name.startswith("made_up"):
            return importlib.machinery.ModuleSpec(name, self, is_package=name == "made_up")

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.answer = module.__name__.upper()


finder = Finder()
sys.meta_path.insert(0, finder)
import made_up.part
print(made_up.answer, made_up.part.answer, made_up.part.__spec__.loader is finder)
results = []
threads = [threading.Thread(target=lambda i=i: results.append(importlib.import_module("made_up.t%d" % (i % 2)).answer)) for i in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results))
sys.meta_path.remove(finder)
try:
    import made_up.other
except ImportError as e:
    print(e)
