# compare: stderr
def gen():
    yield 1
    raise LookupError("in generator")
def consume(it):
    return [x for x in it]
consume(gen())
