# Assigning to and deleting the computed attributes of built-in objects: each says no in its own words.
import sys


def gen():
    yield 1


def function():
    pass


async def coroutine():
    pass


class C:
    def method(self):
        pass

    value = property(method)


try:
    raise ValueError(1)
except ValueError as error:
    caught = error

suspended = coroutine()
cases = [(function, "__code__ __closure__ __globals__ __builtins__ __defaults__ __kwdefaults__ __name__ __qualname__"),
         (C().method, "__func__ __self__"),
         (gen(), "gi_code gi_frame gi_running gi_suspended gi_yieldfrom __name__ __qualname__"),
         (suspended, "cr_code cr_frame cr_running cr_await __name__ __qualname__"),
         (caught, "args __cause__ __context__ __traceback__ __suppress_context__"),
         (caught.__traceback__, "tb_frame tb_lasti tb_lineno tb_next"),
         (C.value, "fget fset fdel"),
         (function.__code__, "co_argcount co_code co_consts co_filename co_name co_varnames"),
         (range(3), "start stop step"),
         (sys._getframe(), "f_back f_code f_globals f_locals f_builtins f_lasti")]
for obj, names in cases:
    for name in names.split():
        for value in (42, "text", ...):
            try:
                if value is ...:
                    delattr(obj, name)
                else:
                    setattr(obj, name, value)
                said = "accepted"
            except Exception as problem:
                said = f"{type(problem).__name__}: {problem}"
            print(type(obj).__name__, name, value, said)
suspended.close()
