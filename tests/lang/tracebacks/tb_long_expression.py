# compare: stderr
value = None
def compute(a, b):
    total = (a + b) * len(value) if a < b else b.x
    return total
print(compute(1, 2))
