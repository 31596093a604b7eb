"""Writes and reads back a document in JSON, character by character: strings, dicts, lists, exceptions."""
import sys

SIZE = 220

ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "r": "\r"}


class Wrong(Exception):
    pass


class Parser:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def space(self):
        text, at = self.text, self.at
        while at < len(text) and text[at] in " \n\t\r":
            at += 1
        self.at = at

    def expect(self, mark):
        if self.text[self.at:self.at + len(mark)] != mark:
            raise Wrong(f"expected {mark!r} at {self.at}")
        self.at += len(mark)

    def value(self):
        self.space()
        mark = self.text[self.at] if self.at < len(self.text) else ""
        if mark == "{":
            return self.object()
        if mark == "[":
            return self.array()
        if mark == '"':
            return self.string()
        if mark == "t":
            self.expect("true")
            return True
        if mark == "f":
            self.expect("false")
            return False
        if mark == "n":
            self.expect("null")
            return None
        return self.number()

    def object(self):
        self.expect("{")
        found = {}
        self.space()
        if self.text[self.at] == "}":
            self.at += 1
            return found
        while True:
            self.space()
            key = self.string()
            self.space()
            self.expect(":")
            found[key] = self.value()
            self.space()
            if self.text[self.at] == "}":
                self.at += 1
                return found
            self.expect(",")

    def array(self):
        self.expect("[")
        found = []
        self.space()
        if self.text[self.at] == "]":
            self.at += 1
            return found
        while True:
            found.append(self.value())
            self.space()
            if self.text[self.at] == "]":
                self.at += 1
                return found
            self.expect(",")

    def string(self):
        self.expect('"')
        pieces = []
        while True:
            c = self.text[self.at]
            self.at += 1
            if c == '"':
                return "".join(pieces)
            if c == "\\":
                c = self.text[self.at]
                self.at += 1
                if c == "u":
                    pieces.append(chr(int(self.text[self.at:self.at + 4], 16)))
                    self.at += 4
                else:
                    pieces.append(ESCAPES[c])
            else:
                pieces.append(c)

    def number(self):
        start = self.at
        text = self.text
        while self.at < len(text) and text[self.at] in "+-0123456789.eE":
            self.at += 1
        piece = text[start:self.at]
        try:
            return int(piece)
        except ValueError:
            try:
                return float(piece)
            except ValueError:
                raise Wrong(f"no value at {start}") from None


def dump(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{dump(k)}: {dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join([dump(v) for v in value]) + "]"
    return repr(value)


def document(n):
    return {"people": [{"name": f"person {i}", "age": i % 90, "height": 1.5 + i / 1000, "tags": ["a\n", "b\"", str(i)],
                        "alive": i % 3 > 0, "boss": None, "nested": {"x": [i, [i, {}]], "y": []}} for i in range(n)]}


def main(n):
    total = 0
    want = document(100)
    text = dump(want)
    for _ in range(n):
        got = Parser(text).value()
        if got != want or dump(got) != text:
            raise Wrong("round trip")
        total += len(text)
    wrong = 0
    for cut in range(0, len(text), 1000):
        try:
            Parser(text[:cut]).value()
        except (Wrong, IndexError):
            wrong += 1
    print(total, wrong)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
