def f1():
    try:
        return "try"
    finally:
        print("finally 1")
def f2():
    try:
        return "try"
    finally:
        return "finally"
def f3():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print("body", i)
        finally:
            print("fin", i)
    return "done"
def f4():
    try:
        raise ValueError("x")
    except ValueError:
        return "except"
    else:
        return "else"
    finally:
        print("finally 4")
def f5():
    try:
        pass
    except ValueError:
        return "except"
    else:
        return "else"
    finally:
        print("finally 5")
def f6():
    while True:
        try:
            raise ValueError
        except ValueError:
            break
        finally:
            print("finally 6")
    return 6
def f7():
    try:
        try:
            raise ValueError("inner")
        finally:
            print("inner finally")
    except ValueError as e:
        return "outer " + str(e)
def f8():
    x = 1
    try:
        return x
    finally:
        x = 2
def f9():
    for i in range(2):
        try:
            raise KeyError(i)
        except KeyError:
            continue
        finally:
            print("finally 9", i)
    else:
        return "for else"
def f10():
    try:
        raise ValueError("swallowed")
    finally:
        return "swallow"
def f11():
    for x in range(3):
        try:
            1 / 0
        finally:
            if x < 2:
                continue
            break
    return "loop swallows"
def f12():
    try:
        try:
            return "a"
        finally:
            raise ValueError("replaces return")
    except ValueError as e:
        return str(e)
def f13():
    while 1:
        try:
            try:
                return 1
            finally:
                print("one")
        finally:
            print("two")
for f in (f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13):
    print(f())
log = []
def nested(n):
    try:
        if n:
            nested(n - 1)
        else:
            raise ValueError("deep")
    finally:
        log.append(n)
try:
    nested(3)
except ValueError as e:
    print(log, e)
