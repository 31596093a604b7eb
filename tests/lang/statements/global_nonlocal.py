g = 0
def f():
    global g
    g += 1
    def inner():
        global g
        g += 10
        nonlocal_free = 1
        def deeper():
            nonlocal nonlocal_free
            nonlocal_free += 1
            return nonlocal_free
        return deeper() + deeper()
    return inner()
print(f(), g)
def shadow():
    g = "local"
    def inner():
        global g
        return g
    return inner(), g
print(shadow())
class C:
    global made_in_class
    made_in_class = "yes"
    g = "class g"
    def m(self):
        return g
print(made_in_class, C().m(), C.g)
def counter():
    n = 0
    class K:
        def up(self):
            nonlocal n
            n += 1
            return n
        @staticmethod
        def get():
            return n
    return K
K = counter()
k = K()
print(k.up(), k.up(), K.get())
def two_level():
    a = 1
    def mid():
        def low():
            nonlocal a
            a *= 2
            return a
        return low
    low = mid()
    return low(), low(), a
print(two_level())
def gen_state():
    total = 0
    def add(n):
        nonlocal total
        for i in range(n):
            total += i
            yield total
    return list(add(4)), total
print(gen_state())
def global_in_loop():
    for i in range(2):
        global loop_var
        loop_var = i
global_in_loop()
print(loop_var)
def global_import():
    global sys_again
    import sys as sys_again
global_import()
print(sys_again.__name__)
def global_func():
    global made_f
    def made_f():
        return "made"
global_func()
print(made_f())
def global_for():
    global it
    for it in range(3): pass
global_for()
print(it)
def except_nonlocal():
    e = "outer"
    def inner():
        nonlocal e
        try:
            raise ValueError("v")
        except ValueError as e:
            pass
        try:
            return e
        except NameError as n:
            return str(n)
    return inner()
print(except_nonlocal())
