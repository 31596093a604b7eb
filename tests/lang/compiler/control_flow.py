# Ways out of nested statements, in every combination.
log = []


def leave(how, depth):
    for i in range(3):
        try:
            log.append(("try", i))
            with Guard(i):
                try:
                    if how == "break" and i == depth:
                        break
                    if how == "continue" and i == depth:
                        continue
                    if how == "return" and i == depth:
                        return ("value", i)
                    if how == "raise" and i == depth:
                        raise ValueError(i)
                finally:
                    log.append(("inner finally", i))
        except ValueError as e:
            log.append(("except", e.args))
            if i == 1:
                return "from handler"
        else:
            log.append(("else", i))
        finally:
            log.append(("finally", i))
    else:
        log.append("loop else")
    return "end"


class Guard:
    def __init__(self, n):
        self.n = n

    def __enter__(self):
        log.append(("enter", self.n))
        return self

    def __exit__(self, kind, value, tb):
        log.append(("exit", self.n, kind and kind.__name__))
        return self.n == 2


for how in ("none", "break", "continue", "return", "raise"):
    for depth in range(3):
        log.clear()
        print(how, depth, leave(how, depth))
        print(" ", log)


def finally_overrides():
    for i in range(3):
        try:
            return i
        finally:
            if i < 2:
                continue
            break
    return "after"


print(finally_overrides())


def return_keeps_value():
    x = 1
    try:
        return x
    finally:
        x = 2


print(return_keeps_value())


def handler_variable():
    try:
        raise KeyError("k")
    except KeyError as e:
        try:
            return e
        finally:
            e = 5


print(repr(handler_variable()))


def deleted():
    try:
        raise KeyError("k")
    except KeyError as e:
        pass
    try:
        return e
    except UnboundLocalError as err:
        return str(err)


print(deleted())


def while_else(n):
    while n:
        n -= 1
        if n == 3:
            break
    else:
        return "else"
    return n


print(while_else(2), while_else(9))
while 1:
    break
else:
    print("never")
while 0:
    print("never")
else:
    print("while 0 else")


def nested_finally():
    out = []
    try:
        try:
            try:
                1 / 0
            finally:
                out.append(1)
        finally:
            out.append(2)
    except ZeroDivisionError as e:
        out.append(str(e))
    finally:
        out.append(3)
    return out


print(nested_finally())


def reraise():
    try:
        try:
            raise ValueError("a")
        except ValueError:
            try:
                raise KeyError("b")
            except KeyError:
                pass
            raise
    except ValueError as e:
        return e.args, e.__context__


print(reraise())


def conditions(a, b, c):
    out = []
    if a and b or c:
        out.append(1)
    if not (a and b) and not c:
        out.append(2)
    if a if b else c:
        out.append(3)
    if not a is None and a in (1, 2) or b not in {3, 4}:
        out.append(4)
    if 0 < a < b < c:
        out.append(5)
    if not 0 < a < b:
        out.append(6)
    out.append((a and b, a or b, a and b or c, not a, a if c else b, 0 < a < 5, 1 < a < b < 3))
    while a and not b or a > 5:
        a -= 1
    out.append(a)
    return out


for a in (0, 1, 2, 7):
    for b in (0, 3):
        for c in (0, 9):
            print(a, b, c, conditions(a, b, c))
