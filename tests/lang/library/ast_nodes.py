# Trees as objects: parse, dump, unparse, literal_eval, visitors, copies, trees made by the program, and their errors.
import ast
import copy
import pickle
import re


def show(what, *args, **kwargs):
    try:
        result = what(*args, **kwargs)
    except Exception as error:
        result = "%s: %s" % (type(error).__name__, error)
    print(re.sub(r" at 0x[0-9a-f]+", "", str(result)))


SOURCE = '''
"""doc"""
import os.path as p, sys
from . import x as y
@deco
async def f(a, /, b: int = 1, *c, d=2, **e) -> "r":
    global g
    async with a as b, c: pass
    async for i in j: await k
    return [x async for x in y if z]
class C(B, metaclass=M):
    x: int = 3
    def m(self): nonlocal_ = yield; yield from q
match v:
    case [1, *rest] | {"k": 2, **kw} if ok: pass
    case C(a, b=None) as t: pass
    case -1 + 2j: pass
    case _: pass
try: pass
except* (A, B) as err: raise err from None
try: del a[1:2, ::3], b.c
except: assert a, "m"
else: pass
finally: pass
print(f"{x!r:>{w}} {y=}", b"\\x00", 1_000, 0xffffffffffffffffffffff, 1e3, 2j, ..., u"k", *a, **k)
lambda *, a: (a if b else not c) and d or e < f is not g
while (n := 1): break
else: a @= ~b ** -c
'''
tree = ast.parse(SOURCE)
print(ast.dump(tree, include_attributes=True))
print(ast.dump(tree, indent=2))
print(ast.unparse(tree))
print(ast.dump(ast.parse(ast.unparse(tree))) == ast.dump(tree))
print(ast.get_source_segment(SOURCE, tree.body[1]))
for mode, text in [("eval", "a + 1"), ("single", "a; b"), ("func_type", "(int, *str, **x) -> y")]:
    print(ast.dump(ast.parse(text, mode=mode)))
for text in ["[1, (2, -3.5), {4: 'x'}, {5, 6}, None, True, b'b', 1+2j, set()]", "a", "f()", "1 + 2", "[", "  7", "-'x'"]:
    show(ast.literal_eval, text)

print(ast.Name.__doc__, "|", ast.boolop.__doc__, "|", ast.type_ignore.__doc__, "|", ast.expr.__doc__[:60])
print(ast.Name._fields, ast.Name._attributes, ast.Name.__match_args__, ast.Name.__mro__, ast.AST._fields)
print(ast.FunctionDef.returns, ast.stmt.end_lineno, hasattr(ast.pattern, "end_lineno"), ast.arg.__module__)
print(type(tree.body[0]) is ast.Expr, tree.body[0].value.value, ast.parse("a").body[0].value.ctx is ast.parse("b").body[0].value.ctx)
print(vars(ast.parse("a").body[0].value).keys())
show(ast.Name, 1, 2, 3)
show(ast.Return, 1, 2)
show(ast.Name, "a", id="b")
show(lambda: ast.dump(ast.Name("a", ctx=ast.Load(), extra=3)))
show(lambda: ast.Name("a").ctx)
show(lambda: vars(ast.AST(x=1)))
match ast.parse("a + b").body[0].value:
    case ast.BinOp(ast.Name(left), ast.Add(), right):
        print(left, right.id)


class Namer(ast.NodeVisitor):
    def __init__(self):
        self.names = []

    def visit_Name(self, node):
        self.names.append(node.id)

    def visit_Constant(self, node):
        self.names.append(node.value)


namer = Namer()
namer.visit(tree)
print(namer.names)


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.BinOp(node, ast.Mult(), ast.Constant(2)), node)

    def visit_Pass(self, node):
        return None


changed = Double().visit(ast.parse("x = 1 + y(3)\nif x:\n    pass\n    z = 4"))
print(ast.unparse(changed))
ast.fix_missing_locations(changed)
names = {"y": lambda n: n}
exec(compile(changed, "<changed>", "exec"), names)
print(names["x"], names["z"])

other = copy.deepcopy(tree)
print(ast.dump(other, include_attributes=True) == ast.dump(tree, include_attributes=True), other is tree, other.body[0] is tree.body[0])
for protocol in range(4):
    print(protocol, ast.dump(pickle.loads(pickle.dumps(tree, protocol))) == ast.dump(tree))
shallow = copy.copy(tree)
print(shallow.body is tree.body)


class Mine(ast.Constant):
    _fields = ("value", "kind")


where = dict(lineno=1, col_offset=0)
print(eval(compile(ast.Expression(Mine(42, None, **where)), "<mine>", "eval")))


def expression(node):
    return eval(compile(ast.Expression(node), "<made>", "eval"), {"a": 5})


def name(text="a", ctx=ast.Load()):
    return ast.Name(text, ctx, **where)


def module(*body):
    return compile(ast.Module(list(body), []), "<made>", "exec")


