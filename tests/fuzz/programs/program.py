"""A whole program: definitions and statements, each of which reports what it raises, and the state at the end."""

import pathlib
import random

from programs import classes, expressions, functions, literals, statements
from programs.templates import Rule, lines
from programs.writer import NAMES, ProgramWriter

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


def guarded(text, otherwise=""):
    """A statement that reports what it raises."""
    inner = text.replace("\n", "\n    ")
    after = f"\n    {otherwise}" if otherwise else ""
    return f"try:\n    {inner}\nexcept Exception as error:\n    report(error){after}"


def program(seed):
    """The text of the program with this seed."""
    rng = random.Random(seed)
    writer = ProgramWriter(rng, RULES, EXPRESSIONS)
    parts = []
    for kind, names in NAMES.items():
        if kind != "object":
            parts += [f"{name} = {writer.expand(kind + '_initial')}" for name in names]
    parts.append("o0, o1 = Colour(), Colour(1, 'b')")
    for _ in range(rng.randint(0, 3)):
        writer.depth, writer.size = 4, 0
        parts.append(guarded(*writer.class_definition()))
        parts.append(guarded(f"{rng.choice(NAMES['object'])} = {writer.definitions['class'][-1]}({writer.expand('arguments')})"))
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
