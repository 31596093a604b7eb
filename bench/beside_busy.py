"""Runs a workload in the main thread while another thread is busy all along: beside_busy.py WORKLOAD.

The same workload alone is the other side of the ratio 'parallel mode over solo'.
"""

import _thread
import sys


def busy(stop, ended):
    n = 0
    while not stop:
        n += 1
    ended.release()


def main():
    folder, _, file = sys.argv.pop(1).rpartition("/")
    sys.path.insert(0, folder or ".")
    stop = []
    ended = _thread.allocate_lock()
    ended.acquire()
    _thread.start_new_thread(busy, (stop, ended))
    __import__(file[:-3])
    stop.append(True)
    ended.acquire()


main()
