# The status and the last line on standard error of a script that dies.
class MyError(Exception):
    pass
def f(x):
    if x == 0:
        raise MyError("died with", x)
    f(x - 1)
print("before")
f(3)
