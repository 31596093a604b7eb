# What types say about wrong calls.
def attempt(function):
    try:
        print(function())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


for cls in (type(...), type(None), type(NotImplemented)):
    attempt(lambda: cls())
    attempt(lambda: cls(1))
    attempt(lambda: cls(key=1))
attempt(lambda: type(1, key=2))
attempt(lambda: type(1, 2))
attempt(lambda: type(1, 2, key=3))
attempt(lambda: type())
for text in ("1_0j", "1__0j", "_1j", "1_j", "snake_case", "1+1_0j", "nope", "1j_"):
    attempt(lambda: complex(text))
