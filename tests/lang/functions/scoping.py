x = "global"
def read():
    return x
def write():
    x = "local"
    return x
def globally():
    global x, created
    x = "changed"
    created = "new"
print(read(), write(), x)
globally()
print(x, created)
def outer():
    x = "outer"
    def mid():
        def inner():
            nonlocal x
            x = "inner"
        inner()
        return x
    return mid(), x
print(outer(), x)
def mixed():
    global x
    def inner():
        return x
    return inner()
print(mixed())
def dele():
    y = 1
    del y
    try:
        return y
    except UnboundLocalError as e:
        return str(e)
print(dele())
z = 1
del z
try:
    z
except NameError as e:
    print(e)
def f():
    try:
        print(undefined)
    except NameError as e:
        print(e, e.name)
f()
len_ = len
def len(x):
    return "mine"
print(len("abc"))
del len
print(len("abc"))
for i in range(3):
    pass
print(i)
if True:
    block = "visible"
print(block)
def cond(flag):
    if flag:
        v = 1
    try:
        return v
    except UnboundLocalError as e:
        return str(e)
print(cond(True), cond(False))
class K:
    x = "class"
    def get(self):
        return x
    def own(self):
        return self.x
print(K().get(), K().own())
def loc(a, b=2):
    c = 3
    return sorted(locals().items())
print(loc(1), "x" in globals(), globals()["x"], sorted(k for k in globals() if k.startswith("cre")))
globals()["dynamic"] = 42
print(dynamic)
try:
    exec_name
except NameError as e:
    print(type(e), e.args)
def err():
    try:
        1 / 0
    except ZeroDivisionError as e:
        pass
    try:
        return e
    except UnboundLocalError as u:
        return str(u)
print(err())
def aug():
    try:
        x += "y"
    except UnboundLocalError as e:
        print(e)
aug()
