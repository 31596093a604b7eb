import _thread
import time
lock = _thread.allocate_lock()
out = []
def f(a, b=0):
    out.append((a, b))
    lock.release()
lock.acquire()
ident = _thread.start_new_thread(f, (1,), {"b": 2})
lock.acquire()
print(out, isinstance(ident, int), _thread.get_ident() != ident, _thread.LockType is type(lock), _thread.error is RuntimeError)
def tried(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
tried(lambda: _thread.start_new_thread(5, ()))
tried(lambda: _thread.start_new_thread(f, 5))
tried(lambda: _thread.start_new_thread(f, (), 5))
tried(lambda: _thread.exit())
tried(lambda: _thread.start_new_thread(f))
def ends():
    out.append("ends")
    lock.release()
    _thread.exit()
    out.append("never")
_thread.start_new_thread(ends, ())
lock.acquire()
time.sleep(0.01)
print(out, _thread.TIMEOUT_MAX > 1000, _thread.stack_size() >= 0, _thread._count() >= 0)
lock.release()
