# compare: stderr
try:
    {}["key"]
except KeyError:
    raise AttributeError("instead", 5) from None
