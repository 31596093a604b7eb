"""Runs a script inside a thread while another thread keeps the machine busy: lang_threaded.py SCRIPT.

The script is imported, so that nothing but threads and imports is needed. What it raises is printed.
"""

import sys
import threading

if hasattr(sys, "setswitchinterval"):
    sys.setswitchinterval(0.0005)


def busy(stop):
    n = 0
    while not stop:
        n += 1


def run_script(name):
    try:
        __import__(name)
    except BaseException as error:
        print("script ended by", type(error).__name__, error)


def main():
    folder, _, file = sys.argv[1].rpartition("/")
    sys.path.insert(0, folder or ".")
    stop = []
    noise = threading.Thread(target=busy, args=(stop,))
    script = threading.Thread(target=run_script, args=(file[:-3],))
    noise.start()
    script.start()
    script.join()
    stop.append(True)
    noise.join()


main()
