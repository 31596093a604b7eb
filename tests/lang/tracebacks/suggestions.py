# compare: stderr
class C:
    colour = "red"
value_one = 1
try:
    print(C().color)
except AttributeError as e:
    print(e)
print(value_on)
