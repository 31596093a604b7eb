"""The module krait for CPython: the same names over one lock.

Put this folder on PYTHONPATH to run a program that imports krait with python3.11. Atomic blocks exclude each other, which is all that a program
can see of them there. retry() raises an exception that the outermost atomic block catches: it runs again only as a decorated
function; a `with` block cannot be run again by Python code, so that retry() in one is an error.
"""
import functools
import threading
import time

_lock = threading.RLock()
_changed = threading.Condition(_lock)
_local = threading.local()


class _Retry(BaseException):
    pass


class _Atomic:
    def __enter__(self):
        _lock.acquire()
        _local.depth = getattr(_local, "depth", 0) + 1
        return self

    def __exit__(self, kind, value, traceback):
        _local.depth -= 1
        if _local.depth == 0:
            _changed.notify_all()
        _lock.release()
        if kind is _Retry and not getattr(_local, "again", 0):
            raise RuntimeError("krait.retry() needs a function decorated with krait.atomic here") from None
        return False

    def __call__(self, function):
        @functools.wraps(function)
        def atomic(*args, **kwargs):
            if getattr(_local, "depth", 0):
                with self:
                    return function(*args, **kwargs)
            while True:
                _local.again = 1
                try:
                    with self:
                        try:
                            return function(*args, **kwargs)
                        except _Retry:
                            _changed.wait(0.05)
                finally:
                    _local.again = 0

        return atomic


atomic = _Atomic()
_started = time.monotonic_ns()


def retry():
    if not is_atomic():
        raise RuntimeError("retry() is for the inside of krait.atomic")
    raise _Retry


def hint_commit():
    pass


def is_atomic():
    return getattr(_local, "depth", 0) > 0


def stats():
    names = ("commits", "aborts", "waits", "extensions", "dooms", "starved", "irrevocable", "aborted_ns", "waiting_ns", "retry_ns")
    return dict.fromkeys(names, 0) | {"committed_ns": time.monotonic_ns() - _started, "threads": threading.active_count()}


def hotspots():
    return []
