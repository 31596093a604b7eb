# report.py - how an uncaught exception is shown: tracebacks with carets, chains, groups. Part of the prelude.
#
# The text is that of python3.11. It is made here, not in the traceback module, so that it needs no imports.


def _caret_lines(line, position):
    lineno, end_lineno, col, end_col = position
    if col < 0 or end_col < 0:
        return None
    stripped = line.lstrip()
    indent = len(line) - len(stripped)
    start = _krait.byte_to_char(line, col)
    if end_lineno == lineno:
        end = _krait.byte_to_char(line, end_col)
    else:
        end = len(line.rstrip())
    stripped = stripped.rstrip()
    whole = start <= indent and end - indent >= len(stripped)
    anchors = None
    if end_lineno == lineno:
        anchors = _krait.caret_anchors(line[start:end])
    if whole and anchors is None:
        return None
    if end <= start:
        return None
    marks = " " * (start - indent)
    if anchors is None:
        return marks + "^" * (end - start)
    left, right = anchors
    return marks + "~" * left + "^" * (right - left) + "~" * (end - start - right)


def _frame_lines(filename, name, position):
    lineno = position[0]
    out = ['  File "%s", line %s, in %s\n' % (filename, lineno if lineno >= 0 else "?", name)]
    line = _krait.source_line(filename, lineno)
    if line is not None and line.strip():
        out.append("    " + line.strip() + "\n")
        carets = _caret_lines(line.rstrip("\n"), position)
        if carets is not None:
            out.append("    " + carets + "\n")
    return out


def _traceback_lines(tb):
    out = []
    last = None
    repeats = 0
    while tb is not None:
        filename, name, position = _krait.traceback_entry(tb)
        tb = tb.tb_next
        key = (filename, position[0], name)
        if key != last:
            if repeats > 3:
                _repeated(out, repeats)
            last = key
            repeats = 0
        repeats += 1
        if repeats <= 3:
            out += _frame_lines(filename, name, position)
    if repeats > 3:
        _repeated(out, repeats)
    return out


def _repeated(out, repeats):
    more = repeats - 3
    out.append("  [Previous line repeated %d more time%s]\n" % (more, "" if more == 1 else "s"))


def _qualified(cls):
    module = getattr(cls, "__module__", None)
    name = cls.__qualname__
    if not isinstance(module, str):
        return "<unknown>." + name
    if module in ("__main__", "builtins"):
        return name
    return module + "." + name


def _text(exc):
    try:
        return str(exc)
    except Exception:
        return "<exception str() failed>"


def _syntax_error_lines(exc):
    out = []
    filename = exc.filename
    lineno = exc.lineno
    if lineno:
        out.append('  File "%s", line %s\n' % (filename or "<string>", lineno))
    text = exc.text
    if text is not None and lineno is not None:
        stripped = text.rstrip("\n")
        line = stripped.lstrip(" \n\f")
        spaces = len(stripped) - len(line)
        out.append("    " + line + "\n")
        offset = exc.offset
        if offset is not None:
            end_offset = exc.end_offset
            if end_offset is None or end_offset == 0 or end_offset == -1:
                end_offset = offset
            if exc.end_lineno is not None and exc.end_lineno > lineno:
                end_offset = len(stripped) + 1
            if offset == end_offset or end_offset == -1:
                end_offset = offset + 1
            column = offset - 1 - spaces
            end_column = end_offset - 1 - spaces
            if column >= 0:
                out.append("    " + "".join([c if c.isspace() else " " for c in line[:column]]) + "^" * (end_column - column) + "\n")
    name = _qualified(type(exc))
    out.append("%s: %s\n" % (name, exc.msg or "<no detail available>"))
    return out


def _case_cost(a, b):
    """What it costs to take character a for b: 0 the same, 1 another case, 2 another character."""
    if a == b:
        return 0
    return 1 if ord(a) & 31 == ord(b) & 31 and a.lower() == b.lower() else 2


def _distance(a, b, most):
    """Levenshtein distance of two names, a move costing 2; anything above most if it is greater than that."""
    start = 0
    while start < len(a) and start < len(b) and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if not a or not b:
        return 2 * (len(a) + len(b))
    if len(a) > 40 or len(b) > 40:
        return most + 1
    if len(b) < len(a):
        a, b = b, a
    if 2 * (len(b) - len(a)) > most:
        return most + 1
    row = [2 * (i + 1) for i in range(len(a))]
    result = 0
    for j in range(len(b)):
        distance = result = 2 * j
        least = None
        for i in range(len(a)):
            changed = distance + _case_cost(b[j], a[i])
            distance = row[i]
            moved = (result if result < distance else distance) + 2
            result = row[i] = moved if moved < changed else changed
            if least is None or result < least:
                least = result
        if least > most:
            return most + 1
    return result


