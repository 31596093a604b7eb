for source in ("x = ", "def f(:", "for", "1 +* 2", "if x\n  y", "  x = 1", "return 5", "break", "x = 'abc", "(1, 2", "a b", "f(a=1, 2)", "f(**k, *a)", "def f(a, a): pass", "def f(a=1, b): pass", "1 = x", "f() = 1", "None = 1", "x = (yield) = 1", "del f()", "nonlocal x", "class C: return 1", "lambda: (yield)", "'a' 1", "x := 1", "(x := 1)", "print 5", "import", "from x import", "try: pass", "else: pass", "{1: 2, 3}", "[x for]", "*a = 1", "*a, *b = 1", "a, b += 1", "global x; x = 1", "continue", "f'{}'", "f'{a'", "0777", "1__0", "0xg", "x = 5 5", "\tx\n        y", "if 1:\nx", "async def f(): pass", "@", "raise from x", "assert", "with x as 1: pass", "for 1 in x: pass", "a.b: int = 5", "x++", "!x", "a ? b", "$", "x = {", "'''abc", "\\x", "def f():\n  global x\n  nonlocal x", "def f(x):\n  global x", "from __future__ import nope", "while 1 print(2)", "else", "elif x:", "x = [1, 2", "x = 1)", "x = (1]"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "compiles")
    except SyntaxError as e:
        print(repr(source), type(e).__name__, e.msg, e.lineno)
