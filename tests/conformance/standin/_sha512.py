"""Until Krait has the module _sha512. Enough for random to be imported."""
def sha512(*a): raise ValueError
