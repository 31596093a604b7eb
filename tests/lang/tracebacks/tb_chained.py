# compare: stderr
def inner():
    raise KeyError("inner")
def middle():
    try:
        inner()
    except KeyError as e:
        raise ValueError("middle") from e
try:
    middle()
except ValueError:
    undefined_name + 1
