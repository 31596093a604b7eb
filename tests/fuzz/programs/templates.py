"""Grammars as tables of text.

A table is a dict from the name of a rule to its alternatives: one a line for expressions, one a paragraph for
statements. In an alternative `$name` stands for an expansion of the rule of that name, or for what the writer's method
`name` returns; an expansion of several lines is indented as its `$name` is. `5* text` gives an alternative the weight 5. An expression beside an operator gets parentheses, so that the tree
is the one that the table says.
"""

import bisect
import itertools
import re

HOLE = re.compile(r"\$([a-z]+(?:_[a-z]+)*)")
WEIGHT = re.compile(r"(\d+)\* ")
ATOM = re.compile(r"[A-Za-z_][\w.]*|\d+|'[^'\\]*'")


class Rule:
    """The alternatives of one name, read when they are first needed."""

    def __init__(self, text, separator):
        chosen = [part.strip("\n") for part in text.split(separator) if part.strip()]
        weights, self.alternatives = [], []
        for part in chosen:
            part = part if separator != "\n" else part.strip()
            weight = WEIGHT.match(part)
            weights.append(int(weight[1]) if weight else 1)
            self.alternatives.append(HOLE.split(part[weight.end():] if weight else part))
        self.bounds = list(itertools.accumulate(weights))

    def pick(self, random):
        return self.alternatives[bisect.bisect(self.bounds, random.random() * self.bounds[-1])]


def lines(table):
    """A table of expressions: an alternative a line."""
    return {name: Rule(text, "\n") for name, text in table.items()}


def paragraphs(table):
    """A table of statements: an alternative a paragraph."""
    return {name: Rule(text, "\n\n") for name, text in table.items()}


def stands_alone(before, text, after):
    """Whether an expression needs no parentheses between these two."""
    if ATOM.fullmatch(text) and not (after.startswith(".") and text.isdigit()):
        return True
    return before.rstrip(" ")[-1:] in "([{,=:" and after.lstrip(" ")[:1] in ")]},:=\n"


class Writer:
    """Expands rules. Depth bounds how far expressions nest: at its end `name_leaf` is taken instead of `name`."""

    def __init__(self, random, rules, expressions):
        self.random, self.rules, self.expressions = random, rules, expressions
        self.depth = 0

    def chance(self, share):
        return self.random.random() < share

    def expand(self, name):
        """The text for one hole."""
        rule = self.rules.get(name)
        if rule is None:
            return getattr(self, name)()
        if self.depth <= 0:
            rule = self.rules.get(name + "_leaf", rule)
        self.depth -= 1
        text = self.fill(rule.pick(self.random))
        self.depth += 1
        return text

    def fill(self, parts):
        """An alternative with its holes filled."""
        if len(parts) == 1:
            return parts[0]
        out = [parts[0]]
        for hole, literal in zip(parts[1::2], parts[2::2]):
            text = self.expand(hole)
            if hole in self.expressions and not stands_alone(out[-1], text, literal):
                text = f"({text})"
            if "\n" in text:
                before = "".join(out)
                margin = len(before) - before.rfind("\n") - 1
                text = text.replace("\n", "\n" + " " * margin)
            out += [text, literal]
        return "".join(out)
