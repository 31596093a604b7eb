# compare: stderr
def f(x):
    return 1 / x
def g():
    y = 0
    f(y)
g()
