# repl.py - the interactive interpreter. Part of the prelude, compiled only if there will be a session.
#
# A statement is read line by line: what has been typed is compiled after each line, until it is complete or wrong.


# ---- reading ----

def _prompt_text(name):
    """sys.ps1 or sys.ps2 as text; an error in its __str__ means none."""
    prompt = getattr(_krait.sys, name, "")
    try:
        return str(prompt)
    except Exception:
        return ""


def _read_line(prompt):
    """A line with its newline; '' at the end of input."""
    sys = _krait.sys
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    if _krait.on_terminal():
        while True:
            line = _krait.edit_line(prompt)
            if line is not None:
                return line
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return sys.stdin.readline()


def _is_blank(text):
    for line in text.split("\n"):
        line = line.strip()
        if line and not line.startswith("#"):
            return False
    return True


def _compiled(text, flags):
    """The code of one statement, given without its last newline; None while it is incomplete. A block ends with an empty line."""
    incomplete = flags | 0x4200
    try:
        return compile(text, "<stdin>", "single", incomplete, True)
    except SyntaxError as error:
        first = error.msg
    try:
        compile(text + "\n", "<stdin>", "single", incomplete | 0x400, True)  # a tree alone: code would warn twice
        if first == "incomplete input":
            return None
    except SyntaxError as error:
        if error.msg == "incomplete input":
            return None
    return compile(text + "\n", "<stdin>", "single", flags | 0x200, True)


def _read_statement(flags):
    """Code; None for nothing but white space; EOFError."""
    text = _read_line(_prompt_text("ps1"))
    if not text:
        raise EOFError
    if _is_blank(text):
        return None
    while True:
        code = _compiled(text[:-1] if text.endswith("\n") else text, flags)
        if code is not None:
            return code
        line = _read_line(_prompt_text("ps2"))
        if not line:
            return compile(text, "<stdin>", "single", flags, True)
        text += line


# ---- running ----

def _report(exc):
    """Shows an exception and remembers it, as the end of a program does; SystemExit goes on."""
    if isinstance(exc, SystemExit):
        raise exc
    show_uncaught(exc)


def _run_startup(namespace):
    path = _krait.startup_file()
    if path is None or _krait.sys.flags.ignore_environment:
        return
    try:
        with open(path, "rb") as file:
            text = file.read()
    except OSError as exc:
        _write_error("Could not open PYTHONSTARTUP\n%s: %s\n" % (type(exc).__name__, exc))
        return
    try:
        exec(compile(text, path, "exec", 0, True), namespace)
    except BaseException as exc:
        _report(exc)


def _interact(namespace):
    flags = 0
    while True:
        try:
            code = _read_statement(flags)
        except EOFError:
            _write_error("\n")
            return
        except KeyboardInterrupt:
            _write_error("\nKeyboardInterrupt\n")
            continue
        except BaseException as exc:
            _report(exc)
            continue
        if code is None:
            continue
        flags |= code.co_flags & 0x1fe0000
        try:
            _krait.exec_code(code, namespace)
        except BaseException as exc:
            _report(exc)


def run_interactive(banner):
    """After a program (banner None) in its namespace, or with one of its own."""
    sys = _krait.sys
    sys.ps1, sys.ps2 = getattr(sys, "ps1", ">>> "), getattr(sys, "ps2", "... ")
    main = _krait.modules.get("__main__")
    if banner is not None:
        _write_error(banner)
    namespace = _main_namespace() if main is None else main.__dict__
    if main is None:
        _run_startup(namespace)
    _interact(namespace)
