# A small stack machine, a parser by recursive descent and a Lisp: code that branches a lot.
def parse(src):
    toks = src.replace("(", " ( ").replace(")", " ) ").split()
    def read():
        t = toks.pop(0)
        if t == "(":
            out = []
            while toks[0] != ")":
                out.append(read())
            toks.pop(0)
            return out
        try:
            return int(t)
        except ValueError:
            return t
    return read()
class Env(dict):
    def __init__(self, names=(), args=(), outer=None):
        super().__init__(zip(names, args))
        self.outer = outer
    def find(self, k):
        return self if k in self else self.outer.find(k)
def ev(x, env):
    if isinstance(x, str):
        return env.find(x)[x]
    if not isinstance(x, list):
        return x
    op, *args = x
    if op == "if":
        return ev(args[1] if ev(args[0], env) else args[2], env)
    if op == "define":
        env[args[0]] = ev(args[1], env)
        return None
    if op == "lambda":
        return lambda *a: ev(args[1], Env(args[0], a, env))
    f, *vals = [ev(e, env) for e in x]
    return f(*vals)
base = Env()
base.update({"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "<": lambda a, b: a < b, "list": lambda *a: list(a)})
ev(parse("(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))"), base)
ev(parse("(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))"), base)
ev(parse("(define adder (lambda (k) (lambda (x) (+ x k))))"), base)
print(ev(parse("(fact 25)"), base), ev(parse("(fib 12)"), base), ev(parse("((adder 5) 10)"), base), ev(parse("(list 1 (+ 1 1) (list))"), base))
def expr(s):
    pos = 0
    def peek():
        return s[pos] if pos < len(s) else ""
    def take():
        nonlocal pos
        pos += 1
        return s[pos - 1]
    def atom():
        if peek() == "(":
            take()
            v = add()
            take()
            return v
        if peek() == "-":
            take()
            return -atom()
        n = ""
        while peek().isdigit() or peek() == ".":
            n += take()
        if not n:
            raise SyntaxError(f"unexpected {peek()!r} at {pos}")
        return float(n) if "." in n else int(n)
    def mul():
        v = atom()
        while peek() and peek() in "*/":
            v = v * atom() if take() == "*" else v / atom()
        return v
    def add():
        v = mul()
        while peek() and peek() in "+-":
            v = v + mul() if take() == "+" else v - mul()
        return v
    return add()
print(expr("1+2*3"), expr("(1+2)*3-4/2"), expr("-(2.5*2)"), expr("2*(3+(4-1))*2"))
try:
    expr("1+*")
except SyntaxError as e:
    print(e)
def vm(code, *args):
    stack, vars, pc = [], list(args), 0
    while True:
        op, arg = code[pc]
        pc += 1
        if op == "push":
            stack.append(arg)
        elif op == "load":
            stack.append(vars[arg])
        elif op == "store":
            vars[arg] = stack.pop()
        elif op == "add":
            stack.append(stack.pop() + stack.pop())
        elif op == "dec":
            vars[arg] -= 1
        elif op == "jnz":
            if vars[arg]:
                pc = 0
        elif op == "ret":
            return vars[arg]
print(vm([("load", 0), ("load", 1), ("add", 0), ("store", 1), ("dec", 0), ("jnz", 0), ("ret", 1)], 500, 0))
def brainfuck(p):
    jump, st = {}, []
    for i, c in enumerate(p):
        if c == "[":
            st.append(i)
        elif c == "]":
            jump[i] = j = st.pop()
            jump[j] = i
    t, ptr, i, out = [0] * 100, 0, 0, ""
    while i < len(p):
        c = p[i]
        if c == ">": ptr += 1
        elif c == "<": ptr -= 1
        elif c == "+": t[ptr] = (t[ptr] + 1) % 256
        elif c == "-": t[ptr] = (t[ptr] - 1) % 256
        elif c == ".": out += chr(t[ptr])
        elif c == "[" and not t[ptr]: i = jump[i]
        elif c == "]" and t[ptr]: i = jump[i]
        i += 1
    return out
print(brainfuck("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+."))
