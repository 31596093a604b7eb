# breakpoint() and its hook, and the limit of digits between int and str.
import os
import sys
import types
import warnings


def attempt(function, *args, **keywords):
    try:
        return function(*args, **keywords)
    except Exception as exc:
        return f"{type(exc).__name__}: {exc}"


os.environ["PYTHONBREAKPOINT"] = "0"
print(breakpoint(), breakpoint(1, key=2), sys.breakpointhook is sys.__breakpointhook__, sys.unraisablehook is sys.__unraisablehook__)
os.environ["PYTHONBREAKPOINT"] = "types.SimpleNamespace"
print(breakpoint(a=1))
os.environ["PYTHONBREAKPOINT"] = "len"
print(breakpoint("abc"), attempt(breakpoint))
for missing in "nothing.at.all", "types.nothing", "no_builtin":
    os.environ["PYTHONBREAKPOINT"] = missing
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        print(breakpoint(), [(w.category.__name__, str(w.message)) for w in caught])
sys.breakpointhook = lambda *args, **keywords: (args, keywords)
print(breakpoint(1, 2, three=3))
del sys.breakpointhook
print(attempt(breakpoint))
sys.breakpointhook = sys.__breakpointhook__

print(sys.get_int_max_str_digits())
for limit in -1, 639, "x", 2**70, 640:
    print(attempt(sys.set_int_max_str_digits, limit))
print(attempt(int, "1" * 641), attempt(str, 10**640), len(str(10**639)), sys.get_int_max_str_digits())
sys.set_int_max_str_digits(maxdigits=0)
print(len(str(int("1" * 5000))))
sys.set_int_max_str_digits(4300)
print(attempt(int, "1" * 4301))
