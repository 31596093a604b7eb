# compare: stderr
class Odd(Exception):
    def __str__(self):
        return "line one\nline two"
class Base(ValueError):
    pass
try:
    raise Base
except Base:
    e = Odd("x")
    e.add_note("a note")
    e.add_note("second note")
    raise e
