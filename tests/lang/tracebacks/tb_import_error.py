# compare: stderr
def load():
    import module_that_is_not_there
lam = lambda: load()
lam()
