# Who is asked, and what is said, where + and * meet sequences: numeric methods first, in place only the left side.
import operator
def attempt(f):
    try: return f()
    except BaseException as e: return f"{type(e).__name__} {e}"
class C: pass
class R:
    def __rmul__(self, o): return 'R.rmul'
    def __radd__(self, o): return 'R.radd'
class N:
    def __mul__(self, o): return NotImplemented
    def __imul__(self, o): return NotImplemented
    def __rmul__(self, o): return NotImplemented
    def __add__(self, o): return NotImplemented
class S(list): pass
class I:
    def __index__(self): return 2
def mk(): return [1, 'a', [1], bytearray(b'a'), {1}, None, C(), R(), N(), S([1]), I(), range(3), C]
ops = {'+=': operator.iadd, '*=': operator.imul}
import re
def text(x): return re.sub('0x[0-9a-f]+', '', repr(x)) if not isinstance(x, set) else sorted(x)
for op in ops:
    code = compile(f'a {op} b', 'x', 'exec')
    bcode = compile(f'a {op[:-1]} b', 'x', 'eval')
    n = len(mk())
    for i in range(n):
        for j in range(n):
            a, b = mk()[i], mk()[j]
            ns = {'a': a, 'b': b}
            def run(): exec(code, ns); return ns['a']
            print(op, type(a).__name__, type(b).__name__, text(attempt(run)), text(attempt(lambda: eval(bcode, {'a': mk()[i], 'b': mk()[j]}))), text(attempt(lambda: ops[op](mk()[i], mk()[j]))))
for f in operator.concat, operator.iconcat:
  for i in range(n):
    for j in range(n):
        print(f.__name__, i, j, text(attempt(lambda: f(mk()[i], mk()[j]))))
class A1(list):
    def __add__(self, o): return 'A1.add'
class A2(list):
    def __radd__(self, o): return 'A2.radd'
    def __rmul__(self, o): return 'A2.rmul'
class A3(list):
    def __mul__(self, o): return 'A3.mul'
class A4(tuple):
    def __mul__(self, o): return 'A4.mul'
    def __radd__(self, o): return 'A4.radd'
class IR:
    def __index__(self): return 2
    def __rmul__(self, o): return 'IR.rmul'
    def __radd__(self, o): return 'IR.radd'
    def __iter__(self): return iter('xy')
class F(float):
    def __getitem__(self, i): return (0, 1)[i]
class Sx(str):
    def __radd__(self, o): return 'Sx.radd'
import collections, array
xs = lambda: [[1], (1,), 'a', bytearray(b'a'), A1([1]), A2([1]), A4((1,)), IR(), F(2.0), 2, Sx('s'), collections.deque([1]), array.array('i', [1])]
for op in '+', '*', '+=', '*=':
    for i in range(len(xs())):
        for j in range(len(xs())):
            def run():
                ns = {'a': xs()[i], 'b': xs()[j]}
                exec(f'a {op} b' if op[1:] else f'a = a {op} b', ns)
                return type(ns['a']).__name__, ns['a']
            print(op, i, j, text(attempt(run)))
            m = {'+': '__add__', '*': '__mul__', '+=': '__iadd__', '*=': '__imul__'}[op]
            print(m, text(attempt(lambda: getattr(xs()[i], m)(xs()[j]))), text(attempt(lambda: getattr(xs()[i], '__r' + m[2:])(xs()[j]))))
