"""Threads that import the same modules at once: every body runs once, and all threads get the same modules."""
import os
import shutil
import sys
import tempfile
import threading

COUNT = 12
runs = []
found = []
folder = tempfile.mkdtemp()
sys.path.insert(0, folder)
sys.dont_write_bytecode = True
for i in range(COUNT):
    with open(os.path.join(folder, f"once_{i}.py"), "w") as file:
        file.write(f"import __main__\n__main__.runs.append({i})\n")
        file.write("".join(f"x{k} = {k}\n" for k in range(100)))
        if i % 3:
            file.write(f"import once_{i - 1}\nassert once_{i - 1}.done\n")
        file.write("done = True\n")


def load(first):
    for k in range(COUNT):
        module = __import__(f"once_{(first + k) % COUNT}")
        assert module.done
        found.append(module)


threads = [threading.Thread(target=load, args=(i,)) for i in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
shutil.rmtree(folder)
print(sorted(runs) == list(range(COUNT)))
print(len(found), len(set(map(id, found))))
