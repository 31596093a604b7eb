a, b = float("nan"), float("nan")
print(a is b, [a] == [b], [a] == [a], a in [b], a in [a], len({a, b}), {a: 1} == {b: 1})
