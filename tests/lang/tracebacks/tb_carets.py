# compare: stderr
d = {"a": {"b": [1, 2, 3]}}
def pick(i):
    return d["a"]["b"][i] + d["a"]["c"][i]
pick(1)
