"""A whole program: definitions and statements, each of which reports what it raises, and the state at the end."""

import pathlib
import random

from programs import classes, expressions, functions, literals, statements
from programs.templates import Rule, Writer, lines

# Names say what their values mostly are. Functions bind some of the same names anew.
NAMES = {"int": ["i0", "i1", "i2"], "float": ["f0", "f1"], "complex": ["c0"], "bool": ["b0"], "str": ["s0", "s1", "s2"], "bytes": ["y0"],
         "list": ["l0", "l1"], "tuple": ["t0"], "dict": ["d0", "d1"], "set": ["z0"], "any": ["v0", "v1", "v2"], "object": ["o0", "o1"]}
KINDS = [kind for kind in NAMES for _ in range({"int": 4, "any": 5, "str": 3, "list": 2}.get(kind, 1))]

WORDS = lines({
    "int_initial": "$int_literal",
    "float_initial": "$float_literal",
    "complex_initial": "$complex_literal",
    "bool_initial": "$bool_literal",
    "str_initial": "$str_literal",
    "bytes_initial": "$bytes_literal",
    "list_initial": "[]\n[1, 2, 3]\n[$any_initial]\n[$any_initial, $any_initial]\n[[], ()]",
    "tuple_initial": "()\n($any_initial,)\n(1, 'b')\n($any_initial, $any_initial)",
    "dict_initial": "{}\n{'a': $any_initial}\n{1: $any_initial, 'k': 2.5}",
    "set_initial": "set()\n{1, 2}\n{'a', 3}\nfrozenset()",
    "any_initial": "$int_literal\n$str_literal\n$float_literal\nNone\n$bool_literal\n()",
    "object_initial": "Colour()\n$class_name(1, 2)\nColour('a')",
    "step": "1\n2\n-1\n-2\n3\n-3\n0\n-$tiny",
    "tiny_literal": "0\n1\n2\n3\n4\n5\n7",
    "bool_literal": "True\nFalse",
    "order": "'big'\n'little'\n'big'\n'small'",
    "char": "' '\n','\n'a'\n'-'\n'\\u20ac'\n''\n'ab'\n'0'",
    "codec": "'ascii'\n'latin-1'\n'utf-8'\n'utf-16'\n'utf-32-le'\n'cp037x'\n'utf-16-be'",
    "decode_handler": "'strict'\n'replace'\n'ignore'\n'backslashreplace'\n'surrogatepass'\n'surrogateescape'",
    "handler": "'strict'\n'replace'\n'ignore'\n'backslashreplace'\n'surrogatepass'\n'surrogateescape'\n'xmlcharrefreplace'",
    "str_method": "upper\nlower\ntitle\ncapitalize\nswapcase\ncasefold\nstrip\nlstrip\nrstrip\nexpandtabs\nsplitlines\n__repr__\nencode",
    "str_test": "isalpha\nisdigit\nisalnum\nisspace\nisupper\nislower\nistitle\nisidentifier\nisdecimal\nisnumeric\nisprintable\nisascii",
    "bytes_method": "upper\nlower\ntitle\ncapitalize\nswapcase\nstrip\nrstrip\nexpandtabs\nsplitlines\n__repr__",
    "bytes_test": "isalpha\nisdigit\nisalnum\nisspace\nisupper\nislower\nistitle\nisascii",
    "augmented": "+=\n-=\n*=\n//=\n%=\n&=\n|=\n^=\n/=\n@=\n>>=",
    "float_augmented": "+=\n-=\n*=\n/=\n//=\n%=",
    "caught": "4* Exception\n3* $exception\nLookupError\n($exception, $exception)\nArithmeticError",
    "signed": "-1\n-2.5\n1+2j\n-1-1j\n0x10",
    "int_constant": "0\n1\n2\n3\n255",
    "bare_spec": "d\nx\n>10\n08.3f\n+\n^12\n*<8\ne\n.3\ng\n%\n,\n_\n#x\n.0f\n020,\n=+8\ns\n",
})
RULES = expressions.RULES | statements.RULES | functions.RULES | classes.RULES | WORDS
RULES |= {name: Rule("\0".join(values), "\0") for name, values in {
    "int_literal": literals.INTS, "float_literal": literals.FLOATS, "complex_literal": literals.COMPLEXES, "str_literal": literals.STRINGS,
    "bytes_literal": literals.BYTES, "spec": literals.SPECS, "percent": literals.PERCENTS, "exception": literals.EXCEPTIONS}.items()}
EXPRESSIONS = (set(expressions.TABLE) - expressions.NO_EXPRESSIONS) | {name for name in RULES if name.endswith("_literal")}


class Scope:
    """The names that a body binds, by kind, and what may stand in it."""

    def __init__(self, parent, kind, names):
        self.parent, self.kind, self.names = parent, kind, names
        self.certain = set()  # those that it surely binds, so that bodies in it may call them nonlocal
        self.loops = 0


