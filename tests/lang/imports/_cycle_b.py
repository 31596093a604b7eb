import _cycle_a
seen = hasattr(_cycle_a, "first"), hasattr(_cycle_a, "second")
try:
    from _cycle_a import second
except ImportError as e:
    error = str(e).split(" (most")[0]
