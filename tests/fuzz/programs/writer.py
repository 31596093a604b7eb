"""Writes programs: what stands for the holes of the tables that need to know where they are."""

from programs.templates import Writer

# Names say what their values mostly are. Functions bind some of the same names anew.
NAMES = {"int": ["i0", "i1", "i2"], "float": ["f0", "f1"], "complex": ["c0"], "bool": ["b0"], "str": ["s0", "s1", "s2"], "bytes": ["y0"],
         "list": ["l0", "l1"], "tuple": ["t0"], "dict": ["d0", "d1"], "set": ["z0"], "any": ["v0", "v1", "v2"], "object": ["o0", "o1"]}
KINDS = [kind for kind in NAMES for _ in range({"int": 4, "any": 5, "str": 3, "list": 2}.get(kind, 1))]
# Functions and classes: what their names begin with, and what is used where there is none.
DEFINED = {"function": ("fn", "repr"), "generator": ("gen", "iter"), "coroutine": ("co", "Pause"), "async_generator": ("ag", "iter"), "class": ("C", "Colour")}


class Scope:
    """The names that a body binds, by kind, and what may stand in it."""

    def __init__(self, parent, kind, names):
        self.parent, self.kind, self.names = parent, kind, names
        self.certain = set()  # those that it surely binds, so that bodies in it may call them nonlocal
        self.loops = 0


class ProgramWriter(Writer):
    def __init__(self, random, rules, expressions):
        super().__init__(random, rules, expressions)
        self.scope = Scope(None, "module", NAMES)
        self.definitions = {kind: [] for kind in DEFINED}  # names of those that may be used here
        self.size = 0  # statements of the part that is being written
        self.fresh = 0  # of names that are made up
        self.definition = ""  # the name of the function or class that is being written
        self.free = []  # names that may still become parameters of it
        self.captured = set()  # names that a pattern binds
        for kind in NAMES:
            setattr(self, f"{kind}_name", lambda kind=kind: self.known(kind))
            setattr(self, f"new_{kind}", lambda kind=kind: self.bound(kind))
        for kind in ("any", "str", "int", "number", "float", "tiny"):
            setattr(self, f"plain_{kind}", lambda kind=kind: self.plain(kind))
        for kind in DEFINED:
            setattr(self, f"{kind}_name", lambda kind=kind: self.known_definition(kind))

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

    def target_pair(self):
        """Two targets that differ: python3.11.2 stores in the wrong order to one that comes twice."""
        first = self.new()
        others = [name for names in self.scope.names.values() for name in names if name != first]
        return f"{first}, {self.random.choice(others)}" if others else first

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

    def known_definition(self, kind):
        """One of the last functions, classes ... that were written."""
        return self.random.choice(self.definitions[kind][-5:] or [DEFINED[kind][1]])

    def made_up(self, prefix):
        self.fresh += 1
        return f"{prefix}{self.fresh}"

    def new_function(self):
        name = self.made_up("fn")
        self.definitions["function"].append(name)
        return name

    def local_class(self):
        return self.made_up("K")

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
        name = self.made_up("w")
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
        counts = {name: len(names) for name, names in self.definitions.items()}
        self.depth = min(depth, 4)
        text = write()
        self.scope, self.depth = outer, depth
        for name, count in counts.items():
            del self.definitions[name][count:]
        return text

    def own_parameters(self):
        """Parameters named as the kinds of values are; none twice."""
        self.free = [name for names in self.scope.names.values() for name in names]
        self.random.shuffle(self.free)
        return self.expand("parameters")

    def parameter(self):
        name = self.free.pop() if self.free else self.made_up("v")
        self.scope.certain.add(name)
        return name

    def declarations(self):
        """First values for names that are no parameters, and names that belong to outer bodies."""
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
        self.definition = name = self.made_up(DEFINED[kind][0])
        text = self.in_scope(kind, lambda: self.expand(f"{kind}_skeleton"))
        self.definitions[kind].append(name)
        return text

    def function_definition(self):
        return self.definition_of("function")

    def class_definition(self):
        """A class, and what stands for it where it could not be made."""
        fallback = self.class_name()
        text = self.definition_of("class")
        return text, f"{self.definitions['class'][-1]} = {fallback}"

    def members(self):
        return "\n".join(self.expand("member") for _ in range(self.random.randint(2, 7)))