class ProgramWriter(Writer):
    def __init__(self, rng):
        super().__init__(rng, RULES, EXPRESSIONS)
        self.scope = Scope(None, "module", NAMES)
        self.defined_names = {"function": [], "generator": [], "coroutine": [], "async_generator": [], "class": []}
        self.size = 0
        self.fresh = 0
        for kind in NAMES:
            setattr(self, f"{kind}_name", lambda kind=kind: self.known(kind))
            setattr(self, f"new_{kind}", lambda kind=kind: self.bound(kind))
        for kind in ("any", "str", "int", "number", "float", "tiny"):
            setattr(self, f"plain_{kind}", lambda kind=kind: self.plain(kind))
        for kind, fallback in (("function", "repr"), ("generator", "iter"), ("coroutine", "Pause"), ("async_generator", "iter"), ("class", "Colour")):
            setattr(self, f"{kind}_name", lambda kind=kind, fallback=fallback: self.random.choice(self.defined_names[kind][-5:] or [fallback]))

    # ---- names ----

    def known(self, kind):
        """A name to read: mostly the body's own, of the kind that is asked for."""
        scope = self.scope
        if self.chance(0.04):
            kind = self.random.choice(["int", "str", "list", "any", "object", "float", "tuple", "dict"])
        while scope.parent and self.chance(0.25):
            scope = scope.parent
        while kind not in scope.names:
            scope = scope.parent
        return self.random.choice(scope.names[kind])

    def bound(self, kind):
        """A name to bind in this body."""
        return self.random.choice(self.scope.names.get(kind) or self.scope.names["any"])

    def new(self):
        return self.bound(self.random.choice(KINDS))

    def capture(self):
        """A name that this pattern does not bind yet."""
        name = self.random.choice([name for kind in ("any", "int", "str", "list") for name in NAMES[kind] if name not in self.captured])
        self.captured.add(name)
        return name

    def case_pattern(self):
        self.captured = set()
        return self.expand("pattern")

    def plain(self, kind):
        """An expression that may stand in an f-string of 3.11: no quotes, backslashes or braces."""
        depth, self.depth = self.depth, min(self.depth, 2)
        text = self.expand(kind)
        self.depth = depth
        return f"({text})" if not any(c in text for c in "'\"\\\n#{}") else self.known(kind if kind in NAMES else "any")

    def loop_target(self):
        return self.new() if self.chance(0.8) else f"{self.new()}, *{self.bound('list')}"

    def new_function(self):
        return self.name_definition("function")

    def name_definition(self, kind):
        self.fresh += 1
        name = {"function": "fn", "generator": "gen", "coroutine": "co", "async_generator": "ag", "class": "C"}[kind] + str(self.fresh)
        self.defined_names[kind].append(name)
        return name

    def local_class(self):
        self.fresh += 1
        return f"K{self.fresh}"

    inner_class = local_class

    def attribute_leaf(self):
        return self.random.choice(["a", "b", "c", "p", "q"])

    def keyword(self):
        return self.random.choice(["a", "b", "x", "key", "zz"])

    # ---- bodies ----

    def statements(self, most):
        """A few statements, fewer the deeper and the longer the program is."""
        if self.depth <= 0 or self.size > 60:
            most = 1
        out = []
        for _ in range(self.random.randint(1, most)):
            self.size += 1
            out.append(self.statement_text())
        return "\n".join(out)

    def statement_text(self):
        depth, self.depth = self.depth, min(self.depth, 5)
        text = self.expand("statement" if depth > 0 and self.size < 90 else "statement_leaf")
        self.depth = depth
        return text

    def block(self):
        self.depth -= 1
        text = self.statements(3)
        self.depth += 1
        return text

    def short_block(self):
        return self.in_scope("function", lambda: self.expand("statement_leaf"))

    def loop_block(self):
        self.scope.loops += 1
        text = self.block()
        if self.chance(0.3):
            text += f"\nif {self.expand('bool')}:\n    {self.leave()}"
        self.scope.loops -= 1
        return text

    def leave(self):
        """A way out of the innermost loop or of the function."""
        ways = ["break", "continue"] * (self.scope.loops > 0)
        if self.scope.kind in ("function", "generator", "coroutine"):
            ways.append(f"return {self.expand('any')}")
        return self.random.choice(ways) if ways else f"show({self.expand('any')})"

    def while_loop(self):
        self.fresh += 1
        name = f"w{self.fresh}"
        head = f"{name} = {self.random.randint(1, 5)}\nwhile {name} and {self.expand('bool')}:\n    step()\n    {name} -= 1\n"
        text = head + "    " + self.loop_block().replace("\n", "\n    ")
        return text if self.chance(0.5) else text + "\nelse:\n    " + self.block().replace("\n", "\n    ")

    def suspension(self):
        kind = self.scope.kind
        return self.expand(f"{kind}_suspension" if kind in ("generator", "coroutine", "async_generator") else "binding")

    # ---- functions and classes ----

    def in_scope(self, kind, write):
        """What `write` returns for a new body, which binds a part of the names."""
        own = {name: self.random.sample(NAMES[name], self.random.randint(1, len(NAMES[name]))) for name in NAMES if self.chance(0.35)}
        own.setdefault("any", ["v0", "v1"])
        outer, depth, self.scope = self.scope, self.depth, Scope(self.scope, kind, own)
        counts = {name: len(names) for name, names in self.defined_names.items()}
        self.depth = min(depth, 4)
        text = write()
        self.scope, self.depth = outer, depth
        for name, count in counts.items():
            del self.defined_names[name][count:]
        return text

    def own_parameters(self):
        """Parameters named as the kinds of values are; none twice."""
        self.free = [name for names in self.scope.names.values() for name in names]
        self.random.shuffle(self.free)
        text = self.expand("parameters")
        return text

    def parameter(self):
        self.taken = self.free.pop() if self.free else self.local_class()
        self.scope.names.setdefault("parameters", []).append(self.taken)
        return self.taken

    def keyword_leaf(self):
        return self.parameter()

    def declarations(self):
        """First values for names that are no parameters, and names that belong to outer bodies."""
        self.scope.certain = set(self.scope.names.pop("parameters", ()))
        outer, values = [], []
        for kind, names in self.scope.names.items():
            for name in names:
                if name in self.scope.certain:
                    continue
                if self.chance(0.15):
                    outer.append(f"{self.outer_word(name)} {name}")
                elif self.chance(0.9):
                    values.append(f"{name} = {self.expand(kind + '_initial')}")
                    self.scope.certain.add(name)
        return "\n".join(outer + values) or "pass"

    def outer_word(self, name):
        scope = self.scope.parent
        while scope and not (name in scope.certain and scope.kind != "class"):
            scope = scope.parent
        return "nonlocal" if scope else "global"

    def body_block(self):
        return self.statements(4)

    def method_block(self):
        return self.in_scope("function", lambda: f"{self.declarations()}\nstep()\n{self.statements(2)}\nreturn {self.expand('any')}")

    def defined(self):
        return self.definition

    def definition_of(self, kind):
        skeleton = {"function": "plain"}.get(kind, kind) + "_skeleton"
        self.fresh += 1
        name = {"function": "fn", "generator": "gen", "coroutine": "co", "async_generator": "ag"}[kind] + str(self.fresh)
        self.definition = name
        text = self.in_scope(kind, lambda: self.expand(skeleton))
        self.defined_names[kind].append(name)
        return text

    def function_definition(self):
        return self.definition_of("function")

    def class_definition(self):
        self.fresh += 1
        self.definition = name = f"C{self.fresh}"
        fallback = self.class_name()
        text = self.in_scope("class", lambda: self.expand("class_skeleton"))
        self.defined_names["class"].append(name)
        return text, f"{name} = {fallback}"

    def members(self):
        return "\n".join(self.expand("member") for _ in range(self.random.randint(2, 7)))


