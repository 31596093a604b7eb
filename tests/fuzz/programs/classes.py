"""Classes: their heads, and members of every kind. A method's `$method_block` is a body with names of its own."""

from programs.templates import lines, paragraphs

HEADS = lines({
    "head": """
        class $defined:
        12* class $defined($class_name):
        class $defined($class_name, $class_name):
        class $defined($builtin_base):
        class $defined($class_name, $builtin_base):
        class $defined($class_name, key=$any):
        class $defined(metaclass=$metaclass):
        class $defined(*[$class_name], **{}):
    """,
    "builtin_base": "int\nstr\nlist\ndict\ntuple\nfloat\nBag\nException\nValueError\nobject\nbytes\ncomplex\nKeyError",
    "metaclass": "Meta\ntype\nMeta\nlambda n, b, d: type(n, b, d)",
    "operator": "add\nsub\nmul\ntruediv\nfloordiv\nmod\npow\nand\nor\nxor\nlshift\nrshift\nmatmul\ndivmod",
    "comparison": "eq\nne\nlt\nle\ngt\nge",
    "conversion": "int\nfloat\nindex\nbool\nlen\nhash\ncomplex\ntrunc\nlength_hint",
    "textual": "str\nrepr\nformat\nbytes",
    "unary": "neg\npos\ninvert\nabs",
    "method": "m0\nm1\nm2\nm3",
    "attribute": "3* a\n3* b\nc\np\nq\nm0\nm1\nw\nx\n__class__\n__dict__\n__name__\nreal\nargs",
    "attribute_text": "'a'\n'b'\n'c'\n'p'\n'q'\n'm0'\n'zz'\n'__len__'\n$str",
})

MEMBERS = paragraphs({
    "class_skeleton": """
$head
    fuzzed = __match_args__ = ('a', 'b')
    $members
""",
    "member": """
3* def __init__(self, a=$any_leaf, b=$any_leaf, *rest, **more):
    self.a, self.b = a, b
    $short_block

2* def __init__(self, *values):
    super().__init__(*values)
    self.a = values

3* a = $any

b = [$any]

__slots__ = ('a', 'w', '__dict__')

3* def $method(self, *values, **more):
    $method_block

2* def $method(self, x=$any_leaf, *, key=$any_leaf):
    return super().$method(x)

2* @property
def $attribute_leaf(self):
    $method_block

2* @property
def p(self):
    return self.a
@p.setter
def p(self, value):
    self.a = value
    $short_block
@p.deleter
def p(self):
    del self.a

@classmethod
def $method(cls, *values):
    return cls.__name__, len(values), $any

@staticmethod
def $method(*values):
    return values, $any

3* def __$operator__(self, other):
    $method_block

2* def __r$operator__(self, other):
    $method_block

def __i$operator__(self, other):
    self.c = $any
    return self

3* def __$comparison__(self, other):
    $method_block

2* def __$conversion__(self):
    return $int

def __$textual__(self, *rest):
    return $str

def __$unary__(self):
    $method_block

2* def __getitem__(self, key):
    $method_block

def __getitem__(self, key):
    step()
    return (0, 'one', 2.5)[key]

def __setitem__(self, key, value):
    self.a = key
    $short_block

def __delitem__(self, key):
    $method_block

def __contains__(self, x):
    $method_block

2* def __iter__(self):
    return iter($iterable)

def __iter__(self):
    step()
    yield from $iterable

def __iter__(self):
    return self

def __next__(self):
    step()
    self.n = getattr(self, 'n', 0) + 1
    if self.n > 3:
        raise StopIteration($any)
    return $any

def __reversed__(self):
    $method_block

2* def __call__(self, *values, **more):
    $method_block

2* def __getattr__(self, name):
    step()
    if name[:2] == '__':
        raise AttributeError(name)
    return name, $any_leaf

def __getattribute__(self, name):
    step()
    return super().__getattribute__(name)

def __setattr__(self, name, value):
    step()
    object.__setattr__(self, name, (value, $any_leaf))

def __delattr__(self, name):
    show('delete', name)
    super().__delattr__(name)

def __enter__(self):
    return $any
def __exit__(self, kind, value, traceback):
    show(kind, value)
    return $any

def __new__(cls, *values, **more):
    step()
    return super().__new__(cls, *values[:$tiny])

def __new__(cls, *values):
    return super().__new__(cls) if len(values) < 2 else $any

def __init_subclass__(cls, key=None, **more):
    show('subclass', cls.__name__, key)
    super().__init_subclass__(**more)

def __class_getitem__(cls, item):
    return cls.__name__, item

def __instancecheck__(cls, x):
    return $bool

$attribute_leaf = Descriptor($any)

$attribute_leaf = Reader($any)

def __missing__(self, key):
    return key, $any

def __copy__(self):
    return self
__eq__ = __ne__ = __copy__

__hash__ = None

__getitem__ = lambda self, key: ($any, key)

class $inner_class:
    a = $any
    def m0(self):
        return __class__.__qualname__, $any

for $new_int in range(2):
    a = $int

if $bool:
    c = $any

__private = $any
def m3(self):
    return self.__private, [__class__ for x in (1,)]
""",
})

RULES = HEADS | MEMBERS
