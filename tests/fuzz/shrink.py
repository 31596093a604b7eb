"""Makes a program smaller for as long as something holds for it: delta debugging over its syntax tree.

An edit is made in the tree, the program printed, the edit undone. Edits that take away much come first.
"""

import ast

BODIES = ("body", "orelse", "finalbody", "handlers", "cases")
PARTS = ("args", "keywords", "elts", "decorator_list", "bases", "items", "generators", "values", "targets", "names", "comparators", "ifs",
         "kwonlyargs", "patterns", "posonlyargs")
STEP = ast.dump(ast.parse("step()").body[0])
SIMPLE = ("None", "0", "''")


def without(node, field, start, stop):
    """The edit that takes a range out of a list."""
    whole = getattr(node, field)
    rest = whole[:start] + whole[stop:]
    if not rest and field == "body":
        rest = [ast.Pass()]
    return node, field, rest


def removals(tree, fields):
    """Ranges of lists, the longest first."""
    lists = [(node, field) for node in ast.walk(tree) for field in fields if isinstance(getattr(node, field, None), list)]
    length = max([len(getattr(node, field)) for node, field in lists], default=0)
    while length:
        for node, field in lists:
            size = len(getattr(node, field))
            if length <= size and not (size == 1 and isinstance(getattr(node, field)[0], ast.Pass)):
                for start in range(0, size, length):
                    yield without(node, field, start, min(start + length, size))
        length //= 2


def unwrapped(tree):
    """Compound statements replaced by what they contain."""
    for node in ast.walk(tree):
        for field in BODIES[:3]:
            body = getattr(node, field, None)
            if not isinstance(body, list):
                continue
            for place, statement in enumerate(body):
                for inner in BODIES[:3]:
                    part = getattr(statement, inner, None)
                    if isinstance(part, list) and part:
                        yield node, field, body[:place] + part + body[place + 1:]
                for handler in getattr(statement, "handlers", ()):
                    yield node, field, body[:place] + handler.body + body[place + 1:]


def simpler_expressions(tree):
    """Expressions replaced by a part of theirs or by a constant; optional ones left out."""
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and isinstance(getattr(value, "ctx", ast.Load()), ast.Load):
                parts = [part for part in ast.iter_child_nodes(value) if isinstance(part, ast.expr)]
                constants = [] if isinstance(value, ast.Constant) and len(repr(value.value)) < 4 else [ast.parse(text, mode="eval").body for text in SIMPLE]
                yield from ((node, field, other) for other in parts + constants)
                yield node, field, None
            elif isinstance(value, list) and value and isinstance(value[0], ast.expr):
                for place, item in enumerate(value):
                    for part in ast.iter_child_nodes(item):
                        if isinstance(part, ast.expr):
                            yield node, field, value[:place] + [part] + value[place + 1:]
                    if not isinstance(item, ast.Constant):
                        yield node, field, value[:place] + [ast.Constant(0)] + value[place + 1:]


PASSES = (lambda tree: removals(tree, BODIES), unwrapped, simpler_expressions, lambda tree: removals(tree, PARTS))


def ends(tree):
    """Whether every loop still takes a step of the program's budget."""
    loops = [node for node in ast.walk(tree) if isinstance(node, (ast.For, ast.AsyncFor, ast.While))]
    return all(ast.dump(loop.body[0]) == STEP for loop in loops)


def edited(tree, edits):
    """The programs that the edits make, those that can be printed and read again."""
    for node, field, value in edits:
        old = getattr(node, field)
        setattr(node, field, value)
        try:
            if not ends(tree):
                continue
            text = ast.unparse(ast.fix_missing_locations(tree))
            ast.parse(text)
            yield text
        except Exception:  # an edit that makes no program
            pass
        finally:
            setattr(node, field, old)


def shrink(text, first_that_holds, group=40, patience=600):
    """The smallest program found. `first_that_holds` gets a few programs and returns the index of one, or None."""
    tree = ast.parse(text)
    shrunk = True
    while shrunk:
        shrunk = False
        for edits in PASSES:
            found = True
            while found and patience > 0:
                found, candidates = False, []
                known = {ast.unparse(tree)}
                source = edited(tree, list(edits(tree)))
                for candidate in source:
                    if candidate in known or len(candidate) > len(text) + 40:
                        continue
                    known.add(candidate)
                    candidates.append(candidate)
                    if len(candidates) == group:
                        found = first_that_holds(candidates)
                        patience -= 1
                        if found is not None or patience <= 0:
                            break
                        candidates = []
                else:
                    found = first_that_holds(candidates) if candidates else None
                source.close()
                if found is not None and candidates:
                    tree, text = ast.parse(candidates[found]), candidates[found]
                    found = shrunk = True
                else:
                    found = False
    return text