show(expression, name())
show(expression, ast.Constant((1, frozenset([2]), ("x", b"y", 1.5, 2j, ..., None)), **where))
show(expression, ast.Constant([1], **where))
show(expression, ast.Constant((1, [2]), **where))
show(expression, ast.Constant(-(1 << 90), **where))
show(expression, ast.Constant(1, 5, **where))
show(expression, ast.BinOp(name(), ast.Add(), name(), **where))
show(expression, ast.BinOp(name(), None, name(), **where))
show(expression, ast.BinOp(None, ast.Add(), name(), **where))
show(expression, ast.BinOp(name(), ast.Add(), **where))
show(expression, ast.Name(None, ast.Load(), **where))
show(expression, ast.Name(3, ast.Load(), **where))
show(expression, ast.Name("None", ast.Load(), **where))
show(expression, name(ctx=ast.Store()))
show(expression, ast.Name("a", ast.Load()))
show(expression, ast.Name("a", ast.Load(), lineno="1", col_offset=0))
show(expression, ast.Name("a", ast.Load(), lineno=1 << 40, col_offset=0))
show(expression, ast.Name("a", ast.Load(), lineno=5, col_offset=0, end_lineno=2))
show(expression, ast.Name("a", ast.Load(), lineno=5, col_offset=9, end_lineno=5, end_col_offset=2))
show(expression, ast.Name("a", ast.Load(), lineno=-5, col_offset=9, end_lineno=5, end_col_offset=2))
show(expression, ast.Pass(**where))
show(expression, None)
show(expression, ast.Call(name(), [], [None], **where))
show(expression, ast.Call(name(), [None], [], **where))
show(expression, ast.Call(name(), (), [], **where))
show(expression, ast.Lambda(None, name(), **where))
show(expression, ast.BoolOp(ast.And(), [name()], **where))
show(expression, ast.Compare(name(), [], [], **where))
show(expression, ast.Compare(name(), [ast.Lt()], [name(), name()], **where))
show(expression, ast.Dict([name()], [], **where))
show(expression, ast.ListComp(name(), [], **where))
show(expression, ast.Starred(name(), ast.Load(), **where))
show(expression, ast.FormattedValue(name(), 7, None, **where))
show(expression, ast.JoinedStr([ast.Constant("x", **where), ast.FormattedValue(name(), -1, None, **where)], **where))
show(module, None)
show(module, ast.Expr(**where))
show(module, ast.If(name(), [], [], **where))
show(module, ast.Assign([], name(), **where))
show(module, ast.Assign([name()], name(), **where))
show(module, ast.Delete([ast.Constant(1, **where)], **where))
show(module, ast.AnnAssign(ast.Attribute(name(), "x", ast.Store(), **where), name(), None, 1, **where))
show(module, ast.Raise(None, name(), **where))
show(module, ast.Try([ast.Pass(**where)], [], [], [], **where))
show(module, ast.Try([ast.Pass(**where)], [], [ast.Pass(**where)], [ast.Pass(**where)], **where))
show(module, ast.With([], [ast.Pass(**where)], **where))
show(module, ast.Import([], **where))
show(module, ast.ImportFrom("m", [ast.alias("x", None, **where)], -1, **where))
show(module, ast.Global([], **where))
show(module, ast.Break(**where))
show(module, ast.Return(**where))
ends = dict(where, end_lineno=1, end_col_offset=0)


def case(pattern):
    return module(ast.Match(name(), [ast.match_case(pattern, None, [ast.Pass(**where)])], **where))


show(case, ast.MatchValue(name()))
show(case, ast.MatchValue(name(), **ends))
show(case, ast.MatchValue(ast.Constant(None, **where), **ends))
show(case, ast.MatchSingleton(1, **ends))
show(case, ast.MatchStar("x", **ends))
show(case, ast.MatchAs(None, "_", **ends))
show(case, ast.MatchAs(ast.MatchAs(None, None, **ends), None, **ends))
show(case, ast.MatchOr([], **ends))
show(case, ast.MatchMapping([ast.Constant(1, **where)], [], None, **ends))
show(case, ast.MatchClass(ast.Constant(1, **where), [], [], [], **ends))
show(compile, ast.Expression(name()), "x", "exec")
show(compile, ast.AST(), "x", "exec")
show(compile, 3, "x", "exec")
show(compile, "1", "x", "nothing")
show(compile, "1", "x", "func_type")
show(compile, "1", "x", "nothing", ast.PyCF_ONLY_AST)
show(compile, "1", "x", "exec", 0x8000)
show(compile, "1", "x\0", "exec")
print(compile("1", b"file", "exec").co_filename)
node = ast.Pass()
print(compile(node, "x", "exec", ast.PyCF_ONLY_AST) is node)

deep = name()
for _ in range(5000):
    deep = ast.UnaryOp(ast.Not(), deep, **where)
try:
    expression(deep)
except RecursionError as error:
    print(error)
circle = ast.UnaryOp(ast.Not(), None, **where)
circle.operand = circle
show(expression, circle)
try:
    ast.parse("-" * 3 + "+".join(["1"] * 20000))
except RecursionError as error:
    print(error)

ast.expr.added = 7
print(name().added)
del ast.expr.added