def guarded(text, otherwise=""):
    """A statement that reports what it raises."""
    inner = text.replace("\n", "\n    ")
    after = f"\n    {otherwise}" if otherwise else ""
    return f"try:\n    {inner}\nexcept Exception as error:\n    report(error){after}"


def program(seed):
    """The text of the program with this seed."""
    rng = random.Random(seed)
    writer = ProgramWriter(rng)
    parts = []
    for kind, names in NAMES.items():
        if kind != "object":
            parts += [f"{name} = {writer.expand(kind + '_initial')}" for name in names]
    parts.append("o0, o1 = Colour(), Colour(1, 'b')")
    for _ in range(rng.randint(0, 3)):
        writer.depth, writer.size = 4, 0
        parts.append(guarded(*writer.class_definition()))
        parts.append(guarded(f"{rng.choice(NAMES['object'])} = {writer.defined_names['class'][-1]}({writer.expand('arguments')})"))
    for kind in rng.sample(["function", "function", "generator", "coroutine", "async_generator"], rng.randint(1, 4)):
        writer.depth, writer.size = 4, 0
        parts.append(writer.definition_of(kind))
    for _ in range(rng.randint(3, 12)):
        writer.depth, writer.size = rng.randint(2, 5), 0
        text = writer.statement_text()
        parts.append(guarded(text) if rng.random() < 0.93 else text)
    parts.append("show_state(globals())")
    return "\n".join(parts) + "\n"


def support():
    """The text that runs before a program, in the same namespace."""
    return pathlib.Path(__file__).with_name("support.py").read_text(encoding="utf-8")
