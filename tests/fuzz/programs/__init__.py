"""Random Python 3.11 programs that end, print much and do the same each time: program(seed) makes one.

    templates.py    grammars as tables of text; how a table is read and expanded
    literals.py     values, chosen for their edges
    expressions.py  the table of expressions, by the type of their value
    statements.py   the table of statements
    functions.py    functions, closures, generators, coroutines
    classes.py      classes and their special methods
    writer.py       scopes, bodies, names: what a table cannot say
    program.py      a whole program out of these
    support.py      what every program starts with: output, a budget of steps, reports of exceptions
"""

from programs.program import program

__all__ = ["program"]
