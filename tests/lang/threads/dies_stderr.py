# A thread dies by an exception: the report goes to standard error, the program goes on and ends with 0.
import threading
def boom():
    raise RuntimeError("thread died")
t = threading.Thread(target=boom, name="Doomed")
t.start()
t.join()
print("main goes on")
