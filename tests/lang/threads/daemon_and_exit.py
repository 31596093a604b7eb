# Daemon threads do not keep the program alive; others do, and print before it ends.
import threading
import time
def forever():
    while True:
        time.sleep(0.001)
def busy():
    n = 0
    while True:
        n += 1
for f in (forever, busy):
    threading.Thread(target=f, daemon=True).start()
def late():
    time.sleep(0.05)
    print("late thread done")
threading.Thread(target=late).start()
print("main done")