def _closest(name, candidates):
    if len(candidates) >= 750:
        return None
    best = None
    least = None
    for item in candidates:
        if item == name or not isinstance(item, str):
            continue
        most = (len(name) + len(item) + 3) * 2 // 6
        if least is not None and least - 1 < most:
            most = least - 1
        distance = _distance(name, item, most)
        if distance <= most and (least is None or distance < least):
            best, least = item, distance
    return best


def _suggestion(exc):
    """The name that was probably meant, for the errors that python3.11 has suggestions for."""
    name = getattr(exc, "name", None)
    if not isinstance(name, str):
        return None
    if type(exc) is AttributeError:
        return _closest(name, dir(exc.obj))
    tb = exc.__traceback__
    if type(exc) is not NameError or tb is None:
        return None
    while tb.tb_next is not None:
        tb = tb.tb_next
    frame = tb.tb_frame
    code = frame.f_code
    for names in (code.co_varnames + code.co_cellvars + code.co_freevars, list(frame.f_globals), list(frame.f_builtins)):
        found = _closest(name, names)
        if found is not None:
            return found
    return None


def _hint(exc):
    try:
        meant = _suggestion(exc)
    except Exception:
        return ""
    return "" if meant is None else ". Did you mean: '" + meant + "'?"


def _exception_only(exc):
    if isinstance(exc, SyntaxError):
        out = _syntax_error_lines(exc)
    else:
        name = _qualified(type(exc))
        text = _text(exc) + _hint(exc)
        out = [name + ": " + text + "\n" if text else name + "\n"]
    notes = getattr(exc, "__notes__", None)
    if isinstance(notes, (list, tuple)):
        for note in notes:
            try:
                note = str(note)
            except Exception:
                note = "<note str() failed>"
            out += [line + "\n" for line in note.split("\n")]
    elif notes is not None:
        out.append(repr(notes) + "\n")
    return out


_cause = "\nThe above exception was the direct cause of the following exception:\n\n"
_context = "\nDuring handling of the above exception, another exception occurred:\n\n"


def _chain(exc, seen):
    chain = [(exc, None)]
    while True:
        exc = chain[-1][0]
        seen.add(id(exc))
        if exc.__cause__ is not None and id(exc.__cause__) not in seen:
            chain.append((exc.__cause__, _cause))
        elif exc.__cause__ is None and exc.__context__ is not None and not exc.__suppress_context__ and id(exc.__context__) not in seen:
            chain.append((exc.__context__, _context))
        else:
            return chain


def _group_lines(exc, depth, seen):
    indent = "  " * depth
    out = []
    if depth == 0:
        out.append("  + Exception Group Traceback (most recent call last):\n")
        prefix = "  | "
    else:
        prefix = indent + "  | "
        out.append(indent + "  | Exception Group Traceback (most recent call last):\n")
    body = _traceback_lines(exc.__traceback__) + _exception_only(exc)
    if exc.__traceback__ is None:
        out = []
    out += [prefix + line for line in body]
    children = exc.exceptions
    count = len(children)
    for i, child in enumerate(children):
        if i >= 15:
            out.append(indent + "  +---------------- ... ----------------\n")
            out.append(indent + "    | and %d more exception%s\n" % (count - 15, "" if count - 15 == 1 else "s"))
            break
        mark = "+-+" if i == 0 else "  +"
        out.append(indent + "  " + mark + "---------------- %d ----------------\n" % (i + 1))
        if isinstance(child, BaseExceptionGroup):
            out += _group_lines(child, depth + 1, seen)
        else:
            for line in _format(child, seen):
                for part in line.splitlines(True):
                    out.append(indent + "    | " + part)
    if not isinstance(children[(15 if count > 15 else count) - 1], BaseExceptionGroup):
        out.append(indent + "    +------------------------------------\n")
    return out


def _format_one(exc, seen):
    if isinstance(exc, BaseExceptionGroup):
        return _group_lines(exc, 0, seen)
    out = []
    if exc.__traceback__ is not None:
        lines = _traceback_lines(exc.__traceback__)
        if lines:
            out.append("Traceback (most recent call last):\n")
            out += lines
    return out + _exception_only(exc)


def _format(exc, seen):
    out = []
    for exc, link in reversed(_chain(exc, seen)):
        out += _format_one(exc, seen)
        if link is not None:
            out.append(link)
    return out


def format_exception(exc):
    return "".join(_format(exc, set()))
